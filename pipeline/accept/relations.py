"""Rows of one export to which rows of another belong, each with whether these are there.

An appointment that was held has its note and its hours; a person who is registered has a running benefit; who is often
counselled has an agreement; for whom work is not to be expected, the CV says why.
"""

from collections.abc import Mapping
from datetime import timedelta

import polars as pl

from pipeline.accept.parts import NEU_TAGE
from pipeline.kalender import Berichtsmonat, add_months

# A note may be written some days after the talk.
NACHTRAG_TAGE = 3
# Who was counselled so often within a year has agreed on something; who is younger goes to school.
OFT, SCHULE_MONATE = 4, 16 * 12
COUNSELLING = ("erstgespraech", "folgegespraech")
TALKS = ("beratungsvermerk", "standortbestimmung", "fallmanagement")
IN_PERSON = ("persoenlich", "walk_and_talk")

Frames = Mapping[str, pl.DataFrame]


def _lately(berichtsmonat: Berichtsmonat) -> pl.Expr:
    first = berichtsmonat.vorheriger_stichtag - timedelta(days=NEU_TAGE)
    return pl.col("datum").is_between(first, berichtsmonat.stichtag, closed="right")


def _held(frames: Frames, berichtsmonat: Berichtsmonat) -> pl.DataFrame:
    return frames["atv_termine"].filter(
        _lately(berichtsmonat),
        pl.col("status") == "wahrgenommen",
        pl.col("terminart").is_in(COUNSELLING),
        pl.col("kunde_id").is_not_null(),
    )


def _marked(rows: pl.DataFrame, known: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """Return rows with `is_there`: whether `known` has their key."""
    marked = known.select(on).unique().with_columns(is_there=pl.lit(True))
    return rows.join(marked, on=on, how="left").with_columns(pl.col("is_there").fill_null(False))


def _near(rows: pl.DataFrame, others: pl.DataFrame, days: range) -> pl.DataFrame:
    """Mark the rows of whose person there is another one so many days later; all have `kunde_id` and `datum`."""
    rows = rows.with_row_index("row")
    moved = pl.concat(rows.select("row", "kunde_id", pl.col("datum") + pl.duration(days=n)) for n in days)
    return _marked(rows, moved.join(others, on=["kunde_id", "datum"], how="semi"), ["row"])


def _between(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of days between the first and the last of the others; both have `datum`.

    An export may hold less of the past, and what ends early is judged by its days.
    """
    return rows.filter(pl.col("datum").is_between(others["datum"].min(), others["datum"].max()))


def held_with_note(frames: Frames, berichtsmonat: Berichtsmonat) -> pl.DataFrame:
    """Return held appointments and whether they have a note, with `team_id` and `is_there`."""
    held, notes = _held(frames, berichtsmonat), frames["verbis_vermerke"]
    rows = _between(held, notes).select("kunde_id", "datum", "team_id")
    since = pl.lit(held["datum"].min(), dtype=pl.Date)
    return _near(rows, notes.filter(pl.col("datum") >= since), range(NACHTRAG_TAGE + 1))


def talks_with_appointment(frames: Frames, berichtsmonat: Berichtsmonat) -> pl.DataFrame:
    """Return days with notes of a talk in person and whether there was an appointment, with `team_id`, `is_there`."""
    termine = frames["atv_termine"].filter(_lately(berichtsmonat))
    talks = frames["verbis_vermerke"].filter(
        _lately(berichtsmonat), pl.col("vermerktyp").is_in(TALKS), pl.col("kontaktart").is_in(IN_PERSON)
    )
    rows = _between(talks, termine.filter(pl.col("status") == "wahrgenommen")).select("kunde_id", "datum").unique()
    rows = rows.join(frames["verbis_kunden"].select("kunde_id", "team_id"), on="kunde_id")
    return _near(rows, termine, range(-NACHTRAG_TAGE, 1))


def held_with_hours(frames: Frames, berichtsmonat: Berichtsmonat) -> pl.DataFrame:
    """Return days on which a counsellor held appointments and whether they have hours, with `team_id` and `is_there`.

    Only those of teams and days with hours; if no counsellor has any, that is said of the keys.
    """
    hours = frames["atv_kapazitaet"]
    hours = hours.filter(pl.col("datum") > berichtsmonat.vorheriger_stichtag)
    rows = _held(frames, berichtsmonat).select("ifk_id", "datum", "team_id").unique(["ifk_id", "datum"])
    for column in ("team_id", "datum"):
        rows = rows.filter(pl.col(column).is_in(hours[column].unique().implode()))
    marked = _marked(rows, hours, ["ifk_id", "datum"])
    return marked if marked["is_there"].any() else marked.clear()


def registered_with_benefit(frames: Frames, berichtsmonat: Berichtsmonat) -> pl.DataFrame:
    """Return registered persons and whether they have a running benefit, with `team_id` and `is_there`.

    One of a BG may have applied for all of them.
    """
    stichtag = berichtsmonat.stichtag
    is_running = pl.col("leistung_bis").is_null() | (pl.col("leistung_bis") >= stichtag)
    granted = (pl.col("status") == "bewilligt") & is_running & ~pl.col("einmalzahlung")
    running = frames["allegro_antraege"].filter(granted | (pl.col("status") == "offen"))
    persons = frames["verbis_kunden"].filter(
        pl.col("av_seit") <= stichtag - timedelta(days=NEU_TAGE), pl.col("av_status") != "abgemeldet"
    )
    is_there = pl.any_horizontal(pl.col(c).is_in(running[c].unique().implode()) for c in ("kunde_id", "bg_id"))
    return persons.select("team_id", is_there=is_there)


def counselled_with_agreement(frames: Frames, berichtsmonat: Berichtsmonat) -> pl.DataFrame:
    """Return persons often counselled and whether they have an agreement, with `team_id` and `is_there`."""
    held = frames["atv_termine"].filter(
        pl.col("datum").is_between(add_months(berichtsmonat.stichtag, -12), berichtsmonat.stichtag, closed="right"),
        pl.col("status") == "wahrgenommen",
        pl.col("terminart").is_in(COUNSELLING),
    )
    often = held.group_by("kunde_id").len().filter(pl.col("len") >= OFT).drop_nulls("kunde_id")
    persons = frames["verbis_kunden"].join(often, on="kunde_id", how="semi").select("kunde_id", "team_id")
    return _marked(persons, frames["verbis_vereinbarungen"], ["kunde_id"])


def excused_with_entry(frames: Frames, berichtsmonat: Berichtsmonat) -> pl.DataFrame:
    """Return persons who are hardly to be placed and whether the CV has an entry, with `team_id` and `is_there`.

    They need no profile, without a flag that says why, or are of school age.
    """
    no_profile = (pl.col("profillage") == "Z") & ~pl.col("par10") & ~pl.col("par53a")
    goes_to_school = pl.col("geburtsmonat") > add_months(berichtsmonat.stichtag, -SCHULE_MONATE)
    persons = frames["verbis_kunden"].filter(no_profile | goes_to_school, pl.col("av_status") != "abgemeldet")
    return _marked(persons.select("kunde_id", "team_id"), frames["verbis_lebenslauf"], ["kunde_id"])
