"""Ages that cannot be: who is registered before the 15th birthday, or long after the limit of age."""

from collections.abc import Iterator, Mapping

import polars as pl

from pipeline.accept import befund as bf
from pipeline.kalender import Berichtsmonat, add_months

# The SGB II is for those who are able to work: from 15 to the limit of age, which is never beyond 67.
JUENGSTE, AELTESTE = 15, 68
# Fewer persons say nothing; a tenth of them is no slip of the pen.
BEURTEILBAR, ZEHNTEL = 20, 10


def judge_ages(
    frames: Mapping[str, pl.DataFrame], berichtsmonat: Berichtsmonat
) -> Iterator[tuple[str, str, bf.BefundKind]]:
    """Yield export, column and what is wrong with it, if too many persons are of an age that cannot be.

    `frames` are the typed rows of the exports by name, with the columns of their schemas.
    """
    kunden = frames["verbis_kunden"].filter(pl.col("av_status") != "abgemeldet")
    born, since = pl.col("geburtsmonat"), pl.col("av_seit")
    # Up to a month's end nobody knows the day of birth.
    too_young = since.dt.month_end() < born.dt.offset_by(f"{JUENGSTE}y")
    too_old = born.dt.offset_by("1mo") <= add_months(berichtsmonat.stichtag, -AELTESTE * 12)
    for column, is_odd, what in (
        ("av_seit", too_young, f"beginnt die AV-Periode vor dem {JUENGSTE}. Geburtstag"),
        ("geburtsmonat", too_old, f"liegt die Geburt mehr als {AELTESTE} Jahre zurück"),
    ):
        odd = int(kunden.select(is_odd.sum()).item())
        if kunden.height >= BEURTEILBAR and odd * ZEHNTEL >= kunden.height:
            sentence = (
                f"Bei {round(odd * 100 / kunden.height)} % der Personen {what}; av_seit oder geburtsmonat stimmt "
                "nicht, und Tage seit der letzten Beratung oder Altersgruppen sind falsch. Bitte in der Quelle prüfen."
            )
            yield "verbis_kunden", column, bf.BefundKind("spalte_zweifelhaft", bf.WARNUNG, sentence)
