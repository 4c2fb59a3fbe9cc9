"""Persons who came in the month: other exports speak of them, and verbis_kunden of an earlier day does not."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import polars as pl

from pipeline.accept import befund as bf
from pipeline.kalender import Berichtsmonat

# Fewer persons say nothing; that many times more are unknown than known to have come in the month.
WENIGE, VIELFACHES = 4, 5
DAVOR_TAGE = 91
TRACES = (
    ("allegro_antraege", "antragsdatum"),
    ("atv_termine", "gebucht_am"),
    ("verbis_vermerke", "datum"),
    ("verbis_vereinbarungen", "datum"),
)


def judge_newcomers(
    frames: Mapping[str, pl.DataFrame], berichtsmonat: Berichtsmonat
) -> Iterator[tuple[str, str, bf.BefundKind]]:
    """Yield export, column and what is wrong with it, if nearly nobody of those who came in the month is known.

    `frames` are the typed rows of the exports by name, with the columns of their schemas.
    """
    start, stichtag = berichtsmonat.vorheriger_stichtag, berichtsmonat.stichtag
    kunden = frames["verbis_kunden"]
    traces = pl.concat(
        frames[export]
        .select("kunde_id", tag=column)
        .filter(pl.col("tag").is_between(start - timedelta(days=DAVOR_TAGE), stichtag, closed="right"))
        for export, column in TRACES
    ).drop_nulls()
    unknown = traces.join(kunden, on="kunde_id", how="anti")
    lately = unknown.filter(pl.col("tag") > start)["kunde_id"].n_unique()
    # Some persons are never known; only those of one month are a sign.
    before = unknown.filter(pl.col("tag") <= start)["kunde_id"].n_unique()
    came = kunden.filter(pl.col("av_seit").is_between(start, stichtag, closed="right")).height
    if lately < WENIGE or lately <= before or came * VIELFACHES > lately:
        return
    sentence = (
        f"{lately} Personen fehlen, von denen andere Exporte im Berichtsmonat sprechen; neu im Monat sind {came}. "
        "Vermutlich ist der Export älter als die anderen. Bitte alle Exporte am selben Tag erzeugen."
    )
    yield "verbis_kunden", "av_seit", bf.BefundKind("export_aelter", bf.WARNUNG, sentence)
