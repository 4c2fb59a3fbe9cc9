"""Every figure against drawn cases: tests/kpi/<kennzahl>.yaml says what is delivered and what must come out.

A case has `fall` (its name), `warum`, one table per export that matters, and `erwartet`. Tables hold only the
columns of interest, VORGABE fills in the others; text after # says why a row is there. Optional keys:
`monat`, `stichtage`, `regelwerk`, `regelwerk_toml` (a rule set written for the case, of the Jobcenters in
`jobcenter`, else of all), `nur` (segment_art to compare), `ausschluss` (the case delivers an invalid row).
"""

from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl
import pytest
import yaml

from pipeline.accept import befund as bf
from pipeline.accept.export import RawExport
from pipeline.accept.formats.table import ZEILE
from pipeline.accept.lieferung import Lieferung
from pipeline.accept.validate import CheckedExport, validate_export
from pipeline.compute.month import load_lieferung
from pipeline.kalender import find_berichtsmonat
from pipeline.resources import resource_folder
from pipeline.settings import Settings
from pipeline.warehouse import models
from pipeline.warehouse.connection import open_warehouse
from schemas import EXPORTS

FAELLE = Path(__file__).parent / "kpi"
KENNZAHLEN = sorted(datei.stem for datei in (resource_folder("sql") / "kpi").glob("*.sql"))
ANGABEN = {
    *("fall", "warum", "monat", "stichtage", "regelwerk", "regelwerk_toml", "jobcenter"),
    *("nur", "ausschluss", "erwartet", *EXPORTS),
}
# One person P1 in one team T1 with one counsellor I1. Flags are N, rows without a key of their own are numbered,
# what is not drawn here is empty.
VORGABE = {
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
        kunde_id | massnahmeart  | eintritt   | ergebnis
        P1       | Weiterbildung | 01.03.2026 | erfolgreich
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
ERWARTET = {"team_id": "T1", "segment_art": "gesamt", "segment": "gesamt", "nenner": ""}


def read_cases(kennzahl):
    datei = FAELLE / f"{kennzahl}.yaml"
    return yaml.safe_load(datei.read_text(encoding="utf-8")) if datei.exists() else []


def read_table(text):
    ohne_kommentar = (zeile.partition("#")[0] for zeile in text.splitlines())
    kopf, *zeilen = ([z.strip() for z in zeile.split("|")] for zeile in ohne_kommentar if zeile.strip())
    return [dict(zip(kopf, zeile, strict=True)) for zeile in zeilen]


@cache
def read_export(export: str, text: str) -> CheckedExport:
    schema = EXPORTS[export].to_schema()
    flaggen = {name: "N" for name, spalte in schema.columns.items() if spalte.metadata == {"form": "flag"}}
    vorgabe = flaggen | read_table(VORGABE[export])[0]
    zeilen = []
    for nummer, zeile in enumerate(read_table(text), start=1):
        assert zeile.keys() <= schema.columns.keys(), f"{export}: unbekannte Spalte"
        ganz = {schema.unique[0]: str(nummer)} | vorgabe | zeile
        zeilen.append([ganz.get(spalte) or None for spalte in schema.columns])
    frame = pl.DataFrame(zeilen, schema=dict.fromkeys(schema.columns, pl.String), orient="row")
    return validate_export(RawExport(export, export, frame.with_row_index(ZEILE, offset=2)), {})


def read_delivery(fall) -> Lieferung:
    leer = {export: next(iter(EXPORTS[export].to_schema().columns)) for export in EXPORTS}
    texte = leer | {"organisation": "team_id\nT1"} | {e: fall[e] for e in EXPORTS if e in fall}
    teile = [read_export(export, text) for export, text in texte.items()]
    return Lieferung(fall.get("monat", "2026-10"), teile, bf.join(teil.befunde for teil in teile))


def write_rules(text: str, datei: Path) -> Path:
    kopf = 'id = "haus"\ntitel = "Haus"\npapier = "Haus"\ngueltig_ab = 2010-12-01\n'
    rest = (f"[{abschnitt}]{inhalt}" for abschnitt, inhalt in REGELWERK.items() if f"[{abschnitt}]" not in text)
    datei.write_text(kopf + text + "".join(rest), encoding="utf-8")
    return datei


def read_settings(fall, ordner: Path) -> Settings:
    werk = fall.get("regelwerk", "weinstrasse-2023")
    eigenes = write_rules(fall.get("regelwerk_toml", ""), ordner / "regelwerk.toml")
    return Settings(
        regelwerk=str(eigenes) if "regelwerk_toml" in fall and "jobcenter" not in fall else werk,
        jobcenter=dict.fromkeys(fall.get("jobcenter", ()), str(eigenes)),
        stichtage=fall.get("stichtage", {}),
        hoechster_ausschluss=Decimal(1),
    )


def build_figure(con, name):
    """Build one figure and what it reads, nothing else."""
    alle = models.read_models()
    noetig, offen = set(), {name}
    while offen:
        noetig |= offen
        offen = {q for n in offen for q in alle[n].reads if q.partition(".")[0] in ("fct", "kpi")} - noetig
    for modell in models.build_order(alle[n] for n in noetig):
        con.execute(f"create table {modell.name} as {modell.sql}")


def figure_rows(zeilen, nur):
    """Sort rows of a figure; numbers are compared as numbers, an empty one is None."""
    gewaehlt = [zeile for zeile in zeilen if not nur or zeile[1] in nur]
    zahl = [(*z[:3], *(None if w in (None, "") else Decimal(str(w)) for w in z[3:])) for z in gewaehlt]
    return sorted(zahl, key=lambda zeile: zeile[:3])


def test_jede_kennzahl_hat_faelle():
    assert sorted(datei.stem for datei in FAELLE.glob("*.yaml")) == KENNZAHLEN
    namen = [(k, fall["fall"]) for k in KENNZAHLEN for fall in read_cases(k)]
    assert len(set(namen)) == len(namen)


@pytest.mark.parametrize(
    ("kennzahl", "fall"),
    [pytest.param(k, fall, id=f"{k}-{fall['fall']}") for k in KENNZAHLEN for fall in read_cases(k)],
)
def test_kennzahl(kennzahl, fall, tmp_path):
    assert fall.keys() <= ANGABEN
    assert fall["warum"]
    einstellungen, lieferung = read_settings(fall, tmp_path), read_delivery(fall)
    with open_warehouse(None, "1GB") as con:
        load_lieferung(
            con,
            lieferung,
            find_berichtsmonat(lieferung.monat, einstellungen.stichtage),
            einstellungen,
            auch_ungueltig=False,
        )
        build_figure(con, f"kpi.{kennzahl}")
        spalten = "team_id, segment_art, segment, zaehler, nenner"
        ergebnis = con.execute(f"select {spalten} from kpi.{kennzahl}").fetchall()
    hat_ausschluss = bf.AUSSCHLUSS in set(lieferung.befunde["schwere"])
    assert hat_ausschluss == fall.get("ausschluss", False)
    erwartet = [tuple((ERWARTET | zeile)[s] for s in spalten.split(", ")) for zeile in read_table(fall["erwartet"])]
    nur = fall.get("nur", "").split()
    assert figure_rows(ergebnis, nur) == figure_rows(erwartet, nur)
