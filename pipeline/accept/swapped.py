"""Days that cannot be what was meant, told from all of a column: at weekends, never after the 12th, ends before begins.

Programs that expect the month first swap the two where the day is no more than 12, and leave or lose the others.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.values import form
from schemas import EXPORTS

# Fewer days say nothing.
BEURTEILBAR = 50
# There is no month after the 12th; days of so many numbers in several months are no deadlines.
MONATE, ZAHLEN = 12, 8
# Of what is done on working days hardly any is done at weekends.
WOCHENENDE = 5
AT_WORK = (("verbis_vermerke", "datum"), ("atv_termine", "datum"), ("atv_kapazitaet", "datum"))
# How many in a hundred rows may end before they begin.
VERKEHRT = 10
ORDERED = (
    ("atv_termine", "gebucht_am", "datum"),
    ("atv_termine", "gebucht_am", "abgesagt_am"),
    ("allegro_antraege", "leistung_von", "leistung_bis"),
    ("verbis_massnahmen", "eintritt", "austritt"),
    ("verbis_lebenslauf", "von", "bis"),
    ("verbis_vereinbarungen", "datum", "gueltig_bis"),
)
AUSWEG = "Bitte als TT.MM.JJJJ exportieren und nicht in Excel öffnen."

Found = Iterator[tuple[str, str, bf.BefundKind]]


def judge_swapped(frames: Mapping[str, pl.DataFrame]) -> Found:
    """Yield export, column and why its days are not what was meant.

    `frames` are the typed rows of the exports by name, with the columns of their schemas.
    """
    for export, model in EXPORTS.items():
        for name, column in model.to_schema().columns.items():
            if form(column) == "datum" and (what := _judge(export, frames[export][name].drop_nulls())):
                yield (
                    export,
                    name,
                    bf.BefundKind(
                        "spalte_zweifelhaft", bf.WARNUNG, f"{what}; vermutlich sind Tag und Monat vertauscht. {AUSWEG}"
                    ),
                )
    for export, first, last in ORDERED:
        rows = frames[export].select(first=first, last=last).drop_nulls()
        odd = int((rows["first"] > rows["last"]).sum())
        if rows.height >= BEURTEILBAR and odd * 100 >= VERKEHRT * rows.height:
            share = f"In {round(odd * 100 / rows.height)} % der Zeilen liegt {first} nach {last}"
            sentence = f"{share}; vermutlich sind die Spalten verwechselt, oder Tag und Monat. {AUSWEG}"
            yield export, first, bf.BefundKind("spalte_zweifelhaft", bf.WARNUNG, sentence)


def _judge(export: str, days: pl.Series) -> str:
    """Return what is odd about the days of a column; empty if nothing is."""
    if len(days) < BEURTEILBAR:
        return ""
    counted = days.value_counts()
    numbers, months = counted[days.name].dt.day(), counted[days.name].dt.truncate("1mo")
    if not (numbers > MONATE).any() and numbers.n_unique() >= ZAHLEN and months.n_unique() > 1:
        return f"Keiner der {len(days)} Tage liegt nach dem {MONATE}. eines Monats"
    if (export, days.name) in AT_WORK:
        weekday = counted[days.name].dt.weekday()
        free = [int(counted.filter(weekday == day)["count"].sum()) for day in (6, 7)]
        # Days that are one off lie on one day of the weekend only.
        if all(rows * 200 >= WOCHENENDE * len(days) for rows in free):
            return f"{round(sum(free) * 100 / len(days))} % der Tage liegen an Wochenenden"
    return ""
