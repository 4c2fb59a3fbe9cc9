"""What the documents say is so: compared with the program, or with what a run wrote."""

import hashlib
import json
import re
from dataclasses import fields

import duckdb
import polars as pl
import pytest

from drawn.calls import find_calls, find_impossible
from drawn.findings import CHECKS, known_codes
from drawn.source import ROOT
from pipeline import errors
from pipeline.accept.befund import SEVERITIES
from pipeline.cli.app import app, regelwerke_app
from pipeline.evaluate.changes import Changes
from pipeline.present.documents.changes import change_frame
from pipeline.publish.archive import QUARANTINE, REPORT
from pipeline.publish.heal import STAENDE
from pipeline.publish.journal import Lauf
from pipeline.publish.manifest import NAME
from pipeline.regelwerk.files import known_regelwerke
from pipeline.settings import DATEINAME, MINDESTFALLZAHL, read_settings
from pipeline.warehouse.archive import ROWS, kept_tables
from pipeline.warehouse.connection import default_warehouse

README = (ROOT / "README.md").read_text(encoding="utf-8")
ERGEBNIS = "docs/ergebnis.md"
PRUEFEN = "docs/handbuch/lieferung-pruefen.md"
BETRIEB = "docs/handbuch/betrieb.md"
# Pages that explain without showing how to call.
OHNE_AUFRUF = {"CONTRIBUTING.md", "data/sample/README.md", "docs/adr/0008-the-archive-is-the-record.md"}
CSV_ZELLEN = {
    "date": r"\d{4}-\d\d-\d\d",
    "text": r".*",
    "number": r"-?\d+(,\d+)?(e-?\d+)?",
    "integer": r"-?\d+",
    "boolean": r"true|false",
}


def read_tables(text: str) -> list[list[dict[str, str]]]:
    """The tables of a page, as rows by column head."""
    tabellen = []
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        kopf, _, *zeilen = ([z.strip() for z in zeile[1:-1].split("|")] for zeile in block.splitlines())
        tabellen.append([dict(zip(kopf, zeile, strict=True)) for zeile in zeilen])
    return tabellen


def read_promises() -> dict[str, list[dict[str, str]]]:
    """Files and tables of docs/ergebnis.md, each with the rows that describe its columns."""
    abschnitte = (ROOT / ERGEBNIS).read_text(encoding="utf-8").split("\n## ")[1:]
    return {name: read_tables(a)[0] for a in abschnitte for name in in_code(a.partition("\n")[0])}


def described(name: str, frame: pl.DataFrame) -> list[tuple[str, dict[str, str]]]:
    """The columns that are both promised and there; whether all are is another test's question."""
    zeilen = [(in_code(z["column"])[0], z) for z in VERSPRECHEN[name]]
    return [(spalte, zeile) for spalte, zeile in zeilen if spalte in frame.columns]


def types_of(art: str) -> dict[str, str]:
    """Type of the page to type of Parquet or DuckDB."""
    typen = read_tables((ROOT / ERGEBNIS).read_text(encoding="utf-8"))[0]
    return {zeile["type"]: zeile[art].strip("`") for zeile in typen}


def section_of(seite: str, titel: str) -> str:
    """One section of a page, up to the next one of its level."""
    return (ROOT / seite).read_text(encoding="utf-8").partition(f"\n## {titel}\n")[2].partition("\n## ")[0]


def in_code(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


VERSPRECHEN = read_promises()


@pytest.fixture(scope="module")
def written(reported) -> dict[str, tuple[pl.DataFrame, dict[str, str]]]:
    """All result files and kept tables of a run, with the types of their columns."""
    ergebnis = {}
    for datei in sorted((reported / "2026-10" / "daten").iterdir()):
        if datei.suffix == ".parquet":
            frame = pl.read_parquet(datei)
            ergebnis[datei.name] = frame, {name: str(typ) for name, typ in frame.schema.items()}
        elif datei.suffix == ".csv":
            frame = pl.read_csv(datei, separator=";", infer_schema=False)
            ergebnis[datei.name] = frame, {}
    kept = {*kept_tables(), STAENDE}
    with duckdb.connect(str(default_warehouse(reported)), read_only=True) as con:
        tabellen = con.sql("select table_name from information_schema.tables where table_schema = 'mart'").fetchall()
        for name in sorted({f"mart.{t}" for (t,) in tabellen} & kept):
            relation = con.sql(f"from {name}")
            typen = dict(zip(relation.columns, map(str, relation.types), strict=True))
            zeilen = pl.DataFrame(relation.fetchall(), relation.columns, orient="row", infer_schema_length=None)
            ergebnis[name] = zeilen, typen
    return ergebnis


def test_the_result_page_describes_all_that_a_run_keeps(written):
    neu, verschwunden = written.keys() - VERSPRECHEN.keys(), VERSPRECHEN.keys() - written.keys()
    assert not neu, f"{ERGEBNIS} does not describe {', '.join(sorted(neu))}: other programs will read it"
    assert not verschwunden, f"{ERGEBNIS} promises {', '.join(sorted(verschwunden))}, which no run writes"


def test_the_list_of_own_files_is_as_the_page_says(reported):
    seite = (ROOT / ERGEBNIS).read_text(encoding="utf-8")
    monat = reported / "2026-10"
    dateien = {d.relative_to(monat).as_posix(): d for d in monat.rglob("*") if d.is_file() and d.name != NAME}
    own = json.loads((monat / NAME).read_text(encoding="utf-8"))
    assert list(own) == ["dateien"], f"{ERGEBNIS} knows no other key"
    assert own["dateien"] == {n: hashlib.sha256(d.read_bytes()).hexdigest() for n, d in dateien.items()}
    assert f"hold\n`{NAME}`: under `dateien` the path" in seite


@pytest.mark.parametrize("name", VERSPRECHEN)
def test_results_have_the_columns_that_the_page_promises(written, name):
    frame, _ = written[name]
    versprochen = [in_code(z["column"])[0] for z in VERSPRECHEN[name]]
    assert frame.columns == versprochen, (
        f"{name} and its table in {ERGEBNIS} have different columns (or another order): other programs read them by "
        "this page, so mend the program, or the page and the CHANGELOG"
    )


@pytest.mark.parametrize("name", VERSPRECHEN)
def test_results_have_the_types_that_the_page_promises(written, name):
    frame, typen = written[name]
    for spalte, zeile in described(name, frame):
        if name.endswith(".csv"):
            fremd = frame[spalte].drop_nulls().str.contains(f"^({CSV_ZELLEN[zeile['type']]})$").not_().sum()
            assert not fremd, f"{name}: {fremd} cells of {spalte} are no {zeile['type']}, as {ERGEBNIS} says they are"
        else:
            art = "Parquet" if name.endswith(".parquet") else "DuckDB"
            assert typen[spalte] == types_of(art)[zeile["type"]], f"{name}: {ERGEBNIS} gives {spalte} another type"


@pytest.mark.parametrize("name", VERSPRECHEN)
def test_results_hold_the_values_that_the_page_promises(written, name):
    frame, _ = written[name]
    assert frame.height, f"the sample leaves {name} empty; nothing is tested"
    for spalte, zeile in described(name, frame):
        if zeile["null when"] == "never":
            assert not frame[spalte].null_count(), f"{name}: {spalte} is null, which {ERGEBNIS} excludes"
        if zeile["meaning"].startswith("one of "):
            fremd = set(frame[spalte].drop_nulls()) - set(in_code(zeile["meaning"]))
            assert not fremd, f"{name}: {ERGEBNIS} does not name {', '.join(fremd)} among the values of {spalte}"


def test_the_list_of_changes_has_the_columns_that_the_page_promises():
    (tabelle,) = read_tables(section_of(ERGEBNIS, "What has changed since the Stand before"))
    frame = change_frame(Changes(1, (), ()))
    assert {in_code(z["column"])[0]: types_of("Parquet")[z["type"]] for z in tabelle} == {
        name: str(typ) for name, typ in frame.schema.items()
    }


def test_the_record_of_a_run_has_the_fields_that_the_page_names():
    (tabelle,) = read_tables(section_of(ERGEBNIS, "The record of a Stand"))
    assert [name for z in tabelle for name in in_code(z["field"])] == [f.name for f in fields(Lauf)]


@pytest.mark.parametrize("seite", [ERGEBNIS, BETRIEB])
def test_the_folder_of_a_stand_is_as_the_pages_say(reported, seite):
    text = (ROOT / seite).read_text(encoding="utf-8")
    (stand,) = default_warehouse(reported).with_suffix(".archiv").glob("2026-10/*")
    there = {entry.name for entry in stand.iterdir()}
    assert {REPORT, ROWS, "ref", "regelwerke", "lauf.json"} <= there
    for name in {*there, QUARANTINE} - {f"{t.partition('.')[2]}.parquet" for t in kept_tables()}:
        assert name in text, f"{seite} does not say what {name} is"


def test_readme_lists_the_exit_codes_of_all_errors():
    genannt = {int(code) for code in re.findall(r"^\| (\d+) \| .+ \|$", README, re.MULTILINE)}
    klassen = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, errors.KontaktdichteError)]
    for klasse in klassen:
        assert klasse.exit_code in genannt, f"README.md does not say what exit code {klasse.exit_code} means"
    ohne_fehler = genannt - {0} - {k.exit_code for k in klassen}
    assert not ohne_fehler, (
        f"README.md explains exit code {', '.join(map(str, ohne_fehler))}, which no class in pipeline/errors.py has"
    )


def test_settings_in_the_readme_are_valid(tmp_path):
    (beispiel,) = re.findall(r"^```toml\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    (tmp_path / DATEINAME).write_text(beispiel, encoding="utf-8")
    gelesen = read_settings(None, [tmp_path])  # unknown keys, columns, codes are errors that say so
    assert set(gelesen.jobcenter.values()) <= known_regelwerke().keys()
    (mindestens,) = re.findall(r"^mindestfallzahl = .*at least (\d+)$", beispiel, re.MULTILINE)
    assert int(mindestens) == MINDESTFALLZAHL


def read_findings() -> dict[str, set[str]]:
    """The codes in the tables of the handbook, by the Schwere that their section is about."""
    abschnitte = (ROOT / PRUEFEN).read_text(encoding="utf-8").split("\n### ")
    ergebnis = {}
    for abschnitt in abschnitte:
        if (schwere := abschnitt.partition("\n")[0]) in SEVERITIES:
            tabellen = read_tables(abschnitt.partition("\n## ")[0])
            ergebnis[schwere] = {code for tabelle in tabellen for z in tabelle for code in in_code(z["Code"])}
    return ergebnis


def test_the_handbook_explains_every_finding_and_no_other():
    erklaert, bekannt = set().union(*read_findings().values()), known_codes()
    fehlt, verschwunden = bekannt - erklaert, erklaert - bekannt
    assert not fehlt, f"{PRUEFEN} does not explain {', '.join(sorted(fehlt))}"
    assert not verschwunden, f"{PRUEFEN} explains {', '.join(sorted(verschwunden))}, which the program never finds"


@pytest.mark.parametrize("check", sorted(CHECKS.glob("*.sql")), ids=lambda check: check.stem)
def test_the_handbook_gives_checks_their_severity(check):
    schwere = check.read_text(encoding="utf-8").removeprefix("-- ").partition(":")[0]
    assert [s for s, codes in read_findings().items() if check.stem in codes] == [schwere]


def test_settings_in_the_handbook_are_valid(tmp_path):
    beispiele = re.findall(
        r"^```toml\n(.*?)^```$", (ROOT / PRUEFEN).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    for beispiel in beispiele:
        (tmp_path / DATEINAME).write_text(beispiel, encoding="utf-8")
        assert read_settings(None, [tmp_path]).model_fields_set
    assert len(beispiele) > 8


def test_the_handbook_has_the_exit_codes_of_the_readme():
    for name in (PRUEFEN, BETRIEB):
        seite = (ROOT / name).read_text(encoding="utf-8").partition("## Exitcodes")[2]
        codes = re.findall(r"^\| (\d{1,2}) \|", README, re.MULTILINE)
        assert re.findall(r"^\| (\d{1,2}) \|", seite, re.MULTILINE) == codes, name
        assert re.findall(r"^\| (\d{3}) \|", seite, re.MULTILINE) == ["130", "143"], name


@pytest.mark.parametrize(
    "seite",
    [
        "README.md",
        "CONTRIBUTING.md",
        "data/sample/README.md",
        "docs/handbuch/regelwerk-schreiben.md",
        PRUEFEN,
        BETRIEB,
        ERGEBNIS,
        "docs/adr/0008-the-archive-is-the-record.md",
        "deploy/LIESMICH.md",
    ],
)
def test_calls_in_documents_are_possible(seite):
    aufrufe = find_calls((ROOT / seite).read_text(encoding="utf-8"))
    assert [f"{seite}: there is no {fehlt}" for aufruf in aufrufe for fehlt in find_impossible(aufruf)] == []
    assert aufrufe or seite in OHNE_AUFRUF, f"{seite} calls nothing any more; nothing is tested"


def test_readme_knows_commands_targets_and_the_tree():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    befehle = {b.name or b.callback.__name__ for b in app.registered_commands}
    befehle |= {f"regelwerke {b.name}" for b in regelwerke_app.registered_commands}
    for befehl in befehle:
        assert f"kontaktdichte {befehl}" in readme, f"README.md does not mention `kontaktdichte {befehl}`"
    ziele = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for ziel in ("run", "test", "check", "golden", "bench"):
        assert ziel in ziele
        assert f"make {ziel}" in readme, f"README.md does not mention `make {ziel}`"
    baum = readme[readme.index("## Tree") :]
    for pfad in re.findall(r"^([\w.\-/]+)/ {2,}", baum, re.MULTILINE):
        assert (ROOT / pfad).is_dir(), f"README.md's tree names {pfad}, which does not exist"


def test_links_between_documents_lead_somewhere():
    folders = ("docs", "data", "deploy")
    for datei in [*ROOT.glob("*.md"), *(f for folder in folders for f in (ROOT / folder).rglob("*.md"))]:
        for ziel in re.findall(r"\]\((?!https?:|#)([^)#]+)", datei.read_text(encoding="utf-8")):
            assert (datei.parent / ziel).exists(), f"{datei.name} links to {ziel}, which does not exist"


@pytest.mark.parametrize("seite", [PRUEFEN, BETRIEB])
def test_links_within_the_handbook_lead_to_a_heading(seite):
    text = (ROOT / seite).read_text(encoding="utf-8")
    titel = {re.sub(r"[^\w\- ]", "", t.lower()).replace(" ", "-") for t in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= titel
