"""Half exports: what one export of a delivery says that another of the same delivery should say too, and does not."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.parts import NEU_ERZEUGEN, NEU_TAGE
from pipeline.kalender import Berichtsmonat

# Fewer persons or appointments say nothing about an export.
BEURTEILBAR = 20
# How many in a hundred persons one export may not know though the other does.
OHNE_VERMERK, OHNE_TERMIN, OHNE_BEIDES = 20, 40, 60
IN_PERSON = ("persoenlich", "walk_and_talk")

Found = Iterator[tuple[str, str | None, bf.BefundKind]]


def judge_halves(frames: Mapping[str, pl.DataFrame], berichtsmonat: Berichtsmonat) -> Found:
    """Yield export, column and what is wrong with it, for exports that lack what the others speak of.

    `frames` are the typed rows of the exports by name, with the columns of their schemas.
    """
    yield from _judge_persons(frames, berichtsmonat)
    yield from _judge_teams(frames, berichtsmonat)


def _judge_persons(frames: Mapping[str, pl.DataFrame], berichtsmonat: Berichtsmonat) -> Found:
    vermerke, termine = frames["verbis_vermerke"], frames["atv_termine"]
    if vermerke.is_empty() or termine.is_empty():
        return  # said as empty
    since = pl.col("datum").is_between(
        berichtsmonat.vorheriger_stichtag - timedelta(days=NEU_TAGE), berichtsmonat.stichtag
    )
    noted, invited = _ids(vermerke), _ids(termine)
    held = _ids(
        termine.filter(
            since,
            pl.col("status") == "wahrgenommen",
            pl.col("terminart").is_in(["erstgespraech", "folgegespraech"]),
        )
    )
    if missing := _too_many(held, noted, OHNE_VERMERK):
        sentence = (
            f"{missing} der Personen mit gehaltenem Beratungstermin haben keinen einzigen Vermerk; {NEU_ERZEUGEN}"
        )
        yield "verbis_vermerke", "kunde_id", bf.BefundKind("export_unvollstaendig", bf.WARNUNG, sentence)
    seen = _ids(vermerke.filter(since, pl.col("kontaktart").is_in(IN_PERSON)))
    if missing := _too_many(seen, invited, OHNE_TERMIN):
        sentence = f"{missing} der Personen mit persönlichem Vermerk haben keinen einzigen Termin; {NEU_ERZEUGEN}"
        yield "atv_termine", "kunde_id", bf.BefundKind("export_unvollstaendig", bf.WARNUNG, sentence)
    early = pl.col("av_seit") <= berichtsmonat.stichtag - timedelta(days=NEU_TAGE)
    registered = _ids(frames["verbis_kunden"].filter(early, pl.col("av_status") != "abgemeldet"))
    if missing := _too_many(registered, pl.concat([noted, invited]), OHNE_BEIDES):
        sentence = (
            f"{missing} der seit drei Monaten gemeldeten Personen haben weder Vermerk noch Termin; vermutlich gehören "
            "die Exporte nicht zusammen oder sind unvollständig. Bitte zusammen neu erzeugen."
        )
        yield "verbis_kunden", "kunde_id", bf.BefundKind("export_unvollstaendig", bf.WARNUNG, sentence)


def _judge_teams(frames: Mapping[str, pl.DataFrame], berichtsmonat: Berichtsmonat) -> Found:
    """Judge teams that hold appointments and have no hours at all, though others have."""
    in_month = pl.col("datum").is_between(berichtsmonat.vorheriger_stichtag, berichtsmonat.stichtag, closed="right")
    held = frames["atv_termine"].filter(in_month, pl.col("status") == "wahrgenommen")
    sizes = held["team_id"].value_counts().filter(pl.col("count") >= BEURTEILBAR)["team_id"]
    known = frames["atv_kapazitaet"].filter(in_month)["team_id"].unique()
    missing = len(sizes) - sizes.is_in(known.implode()).sum()
    if 0 < missing < len(sizes):
        sentence = (
            f"In {missing} von {len(sizes)} Teams mit gehaltenen Terminen gibt es im Berichtsmonat keine Stunden; "
            f"{NEU_ERZEUGEN}"
        )
        yield "atv_kapazitaet", "team_id", bf.BefundKind("team_fehlt", bf.WARNUNG, sentence)


def _ids(frame: pl.DataFrame) -> pl.Series:
    return frame["kunde_id"].drop_nulls().unique()


def _too_many(persons: pl.Series, known: pl.Series, percent: int) -> str:
    """Return the share of persons that are not known, if it is that many in a hundred of enough persons."""
    missing = len(persons) - persons.is_in(known.implode()).sum()
    if len(persons) < BEURTEILBAR or missing * 100 < percent * len(persons):
        return ""
    return f"{round(missing * 100 / len(persons))} %"
