"""The months before and after a day, figure by figure and unit by unit: the model that the writers lay out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import polars as pl

from pipeline import __version__
from pipeline.disclose.history import PublishedMonths
from pipeline.errors import UsageError
from pipeline.evaluate.brueche import brueche_within, find_brueche
from pipeline.evaluate.difference import LevelDifference, MonthlySeries, compare_levels, holm
from pipeline.evaluate.einheit import Bruch, Einheit, einheit_names, in_order, tell_apart
from pipeline.evaluate.mean import Mean, mean_of
from pipeline.evaluate.month import make_einheit
from pipeline.kalender import first_day_of, months_between, parse_month
from pipeline.katalog import Katalog, Kennzahl

# Fewer months on a side say nothing about what is usual.
MINDESTMONATE = 4
RISIKO = 0.05
Verdict = Literal["erkennbar", "ueblich", "zu_wenige", "ohne_schwankung", "geheim", "kein_wert"]


@dataclass(frozen=True)
class EvaluationPeriod:
    """Which months (JJJJ-MM with their Stichtag) are compared.

    `uebergang` is the month that the day cuts in two and that counts for neither side, `fehlend` are months between
    the first and the last that the warehouse does not have.
    """

    stichtag: date
    vorher: Mapping[str, date]
    nachher: Mapping[str, date]
    uebergang: tuple[str, ...]
    fehlend: tuple[str, ...]

    def numbers(self) -> dict[date, int]:
        """Number the compared months by the calendar, under their Stichtage: neighbours follow each other."""
        named = ((s, parse_month(m)) for side in (self.vorher, self.nachher) for m, s in side.items())
        return {stichtag: day.year * 12 + day.month for stichtag, day in named}


@dataclass(frozen=True)
class EvaluationZeile:
    """A figure of a unit before and after, in the figure's unit.

    `unterschied` is nachher − vorher, None where there are too few months; `p` is its probability by chance alone,
    adjusted for all comparisons of the unit's level.
    """

    kennzahl: Kennzahl
    vorher: Mean
    nachher: Mean
    unterschied: LevelDifference | None
    p: float | None
    urteil: Verdict

    @property
    def gesperrt(self) -> bool:
        """Whether there is no difference because too many months are suppressed."""
        return self.urteil == "geheim"

    @property
    def is_favourable(self) -> bool | None:
        """Tell whether a recognisable change goes the way the figure should; None where neither way is better."""
        if self.urteil != "erkennbar" or self.unterschied is None or self.kennzahl.richtung == "neutral":
            return None
        return (self.unterschied.differenz > 0) == (self.kennzahl.richtung == "hoch")


@dataclass(frozen=True)
class EvaluationEinheit:
    """A unit with its figures; `tiefe` counts the units that it stands below.

    One that became another between the months has no figures but the reasons why (`brueche`).
    """

    ebene: str
    titel: str
    tiefe: int
    zeilen: tuple[EvaluationZeile, ...]
    brueche: tuple[Bruch, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """Everything that the evaluation shows; `vergleiche` counts the judged comparisons per level."""

    zeitraum: EvaluationPeriod
    version: str
    mindestfallzahl: int
    einheiten: tuple[EvaluationEinheit, ...]
    vergleiche: Mapping[str, int]
    regelwechsel: tuple[str, ...]


def make_evaluation(
    history: PublishedMonths, period: EvaluationPeriod, katalog: Katalog, mindestfallzahl: int
) -> Evaluation:
    """Return everything that the evaluation shows, from published figures."""
    einheiten, counts = build_evaluation(history, period, katalog)
    return Evaluation(
        zeitraum=period,
        version=__version__,
        mindestfallzahl=mindestfallzahl,
        einheiten=einheiten,
        vergleiche=counts,
        regelwechsel=regelwerk_changes(history, period),
    )


def split_months(months: Mapping[str, date], von: str, bis: str, stichtag: date) -> EvaluationPeriod:
    """Divide the months of the warehouse by a day.

    :raises UsageError: the first or last month is not in the warehouse, or one side has none
    """
    if parse_month(von) > parse_month(bis):
        raise UsageError(f"--from {von} liegt nach --to {bis}. Bitte die beiden Monate tauschen.")
    for option, month in (("--from", von), ("--to", bis)):
        if month not in months:
            raise UsageError(
                f"Der Monat {month} ({option}) steht nicht im Warehouse. Vorhanden sind: {', '.join(months)}. Bitte "
                "einen davon nennen oder den Monat mit „kontaktdichte run“ nachholen."
            )
    gewaehlt = {m: s for m, s in months.items() if von <= m <= bis}
    before = {m: s for m, s in gewaehlt.items() if s < stichtag}
    after = {m: s for m, s in gewaehlt.items() if first_day_of(m, months) >= stichtag}
    for side, wort in ((before, "vor"), (after, "nach")):
        if not side:
            raise UsageError(
                f"Zwischen {von} und {bis} liegt kein ganzer Monat {wort} dem {stichtag:%d.%m.%Y}. Bitte --stichtag, "
                "--from und --to prüfen."
            )
    return EvaluationPeriod(
        stichtag,
        before,
        after,
        uebergang=tuple(m for m in gewaehlt if m not in before and m not in after),
        fehlend=tuple(m for m in months_between(von, bis) if m not in months),
    )


def build_evaluation(
    history: PublishedMonths, period: EvaluationPeriod, katalog: Katalog
) -> tuple[tuple[EvaluationEinheit, ...], dict[str, int]]:
    """Compare each figure of each unit of the last month; returns also how many comparisons were judged per level.

    `history` has the columns of `mart.kennzahlen` and `mart.einheiten`; only totals (segment_art gesamt) that are
    published are compared, in the figure's unit. Units stand in the order of the tree; those that became others
    between the months are not compared.
    """
    kennzahlen = history.kennzahlen.filter(pl.col("segment_art") == "gesamt")
    groups = {
        (str(ebene), str(identifier)): group
        for (ebene, identifier), group in kennzahlen.group_by("ebene", "einheit_id", maintain_order=True)
    }
    first, last = min(period.vorher), max(period.nachher)
    brueche = {place: brueche_within(b, first, last) for place, b in find_brueche(history).items()}
    einheiten = [
        (
            einheit,
            len(above),
            [] if brueche.get(place := (einheit.ebene, einheit.id)) else _compare(groups.get(place), period, katalog),
        )
        for einheit, above in in_order(_einheiten(history, period.nachher[last]))
    ]
    result, anzahlen = {}, {}
    for ebene in dict.fromkeys(e.ebene for e, _, _ in einheiten):
        zeilen = [z for e, _, eigene in einheiten if e.ebene == ebene for z in eigene]
        result[ebene] = iter(judge(zeilen))
        anzahlen[ebene] = sum(z.unterschied is not None for z in zeilen)
    beurteilt = tuple(
        EvaluationEinheit(
            e.ebene, e.titel, depth, tuple(next(result[e.ebene]) for _ in eigene), brueche.get((e.ebene, e.id), ())
        )
        for e, depth, eigene in einheiten
    )
    return beurteilt, anzahlen


def _einheiten(history: PublishedMonths, stichtag: date) -> list[Einheit]:
    """Return the units of a month, by level and name."""
    zeilen = history.einheiten.filter(pl.col("stichtag") == stichtag).sort("ebene", "name", "einheit_id")
    return [make_einheit(z) for z in tell_apart(zeilen.rows(named=True))]


def _compare(kennzahlen: pl.DataFrame | None, period: EvaluationPeriod, katalog: Katalog) -> list[EvaluationZeile]:
    if kennzahlen is None:
        return []
    result = []
    for kennzahl in katalog.kennzahl:
        eigene = kennzahlen.filter(pl.col("kennzahl") == kennzahl.id).sort("stichtag")
        sides = [eigene.filter(pl.col("stichtag").is_in(list(m.values()))) for m in (period.vorher, period.nachher)]
        if not kennzahl.is_beside and any(s.height for s in sides):
            result.append(_compare_sides(kennzahl, sides, period.numbers()))
    return result


def _compare_sides(kennzahl: Kennzahl, sides: Sequence[pl.DataFrame], numbers: Mapping[date, int]) -> EvaluationZeile:
    """Compare the published months of a figure; the verdict of a comparison comes with all others of its level."""
    before, after = (mean_of(s, kennzahl) for s in sides)
    reihen = [_series(s, numbers) for s in sides]
    if min(len(r.werte) for r in reihen) >= MINDESTMONATE:
        unterschied = compare_levels(*reihen)
        urteil: Verdict = "ueblich" if unterschied else "ohne_schwankung"
        return EvaluationZeile(kennzahl, before, after, unterschied, None, urteil)
    if before.gesperrt or after.gesperrt:
        return EvaluationZeile(kennzahl, before, after, None, None, "geheim")
    hat_werte = before.wert is not None or after.wert is not None
    return EvaluationZeile(kennzahl, before, after, None, None, "zu_wenige" if hat_werte else "kein_wert")


def _series(rows: pl.DataFrame, numbers: Mapping[date, int]) -> MonthlySeries:
    """Return the months with a published value, weighted by their denominators."""
    offen = rows.filter(~pl.col("gesperrt"), pl.col("wert").is_not_null())
    return MonthlySeries(
        tuple(numbers[s] for s in offen["stichtag"]),
        tuple(offen["wert"]),
        tuple(offen["nenner"].fill_null(1.0)),
    )


def judge(zeilen: Sequence[EvaluationZeile]) -> list[EvaluationZeile]:
    """Call a change recognisable only if it would stay so among all comparisons of its level."""
    nummern = [n for n, z in enumerate(zeilen) if z.unterschied is not None]
    angepasst = holm([z.unterschied.p for z in zeilen if z.unterschied is not None])
    result = list(zeilen)
    for number, p in zip(nummern, angepasst, strict=True):
        urteil: Verdict = "erkennbar" if p < RISIKO else "ueblich"
        result[number] = replace(zeilen[number], p=p, urteil=urteil)
    return result


def regelwerk_changes(history: PublishedMonths, period: EvaluationPeriod) -> tuple[str, ...]:
    """Name the Jobcenter whose rule set changed between the months: their figures changed their meaning."""
    stichtage = [*period.vorher.values(), *period.nachher.values()]
    haeuser = history.einheiten.filter(pl.col("ebene") == "jobcenter", pl.col("stichtag").is_in(stichtage))
    groups, names = haeuser.sort("stichtag").group_by("einheit_id", maintain_order=True), einheit_names(haeuser)
    return tuple(
        f"{names[str(identifier)]}: {' → '.join(group['regelwerk'].unique(maintain_order=True))}"
        for (identifier,), group in sorted(groups, key=lambda g: str(g[0]))
        if group["regelwerk"].n_unique() > 1
    )
