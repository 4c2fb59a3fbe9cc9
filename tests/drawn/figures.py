"""Drawn cases computed together, and their figures beside drawn tables.

A case is a delivery with its rules, as tests/compute/test_kpi.py explains. Cases of one month and Stichtag are loaded
and built at once, each as Jobcenters of its own: its number precedes its ids, so that it meets nobody of another.
Under `davor` a case may draw the delivery of the month before, or of another one (`monat`), which is computed first.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from drawn.deliveries import check_rows, draw_rows, read_export, tables_of, write_rules
from pipeline.accept import befund as bf
from pipeline.accept.lieferung import Lieferung
from pipeline.compute.month import load_lieferung
from pipeline.kalender import find_berichtsmonat, shift_month
from pipeline.settings import Settings
from pipeline.warehouse import models
from pipeline.warehouse.connection import open_warehouse
from schemas import EXPORTS

Case = Mapping[str, Any]
EXPECTED = {"team_id": "T1", "segment_art": "gesamt", "segment": "gesamt", "nenner": ""}
COLUMNS = {
    "kpi": ("team_id", "segment_art", "segment", "zaehler", "nenner"),
    "fct": ("kunde_id", "kontaktregel", "haelt_ziel", "haelt_mindest"),
}
# Rows of one case are less than that; its number times that is added to theirs.
ROWS = 1000
# What is kept of a month for the next one.
KEPT = ("fct.bestand_monat", "fct.regelwerk_monat")


@dataclass
class Computed:
    """What came out of a case: the rows of the models that were asked for, and the Befunde of its rows."""

    rows: dict[str, list[tuple]]
    befunde: pl.DataFrame


class DrawnCases:
    """Cases by name, each with the models that it wants to see; a group of them is computed when one is asked for."""

    def __init__(self, cases: Mapping[Hashable, tuple[Case, Collection[str]]], folder: Path) -> None:
        self._cases, self._folder = cases, folder
        self._groups: dict[Hashable, list[Hashable]] = defaultdict(list)
        for name in cases:
            self._groups[self._group_of(name)].append(name)
        self._computed: dict[Hashable, Computed] = {}

    def _group_of(self, name: Hashable) -> Hashable:
        """The months with their Stichtage; a case whose rules name ids stays alone, since these are not preceded."""
        case, _ = self._cases[name]
        alone = name if "_id" in case.get("regelwerk_toml", "") else None
        before = _before(case)["monat"] if "davor" in case else None
        return case.get("monat", "2026-10"), before, str(case.get("stichtage")), alone

    def computed(self, name: Hashable) -> Computed:
        if name not in self._computed:
            self._compute(self._groups[self._group_of(name)])
        return self._computed[name]

    def _compute(self, names: list[Hashable]) -> None:
        owners = {name: f"{number}/" if len(names) > 1 else "" for number, name in enumerate(names)}
        cases = {name: self._cases[name][0] for name in names}
        wanted = {name: self._cases[name][1] for name in names}
        with open_warehouse(None, "1GB") as con:
            if "davor" in cases[names[0]]:
                self._load(con, {name: _before(case) for name, case in cases.items()}, owners)
                for model in KEPT:
                    _build(con, model, "*")
                _drop_all_but(con, KEPT)
            lieferung = self._load(con, cases, owners)
            tables = {model: _build(con, model) for model in sorted(set().union(*wanted.values()))}
        for number, name in enumerate(names):
            owner = owners[name]
            rows = {
                model: [(row[0].removeprefix(owner), *row[1:]) for row in tables[model] if row[0].startswith(owner)]
                for model in wanted[name]
            }
            befunde = lieferung.befunde.filter(pl.col("zeile") // ROWS == number)
            self._computed[name] = Computed(rows, befunde.with_columns(pl.col("zeile") % ROWS))

    def _load(self, con, cases: Mapping[Hashable, Case], owners: Mapping[Hashable, str]) -> Lieferung:
        first = next(iter(cases.values()))
        parts = [self._part(export, cases, owners) for export in EXPORTS]
        lieferung = Lieferung(first.get("monat", "2026-10"), parts, bf.join(part.befunde for part in parts))
        jobcenter = {}
        for number, (name, case) in enumerate(cases.items()):
            jobcenter |= self._rules(number, case, owners[name])
        settings = Settings(jobcenter=jobcenter, stichtage=first.get("stichtage", {}), hoechster_ausschluss=Decimal(1))
        zeit = find_berichtsmonat(lieferung.monat, settings.stichtage)
        load_lieferung(con, lieferung, zeit, settings, auch_ungueltig=False)
        return lieferung

    @staticmethod
    def _part(export: str, cases: Mapping[Hashable, Case], owners: Mapping[Hashable, str]):
        rows, numbers = [], []
        for number, (name, case) in enumerate(cases.items()):
            tables = tables_of(case)
            drawn = draw_rows(export, tables[export], owners[name]) if export in tables else []
            assert len(drawn) < ROWS - 2, f"{name}: too many rows"
            rows += drawn
            numbers += [ROWS * number + 2 + n for n in range(len(drawn))]
        return (
            check_rows(export, rows, numbers)
            if rows
            else read_export(export, next(iter(EXPORTS[export].to_schema().columns)))
        )

    def _rules(self, number: int, case: Case, owner: str) -> dict[str, str]:
        """The rule sets of a case's Jobcenters: its own where it has written one, else a paper."""
        houses = {row["jobcenter_id"] for row in draw_rows("organisation", tables_of(case)["organisation"], owner)}
        paper = case.get("regelwerk", "weinstrasse-2023")
        if "regelwerk_toml" not in case:
            return dict.fromkeys(houses, paper)
        own = write_rules(case["regelwerk_toml"], self._folder / f"haus-{number}.toml", f"haus-{number}")
        of_own = {f"{owner}{house}" for house in case["jobcenter"]} if "jobcenter" in case else houses
        return {house: str(own) if house in of_own else paper for house in houses}


def _before(case: Case) -> Case:
    """The case of the month before, under the same rules and Stichtage."""
    rules = {key: case[key] for key in ("stichtage", "regelwerk", "regelwerk_toml", "jobcenter") if key in case}
    return {"monat": shift_month(case.get("monat", "2026-10"), -1)} | rules | case["davor"]


def _drop_all_but(con, kept: Collection[str]) -> None:
    for name in models.read_models():
        if name.partition(".")[0] in ("fct", "kpi") and name not in kept:
            con.execute(f"drop table if exists {name}")


def _build(con, name: str, columns: str = "") -> list[tuple]:
    """Build a model with what it reads of fct and kpi, as far as it is not there; returns its rows."""
    every = models.read_models()
    needed, found = {name}, {name}
    while found:
        found = {q for n in found for q in every[n].reads if q.partition(".")[0] in ("fct", "kpi")} - needed
        needed |= found
    for model in models.build_order(every[n] for n in needed):
        con.execute(f"create table if not exists {model.name} as {model.sql}")
    selected = columns or ", ".join(COLUMNS[name.partition(".")[0]])
    return con.execute(f"select {selected} from {name}").fetchall()


def figure_rows(zeilen, nur):
    """Sort rows of a figure; numbers are compared as numbers, an empty one is None."""
    gewaehlt = [zeile for zeile in zeilen if not nur or zeile[1] in nur]
    zahl = [(*z[:3], *(None if w in (None, "") else Decimal(str(w)) for w in z[3:])) for z in gewaehlt]
    return sorted(zahl, key=lambda zeile: zeile[:3])
