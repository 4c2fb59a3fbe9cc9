"""Contact density asked for and reached, by year, Jobcenter and Profillage: the model that the writers lay out.

A year's figures are ratios of sums over those months whose figure may be published. A sum over all months would
let a reader of the monthly reports work out the months that these keep hidden.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipeline import __version__
from pipeline.disclose.history import PublishedMonths
from pipeline.errors import UsageError
from pipeline.evaluate.brueche import brueche_within, find_brueche
from pipeline.evaluate.einheit import Bruch, einheit_names
from pipeline.evaluate.mean import Mean, mean_of
from pipeline.katalog import Katalog
from pipeline.regelwerk.kontaktregel import Bedingung, Kontaktregel
from pipeline.regelwerk.rate import gespraeche_per_month
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.regelwerk.wording import KEINE_VORGABE, least_demand

IST, QUOTE = "kontakte_halbjahr", "kontaktdichte_mindest_quote"
ALLE = "alle Profillagen"


@dataclass(frozen=True)
class SollIstZeile:
    """One Profillage of a Jobcenter in a year.

    `soll` is a number of talks per half-year where the rules name one, `vorgabe` what they ask for in words; `ist` are
    talks per person and half-year, `quote` is the share of persons whose minimum was kept.
    """

    titel: str
    soll: float | None
    vorgabe: str
    ist: Mean
    quote: Mean

    @property
    def abweichung(self) -> float | None:
        """Ist − Soll, in talks per half-year."""
        if self.soll is None or self.ist.wert is None:
            return None
        return round(self.ist.wert - self.soll, 12) + 0.0

    @property
    def ampel(self) -> str | None:
        """Whether the mean Ist reaches the Soll; None without a Soll."""
        if self.abweichung is None:
            return None
        return "gruen" if self.abweichung >= 0 else "rot"


@dataclass(frozen=True)
class SollIstBlock:
    """A Jobcenter in a year under one rule set (its id); `monate` are JJJJ-MM, `summe` is over all Profillagen.

    `brueche` are what made it another one between these months.
    """

    jahr: int
    jobcenter: str
    regelwerk: str
    monate: tuple[str, ...]
    zeilen: tuple[SollIstZeile, ...]
    summe: SollIstZeile
    brueche: tuple[Bruch, ...] = ()


@dataclass(frozen=True)
class SollIst:
    """Everything that the evaluation shows."""

    jahre: tuple[int, ...]
    stichtag: date
    version: str
    mindestfallzahl: int
    bloecke: tuple[SollIstBlock, ...]


def make_soll_ist(
    history: PublishedMonths,
    years: Sequence[int],
    regelwerke: Mapping[str, Regelwerk],
    katalog: Katalog,
    mindestfallzahl: int,
) -> SollIst:
    """Return everything that the evaluation shows, from published figures; `regelwerke` are the rule sets by id.

    :raises UsageError: a year has no month in the warehouse
    """
    return SollIst(
        jahre=tuple(years),
        stichtag=max(months_of(history, years).values()),
        version=__version__,
        mindestfallzahl=mindestfallzahl,
        bloecke=build_soll_ist(history, years, regelwerke, katalog),
    )


def months_of(history: PublishedMonths, years: Sequence[int]) -> dict[str, date]:
    """Return the months of these years.

    :raises UsageError: a year has none
    """
    for jahr in years:
        if not any(m.startswith(f"{jahr}-") for m in history.monate):
            raise UsageError(
                f"Für {jahr} steht kein Monat im Warehouse. Vorhanden sind: {', '.join(history.monate)}. Bitte "
                "--year prüfen oder die Monate mit „kontaktdichte run“ nachholen."
            )
    return {m: s for m, s in history.monate.items() if int(m[:4]) in years}


def build_soll_ist(
    history: PublishedMonths, years: Sequence[int], regelwerke: Mapping[str, Regelwerk], katalog: Katalog
) -> tuple[SollIstBlock, ...]:
    """Make a block per year, Jobcenter and rule set, from published figures.

    `regelwerke` are the rule sets by id; where one is not at hand the demand in words is missing.

    :raises UsageError: a year has no month in the warehouse
    """
    months = months_of(history, years)
    kennzahlen = history.kennzahlen.filter(pl.col("ebene") == "jobcenter", pl.col("kennzahl").is_in([IST, QUOTE]))
    einheiten = history.einheiten.filter(
        pl.col("ebene") == "jobcenter", pl.col("stichtag").is_in(list(months.values()))
    ).sort("stichtag")
    bloecke, names, brueche = [], einheit_names(einheiten), find_brueche(history)
    for jahr in sorted(set(years)):
        im_jahr = {s: m for m, s in months.items() if m.startswith(f"{jahr}-")}
        groups = einheiten.filter(pl.col("stichtag").is_in(list(im_jahr))).group_by(
            "einheit_id", "regelwerk", maintain_order=True
        )
        for (identifier, regelwerk), group in groups:
            stichtage = group["stichtag"].to_list()
            eigene = kennzahlen.filter(pl.col("einheit_id") == identifier, pl.col("stichtag").is_in(stichtage))
            zeilen = _zeilen(eigene, regelwerke.get(str(regelwerk)), max(stichtage), katalog)
            namen_der_monate = tuple(im_jahr[s] for s in stichtage)
            own = brueche_within(
                brueche.get(("jobcenter", str(identifier)), ()), namen_der_monate[0], namen_der_monate[-1]
            )
            of = jahr, names[str(identifier)], str(regelwerk), namen_der_monate
            bloecke.append(SollIstBlock(*of, zeilen, _total(eigene, katalog), own))
    return tuple(sorted(bloecke, key=lambda b: (b.jobcenter, b.jahr, b.monate)))


def _zeilen(
    kennzahlen: pl.DataFrame, regelwerk: Regelwerk | None, stichtag: date, katalog: Katalog
) -> tuple[SollIstZeile, ...]:
    profile = kennzahlen.filter(pl.col("segment_art") == "profillage")
    vorhanden = set(profile["segment"])
    woerter = katalog.segment["profillage"]
    reihenfolge = [*(p for p in woerter if p in vorhanden), *sorted(vorhanden - woerter.keys())]
    zeilen = []
    for profil in reihenfolge:
        ist = profile.filter(pl.col("segment") == profil, pl.col("kennzahl") == IST)
        quote = profile.filter(pl.col("segment") == profil, pl.col("kennzahl") == QUOTE)
        soll = ist.sort("stichtag")["ziel"].drop_nulls()
        vorgabe = (
            profillage_demand(regelwerk, profil, stichtag, katalog) if regelwerk else "Regelwerk liegt hier nicht vor"
        )
        zeilen.append(
            SollIstZeile(
                woerter.get(profil, profil),
                soll[-1] if len(soll) else None,
                vorgabe,
                mean_of(ist, katalog[IST]),
                mean_of(quote, katalog[QUOTE]),
            )
        )
    return tuple(zeilen)


def profillage_demand(regelwerk: Regelwerk, profillage: str, stichtag: date, katalog: Katalog) -> str:
    """Return what the rule set asks at least for persons of a Profillage at the Stichtag, in words.

    That is one demand, or the closest to the loosest of those that can hold for them.
    """
    regeln = _possible(regelwerk, profillage, stichtag)
    raten = {least_demand(r, katalog): rate for r in regeln if (rate := gespraeche_per_month(r, by_ziel=False))}
    if not raten:
        return KEINE_VORGABE
    geordnet = sorted(raten, key=lambda text: (-raten[text], text))
    if len(geordnet) == 1:
        return geordnet[0]
    return f"je nach Regel: {geordnet[0]} bis {geordnet[-1]}"


def _possible(regelwerk: Regelwerk, profillage: str, stichtag: date) -> Iterator[Kontaktregel]:
    """Yield the rules that can be a person's first match; what follows one that always matches is out of reach."""
    for regel in regelwerk.kontaktregel:
        passend = [b for b in regel.wenn or [Bedingung()] if profillage in (b.profillage or [profillage])]
        if passend and regel.is_in_force(stichtag):
            yield regel
            if any(b.model_fields_set <= {"profillage"} for b in passend):
                return


def _total(kennzahlen: pl.DataFrame, katalog: Katalog) -> SollIstZeile:
    """Return the row over all Profillagen; a month counts for the Ist only if all its Profillagen are published."""
    je_profil = kennzahlen.filter(pl.col("kennzahl") == IST, pl.col("segment_art") == "profillage")
    je_monat = (
        je_profil.group_by("stichtag")
        .agg(pl.col("zaehler", "nenner").sum(), pl.col("gesperrt").any())
        .with_columns(wert=pl.col("zaehler") / pl.col("nenner"))
    )
    quote = kennzahlen.filter(pl.col("kennzahl") == QUOTE, pl.col("segment_art") == "gesamt")
    ist = mean_of(je_monat.sort("stichtag"), katalog[IST])
    return SollIstZeile(ALLE, None, "", ist, mean_of(quote, katalog[QUOTE]))
