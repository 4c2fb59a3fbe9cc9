"""A department drawn month by month: deliveries `in/`, reports `aus/`, and beside these its warehouse and archive.

Four teams, the last of two persons, whose figures stay hidden. All months lie in the past, whatever day it is.
"""

import re
import shutil
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from drawn.deliveries import write_case
from pipeline.publish.archive import Archive, Stand
from pipeline.publish.house import House
from pipeline.run.month import run_month
from pipeline.run.order import MonthOrder, MonthResult
from pipeline.settings import Settings

AUGUST, SEPTEMBER, OCTOBER = MONTHS = ("2024-08", "2024-09", "2024-10")
NOVEMBER = "2024-11"
TODAY = date(2024, 11, 4)
# One of 18 notes has no day and goes to the quarantine.
SETTINGS = Settings(regelwerk="weinstrasse-2023", hoechster_ausschluss="0.2")
TEAMS = {"T1": range(5), "T2": range(5, 10), "T3": range(10, 15), "T4": range(15, 17)}
ORGANISATION = "team_id | bereich_id\nT1 | B1\nT2 | B1\nT3 | B2\nT4 | B2"
_KEY = ("ebene", "einheit_id", "kennzahl", "segment_art", "segment")
_READING = ("zaehler", "nenner", "wert", "gesperrt")


def person(number: int) -> str:
    """The pseudonym of a person: nothing else looks like it."""
    return f"kd7q{number:02}"


def draw_department(
    month: str, days: Mapping[int, str] = {}, organisation: str = ORGANISATION, **more: str
) -> dict[str, str]:
    """A month in which all persons were seen on its first day, or on another where `days` says so."""
    year, number = month.split("-")
    people = [(n, team) for team, numbers in TEAMS.items() for n in numbers]
    notes = [f"n{n} | {person(n)} | {days.get(n, '01')}.{number}.{year}" for n, _ in people]
    return {
        "monat": month,
        "organisation": organisation,
        "verbis_kunden": "\n".join(
            ["kunde_id | bg_id | team_id", *(f"{person(n)} | bg5z{n:02} | {team}" for n, team in people)]
        ),
        "verbis_vermerke": "\n".join(["vermerk_id | kunde_id | datum", *notes, f"n99 | {person(0)} | kein Tag"]),
        "atv_termine": "\n".join(
            [
                "kunde_id | team_id | ifk_id | datum | gebucht_am",
                *(f"{person(n)} | {t} | fk3w{t[1:]} | 01.{number}.{year} | 01.{number}.{year}" for n, t in people),
            ]
        ),
        **more,
    }


def pseudonyms() -> set[str]:
    """All that stand for a person, a household or a counsellor in these deliveries."""
    numbers = [n for team in TEAMS.values() for n in team]
    return {*map(person, numbers), *(f"bg5z{n:02}" for n in numbers), *(f"fk3w{t[1:]}" for t in TEAMS)}


# Two persons of the first team were seen ten days later than was delivered first.
MOVED = {0: "11", 1: "11"}


def house_of(folder: Path) -> House:
    return House(folder / "aus", folder / "aus.duckdb")


def archive_of(folder: Path) -> Archive:
    return house_of(folder).archive


def newest(folder: Path, month: str) -> Stand:
    stand = archive_of(folder).newest(month)
    assert stand is not None
    return stand


def order_of(folder: Path, month: str = OCTOBER, settings: Settings = SETTINGS, **order) -> MonthOrder:
    return MonthOrder(month, folder / "in", folder / "aus", settings, **{"today": TODAY, **order})


def run(folder: Path, month: str = OCTOBER, settings: Settings = SETTINGS, **order) -> MonthResult:
    return run_month(order_of(folder, month, settings, **order), lambda _: None)


def deliver(folder: Path, case: dict[str, str]) -> None:
    write_case(case, folder / "in")


def deliver_and_run(folder: Path, case: dict[str, str], settings: Settings = SETTINGS, **order) -> MonthResult:
    deliver(folder, case)
    return run(folder, case["monat"], settings, **order)


@cache
def _department() -> TemporaryDirectory:
    place = TemporaryDirectory(prefix="amt-")
    folder = Path(place.name)
    for month in MONTHS:
        if (warehouse := folder / "aus.duckdb").exists():
            shutil.copy2(warehouse, folder / "frueher.duckdb")
        deliver_and_run(folder, draw_department(month))
    return place


@cache
def _corrected() -> TemporaryDirectory:
    place = TemporaryDirectory(prefix="amt-")
    folder = _copy(Path(_department().name), Path(place.name) / "amt")
    deliver_and_run(folder, draw_department(OCTOBER, MOVED), teams=("T1",))
    return place


@cache
def _outdated() -> TemporaryDirectory:
    place = TemporaryDirectory(prefix="amt-")
    folder = _copy(Path(_department().name), Path(place.name) / "amt")
    deliver_and_run(folder, draw_department(AUGUST, MOVED))
    shutil.rmtree(folder / "in")
    return place


def department(to: Path) -> Path:
    """A copy of the department after three months, and the warehouse before the last as `frueher.duckdb`."""
    return _copy(Path(_department().name), to)


def corrected_department(to: Path) -> Path:
    """A copy of it after a corrected October, of which one team's workbook was asked for."""
    return _copy(Path(_corrected().name) / "amt", to)


def outdated_department(to: Path) -> Path:
    """A copy of it after a corrected August, that September and October do not show; no delivery is there any more."""
    return _copy(Path(_outdated().name) / "amt", to)


def _copy(folder: Path, to: Path) -> Path:
    """Copy a department as if it had always been there: what is remembered of it names its new place."""
    shutil.copytree(folder, to, dirs_exist_ok=True)
    memo = to / "aus.archiv" / ".veroeffentlicht.json"
    memo.write_text(memo.read_text(encoding="utf-8").replace(str(folder), str(to)), encoding="utf-8")
    return to


def published(report: Path) -> dict[tuple[str, ...], tuple[object, ...]]:
    """What the data of a report say: numerator, denominator, value and whether it is hidden, by figure."""
    frame = pl.read_parquet(report / "daten" / "kennzahlen.parquet")
    return {row[:5]: row[5:] for row in frame.select(*_KEY, *_READING).iter_rows()}


def total(unit: str, figure: str = "beratungsaktivitaet_tage") -> tuple[str, ...]:
    """The key of a figure of a unit that is not split."""
    level = {"T": "team", "B": "bereich", "J": "jobcenter"}[unit[0]]
    return (level, unit, figure, "gesamt", "gesamt")


def kept_in(warehouse: Path) -> dict[str, list[tuple]]:
    """Figures, units and delivered rows of a warehouse, each table in one order."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        names = con.sql("select table_name from duckdb_tables() where schema_name = 'raw' order by 1").fetchall()
        tables = ["mart.kennzahlen", "mart.einheiten", *(f"raw.{name}" for (name,) in names)]
        return {table: con.sql(f"from {table} order by all").fetchall() for table in tables}


def text_of(page: Path) -> str:
    """The words of a page, without its marks."""
    return re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))
