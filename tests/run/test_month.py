"""From delivery to files: complete, repeatable, all or nothing."""

import shutil
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import polars as pl
import pytest

from drawn.deliveries import HOUSE, write_case
from drawn.files import exposed, hashes, open_umask, spilled, two_threads
from drawn.sample import MONTHS, SAMPLE, copy_reports, house_of, run_sample, sample_settings
from pipeline.cli.app import main
from pipeline.errors import BusyError, ConfigurationError, LieferungError, UsageError
from pipeline.publish.claim import claim
from pipeline.publish.manifest import NAME
from pipeline.run.month import MonthOrder, check_lieferung, run_month
from pipeline.settings import Settings

MONTH = "2026-10"


@pytest.fixture
def eingang(tmp_path) -> Path:
    """The delivery of that house, to damage."""
    write_case(HOUSE, tmp_path / "eingang")
    return tmp_path / "eingang"


def run_house(eingang: Path, ausgabe: Path, **auftrag):
    einstellungen = auftrag.pop("einstellungen", Settings(regelwerk="weinstrasse-2023"))
    return run_month(MonthOrder(MONTH, eingang, ausgabe, einstellungen, **auftrag), lambda _: None)


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    """What a run on that house has written; read only."""
    ordner = tmp_path_factory.mktemp("haus")
    write_case(HOUSE, ordner / "eingang")
    run_house(ordner / "eingang", ordner / "b")
    return ordner / "b"


@pytest.fixture
def ausgabe(finished, tmp_path) -> Path:
    """A report of the house with its warehouse, to be replaced or left alone."""
    return copy_reports(finished, tmp_path / "b")


def test_everything_is_there(reported):
    oktober = reported / "2026-10"
    organisation = pl.read_csv(SAMPLE / "2026-10" / "organisation.csv", separator=";", infer_schema=False)
    teams = {f"team-{t}.xlsx" for t in organisation["team_id"]}
    bereiche = {f"bereich-{b}.xlsx" for b in organisation["bereich_id"]}
    assert {d.name for d in (oktober / "excel").iterdir()} == teams | bereiche | {"jobcenter-JC01.xlsx"}
    assert {d.name for d in (oktober / "daten").iterdir()} >= {"kennzahlen.parquet", "kennzahlen.csv", "befunde.csv"}
    assert (oktober / "html" / "index.html").stat().st_size > 10_000
    assert {o.name for o in reported.iterdir()} == set(MONTHS)


def test_result_is_sorted_and_empty_where_it_is_suppressed(reported):
    parquet = pl.read_parquet(reported / "2026-10" / "daten" / "kennzahlen.parquet")
    rang = {"gesamt": 0, "jobcenter": 1, "bereich": 2, "team": 3}
    schluessel = parquet.select("ebene", "einheit_id", "kennzahl", "segment_art", "segment")
    zeilen = [(rang[z[0]], *z[1:]) for z in schluessel.rows()]
    assert zeilen == sorted(zeilen)
    assert len(set(zeilen)) == len(zeilen)
    gesperrt = parquet.filter("gesperrt")
    assert gesperrt.height
    assert gesperrt.select("zaehler", "nenner", "wert", "ampel").null_count().row(0) == (gesperrt.height,) * 4


def test_csv_holds_the_same_rows_as_a_german_excel_reads_them(reported):
    daten = reported / "2026-10" / "daten"
    roh = (daten / "kennzahlen.csv").read_bytes()
    assert roh.startswith(b"\xef\xbb\xbf")
    parquet = pl.read_parquet(daten / "kennzahlen.parquet")
    gelesen = pl.read_csv(roh, separator=";", infer_schema=False)
    assert gelesen.columns == parquet.columns
    for spalte in ("zaehler", "nenner", "wert", "ziel"):
        zahlen = gelesen[spalte].str.replace(",", ".", literal=True).cast(pl.Float64)
        assert zahlen.equals(parquet[spalte]), spalte
    assert gelesen["stichtag"].unique().to_list() == ["2026-10-31"]


def test_warehouse_keeps_all_months_unsuppressed(reported):
    with duckdb.connect(str(reported.with_name("berichte.duckdb")), read_only=True) as con:
        zeilen = con.sql(
            "select stichtag::varchar, count(*), bool_or(gesperrt) from mart.kennzahlen group by 1 order by 1"
        )
        stichtage = zeilen.fetchall()
    assert [(s, g) for s, _, g in stichtage] == [
        ("2026-07-31", False),
        ("2026-08-31", False),
        ("2026-09-30", False),
        ("2026-10-31", False),
    ]
    oktober = pl.read_parquet(reported / "2026-10" / "daten" / "kennzahlen.parquet")
    assert stichtage[-1][1] == oktober.height


def test_two_runs_are_byte_identical(reported, tmp_path):
    """The first month, which knows no other; the wheel makes the last again, in another process."""
    run_sample(tmp_path / "anders", MONTHS[:1], teams=("T411",))
    assert hashes(tmp_path / "anders" / MONTHS[0]) == hashes(reported / MONTHS[0])


def test_running_a_month_again_with_the_same_inputs_changes_nothing(reported, tmp_path):
    ausgabe = copy_reports(reported, tmp_path / "b")
    (ausgabe / MONTH / "excel" / "team-T411.xlsx").write_bytes(b"mit Anmerkung")
    vorher, archiv, warehouse = hashes(ausgabe), archived(ausgabe), (tmp_path / "b.duckdb").read_bytes()
    ergebnis = run_sample(ausgabe, (MONTH,))
    assert (ergebnis.is_new, ergebnis.stand.number, ergebnis.lieferung) == (False, 1, None)
    assert (hashes(ausgabe), archived(ausgabe)) == (vorher, archiv)
    assert (tmp_path / "b.duckdb").read_bytes() == warehouse


def test_a_month_made_anew_replaces_its_report(reported, tmp_path):
    ausgabe = copy_reports(reported, tmp_path / "b")
    (ausgabe / MONTH / "excel" / "team-T411.xlsx").write_bytes(b"mit Anmerkung")
    ergebnis = run_sample(ausgabe, (MONTH,), neu=True)
    assert (ergebnis.is_new, ergebnis.stand.number) == (True, 2)
    (ausgabe / MONTH / "excel" / "team-T411 (geändert).xlsx").replace(tmp_path / "kommentiert.xlsx")
    assert (tmp_path / "kommentiert.xlsx").read_bytes() == b"mit Anmerkung"
    # The page and a file of its own say that nothing has changed; all else is as it was.
    said = {f"{MONTH}/{name}" for name in (NAME, "html/index.html", "daten/aenderungen.csv")}
    neu, alt = hashes(ausgabe), hashes(reported)
    assert neu.keys() - alt.keys() == {f"{MONTH}/daten/aenderungen.csv"}
    assert {n: h for n, h in neu.items() if n not in said} == {n: h for n, h in alt.items() if n not in said}
    with duckdb.connect(str(tmp_path / "b.duckdb"), read_only=True) as con:
        zeilen, personen = con.sql(
            "select count(*), count(distinct (monat, kunde_id)) from raw.verbis_kunden"
        ).fetchall()[0]
    assert zeilen == personen > 0


def test_one_team_again_has_the_figures_of_the_full_run(reported, tmp_path):
    ausgabe = copy_reports(reported, tmp_path / "b")
    mappe = ausgabe / MONTH / "excel" / "team-T411.xlsx"
    andere = ausgabe / MONTH / "excel" / "team-T412.xlsx"
    mappe.write_bytes(b"alt")
    andere.write_bytes(b"bleibt")
    ergebnis = run_sample(ausgabe, (MONTH,), teams=("T411",))
    assert [m.name for m in ergebnis.workbooks] == ["team-T411.xlsx"]
    assert mappe.read_bytes() == (reported / MONTH / "excel" / "team-T411.xlsx").read_bytes()
    assert andere.read_bytes() == b"bleibt"
    assert hashes(ausgabe / MONTH / "daten") == hashes(reported / MONTH / "daten")


def test_bereich_means_its_own_workbook_and_its_teams(eingang, tmp_path):
    ergebnis = run_house(eingang, tmp_path / "b", bereiche=("B1",))
    assert {m.name for m in ergebnis.workbooks} == {"bereich-B1.xlsx", "team-T1.xlsx", "team-T2.xlsx"}
    # The report has the others, too: it is one whole, whoever asks for a part of it.
    rest = {"bereich-B2.xlsx", "team-T3.xlsx", "jobcenter-J1.xlsx"}
    assert {m.name for m in (tmp_path / "b" / MONTH / "excel").iterdir()} == {m.name for m in ergebnis.workbooks} | rest


THREE = {
    "organisation": "team_id | bereich_id\nT1 | B1\nT2 | B1\nT3 | B1",
    "verbis_kunden": "kunde_id | team_id\nP1 | T1\nP2 | T2",
}
TWO = THREE | {"organisation": "team_id | bereich_id\nT1 | B1\nT2 | B1"}


@pytest.mark.parametrize("kommentiert", [False, True])
@pytest.mark.parametrize("auftrag", [{"teams": ("T1",)}, {}], ids=["ein Team", "alle"])
def test_the_workbook_of_a_team_that_is_gone_goes_unless_somebody_wrote_into_it(tmp_path, kommentiert, auftrag):
    write_case(THREE, tmp_path / "erst")
    run_house(tmp_path / "erst", tmp_path / "b")
    excel = tmp_path / "b" / MONTH / "excel"
    if kommentiert:
        (excel / "team-T3.xlsx").write_bytes(b"mit Anmerkung")
    write_case(TWO, tmp_path / "berichtigt")
    ergebnis = run_house(tmp_path / "berichtigt", tmp_path / "b", **auftrag)
    uebrig = {"bereich-B1.xlsx", "jobcenter-J1.xlsx", "team-T1.xlsx", "team-T2.xlsx"}
    assert {m.name for m in excel.iterdir()} == uebrig | ({"team-T3.xlsx"} if kommentiert else set())
    assert ergebnis.removed == (() if kommentiert else ("excel/team-T3.xlsx",))
    assert {m.name for m in ergebnis.workbooks} == ({"team-T1.xlsx"} if auftrag else uebrig)


def test_what_somebody_else_put_there_stays(eingang, ausgabe):
    fremd = {
        f"{MONTH}/Kommentar der Leitung.docx": b"x",
        f"{MONTH}/excel/team-T1 kommentiert.xlsx": b"x",
        f"{MONTH}/daten/notizen/a.txt": b"x",
        "liesmich.txt": b"x",
    }
    for name, inhalt in fremd.items():
        (ausgabe / name).parent.mkdir(exist_ok=True)
        (ausgabe / name).write_bytes(inhalt)
    vorher = hashes(ausgabe)
    for auftrag in ({"teams": ("T1",)}, {}, {"bereiche": ("B1",)}):
        run_house(eingang, ausgabe, **auftrag)
        assert hashes(ausgabe) == vorher


def test_an_annotated_list_of_findings_survives_the_corrected_run(eingang, tmp_path):
    gut = (eingang / MONTH / "verbis_vermerke.csv").read_bytes()
    damage(eingang / MONTH / "verbis_vermerke.csv", ";persoenlich;", ";pers;")
    abgelehnt = tmp_path / "b" / "abgelehnt" / MONTH
    for _ in range(2):
        with pytest.raises(LieferungError):
            run_house(eingang, tmp_path / "b")
        assert {d.name for d in abgelehnt.iterdir()} == {".dateien.json", "befunde.csv", "befunde.xlsx"}
    (abgelehnt / "befunde.xlsx").write_bytes(b"mit Anmerkung")
    (eingang / MONTH / "verbis_vermerke.csv").write_bytes(gut)
    run_house(eingang, tmp_path / "b", teams=("T1",))
    assert [d.name for d in abgelehnt.iterdir()] == ["befunde.xlsx"]


def test_a_refusal_stays_one_where_its_findings_cannot_be_written(eingang, tmp_path):
    damage(eingang / MONTH / "verbis_vermerke.csv", ";persoenlich;", ";pers;")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "abgelehnt").write_text("eine Datei")
    with pytest.raises(LieferungError, match=r"Mehr als 1 %.*Ohne Befundliste.*gibt es schon"):
        run_house(eingang, tmp_path / "b")


def test_a_failing_commit_leaves_the_quarantine_as_it_was(tmp_path, monkeypatch):
    grosszuegig = Settings(regelwerk="weinstrasse-2023", hoechster_ausschluss=1)
    for tag, monat in (("31.02.2026", "eins"), ("31.04.2026", "zwei")):
        fall = HOUSE | {"verbis_vermerke": f"kunde_id | datum\nP1 | {tag}"}
        write_case(fall, tmp_path / monat)
    run_house(tmp_path / "eins", tmp_path / "b", einstellungen=grosszuegig, teams=("T1",))
    vorher = archived(tmp_path / "b")
    assert "2026-10/01/quarantaene/verbis_vermerke.csv" in vorher
    monkeypatch.setattr("pipeline.publish.archive.sync_tree", fail)
    with pytest.raises(OSError, match="voll"):
        run_house(tmp_path / "zwei", tmp_path / "b", einstellungen=grosszuegig, teams=("T1",))
    assert archived(tmp_path / "b") == vorher


def fail(*_):
    raise OSError("voll")


def archived(ausgabe: Path) -> dict[str, str]:
    """What the archive beside an output folder holds, but for the file by which it is locked."""
    root = house_of(ausgabe).archive.root
    return {name: digest for name, digest in hashes(root).items() if name != ".sperre"}


def test_an_excluded_row_somebody_worked_on_is_kept(tmp_path):
    grosszuegig = Settings(regelwerk="weinstrasse-2023", hoechster_ausschluss=1)
    write_case(HOUSE | {"verbis_vermerke": "kunde_id | datum\nP1 | 31.02.2026"}, tmp_path / "eins")
    stand = run_house(tmp_path / "eins", tmp_path / "b", einstellungen=grosszuegig, teams=("T1",)).stand
    datei = stand.folder / "quarantaene" / "verbis_vermerke.csv"
    datei.write_text("mit Anmerkung")
    write_case(HOUSE, tmp_path / "zwei")
    neu = run_house(tmp_path / "zwei", tmp_path / "b", einstellungen=grosszuegig, teams=("T1",)).stand
    assert datei.read_text() == "mit Anmerkung"
    assert not list(neu.folder.glob("quarantaene/*"))


@pytest.mark.parametrize("warehouse", ["b/w.duckdb", "eingang/w.duckdb", "eingang/2026-10/organisation.csv"])
def test_a_warehouse_in_the_output_or_the_delivery_is_refused(eingang, tmp_path, warehouse):
    vorher = hashes(eingang)
    with pytest.raises(UsageError, match="--warehouse"):
        run_house(eingang, tmp_path / "b", warehouse=tmp_path / warehouse)
    assert hashes(eingang) == vorher
    assert not (tmp_path / "b").exists()


def test_an_archive_that_would_be_the_delivery_is_refused(eingang, tmp_path):
    eingang.rename(tmp_path / "w.archiv")
    vorher = hashes(tmp_path)
    with pytest.raises(UsageError, match="Lieferung"):
        run_house(tmp_path / "w.archiv", tmp_path / "b", warehouse=tmp_path / "w.duckdb")
    assert hashes(tmp_path) == vorher


def test_a_second_run_at_the_same_time_is_said_before_anything_is_read(eingang, ausgabe, monkeypatch):
    gelesen = []
    monkeypatch.setattr("pipeline.run.month.read_lieferung", lambda *_: gelesen.append(True))
    vorher = hashes(ausgabe)
    with claim(ausgabe), pytest.raises(BusyError, match="anderer Lauf"):
        run_house(eingang, ausgabe)
    assert (gelesen, hashes(ausgabe)) == ([], vorher)


def test_being_stopped_leaves_nothing_behind(eingang, tmp_path, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.run.stand.write_bericht", stop)
    with pytest.raises(KeyboardInterrupt):
        run_house(eingang, tmp_path / "tief" / "b")
    assert [d.name for d in tmp_path.iterdir()] == ["eingang"]


def damage(datei: Path, alt: str, neu: str) -> None:
    text = datei.read_text(encoding="utf-8-sig")
    assert alt in text
    datei.write_text(text.replace(alt, neu), encoding="utf-8")


@pytest.mark.parametrize(
    ("schaden", "satz"),
    [
        (lambda o: (o / "atv_termine.csv").unlink(), "fehlen: atv_termine"),
        (
            lambda o: damage(o / "verbis_kunden.csv", "av_seit", "seit_wann"),
            "verbis_kunden.csv fehlen die Spalten av_seit",
        ),
        (lambda o: damage(o / "verbis_vermerke.csv", ";persoenlich;", ";pers;"), "Mehr als 1 % der Zeilen"),
    ],
)
def test_refusal_leaves_report_and_warehouse_as_they_were(eingang, ausgabe, schaden, satz):
    vorher, warehouse = hashes(ausgabe), _figures(ausgabe)
    schaden(eingang / MONTH)
    with pytest.raises(LieferungError) as fehler:
        run_house(eingang, ausgabe)
    assert satz in str(fehler.value)
    assert fehler.value.exit_code == 3
    nachher = {k: v for k, v in hashes(ausgabe).items() if not k.startswith("abgelehnt")}
    assert nachher == vorher
    assert _figures(ausgabe) == warehouse


def _figures(ausgabe: Path) -> list[tuple]:
    with duckdb.connect(f"{ausgabe}.duckdb", read_only=True) as con:
        return con.sql("select * from mart.kennzahlen order by all").fetchall()


def test_refused_delivery_leaves_its_findings(eingang, tmp_path):
    damage(eingang / MONTH / "verbis_vermerke.csv", ";persoenlich;", ";pers;")
    with pytest.raises(LieferungError, match="Befundliste"):
        run_house(eingang, tmp_path / "b")
    befunde = pl.read_csv(tmp_path / "b" / "abgelehnt" / MONTH / "befunde.csv", separator=";", infer_schema=False)
    falsch = befunde.filter(pl.col("code") == "code_unbekannt")
    assert falsch["spalte"].unique().to_list() == ["kontaktart"]
    assert falsch.height == 3
    assert not (tmp_path / "b" / MONTH).exists()


def test_threshold_is_a_setting(eingang, tmp_path):
    damage(eingang / MONTH / "verbis_vermerke.csv", ";persoenlich;", ";pers;")
    grosszuegig = Settings(regelwerk="weinstrasse-2023", hoechster_ausschluss=Decimal(1))
    ergebnis = run_house(eingang, tmp_path / "b", einstellungen=grosszuegig, teams=("T1",))
    (vermerke,) = (z for z in ergebnis.lieferung.zaehlungen if z.export == "verbis_vermerke")
    assert vermerke.ausgeschlossen == 3


def test_failing_writer_leaves_everything_as_it_was(eingang, ausgabe, monkeypatch):
    vorher, warehouse = hashes(ausgabe), _figures(ausgabe)
    damage(eingang / MONTH / "verbis_kunden.csv", ";arbeitslos;", ";arbeitsuchend;")
    monkeypatch.setattr("pipeline.present.files.render_page", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run_house(eingang, ausgabe, teams=("T1",))
    assert hashes(ausgabe) == vorher
    assert _figures(ausgabe) == warehouse
    assert [o.name for o in ausgabe.iterdir()] == [MONTH]


def test_failing_commit_leaves_the_old_report(eingang, ausgabe, monkeypatch):
    vorher, warehouse, archiv = hashes(ausgabe), _figures(ausgabe), archived(ausgabe)
    damage(eingang / MONTH / "verbis_kunden.csv", ";arbeitslos;", ";arbeitsuchend;")
    monkeypatch.setattr("pipeline.publish.archive.sync_tree", fail)
    with pytest.raises(OSError, match="voll"):
        run_house(eingang, ausgabe, teams=("T1",))
    assert (hashes(ausgabe), archived(ausgabe)) == (vorher, archiv)
    assert _figures(ausgabe) == warehouse
    assert [o.name for o in ausgabe.iterdir()] == [MONTH]


def test_a_month_under_another_stichtag_does_not_stay_twice(eingang, ausgabe):
    mitte = Settings(regelwerk="weinstrasse-2023", stichtage={MONTH: date(2026, 10, 14)})
    run_house(eingang, ausgabe, einstellungen=mitte, teams=("T1",))
    assert {zeile[0] for zeile in _figures(ausgabe)} == {date(2026, 10, 14)}


def test_a_refusal_is_cleared_by_the_corrected_run(eingang, tmp_path):
    gut = (eingang / MONTH / "verbis_vermerke.csv").read_bytes()
    damage(eingang / MONTH / "verbis_vermerke.csv", ";persoenlich;", ";pers;")
    with pytest.raises(LieferungError):
        run_house(eingang, tmp_path / "b")
    assert (tmp_path / "b" / "abgelehnt" / MONTH).is_dir()
    (eingang / MONTH / "verbis_vermerke.csv").write_bytes(gut)
    run_house(eingang, tmp_path / "b", teams=("T1",))
    assert not (tmp_path / "b" / "abgelehnt" / MONTH).exists()


def test_two_counsellors_in_two_teams_are_two_in_their_bereich(tmp_path):
    """Their hours may not be published for the Bereich either, though each team counts them."""
    zeilen = [f"{ifk} | {tag:02d}.10.2026 | T{1 + tag % 2}" for tag in (5, 6, 7, 8) for ifk in ("ifkeins", "ifkzwei")]
    write_case(HOUSE | {"atv_kapazitaet": "\n".join(["ifk_id | datum | team_id", *zeilen])}, tmp_path / "eingang")
    run_house(tmp_path / "eingang", tmp_path / "b", teams=("T1",))
    figuren = pl.read_parquet(tmp_path / "b" / MONTH / "daten" / "kennzahlen.parquet")
    bereich = figuren.filter((pl.col("einheit_id") == "B1") & (pl.col("kennzahl") == "kapazitaet_nutzung"))
    assert bereich["gesperrt"].to_list() == [True]


def test_a_run_short_of_memory_exposes_nothing_but_its_report(tmp_path):
    shutil.copytree(SAMPLE / MONTH, tmp_path / "eingang" / MONTH)
    with (tmp_path / "eingang" / MONTH / "verbis_vermerke.csv").open("a", encoding="utf-8") as datei:
        datei.write("v0000000000;k0000000000;31.02.2026;beratungsvermerk;persoenlich;\n")
    gesehen, offen = set(), set()

    def look(_):
        gesehen.update(spilled(tmp_path))
        offen.update(exposed(tmp_path))

    einstellungen = sample_settings(speichergrenze="48MB")
    auftrag = MonthOrder(MONTH, tmp_path / "eingang", tmp_path / "b", einstellungen, teams=("T411",))
    with two_threads(), open_umask():
        run_month(auftrag, look)
    assert len(gesehen) == 1, "the month had to be so large that rows spill"
    offen |= exposed(tmp_path)
    assert {Path(name).parts[0] for name in offen} == {"eingang", "b"}
    assert {d.name for d in tmp_path.iterdir()} == {"eingang", "b", "b.duckdb", "b.archiv"}


def test_rule_set_before_its_validity(eingang, tmp_path):
    (eingang / MONTH).rename(eingang / "2022-06")
    auftrag = MonthOrder("2022-06", eingang, tmp_path / "b", Settings(regelwerk="weinstrasse-2023"))
    with pytest.raises(ConfigurationError) as fehler:
        run_month(auftrag, lambda _: None)
    assert "gilt ab 01.03.2023, nicht am Stichtag 30.06.2022" in str(fehler.value)
    assert "--auch-ungueltig" in str(fehler.value)
    erlaubt = MonthOrder(
        "2022-06", eingang, tmp_path / "b", Settings(regelwerk="weinstrasse-2023"), teams=("T1",), auch_ungueltig=True
    )
    ergebnis = run_month(erlaubt, lambda _: None)
    seite = (ergebnis.folder / "html" / "index.html").read_text(encoding="utf-8")
    assert "weinstrasse-2023" in seite
    assert "keine Auswertung nach geltenden Vorgaben" in seite
    assert "NUR ZUM VERGLEICH: Regelwerk am Stichtag nicht in Kraft" in seite
    mappe = openpyxl.load_workbook(ergebnis.workbooks[0])
    assert all("NUR ZUM VERGLEICH" in blatt.oddHeader.center.text for blatt in mappe)


@pytest.mark.parametrize(
    ("auftrag", "satz"),
    [
        ({"teams": ("T999",)}, "Das Team T999 gibt es in der Lieferung nicht. Vorhanden sind: T1"),
        ({"bereiche": ("X",)}, "Den Bereich X gibt es in der Lieferung nicht. Vorhanden sind: B1, B2"),
    ],
)
def test_unknown_units(eingang, tmp_path, auftrag, satz):
    with pytest.raises(UsageError) as fehler:
        run_house(eingang, tmp_path / "b", **auftrag)
    assert satz in str(fehler.value)
    assert not (tmp_path / "b").exists() or not any((tmp_path / "b").iterdir())


@pytest.fixture
def watched(tmp_path, monkeypatch, eingang) -> Path:
    """Everything that a call could write to by itself lies below one folder: working, home and temporary folder.

    The working folder holds a report and its warehouse, as the month before left them.
    """
    for name in ("arbeit", "heim", "temp"):
        (tmp_path / name).mkdir()
    for name, ordner in (("HOME", "heim"), ("XDG_CACHE_HOME", "heim"), ("TMPDIR", "temp")):
        monkeypatch.setenv(name, str(tmp_path / ordner))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    monkeypatch.chdir(tmp_path / "arbeit")
    for datei in ("berichte/2026-10/html/index.html", "berichte/abgelehnt/2026-10/befunde.csv", "berichte.duckdb"):
        Path(datei).parent.mkdir(parents=True, exist_ok=True)
        Path(datei).write_text("Vormonat")
    return tmp_path


def snapshot(ordner: Path) -> dict[str, tuple]:
    """Return what a folder holds and when each of it was last changed; a file made and removed again shows, too."""
    stand = {}
    for eintrag in [ordner, *ordner.rglob("*")]:
        inhalt = eintrag.read_bytes() if eintrag.is_file() else None
        # Spilled rows come and go in the temporary folder.
        wann = None if eintrag == ordner / "temp" else eintrag.stat().st_mtime_ns
        stand[str(eintrag.relative_to(ordner))] = (eintrag.stat().st_mode, wann, inhalt)
    return stand


def test_check_writes_nothing_and_counts_everything(eingang, watched):
    vorher = snapshot(watched)
    lieferung, ablehnung = check_lieferung(
        eingang, MONTH, Settings(regelwerk="weinstrasse-2023"), False, lambda _: None
    )
    assert snapshot(watched) == vorher
    assert ablehnung is None
    assert len(lieferung.zaehlungen) == 9
    assert sum(z.gelesen for z in lieferung.zaehlungen) == 3 + 3 + 3 + 1
    assert all(z.gelesen == z.geladen + z.ausgeschlossen for z in lieferung.zaehlungen)


def test_a_month_that_is_not_over_is_said_by_run_and_check(eingang, tmp_path):
    def codes(today: date) -> set[tuple[str, str]]:
        checked, _ = check_lieferung(
            eingang, MONTH, Settings(regelwerk="weinstrasse-2023"), False, lambda _: None, today
        )
        reported = run_house(eingang, tmp_path / "b", teams=("T1",), today=today).lieferung
        assert checked.befunde.equals(reported.befunde)
        return set(checked.befunde.select("code", "schwere").rows())

    assert codes(date(2026, 10, 15)) == {("monat_nicht_zu_ende", "warnung")}
    assert codes(date(2026, 11, 2)) == set()


@pytest.mark.parametrize("abgelehnt", [False, True])
def test_check_from_the_command_line_writes_nothing(eingang, watched, capsys, abgelehnt):
    if abgelehnt:
        damage(eingang / "2026-10" / "verbis_vermerke.csv", ";persoenlich;", ";pers;")
    vorher = snapshot(watched)
    with pytest.raises(SystemExit) as ende:
        main(["check", "--month", "2026-10", "--input", str(eingang), "--regelwerk", "weinstrasse-2023"])
    assert snapshot(watched) == vorher
    assert (ende.value.code or 0) == (3 if abgelehnt else 0)
    assert ("Die Lieferung ist verwendbar." in capsys.readouterr().out) is not abgelehnt


def test_findings_hold_places_and_no_values(reported):
    for monat in MONTHS:
        befunde = pl.read_csv(reported / monat / "daten" / "befunde.csv", separator=";", infer_schema=False)
        assert befunde.columns[:5] == ["export", "datei", "zeile", "spalte", "code"]
    personen = pl.read_csv(SAMPLE / "2026-07" / "verbis_kunden.csv", separator=";", infer_schema=False)["kunde_id"]
    text = (reported / "2026-07" / "daten" / "befunde.csv").read_text(encoding="utf-8-sig")
    assert not [p for p in personen if p in text]
    assert "brieftaube" not in text


def test_no_pseudonym_leaves_the_department(reported):
    personen = pl.read_csv(SAMPLE / "2026-10" / "verbis_kunden.csv", separator=";", infer_schema=False)
    verboten = {*personen["kunde_id"], *personen["ifk_id"].drop_nulls(), *personen["bg_id"]}
    seite = (reported / "2026-10" / "html" / "index.html").read_text(encoding="utf-8")
    assert not [p for p in verboten if p in seite]
    for mappe in (reported / "2026-10" / "excel").iterdir():
        werte = {
            str(zelle)
            for blatt in openpyxl.load_workbook(mappe, read_only=True)
            for zeile in blatt.iter_rows(values_only=True)
            for zelle in zeile
            if zelle is not None
        }
        assert not verboten & werte
