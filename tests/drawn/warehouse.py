"""A small warehouse drawn by hand, as reports of several months would leave it."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipeline.kalender import add_months, parse_month
from pipeline.warehouse.connection import SCHEMATA

SPALTEN = (
    "stichtag date, regelwerk varchar, ebene varchar, einheit_id varchar, kennzahl varchar, segment_art varchar, "
    "segment varchar, zaehler double, nenner double, wert double, einheit varchar, ziel double, mindest double, "
    "ampel varchar, gesperrt boolean"
)
EINHEITEN = (
    "stichtag date, ebene varchar, einheit_id varchar, name varchar, jobcenter_id varchar, bereich_id varchar, "
    "regelwerk varchar, fachkraefte bigint"
)


def stichtag(monat: str) -> date:
    return date.fromordinal(add_months(parse_month(monat), 1).toordinal() - 1)


def figure(monat: str, kennzahl: str, zaehler: float, nenner: float | None = None, **felder: Any) -> dict[str, Any]:
    """A row of mart.kennzahlen: by default of the Jobcenter `j1`, not split."""
    wert = zaehler if nenner is None else zaehler / nenner if nenner else None
    standard = {
        "regelwerk": "lichtenberg-2022",
        "ebene": "jobcenter",
        "einheit_id": "j1",
        "segment_art": "gesamt",
        "segment": "gesamt",
        "einheit": "Anteil",
        "ziel": None,
        "mindest": None,
        "ampel": None,
        "gesperrt": False,
    }
    zahlen = {"zaehler": float(zaehler), "nenner": None if nenner is None else float(nenner), "wert": wert}
    return {"stichtag": stichtag(monat), "kennzahl": kennzahl, **standard, **zahlen, **felder}


def unit(monat: str, **felder: Any) -> dict[str, Any]:
    """A row of mart.einheiten: by default the Jobcenter `j1`."""
    standard = {
        "ebene": "jobcenter",
        "einheit_id": "j1",
        "name": "Jobcenter Birkental",
        "jobcenter_id": "j1",
        "bereich_id": None,
        "regelwerk": "lichtenberg-2022",
        "fachkraefte": 20,
    }
    return {"stichtag": stichtag(monat), **standard, **felder}


def write_warehouse(datei: Path, kennzahlen: Iterable[dict[str, Any]], einheiten: Iterable[dict[str, Any]]) -> Path:
    with duckdb.connect(str(datei)) as con:
        for schema in SCHEMATA:
            con.execute(f"create schema {schema}")
        for tabelle, spalten, zeilen in (
            ("mart.kennzahlen", SPALTEN, kennzahlen),
            ("mart.einheiten", EINHEITEN, einheiten),
        ):
            con.execute(f"create table {tabelle} ({spalten})")
            namen = [s.split()[0] for s in spalten.split(", ")]
            for zeile in zeilen:
                con.execute(
                    f"insert into {tabelle} values ({', '.join('?' * len(namen))})", [zeile[name] for name in namen]
                )
        monate = "select distinct strftime(stichtag, '%Y-%m') as monat, stichtag from mart.einheiten"
        con.execute(f"create table mart.stichtage as {monate}")
    return datei


def team_figures(*zeilen) -> pl.DataFrame:
    """Rows of teams: team, figure, segment_art, segment, zaehler, nenner."""
    schema = ["einheit_id", "kennzahl", "segment_art", "segment", "zaehler", "nenner"]
    typen = {"zaehler": pl.Float64, "nenner": pl.Float64}
    return pl.DataFrame(zeilen, schema, orient="row", schema_overrides=typen).with_columns(
        stichtag=pl.lit(stichtag("2026-10")),
        ebene=pl.lit("team"),
        wert=pl.col("zaehler"),
        ampel=pl.lit(None, pl.String),
        gesperrt=False,
    )
