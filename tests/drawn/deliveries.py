"""Drawn deliveries, computed as a whole or written to disk, for tests of rule sets."""

from pathlib import Path

import polars as pl
from test_kpi import VORGABE, read_delivery, read_table
from zufall import write_delivery

from pipeline.compute.month import compute_kennzahlen
from pipeline.evaluate.bericht import Bericht
from pipeline.kalender import find_berichtsmonat
from pipeline.run.month import build_bericht
from pipeline.settings import Settings
from pipeline.warehouse import history
from pipeline.warehouse.connection import open_warehouse
from schemas import EXPORTS


def compute_report(fall: dict, einstellungen: Settings, *, auch_ungueltig: bool = False) -> Bericht:
    """Return the report of a drawn delivery."""
    return _compute(fall, einstellungen, auch_ungueltig)[1]


def compute_figures(fall: dict, einstellungen: Settings) -> dict[tuple[str, str, str, str], dict]:
    """Return the unsuppressed rows of a drawn delivery by ebene, einheit_id, kennzahl and segment.

    The age groups of one figure are no clash: no test needs a figure whose segments of two kinds share a name.
    """
    zeilen = _compute(fall, einstellungen, False)[0].iter_rows(named=True)
    return {(z["ebene"], z["einheit_id"], z["kennzahl"], z["segment"]): z for z in zeilen}


def _compute(fall: dict, einstellungen: Settings, auch_ungueltig: bool) -> tuple[pl.DataFrame, Bericht]:
    lieferung = read_delivery(fall)
    zeit = find_berichtsmonat(lieferung.monat, einstellungen.stichtage)
    with open_warehouse(None, "1GB") as con:
        werke = compute_kennzahlen(con, lieferung, zeit, einstellungen, auch_ungueltig, lambda _: None)
        figuren = history.read_history(con).figures
        _, bericht = build_bericht(con, lieferung, zeit, werke, einstellungen.mindestfallzahl)
    return figuren, bericht


def write_case(fall: dict, eingang: Path) -> None:
    """Write a drawn delivery as a Jobcenter would deliver it."""
    texte = {"organisation": "team_id\nT1"} | fall
    zeilen = {}
    for export in EXPORTS:
        schema = EXPORTS[export].to_schema()
        flaggen = {name: "N" for name, spalte in schema.columns.items() if spalte.metadata == {"form": "flag"}}
        vorgabe = flaggen | read_table(VORGABE[export])[0]
        gezeichnet = read_table(texte[export]) if export in texte else []
        zeilen[export] = [{schema.unique[0]: str(n)} | vorgabe | z for n, z in enumerate(gezeichnet, start=1)]
    write_delivery(eingang / fall.get("monat", "2026-10"), zeilen)
