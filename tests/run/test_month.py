"""From delivery to files: complete, repeatable, all or nothing."""

import hashlib
import os
import re
import shutil
import tempfile
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import polars as pl
import pytest

from drawn.sample import MONTHS, SAMPLE, run_sample
from pipeline.cli.app import main
from pipeline.errors import ConfigurationError, LieferungError, UsageError
from pipeline.evaluate.bericht import Einheit
from pipeline.present.files import file_names
from pipeline.run.month import MonthOrder, check_lieferung, run_month
from pipeline.settings import Settings, read_settings
from pipeline.warehouse import tables as load


def hashes(ordner: Path) -> dict[str, str]:
    return {
        str(d.relative_to(ordner)): hashlib.sha256(d.read_bytes()).hexdigest()
        for d in sorted(ordner.rglob("*"))
        if d.is_file()
    }


@pytest.fixture
def eingang(tmp_path) -> Path:
    """A copy of the October delivery to damage."""
    shutil.copytree(SAMPLE / "2026-10", tmp_path / "eingang" / "2026-10")
    return tmp_path / "eingang"


def october(eingang: Path, ausgabe: Path, **auftrag):
    einstellungen = auftrag.pop("einstellungen", None) or read_settings(None, [SAMPLE])
    return run_month(MonthOrder("2026-10", eingang, ausgabe, einstellungen, **auftrag), lambda _: None)


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
    run_sample(tmp_path / "anders")
    assert hashes(tmp_path / "anders") == hashes(reported)


def test_running_a_month_again_replaces_it(tmp_path):
    run_sample(tmp_path / "b", ("2026-09", "2026-10"))
    vorher = hashes(tmp_path / "b")
    run_sample(tmp_path / "b", ("2026-10",))
    assert hashes(tmp_path / "b") == vorher
    with duckdb.connect(str(tmp_path / "b.duckdb"), read_only=True) as con:
        zeilen, personen = con.sql(
            "select count(*), count(distinct (monat, kunde_id)) from raw.verbis_kunden"
        ).fetchall()[0]
    assert zeilen == personen


def test_one_team_again_has_the_figures_of_the_full_run(reported, tmp_path):
    ausgabe = tmp_path / "b"
    run_sample(ausgabe)
    mappe = ausgabe / "2026-10" / "excel" / "team-T411.xlsx"
    andere = ausgabe / "2026-10" / "excel" / "team-T412.xlsx"
    mappe.write_bytes(b"alt")
    andere.write_bytes(b"bleibt")
    ergebnis = run_sample(ausgabe, ("2026-10",), teams=("T411",))
    assert [m.name for m in ergebnis.workbooks] == ["team-T411.xlsx"]
    assert mappe.read_bytes() == (reported / "2026-10" / "excel" / "team-T411.xlsx").read_bytes()
    assert andere.read_bytes() == b"bleibt"
    assert hashes(ausgabe / "2026-10" / "daten") == hashes(reported / "2026-10" / "daten")


def test_bereich_means_its_own_workbook_and_its_teams(tmp_path):
    ergebnis = run_sample(tmp_path / "b", ("2026-10",), bereiche=("B02",))
    organisation = pl.read_csv(SAMPLE / "2026-10" / "organisation.csv", separator=";", infer_schema=False)
    teams = organisation.filter(pl.col("bereich_id") == "B02")["team_id"]
    assert {m.name for m in ergebnis.workbooks} == {"bereich-B02.xlsx", *(f"team-{t}.xlsx" for t in teams)}


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
def test_refusal_leaves_report_and_warehouse_as_they_were(eingang, tmp_path, schaden, satz):
    ausgabe = tmp_path / "b"
    october(eingang, ausgabe)
    vorher, warehouse = hashes(ausgabe), _figures(tmp_path / "b.duckdb")
    schaden(eingang / "2026-10")
    with pytest.raises(LieferungError) as fehler:
        october(eingang, ausgabe)
    assert satz in str(fehler.value)
    assert fehler.value.exit_code == 3
    nachher = {k: v for k, v in hashes(ausgabe).items() if not k.startswith("abgelehnt")}
    assert nachher == vorher
    assert _figures(tmp_path / "b.duckdb") == warehouse


def _figures(datei: Path) -> list[tuple]:
    with duckdb.connect(str(datei), read_only=True) as con:
        return con.sql("select * from mart.kennzahlen order by all").fetchall()


def test_refused_delivery_leaves_its_findings(eingang, tmp_path):
    damage(eingang / "2026-10" / "verbis_vermerke.csv", ";persoenlich;", ";pers;")
    with pytest.raises(LieferungError, match="Befundliste"):
        october(eingang, tmp_path / "b")
    befunde = pl.read_csv(tmp_path / "b" / "abgelehnt" / "2026-10" / "befunde.csv", separator=";", infer_schema=False)
    falsch = befunde.filter(pl.col("code") == "code_unbekannt")
    assert falsch["spalte"].unique().to_list() == ["kontaktart"]
    assert falsch.height > 100
    assert not (tmp_path / "b" / "2026-10").exists()


def test_threshold_is_a_setting(eingang, tmp_path):
    damage(eingang / "2026-10" / "verbis_vermerke.csv", ";persoenlich;", ";pers;")
    ergebnis = october(eingang, tmp_path / "b", einstellungen=Settings(hoechster_ausschluss=1))
    (vermerke,) = (z for z in ergebnis.lieferung.zaehlungen if z.export == "verbis_vermerke")
    assert vermerke.ausgeschlossen > 1000


def test_failing_writer_leaves_everything_as_it_was(eingang, tmp_path, monkeypatch):
    ausgabe = tmp_path / "b"
    october(eingang, ausgabe)
    vorher, warehouse = hashes(ausgabe), _figures(tmp_path / "b.duckdb")
    damage(eingang / "2026-10" / "verbis_kunden.csv", ";arbeitslos;", ";arbeitsuchend;")
    monkeypatch.setattr("pipeline.present.files.html.render", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        october(eingang, ausgabe)
    assert hashes(ausgabe) == vorher
    assert _figures(tmp_path / "b.duckdb") == warehouse
    assert [o.name for o in ausgabe.iterdir()] == ["2026-10"]


def test_failing_commit_brings_the_old_report_back(eingang, tmp_path, monkeypatch):
    ausgabe = tmp_path / "b"
    october(eingang, ausgabe)
    vorher, warehouse = hashes(ausgabe), _figures(tmp_path / "b.duckdb")
    damage(eingang / "2026-10" / "verbis_kunden.csv", ";arbeitslos;", ";arbeitsuchend;")

    def fail(_):
        raise OSError("voll")

    monkeypatch.setattr("pipeline.warehouse.connection.commit", fail)
    with pytest.raises(OSError, match="voll"):
        october(eingang, ausgabe)
    assert hashes(ausgabe) == vorher
    assert _figures(tmp_path / "b.duckdb") == warehouse
    assert [o.name for o in ausgabe.iterdir()] == ["2026-10"]


def test_a_month_under_another_stichtag_does_not_stay_twice(eingang, tmp_path):
    october(eingang, tmp_path / "b")
    october(eingang, tmp_path / "b", einstellungen=Settings(stichtage={"2026-10": date(2026, 10, 14)}))
    assert {zeile[0] for zeile in _figures(tmp_path / "b.duckdb")} == {date(2026, 10, 14)}


def test_a_refusal_is_cleared_by_the_corrected_run(eingang, tmp_path):
    gut = (eingang / "2026-10" / "verbis_vermerke.csv").read_bytes()
    damage(eingang / "2026-10" / "verbis_vermerke.csv", ";persoenlich;", ";pers;")
    with pytest.raises(LieferungError):
        october(eingang, tmp_path / "b")
    assert (tmp_path / "b" / "abgelehnt" / "2026-10").is_dir()
    (eingang / "2026-10" / "verbis_vermerke.csv").write_bytes(gut)
    october(eingang, tmp_path / "b")
    assert not (tmp_path / "b" / "abgelehnt" / "2026-10").exists()


def test_two_counsellors_in_two_teams_are_two_in_their_bereich(eingang, tmp_path):
    """Their hours may not be published for the Bereich either, though each team counts them."""
    datei = eingang / "2026-10" / "atv_kapazitaet.csv"
    organisation = pl.read_csv(eingang / "2026-10" / "organisation.csv", separator=";", infer_schema=False)
    teams = organisation.filter(pl.col("bereich_id") == "B01")["team_id"].to_list()
    kopf = datei.read_text(encoding="cp1252").splitlines()[0]
    zeilen = [
        f"{ifk};{tag:02d}.10.2026;{teams[tag % 2]};7,8;0;4" for tag in (5, 6, 7, 8) for ifk in ("ifkeins", "ifkzwei")
    ]
    datei.write_text("\n".join([kopf, *zeilen]), encoding="utf-8")
    october(eingang, tmp_path / "b")
    figuren = pl.read_parquet(tmp_path / "b" / "2026-10" / "daten" / "kennzahlen.parquet")
    bereich = figuren.filter((pl.col("einheit_id") == "B01") & (pl.col("kennzahl") == "kapazitaet_nutzung"))
    assert bereich["gesperrt"].to_list() == [True]


@pytest.fixture
def open_umask():
    """Let every new file be open to all, as far as the program does not see to it."""
    maske = os.umask(0)
    yield
    os.umask(maske)


@pytest.fixture
def two_threads(monkeypatch):
    """Each thread of DuckDB needs memory of its own; how little is enough must not depend on the machine."""
    connect = duckdb.connect
    monkeypatch.setattr(load.duckdb, "connect", lambda datei, config: connect(datei, config=config | {"threads": 2}))


def exposed(ordner: Path) -> set[str]:
    """Return the files below a folder that others can read: no folder on the way keeps them out."""
    funde = set()
    for eintrag in ordner.iterdir():
        offen = eintrag.lstat().st_mode & 0o077
        if eintrag.is_dir() and offen:
            funde |= {f"{eintrag.name}/{name}" for name in exposed(eintrag)}
        elif offen:
            funde.add(eintrag.name)
    return funde


def spilled(ordner: Path) -> set[str]:
    """Return the folders below which rows lie that had no room in memory."""
    return {d.relative_to(ordner).parts[0] for d in ordner.rglob("*_storage_*") if d.stat().st_size}


@pytest.mark.parametrize("name", ["b.duckdb", None])
def test_spilled_rows_and_warehouse_are_private(tmp_path, monkeypatch, open_umask, two_threads, name):
    """About 100 MB in 64 MB of memory: some of it lies on the disk while the folder is looked at."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with load.open_warehouse(name and tmp_path / name, "64MB") as con:
        con.execute("create temp table gross as select md5(range::varchar) as text from range(2_500_000)")
        assert len(spilled(tmp_path)) == 1
        assert exposed(tmp_path) == set()
        con.execute("create table raw.zeilen as select range as nummer from range(100)")
        load.commit(con)
        assert exposed(tmp_path) == set()
        assert [d.name for d in tmp_path.glob("*.wal")] == ([f"{name}.wal"] if name else [])
    assert [d.name for d in tmp_path.iterdir()] == ([name] if name else [])
    assert exposed(tmp_path) == set()


def test_a_run_short_of_memory_exposes_nothing_but_its_report(eingang, tmp_path, open_umask, two_threads):
    with (eingang / "2026-10" / "verbis_vermerke.csv").open("a", encoding="utf-8") as datei:
        datei.write("kanarienvogel;k1;31.02.2026;beratungsvermerk;persoenlich;\n")
    gesehen, offen = set(), set()

    def look(_):
        gesehen.update(spilled(tmp_path))
        offen.update(exposed(tmp_path))

    einstellungen = read_settings(None, [SAMPLE], speichergrenze="48MB")
    run_month(MonthOrder("2026-10", eingang, tmp_path / "b", einstellungen), look)
    assert len(gesehen) == 1, "the month had to be so large that rows spill"
    offen |= exposed(tmp_path)
    assert {Path(name).parts[0] for name in offen} == {"eingang", "b"}
    assert {d.name for d in tmp_path.iterdir()} == {"eingang", "b", "b.duckdb", "b.quarantaene"}


def test_rule_set_before_its_validity(eingang, tmp_path):
    (eingang / "2026-10").rename(eingang / "2022-06")
    auftrag = MonthOrder("2022-06", eingang, tmp_path / "b", Settings(regelwerk="weinstrasse-2023"))
    with pytest.raises(ConfigurationError) as fehler:
        run_month(auftrag, lambda _: None)
    assert "gilt ab 01.03.2023, nicht am Stichtag 30.06.2022" in str(fehler.value)
    assert "--auch-ungueltig" in str(fehler.value)
    erlaubt = MonthOrder("2022-06", eingang, tmp_path / "b", Settings(), auch_ungueltig=True)
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
        ({"teams": ("T999",)}, "Das Team T999 gibt es in der Lieferung nicht. Vorhanden sind: T411"),
        ({"bereiche": ("X",)}, "Den Bereich X gibt es in der Lieferung nicht. Vorhanden sind: B01, B02"),
    ],
)
def test_unknown_units(eingang, tmp_path, auftrag, satz):
    with pytest.raises(UsageError) as fehler:
        october(eingang, tmp_path / "b", **auftrag)
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
    lieferung, ablehnung = check_lieferung(eingang, "2026-10", Settings(), False, lambda _: None)
    assert snapshot(watched) == vorher
    assert ablehnung is None
    assert len(lieferung.zaehlungen) == 9
    assert all(z.gelesen == z.geladen + z.ausgeschlossen for z in lieferung.zaehlungen)


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


def test_file_names_are_safe_and_unique():
    def unit(kennung: str) -> Einheit:
        return Einheit("team", kennung, "x", "r", None, None, (), ())

    kennungen = ["../../etc/passwd", "T 1", "T-1", "t/1", "", "ÄÖ", "a" * 300, "=cmd|x", "con"]
    namen = list(file_names(tuple(unit(k) for k in kennungen)).values())
    assert len({n.lower() for n in namen}) == len(kennungen)
    assert all(re.fullmatch(r"team-[A-Za-z0-9_-]+", n) for n in namen)
    assert max(map(len, namen)) < 60
