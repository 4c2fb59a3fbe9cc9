"""Deliveries of several months, run one after the other, and what the last report says of it."""

import html
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import openpyxl

from drawn.deliveries import read_delivery, write_case
from pipeline.compute.month import compute_kennzahlen
from pipeline.evaluate.bericht import Bericht
from pipeline.kalender import find_berichtsmonat
from pipeline.run.month import MonthOrder, MonthResult, build_bericht, run_month
from pipeline.settings import Settings
from pipeline.warehouse.connection import open_warehouse

# A column of tables that shows it: days since the last counselling.
TAGE = "Tage seit der letzten Beratung"
Persons = Mapping[str, Iterable[int]]


def draw_month(month: str, teams: str, persons: Persons, day: str = "01") -> dict:
    """A month whose persons, numbered, stand in teams and were all seen on that day; `teams` is a drawn table."""
    people = [(f"P{n}", team) for team, numbers in persons.items() for n in numbers]
    return {
        "monat": month,
        "organisation": teams,
        "verbis_kunden": "\n".join(["kunde_id | team_id", *(f"{p} | {t}" for p, t in people)]),
        "verbis_vermerke": "\n".join(
            ["kunde_id | datum", *(f"{p} | {day}.{month[5:]}.{month[:4]}" for p, _ in people)]
        ),
    }


def run_months(folder: Path, *cases: dict, settings: Settings | None = None, **order) -> list[MonthResult]:
    """Write each month and run it, in this order; `order` says what else is asked of each."""
    rules, results = settings or Settings(regelwerk="weinstrasse-2023"), []
    for case in cases:
        write_case(case, folder / "in")
        of_month = MonthOrder(case["monat"], folder / "in", folder / "aus", rules, **order)
        results.append(run_month(of_month, lambda _: None))
    return results


def report_months(*cases: dict) -> Bericht:
    """Compute each month and return the report of the last, without writing anything."""
    with open_warehouse(None, "1GB") as con:
        for case in cases:
            lieferung, zeit = read_delivery(case), find_berichtsmonat(case["monat"], {})
            werke = compute_kennzahlen(
                con, lieferung, zeit, Settings(regelwerk="weinstrasse-2023"), False, lambda _: None
            )
        return build_bericht(con, lieferung, zeit, werke, Settings(regelwerk="weinstrasse-2023").mindestfallzahl)[1]


def page_text(folder: Path, month: str = "2026-10") -> str:
    """The page as it is, with its drawings and what they say."""
    return html.unescape((folder / "aus" / month / "html" / "index.html").read_text(encoding="utf-8"))


def lines_in(folder: Path, title: str, month: str = "2026-10") -> list[str]:
    """How many strokes each drawing of a unit's course on the page begins with: `ML` is one line, `MM` two points."""
    drawings = re.findall(r'aria-label="Liniendiagramm [^"]*"[^§]*?</svg>', page_text(folder, month))
    own = [d for d in drawings if f", {title}." in d]
    return [re.sub(r"[^ML]", "", re.findall(r'class="linie" d="([^"]*)"', d)[0]) for d in own]


def rows_of(folder: Path, unit: str, sheet: str = "Übersicht", month: str = "2026-10") -> list[list[object]]:
    """The rows of a sheet of a unit's workbook, without empty cells at their end."""
    book = openpyxl.load_workbook(folder / "aus" / month / "excel" / f"{unit}.xlsx")
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def previous_and_change(folder: Path, unit: str, month: str = "2026-10") -> tuple[object, object]:
    """The previous month and the change of the days since the last counselling, as the workbook shows them."""
    rows = rows_of(folder, unit, month=month)
    head = next(row for row in rows if row[0] == "Kennzahl")
    row = next(row for row in rows if row[0] == TAGE)
    return row[head.index("Vormonat")], row[head.index("Veränderung")]
