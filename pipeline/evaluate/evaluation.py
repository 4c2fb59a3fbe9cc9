"""The months before and after a day, figure by figure and unit by unit: the model that the writers lay out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import polars as pl

from pipeline.disclose.history import Zeitreihe
from pipeline.errors import UsageError
from pipeline.evaluate.bericht import Einheit, in_order
from pipeline.evaluate.levels import Reihe, Unterschied, compare_levels, holm
from pipeline.evaluate.mean import Mittel, mean_of
from pipeline.evaluate.month import make_einheit
from pipeline.kalender import parse_monat, plus_monate
from pipeline.katalog import Katalog, Kennzahl

# Fewer months on a side say nothing about what is usual.
MINDESTMONATE = 4
RISIKO = 0.05
Urteil = Literal["erkennbar", "ueblich", "zu_wenige", "ohne_schwankung", "geheim", "kein_wert"]


@dataclass(frozen=True)
class Zeitraum:
    """Which months (JJJJ-MM with their Stichtag) are compared.

    `uebergang` is the month that the day cuts in two and that counts for neither side, `fehlend` are months between
    the first and the last that the warehouse does not have.
    """

    stichtag: date
    vorher: Mapping[str, date]
    nachher: Mapping[str, date]
    uebergang: tuple[str, ...]
    fehlend: tuple[str, ...]


@dataclass(frozen=True)
class Veraenderung:
    """A figure of a unit before and after, in the figure's unit.

    `unterschied` is nachher − vorher, None where there are too few months; `p` is its probability by chance alone,
    adjusted for all comparisons of the unit's level.
    """

    kennzahl: Kennzahl
    vorher: Mittel
    nachher: Mittel
    unterschied: Unterschied | None
    p: float | None
    urteil: Urteil

    @property
    def guenstig(self) -> bool | None:
        """Tell whether a recognisable change goes the way the figure should; None where neither way is better."""
        if self.urteil != "erkennbar" or self.unterschied is None or self.kennzahl.richtung == "neutral":
            return None
        return (self.unterschied.differenz > 0) == (self.kennzahl.richtung == "hoch")


@dataclass(frozen=True)
class EvaluationEinheit:
    """A unit with its figures; `tiefe` counts the units that it stands below."""

    ebene: str
    titel: str
    tiefe: int
    zeilen: tuple[Veraenderung, ...]


@dataclass(frozen=True)
class Evaluation:
    """Everything that the evaluation shows; `vergleiche` counts the judged comparisons per level."""

    zeitraum: Zeitraum
    version: str
    mindestfallzahl: int
    einheiten: tuple[EvaluationEinheit, ...]
    vergleiche: Mapping[str, int]
    regelwechsel: tuple[str, ...]


def split_months(monate: Mapping[str, date], von: str, bis: str, stichtag: date) -> Zeitraum:
    """Divide the months of the warehouse by a day.

    :raises UsageError: the first or last month is not in the warehouse, or one side has none
    """
    if parse_monat(von) > parse_monat(bis):
        raise UsageError(f"--from {von} liegt nach --to {bis}. Bitte die beiden Monate tauschen.")
    for option, monat in (("--from", von), ("--to", bis)):
        if monat not in monate:
            raise UsageError(
                f"Der Monat {monat} ({option}) steht nicht im Warehouse. Vorhanden sind: {', '.join(monate)}. Bitte "
                "einen davon nennen oder den Monat mit „kontaktdichte run“ nachholen."
            )
    gewaehlt = {m: s for m, s in monate.items() if von <= m <= bis}
    vorher = {m: s for m, s in gewaehlt.items() if s < stichtag}
    nachher = {m: s for m, s in gewaehlt.items() if _first_day(m, monate) >= stichtag}
    for seite, wort in ((vorher, "vor"), (nachher, "nach")):
        if not seite:
            raise UsageError(
                f"Zwischen {von} und {bis} liegt kein ganzer Monat {wort} dem {stichtag:%d.%m.%Y}. Bitte --stichtag, "
                "--from und --to prüfen."
            )
    return Zeitraum(
        stichtag,
        vorher,
        nachher,
        uebergang=tuple(m for m in gewaehlt if m not in vorher and m not in nachher),
        fehlend=tuple(m for m in _calendar(von, bis) if m not in monate),
    )


def _first_day(monat: str, monate: Mapping[str, date]) -> date:
    """Return the day after the Stichtag of the month before."""
    erster = parse_monat(monat)
    davor = monate.get(f"{erster - timedelta(days=1):%Y-%m}")
    if davor:
        return davor + timedelta(days=1)
    letzter = plus_monate(erster, 1) - timedelta(days=1)
    # A Stichtag within the month: the month before had one about a month earlier.
    return erster if monate[monat] == letzter else plus_monate(monate[monat], -1) + timedelta(days=1)


def _calendar(von: str, bis: str) -> list[str]:
    erster, letzter = parse_monat(von), parse_monat(bis)
    anzahl = (letzter.year - erster.year) * 12 + letzter.month - erster.month
    return [f"{plus_monate(erster, n):%Y-%m}" for n in range(anzahl + 1)]


def build(
    zeitreihe: Zeitreihe, zeitraum: Zeitraum, katalog: Katalog
) -> tuple[tuple[EvaluationEinheit, ...], dict[str, int]]:
    """Compare each figure of each unit of the last month; returns also how many comparisons were judged per level.

    `zeitreihe` has the columns of `mart.kennzahlen` and `mart.einheiten`; only totals (segment_art gesamt) that are
    published are compared, in the figure's unit. Units stand in the order of the tree.
    """
    figuren = zeitreihe.figuren.filter(pl.col("segment_art") == "gesamt")
    gruppen = {
        (str(ebene), str(kennung)): gruppe
        for (ebene, kennung), gruppe in figuren.group_by("ebene", "einheit_id", maintain_order=True)
    }
    einheiten = [
        (einheit, len(oberhalb), _compare_unit(gruppen.get((einheit.ebene, einheit.id)), zeitraum, katalog))
        for einheit, oberhalb in in_order(_units(zeitreihe, max(zeitraum.nachher.values())))
    ]
    ergebnis, anzahlen = {}, {}
    for ebene in dict.fromkeys(e.ebene for e, _, _ in einheiten):
        zeilen = [z for e, _, eigene in einheiten if e.ebene == ebene for z in eigene]
        ergebnis[ebene] = iter(judge(zeilen))
        anzahlen[ebene] = sum(z.unterschied is not None for z in zeilen)
    beurteilt = tuple(
        EvaluationEinheit(e.ebene, e.titel, tiefe, tuple(next(ergebnis[e.ebene]) for _ in eigene))
        for e, tiefe, eigene in einheiten
    )
    return beurteilt, anzahlen


def _units(zeitreihe: Zeitreihe, stichtag: date) -> list[Einheit]:
    """Return the units of a month, by level and name."""
    zeilen = zeitreihe.einheiten.filter(pl.col("stichtag") == stichtag).sort("ebene", "name", "einheit_id")
    return [make_einheit(z) for z in zeilen.iter_rows(named=True)]


def _compare_unit(figuren: pl.DataFrame | None, zeitraum: Zeitraum, katalog: Katalog) -> list[Veraenderung]:
    if figuren is None:
        return []
    ergebnis = []
    for kennzahl in katalog.kennzahl:
        eigene = figuren.filter(pl.col("kennzahl") == kennzahl.id).sort("stichtag")
        seiten = [
            eigene.filter(pl.col("stichtag").is_in(list(m.values()))) for m in (zeitraum.vorher, zeitraum.nachher)
        ]
        if not kennzahl.vorschau and any(s.height for s in seiten):
            ergebnis.append(_compare(kennzahl, seiten))
    return ergebnis


def _compare(kennzahl: Kennzahl, seiten: Sequence[pl.DataFrame]) -> Veraenderung:
    """Compare the published months of a figure; the verdict of a comparison comes with all others of its level."""
    vorher, nachher = (mean_of(s) for s in seiten)
    reihen = [_series(s) for s in seiten]
    if min(len(r.werte) for r in reihen) >= MINDESTMONATE:
        unterschied = compare_levels(*reihen)
        urteil: Urteil = "ueblich" if unterschied else "ohne_schwankung"
        return Veraenderung(kennzahl, vorher, nachher, unterschied, None, urteil)
    if vorher.gesperrt or nachher.gesperrt:
        return Veraenderung(kennzahl, vorher, nachher, None, None, "geheim")
    hat_werte = vorher.wert is not None or nachher.wert is not None
    return Veraenderung(kennzahl, vorher, nachher, None, None, "zu_wenige" if hat_werte else "kein_wert")


def _series(zeilen: pl.DataFrame) -> Reihe:
    """Return the months with a published value, weighted by their denominators."""
    offen = zeilen.filter(~pl.col("gesperrt"), pl.col("wert").is_not_null())
    return Reihe(
        tuple(s.year * 12 + s.month for s in offen["stichtag"]),
        tuple(offen["wert"]),
        tuple(offen["nenner"].fill_null(1.0)),
    )


def judge(zeilen: Sequence[Veraenderung]) -> list[Veraenderung]:
    """Call a change recognisable only if it would stay so among all comparisons of its level."""
    nummern = [n for n, z in enumerate(zeilen) if z.unterschied is not None]
    angepasst = holm([z.unterschied.p for z in zeilen if z.unterschied is not None])
    ergebnis = list(zeilen)
    for nummer, p in zip(nummern, angepasst, strict=True):
        urteil: Urteil = "erkennbar" if p < RISIKO else "ueblich"
        ergebnis[nummer] = replace(zeilen[nummer], p=p, urteil=urteil)
    return ergebnis


def rule_set_changes(zeitreihe: Zeitreihe, zeitraum: Zeitraum) -> tuple[str, ...]:
    """Name the Jobcenter whose rule set changed between the months: their figures changed their meaning."""
    stichtage = [*zeitraum.vorher.values(), *zeitraum.nachher.values()]
    haeuser = zeitreihe.einheiten.filter(pl.col("ebene") == "jobcenter", pl.col("stichtag").is_in(stichtage))
    gruppen = haeuser.sort("stichtag").group_by("einheit_id", maintain_order=True)
    return tuple(
        f"{gruppe['name'][-1]}: {' → '.join(gruppe['regelwerk'].unique(maintain_order=True))}"
        for _, gruppe in sorted(gruppen, key=lambda g: str(g[0]))
        if gruppe["regelwerk"].n_unique() > 1
    )
