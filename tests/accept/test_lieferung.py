"""From a folder to accepted rows: checks between exports, counts that add up, quarantine, the month before."""

import re
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from drawn.deliveries import read_delivery as draw_delivery
from drawn.dialects import Dialekt, draw_texts, pack, render_csv, write_zip
from drawn.exports import BOSHEITEN
from pipeline.accept import befund as bf
from pipeline.accept.lieferung import Lieferung, find_month, read_lieferung
from pipeline.cli.app import main
from pipeline.compute.month import load_lieferung
from pipeline.errors import LieferungError, UsageError
from pipeline.kalender import find_berichtsmonat
from pipeline.present.documents.befunde import befunde_document
from pipeline.present.excel.render import render_workbook
from pipeline.run.month import MonthOrder, check_lieferung, run_month
from pipeline.settings import Settings
from pipeline.warehouse.connection import open_warehouse

MONAT = "2026-10"
GROSSZUEGIG = Settings(regelwerk="weinstrasse-2023", hoechster_ausschluss=1)


@pytest.fixture
def zeilen():
    return draw_texts(date(2026, 10, 31), seed=3, personen=16)


def write(ordner: Path, zeilen, monat=MONAT) -> Path:
    (ordner / monat).mkdir(parents=True, exist_ok=True)
    for export, inhalt in zeilen.items():
        (ordner / monat / f"{export}.csv").write_bytes(render_csv(export, inhalt, Dialekt()))
    return ordner


def checked(eingang: Path, einstellungen=GROSSZUEGIG):
    lieferung, ablehnung = check_lieferung(eingang, MONAT, einstellungen, True, lambda _: None)
    assert ablehnung is None
    return lieferung


def found(lieferung, code: str) -> list[tuple]:
    return lieferung.befunde.filter(code=code).select("export", "zeile", "spalte", "schwere").rows()


# What is changed in a row, and what is found there.
CHANGES = [
    ("verbis_vermerke", {"kunde_id": "fremd9"}, "person_unbekannt", bf.HINWEIS),
    ("atv_termine", {"team_id": "t99"}, "team_unbekannt", bf.AUSSCHLUSS),
    ("verbis_kunden", {"team_id": "t99"}, "team_unbekannt", bf.AUSSCHLUSS),
    ("atv_kapazitaet", {"team_id": "t99"}, "team_unbekannt", bf.AUSSCHLUSS),
    ("atv_kapazitaet", {"ifk_id": "ifk999"}, "fachkraft_unbekannt", bf.HINWEIS),
    (
        "atv_kapazitaet",
        {"arbeitszeit_std": "4", "abwesend_std": "5"},
        "abwesend_laenger_als_arbeitszeit",
        bf.HINWEIS,
    ),
    ("verbis_vermerke", {"datum": "1920-01-01", "kunde_id": "k00000"}, "vermerk_vor_geburt", bf.HINWEIS),
    (
        "atv_termine",
        {"datum": "2026-11-20", "status": "wahrgenommen"},
        "termin_in_zukunft_wahrgenommen",
        bf.HINWEIS,
    ),
    ("atv_termine", {"datum": "2026-10-25", "status": "wahrgenommen"}, "termin_am_sonntag", bf.HINWEIS),
    ("verbis_massnahmen", {"eintritt": "2026-10-02", "austritt": "2026-10-01"}, "ende_vor_beginn", bf.HINWEIS),
    ("verbis_lebenslauf", {"von": "2026-10-02", "bis": "2026-10-01"}, "ende_vor_beginn", bf.HINWEIS),
]


@pytest.fixture(scope="module")
def changed(tmp_path_factory) -> Lieferung:
    """A delivery with all of these changes, each in a row of its own."""
    zeilen = draw_texts(date(2026, 10, 31), seed=3, personen=16)
    for nummer, (export, aenderung, *_) in enumerate(CHANGES):
        zeilen[export][nummer] |= aenderung
    return checked(write(tmp_path_factory.mktemp("geaendert"), zeilen))


@pytest.mark.parametrize("nummer", range(len(CHANGES)), ids=[f"{export}-{code}" for export, _, code, _ in CHANGES])
def test_checks_between_exports_name_the_row(changed, nummer):
    export, _, code, schwere = CHANGES[nummer]
    assert (export, nummer + 2, schwere) in {(e, z, s) for e, z, _, s in found(changed, code)}


def test_overlapping_benefit_periods_are_a_notice(tmp_path, zeilen):
    for nummer, (von, bis) in enumerate([("2020-01-01", "2020-06-30"), ("2020-06-30", "2020-12-31")]):
        periode = {"kunde_id": "k1", "status": "bewilligt", "leistung_von": von, "leistung_bis": bis}
        zeilen["allegro_antraege"][nummer] |= periode
    assert ("allegro_antraege", 3, "leistung_von", bf.HINWEIS) in found(
        checked(write(tmp_path, zeilen)), "leistung_ueberlappt"
    )


def test_counts_per_reason_add_up_and_nothing_is_counted_twice(tmp_path, zeilen):
    zeilen["atv_termine"][0] |= {"status": "?", "datum": "?"}
    zeilen["atv_termine"][1] |= {"team_id": "t99"}
    zeilen["atv_termine"][2] |= {"termin_id": zeilen["atv_termine"][1]["termin_id"]}
    lieferung = checked(write(tmp_path, zeilen))
    zaehlung = next(z for z in lieferung.zaehlungen if z.export == "atv_termine")
    assert zaehlung.gelesen == len(zeilen["atv_termine"])
    assert sum(anzahl for _, anzahl in zaehlung.gruende) == zaehlung.ausgeschlossen == 3
    assert {code for code, _ in zaehlung.gruende} == {"wert_unlesbar", "team_unbekannt", "schluessel_doppelt"}


def test_files_that_are_no_export_are_named(tmp_path, zeilen):
    write(tmp_path, zeilen)
    (tmp_path / MONAT / "verbis_vermerke_teil2.csv").write_text("Vorname;Nachname\n")
    (tmp_path / MONAT / "liesmich.txt").write_text("nur ein Text")
    befunde = checked(tmp_path).befunde.filter(code="datei_unbekannt")
    assert befunde.select("export", "datei", "schwere").rows() == [
        ("organisation", "….txt", bf.HINWEIS),
        ("verbis_vermerke", "verbis_vermerke….csv", bf.WARNUNG),
    ]


def write_damaged(ordner: Path, zeilen) -> None:
    """Of the nine exports one is missing, one is there twice, three are wrong in three ways, and four are good."""
    zeilen["verbis_kunden"][0]["kunde_id"] = "123A456789"
    write(ordner, zeilen)
    ort = ordner / MONAT
    (ort / "organisation.csv").unlink()
    (ort / "atv_kapazitaet.parquet").write_bytes(b"PAR1")
    (ort / "verbis_vermerke.csv").write_bytes(b"nichts;davon\n1;2\n")
    (ort / "atv_termine.csv").write_text((ort / "atv_termine.csv").read_text().replace("gebucht_am", "wann", 1))


def test_all_that_is_wrong_with_the_exports_is_said_at_once(tmp_path, zeilen):
    write_damaged(tmp_path, zeilen)
    with pytest.raises(LieferungError) as abgelehnt:
        read_lieferung(tmp_path, MONAT, GROSSZUEGIG, lambda _: None)
    kopf, *gruende = str(abgelehnt.value).splitlines()
    assert "5 Gründe" in kopf
    erwartet = [
        f"In {tmp_path / MONAT} fehlen: organisation.",
        f"In {tmp_path / MONAT} liegt der Export atv_kapazitaet mehrfach",
        "verbis_kunden.csv enthält Klartext: Spalte kunde_id",
        "verbis_vermerke.csv hat in den ersten",
        "In atv_termine.csv fehlen die Spalten gebucht_am.",
    ]
    assert [g.removeprefix("  – ").startswith(e) for g, e in zip(gruende, erwartet, strict=True)] == [True] * 5
    assert "Es wurde nichts gespeichert." in gruende[2]
    assert "123A456789" not in str(abgelehnt.value)


def test_one_reason_alone_is_said_as_it_is(tmp_path, zeilen):
    write(tmp_path, zeilen)
    (tmp_path / MONAT / "verbis_kunden.csv").write_bytes(b"")
    with pytest.raises(LieferungError, match=r"^verbis_kunden.csv"):
        read_lieferung(tmp_path, MONAT, GROSSZUEGIG, lambda _: None)


@pytest.mark.parametrize("befehl", ["check", "run", "pseudonymise"])
def test_every_command_names_all_exports_that_are_wrong(tmp_path, zeilen, capsys, befehl):
    write_damaged(tmp_path / "in", zeilen)
    schluessel = ["--key-file", str(tmp_path / "schluessel"), "--create-key"] if befehl == "pseudonymise" else []
    ausgabe = [] if befehl == "check" else ["--output", str(tmp_path / "aus")]
    with pytest.raises(SystemExit) as ende:
        main([befehl, "--month", MONAT, "--input", str(tmp_path / "in"), *ausgabe, *schluessel])
    assert ende.value.code == 3
    gesagt = capsys.readouterr().err
    for name in ("organisation", "atv_kapazitaet", "verbis_vermerke.csv", "atv_termine.csv"):
        assert name in gesagt
    assert ("verbis_kunden.csv" in gesagt) == (befehl != "pseudonymise")
    assert not [d for d in (tmp_path / "aus").rglob("*") if d.is_file()]


def test_an_archive_beside_the_month_folders_is_a_delivery(tmp_path, zeilen):
    inhalte = {f"{e}.csv.gz": pack(render_csv(e, z, Dialekt(trenner=","))) for e, z in zeilen.items()}
    write_zip(tmp_path / f"{MONAT}.zip", inhalte)
    assert checked(tmp_path).ids("team_id") == [f"t{i}" for i in range(8)]


def test_a_month_that_is_not_there_is_said_with_those_that_are(tmp_path, zeilen):
    write(tmp_path, zeilen, "2026-09")
    with pytest.raises(UsageError, match="Vorhanden sind: 2026-09"):
        read_lieferung(tmp_path, MONAT, GROSSZUEGIG, lambda _: None)


def report(tmp_path: Path, eingang: Path, **auftrag):
    ausgabe = tmp_path / "aus" / "berichte"
    return run_month(MonthOrder(MONAT, eingang, ausgabe, GROSSZUEGIG, auch_ungueltig=True, **auftrag), lambda _: None)


def loaded(con, eingang: Path, monat: str = MONAT, einstellungen: Settings = GROSSZUEGIG) -> pl.DataFrame:
    """Load a month after those before it; returns what was noticed."""
    lieferung = read_lieferung(eingang, monat, einstellungen, lambda _: None)
    load_lieferung(con, lieferung, find_berichtsmonat(monat, {}), einstellungen, auch_ungueltig=True)
    return lieferung.befunde


def test_the_month_before_tells_repeated_files_and_missing_rows(tmp_path, zeilen):
    write(tmp_path, zeilen, "2026-09")
    gekuerzt = {
        "verbis_vereinbarungen": shortened(zeilen["verbis_vereinbarungen"], 0.7),
        "atv_termine": shortened(zeilen["atv_termine"], 0.9),
    }
    write(tmp_path, zeilen | gekuerzt)
    with open_warehouse(None, "1GB") as con:
        loaded(con, tmp_path, "2026-09")
        befunde = loaded(con, tmp_path)
    assert befunde.filter(code="rueckgang").select("export", "zeile", "schwere").rows() == [
        ("verbis_vereinbarungen", None, bf.HINWEIS)
    ]
    gleich = set(befunde.filter(code="lieferung_wie_vormonat")["export"])
    assert gleich == set(zeilen) - {"organisation", "verbis_vereinbarungen", "atv_termine"}


def shortened(zeilen: list, anteil: float) -> list:
    return zeilen[: int(len(zeilen) * anteil)]


def notes(anzahl: int, falsch: int = 0, monat: str = MONAT) -> Lieferung:
    """Return a delivery of `anzahl` notes, the first `falsch` of which bear an unknown code."""
    arten = ["plauderei"] * falsch + ["beratungsvermerk"] * (anzahl - falsch)
    zeilen = [f"P1 | 01.10.2020 | {art}" for art in arten]
    vermerke = "\n".join(["kunde_id | datum | vermerktyp", *zeilen])
    return draw_delivery({"monat": monat, "verbis_kunden": "kunde_id\nP1", "verbis_vermerke": vermerke})


def load_notes(con, lieferung: Lieferung, einstellungen: Settings) -> set[str]:
    """Load that delivery; returns the notices about the notes."""
    load_lieferung(con, lieferung, find_berichtsmonat(lieferung.monat, {}), einstellungen, auch_ungueltig=False)
    return set(lieferung.befunde.filter(code="rueckgang", export="verbis_vermerke")["satz"])


@pytest.mark.parametrize(
    ("falsch", "gelesen", "grenze", "angenommen"),
    [
        (0, 0, "0.01", True),
        (1, 100, "0.01", True),
        (1, 99, "0.01", False),
        (2, 100, "0.01", False),
        (2, 200, "0.01", True),
        (3, 200, "0.01", False),
        (0, 100, "0", True),
        (1, 300, "0", False),
        # 0.29 × 100 is less than 29 where numbers are binary.
        (29, 100, "0.29", True),
        (30, 100, "0.29", False),
        (100, 100, "1", True),
    ],
)
def test_a_delivery_is_refused_from_the_first_excluded_row_above_the_limit(falsch, gelesen, grenze, angenommen):
    einstellungen = Settings(
        regelwerk="weinstrasse-2023", **({} if grenze == "0.01" else {"hoechster_ausschluss": grenze})
    )
    with open_warehouse(None, "1GB") as con:
        if angenommen:
            load_notes(con, notes(gelesen, falsch), einstellungen)
            return
        with pytest.raises(LieferungError, match=rf"verbis_vermerke \({falsch} von {gelesen} Zeilen\)"):
            load_notes(con, notes(gelesen, falsch), einstellungen)


@pytest.mark.parametrize(
    ("vorher", "jetzt", "grenze", "prozent"),
    [
        (10, 8, "0.2", None),
        (10, 7, "0.2", 30),
        (5, 4, "0.2", None),
        (100, 80, "0.2", None),
        (100, 79, "0.2", 21),
        (10, 11, "0.2", None),
        (10, 0, "0.2", 100),
        (0, 0, "0.2", None),
        # (1 − 0.42) × 50 is more than 29 where numbers are binary.
        (50, 29, "0.42", None),
        (50, 28, "0.42", 44),
        (10, 9, "0", 10),
    ],
)
def test_an_export_shrinks_from_the_first_row_beyond_the_limit(vorher, jetzt, grenze, prozent):
    einstellungen = Settings(
        regelwerk="weinstrasse-2023", **({} if grenze == "0.2" else {"hoechster_rueckgang": grenze})
    )
    with open_warehouse(None, "1GB") as con:
        load_notes(con, notes(vorher, monat="2026-09"), einstellungen)
        saetze = load_notes(con, notes(jetzt), einstellungen)
    assert len(saetze) == (prozent is not None)
    assert all(f"hat {prozent} % weniger Zeilen als im Monat 2026-09" in satz for satz in saetze)


def test_an_export_is_compared_with_the_latest_month_before_and_by_the_rows_that_count():
    grosszuegig = Settings(regelwerk="weinstrasse-2023", hoechster_ausschluss=1)
    with open_warehouse(None, "1GB") as con:
        for monat, anzahl in (("2026-07", 100), ("2026-09", 10), ("2026-11", 100)):
            load_notes(con, notes(anzahl, monat=monat), grosszuegig)
        assert not load_notes(con, notes(8), grosszuegig)
        assert load_notes(con, notes(10, falsch=3), grosszuegig)
        # September came again with fewer rows: October is compared with what it has now.
        assert load_notes(con, notes(9, falsch=2, monat="2026-09"), grosszuegig)
        assert not load_notes(con, notes(6), grosszuegig)


def test_the_limit_of_shrinking_is_configuration(tmp_path, zeilen):
    write(tmp_path, zeilen, "2026-09")
    write(tmp_path, zeilen | {"atv_termine": shortened(zeilen["atv_termine"], 0.9)})
    streng = Settings(regelwerk="weinstrasse-2023", hoechster_ausschluss=1, hoechster_rueckgang="0.05")
    with open_warehouse(None, "1GB") as con:
        loaded(con, tmp_path, "2026-09")
        befunde = loaded(con, tmp_path, einstellungen=streng)
    assert "(Grenze: 5 %)" in befunde.filter(code="rueckgang")["satz"].item()


def test_clear_text_is_refused_before_anything_is_written(tmp_path, zeilen):
    zeilen["allegro_antraege"][0] |= {"kunde_id": "123A456789"}
    with pytest.raises(LieferungError, match=r"allegro_antraege\.csv enthält Klartext: Spalte kunde_id: 1 ×"):
        report(tmp_path, write(tmp_path / "ein", zeilen))
    assert not (tmp_path / "aus").exists()


def test_hostile_names_stay_data_through_to_the_files(tmp_path, zeilen):
    for nummer, team in enumerate(zeilen["organisation"]):
        team |= {"team_name": BOSHEITEN[nummer], "bereich_name": BOSHEITEN[-1 - nummer]}
    neu = {f"t{i}": name for i, name in enumerate(BOSHEITEN[:8])}
    for export in ("organisation", "verbis_kunden", "atv_termine", "atv_kapazitaet"):
        for zeile in zeilen[export]:
            zeile["team_id"] = neu.get(zeile["team_id"], zeile["team_id"])
    ergebnis = report(tmp_path, write(tmp_path / "ein", zeilen))
    assert {d.name for d in tmp_path.iterdir()} == {"ein", "aus"}
    assert {d.name for d in (tmp_path / "aus").iterdir()} == {"berichte", "berichte.duckdb", "berichte.archiv"}
    assert all(re.fullmatch(r"[a-z]+-[A-Za-z0-9_-]+\.xlsx|gesamt\.xlsx", m.name) for m in ergebnis.workbooks)
    assert "<script>alert" not in (ergebnis.folder / "html" / "index.html").read_text(encoding="utf-8")


def test_the_workbook_for_the_suppliers_groups_by_system(tmp_path, zeilen):
    zeilen["verbis_vermerke"][0] |= {"datum": "?"}
    for nummer in (3, 4, 5, 9):
        zeilen["atv_termine"][nummer] |= {"dauer_min": "=1+1"}
    lieferung = checked(write(tmp_path, zeilen))
    inhalt, noch_einmal = (render_workbook(befunde_document(lieferung.befunde, lieferung.zaehlungen)) for _ in "12")
    assert inhalt == noch_einmal
    (tmp_path / "b.xlsx").write_bytes(inhalt)
    mappe = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert mappe.sheetnames[:3] == ["Übersicht", "VerBIS", "ATV"]
    zellen = [[z.value for z in zeile] for zeile in mappe["ATV"].iter_rows()]
    assert ["atv_termine.csv", "dauer_min", "Zeile ausgeschlossen", 4, "5–7, 11"] in [z[:3] + z[4:] for z in zellen]
    assert not [z for zeile in mappe["ATV"].iter_rows() for z in zeile if z.data_type == "f"]
    zahlen = [z[1:] for z in [[c.value for c in r] for r in mappe["Übersicht"].iter_rows()] if isinstance(z[2], int)]
    gelesen = sum(n for art, n in zahlen if art == "gelesen")
    assert gelesen == sum(n for art, n in zahlen if art != "gelesen")


def test_row_ranges_read_like_a_list():
    def ranges(*rows: int | None) -> str:
        kind = bf.BefundKind("x", bf.HINWEIS, "s")
        befunde = bf.make(rows, kind, export="verbis_kunden", file="k.csv", column="c")
        (group,) = bf.count_befunde(befunde, "datei").iter_rows(named=True)
        return bf.row_ranges(befunde, group)

    assert ranges(9, 5, 7, 8, 5) == "5, 7–9"
    assert ranges(None) == "ganze Datei"
    assert ranges(*range(2, 2000, 2)).endswith("(alle in befunde.csv)")


def lay_out(ordner: Path, *names: str) -> None:
    for name in names:
        (ordner / name).parent.mkdir(parents=True, exist_ok=True)
        (ordner / name).write_text("x")


@pytest.mark.parametrize(
    ("dateien", "eingabe", "satz"),
    [
        (["e/2026-10/organisation.csv"], "e/2026-10", r"ist selbst ein Monatsordner.*Bitte --input \S+/e angeben"),
        (["e/2026-09/organisation.csv"], "e/2026-09", r"ist selbst ein Monatsordner.*Bitte --input \S+/e angeben"),
        (["e/oktober/organisation.csv"], "e/oktober", r"liegen lose in .*oktober\. Bitte in einen Unterordner 2026-10"),
        (["e/2026-10"], "e", "2026-10 ist eine Datei, kein Ordner"),
        (["e/2026-10.zip"], "e/2026-10.zip", r"ist eine Datei.*Bitte --input \S+/e angeben"),
        (["e/anders.zip"], "e/anders.zip", "ist eine Datei.*--input auf seinen Ordner setzen"),
        (["e/anders.zip"], "e", r"Vorhanden sind: anders\.zip\..*jede ZIP-Datei heißt wie ihr Monat"),
        (["e/2026_10/x.csv", "e/.git/x"], "e", r"Vorhanden sind: 2026_10\."),
        (["e/liesmich.txt"], "e", "Dort liegt kein Monatsordner"),
        ([], "nirgends", r"Den Ordner \S*nirgends gibt es nicht"),
    ],
)
def test_a_month_that_is_not_there_is_said_with_its_true_cause(tmp_path, dateien, eingabe, satz):
    lay_out(tmp_path, *dateien)
    with pytest.raises(UsageError, match=satz):
        find_month(tmp_path / eingabe, "2026-10")


def test_an_archive_beside_no_folder_is_the_delivery_however_its_ending_is_written(tmp_path):
    for name in ("2026-10.zip", "2026-11.ZIP"):
        lay_out(tmp_path, name)
        assert find_month(tmp_path, name[:7]).name == name


@pytest.mark.parametrize("below", [MONAT, "export/CSV"])
def test_exports_that_lie_in_a_folder_of_the_delivery_are_not_missing(tmp_path, zeilen, below):
    write(tmp_path / "lose", zeilen)
    (tmp_path / "in" / MONAT / below).parent.mkdir(parents=True)
    (tmp_path / "lose" / MONAT).rename(tmp_path / "in" / MONAT / below)
    with pytest.raises(
        LieferungError, match=r"Sie liegen dort in einem Unterordner; bitte eine Ebene höher"
    ) as refused:
        checked(tmp_path / "in")
    assert "nachfordern" not in str(refused.value)


def test_what_lies_in_no_folder_either_is_missing(tmp_path, zeilen):
    write(tmp_path, zeilen)
    folder = tmp_path / MONAT
    (folder / "alt").mkdir()
    (folder / "verbis_kunden.csv").rename(folder / "alt" / "verbis_kunden.csv")
    (folder / "organisation.csv").unlink()
    with pytest.raises(LieferungError, match=r"fehlen: organisation, verbis_kunden\..*nachfordern"):
        checked(tmp_path)


@pytest.mark.parametrize(
    ("name", "renamed"),
    [("2026_10", MONAT), ("10-2026", MONAT), ("202610", MONAT), ("10.2026", MONAT), ("2026_10.zip", f"{MONAT}.zip")],
)
def test_a_month_that_is_spelled_otherwise_is_to_be_renamed(tmp_path, name, renamed):
    (tmp_path / name).mkdir()
    (tmp_path / "2026-09").mkdir()
    with pytest.raises(UsageError, match=re.escape(f"Bitte {name} in {renamed} umbenennen.")):
        find_month(tmp_path, MONAT)
    with pytest.raises(UsageError, match="Bitte --month und --input prüfen"):
        find_month(tmp_path, "2026-08")


def test_where_no_team_is_left_the_reason_is_said(tmp_path, zeilen):
    for row in zeilen["organisation"]:
        row["bereich_name"] = "Gesch\ufffdftsstelle"
    _, refused = check_lieferung(write(tmp_path, zeilen), MONAT, GROSSZUEGIG, True, lambda _: None)
    assert re.search(r"kein einziges verwendbares Team.*Häufigster Grund: bereich_name ist nicht lesbar", str(refused))


def test_a_delivery_lets_go_of_its_rows_and_keeps_those_that_were_excluded():
    fall = {
        "monat": "2024-10",
        "organisation": "team_id\nT1",
        "verbis_kunden": "kunde_id | team_id\nk1 | T1\nk2 | T9",
        "verbis_vermerke": "vermerk_id | kunde_id | datum\nv1 | k1 | 01.10.2024\nv2 | k1 | kein Tag",
    }
    read = draw_delivery(fall)
    zeilen = {part.export: part.frame.height for part in read.parts}
    loaded = read.apart()
    monat = find_berichtsmonat("2024-10", {})
    settings = Settings(regelwerk="weinstrasse-2023", hoechster_ausschluss="0.5")
    with open_warehouse(None, "1GB") as con:
        load_lieferung(con, loaded, monat, settings, auch_ungueltig=True)
    loaded.release()
    assert {part.export: part.frame.height for part in read.parts} == zeilen
    assert all(part.frame.is_empty() for part in loaded.parts)
    assert loaded.ausgeschlossen is not None
    excluded = {export: rows.height for export, rows in loaded.ausgeschlossen.items() if rows.height}
    assert excluded == {"verbis_kunden": 1, "verbis_vermerke": 1}
