"""Drawn deliveries: tables of what matters, filled in with ordinary values, computed as a whole or written to disk.

Tables hold only the columns of interest, DEFAULTS fills in the others; text after # says why a row is there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import polars as pl

from drawn.random import write_delivery
from pipeline.accept import befund as bf
from pipeline.accept.export import RawExport
from pipeline.accept.formats.table import ZEILE
from pipeline.accept.lieferung import Lieferung
from pipeline.accept.validate import CheckedExport, validate_export
from pipeline.compute.month import compute_kennzahlen
from pipeline.evaluate.bericht import Bericht
from pipeline.kalender import find_berichtsmonat
from pipeline.run.month import build_bericht
from pipeline.settings import Settings
from pipeline.warehouse import history
from pipeline.warehouse.connection import open_warehouse
from schemas import EXPORTS

# One person P1 in one team T1 with one counsellor I1. Flags are N, rows without a key of their own are numbered,
# what is not drawn here is empty.
DEFAULTS = {
    "organisation": """
        team_id | team_name | team_art | bereich_id | bereich_name | jobcenter_id | jobcenter_name
        T1      | Team      | ue25     | B1         | Bereich      | J1           | Jobcenter
    """,
    "verbis_kunden": """
        kunde_id | bg_id | team_id | betreuung | geburtsmonat | av_status  | av_seit
        P1       | BG1   | T1      | ifk       | 1980-05      | arbeitslos | 01.01.2020
    """,
    "verbis_lebenslauf": """
        kunde_id | art                  | von
        P1       | vollzeitschulpflicht | 01.08.2020
    """,
    "verbis_vermerke": """
        kunde_id | vermerktyp       | kontaktart
        P1       | beratungsvermerk | persoenlich
    """,
    "verbis_massnahmen": """
        kunde_id | massnahmeart  | mit_qualifizierung | eintritt   | ergebnis
        P1       | Weiterbildung | J                  | 01.03.2026 | erfolgreich
    """,
    "verbis_vereinbarungen": """
        kunde_id | art
        P1       | kooperationsplan
    """,
    "atv_termine": """
        kunde_id | team_id | ifk_id | beginn | dauer_min | terminart      | kontaktart  | status       | gebucht_am
        P1       | T1      | I1     | 09:00  | 45        | folgegespraech | persoenlich | wahrgenommen | 01.01.2020
    """,
    "atv_kapazitaet": """
        ifk_id | team_id | arbeitszeit_std | abwesend_std | freigeschaltet_std
        I1     | T1      | 7,8             | 0            | 4,5
    """,
    "allegro_antraege": """
        kunde_id | bg_id | status    | inland
        P1       | BG1   | bewilligt | J
    """,
}
# Two Bereiche with three teams, one person each.
HOUSE = {
    "organisation": """
        team_id | bereich_id
        T1      | B1
        T2      | B1
        T3      | B2
    """,
    "verbis_kunden": """
        kunde_id | team_id
        P1       | T1
        P2       | T2
        P3       | T3
    """,
    "verbis_vermerke": """
        kunde_id | datum
        P1       | 01.10.2026
        P2       | 02.10.2026
        P3       | 05.10.2026
    """,
    "atv_termine": """
        kunde_id | datum
        P1       | 01.10.2026
    """,
}
# What a rule set written for a case does not say is said here.
REGELWERK = {
    "bestand": """
av_status = ["arbeitslos", "arbeitsuchend", "ratsuchend", "nicht_gesetzt"]
quelle = "1"
""",
    "kontakt": """
vermerktyp = ["beratungsvermerk", "standortbestimmung"]
kontaktart = ["persoenlich", "telefon"]
quelle = "1"
""",
    "hoechstabstand": """
frist = "180 Tage"
quelle = "1"
""",
    "neukunde": """
freie_tage_mehr_als = 182
bg_wechsel = false
quelle = "1"
""",
    "[kontaktregel]": """
id = "alle"
titel = "Alle"
mindest = "6 Monate"
quelle = "1"
""",
}


def read_table(text):
    ohne_kommentar = (zeile.partition("#")[0] for zeile in text.splitlines())
    kopf, *zeilen = ([z.strip() for z in zeile.split("|")] for zeile in ohne_kommentar if zeile.strip())
    return [dict(zip(kopf, zeile, strict=True)) for zeile in zeilen]


def draw_rows(export: str, text: str, owner: str = "") -> list[dict[str, str]]:
    """Return the rows of a drawn table, filled in; `owner` precedes every id, so that nobody else has the same."""
    schema = EXPORTS[export].to_schema()
    flags = {name: "N" for name, column in schema.columns.items() if (column.metadata or {}).get("form") == "flag"}
    defaults = flags | read_table(DEFAULTS[export])[0]
    rows = []
    for number, drawn in enumerate(read_table(text), start=1):
        assert drawn.keys() <= schema.columns.keys(), f"{export}: unbekannte Spalte"
        row = {schema.unique[0]: str(number)} | defaults | drawn
        rows.append({c: owner + v if c.endswith("_id") and v else v for c, v in row.items()})
    return rows


def check_rows(export: str, rows: list[dict[str, str]], numbers: list[int]) -> CheckedExport:
    """Validate rows as an export that has them at these places."""
    columns = EXPORTS[export].to_schema().columns
    cells = [[row.get(column) or None for column in columns] for row in rows]
    frame = pl.DataFrame(cells, schema=dict.fromkeys(columns, pl.String), orient="row")
    zeile = pl.Series(ZEILE, numbers, dtype=pl.UInt32)
    return validate_export(RawExport(export, export, frame.insert_column(0, zeile)), {})


@cache
def read_export(export: str, text: str) -> CheckedExport:
    rows = draw_rows(export, text)
    return check_rows(export, rows, list(range(2, len(rows) + 2)))


def tables_of(fall: dict) -> dict[str, str]:
    """The drawn tables of a case; there is always a team."""
    return {"organisation": "team_id\nT1"} | {export: fall[export] for export in EXPORTS if export in fall}


def read_delivery(fall: dict) -> Lieferung:
    leer = {export: next(iter(EXPORTS[export].to_schema().columns)) for export in EXPORTS}
    teile = [read_export(export, text) for export, text in (leer | tables_of(fall)).items()]
    return Lieferung(fall.get("monat", "2026-10"), teile, bf.join(teil.befunde for teil in teile))


def write_rules(text: str, datei: Path, kennung: str = "haus") -> Path:
    kopf = f'id = "{kennung}"\ntitel = "Haus"\npapier = "Haus"\ngueltig_ab = 2010-12-01\n'
    rest = (f"[{abschnitt}]{inhalt}" for abschnitt, inhalt in REGELWERK.items() if f"[{abschnitt}]" not in text)
    datei.write_text(kopf + text + "".join(rest), encoding="utf-8")
    return datei


def compute_report(fall: dict, einstellungen: Settings, *, auch_ungueltig: bool = False) -> Bericht:
    """Return the report of a drawn delivery."""
    lieferung = read_delivery(fall)
    with _computed(lieferung, einstellungen, auch_ungueltig) as (con, zeit, werke):
        return build_bericht(con, lieferung, zeit, werke, einstellungen.mindestfallzahl)[1]


def compute_figures(fall: dict, einstellungen: Settings) -> dict[tuple[str, str, str, str], dict]:
    """Return the unsuppressed rows of a drawn delivery by ebene, einheit_id, kennzahl and segment.

    The age groups of one figure are no clash: no test needs a figure whose segments of two kinds share a name.
    """
    with _computed(read_delivery(fall), einstellungen) as (con, _, _):
        zeilen = history.read_history(con).kennzahlen.iter_rows(named=True)
    return {(z["ebene"], z["einheit_id"], z["kennzahl"], z["segment"]): z for z in zeilen}


@contextmanager
def _computed(lieferung: Lieferung, einstellungen: Settings, auch_ungueltig: bool = False) -> Iterator[tuple]:
    zeit = find_berichtsmonat(lieferung.monat, einstellungen.stichtage)
    with open_warehouse(None, "1GB") as con:
        yield con, zeit, compute_kennzahlen(con, lieferung, zeit, einstellungen, auch_ungueltig, lambda _: None)


def write_case(fall: dict, eingang: Path) -> None:
    """Write a drawn delivery as a Jobcenter would deliver it."""
    tables = tables_of(fall)
    rows = {export: draw_rows(export, tables[export]) if export in tables else [] for export in EXPORTS}
    write_delivery(eingang / fall.get("monat", "2026-10"), rows)
