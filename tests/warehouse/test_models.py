"""The SQL runner: order from references, layers, and errors that name the file."""

import re
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError, ModelError
from pipeline.warehouse import models
from pipeline.warehouse.connection import open_warehouse


@pytest.fixture
def sql(tmp_path):
    """Write models as `{"fct/x": "-- korn\\nselect …"}` and read them."""

    lesen = models.read_models.__wrapped__

    def write(**dateien: str):
        for name, text in dateien.items():
            schema, _, modell = name.partition("__")
            (tmp_path / schema).mkdir(exist_ok=True)
            (tmp_path / schema / f"{modell}.sql").write_text(text, encoding="utf-8")
        return lesen(tmp_path)

    return write


def test_order_follows_references_not_names(sql):
    gelesen = sql(
        fct__a="-- eine Zeile\nselect * from fct.b",
        fct__b="-- eine Zeile\nwith x as (select * from stg.c) select * from x",
        stg__c="-- eine Zeile\nselect 1 as eins from raw.export",
    )
    assert [m.name for m in models.build_order(gelesen.values())] == ["stg.c", "fct.b", "fct.a"]


@pytest.mark.parametrize(
    ("text", "satz"),
    [
        ("-- korn\nselect * from stg.t", "liest stg.t; erlaubt ist dort: fct, ref"),
        ("-- korn\nselect * from mart.t", "liest mart.t; erlaubt ist dort"),
        ("-- korn\nselect * from andere.fct.t", "erlaubt ist dort"),
        ("-- korn\nselect * from t", "liest „t“ ohne Schema"),
        ("-- korn\nselect 1; select 2", "genau ein SELECT"),
        ("-- korn\ndrop table fct.t", "genau ein SELECT"),
        ("-- korn\nselect * from read_csv('/etc/passwd')", "Tabellenfunktion"),
        ("-- korn\nselect from where", "kein lesbares SQL"),
        ("select 1 as x", "Kommentarzeile"),
        ("-- korn\nselect * from fct.fehlt", "fct.fehlt, das es nicht gibt"),
    ],
)
def test_refuses_and_names_the_file(sql, text, satz):
    with pytest.raises(ModelError) as fehler:
        sql(kpi__x=text)
    assert "sql/kpi/x.sql" in str(fehler.value)
    assert satz in str(fehler.value)


def test_cycle_names_its_members(sql):
    gelesen = sql(fct__a="-- korn\nselect * from fct.b", fct__b="-- korn\nselect * from fct.a")
    with pytest.raises(ModelError, match=r"fct\.a → fct\.b|fct\.b → fct\.a"):
        models.build_order(gelesen.values())


def test_failing_model_names_its_file_and_no_value(monkeypatch, sql):
    gelesen = sql(fct__a="-- korn\nselect cast(x as integer) as x from (select 'geheim' as x) as t")
    monkeypatch.setattr(models, "read_models", lambda: gelesen)
    with open_warehouse(None, "1GB") as con, pytest.raises(ModelError) as fehler:
        models.build_models(con, "fct")
    assert "sql/fct/a.sql" in str(fehler.value)
    assert "geheim" not in str(fehler.value)


KEPT = {
    "mart__behalten": "-- je Monat behalten: eine Zeile je Zahl\nselect stichtag, zahl from mart.quelle, ref.lauf",
    "mart__stichtage": "-- je Monat behalten: eine Zeile je Monat\nselect monat, stichtag from ref.lauf",
}


def build_month(con, sql, monat: str, tag: int, zahl: str = "select 1 as zahl") -> list[tuple]:
    """Build the kept models for a month; returns the rows kept since the first."""
    con.execute(f"create or replace table ref.lauf as select '{monat}' as monat, date '2026-10-{tag:02}' as stichtag")
    sql(**KEPT, mart__quelle=f"-- eine Zeile je Zahl\n{zahl}")
    models.build_models(con, "mart")
    return con.execute("select day(stichtag), zahl from mart.behalten order by all").fetchall()


@pytest.fixture
def own_models(sql, monkeypatch):
    def write(**dateien: str):
        gelesen = sql(**dateien)
        monkeypatch.setattr(models, "read_models", lambda: gelesen)

    return write


def test_a_kept_table_replaces_its_month_only(own_models):
    with open_warehouse(None, "1GB") as con:
        assert build_month(con, own_models, "a", 1) == [(1, 1)]
        assert build_month(con, own_models, "b", 2, "select 2 as zahl union all select 3") == [(1, 1), (2, 2), (2, 3)]
        assert build_month(con, own_models, "b", 2, "select 4 as zahl") == [(1, 1), (2, 4)]
        # Month a again, under another Stichtag.
        assert build_month(con, own_models, "a", 5, "select 5 as zahl") == [(2, 4), (5, 5)]
        assert con.execute("select monat, day(stichtag) from mart.stichtage order by 1").fetchall() == [
            ("a", 5),
            ("b", 2),
        ]


def test_a_kept_table_with_other_columns_is_the_warehouses_fault_a_wrong_model_is_not(own_models):
    with open_warehouse(None, "1GB") as con:
        build_month(con, own_models, "a", 1)
        with pytest.raises(ConfigurationError, match=r"enthält mart\.behalten mit anderen Spalten"):
            build_month(con, own_models, "b", 2, "select 'zwei' as zahl")
    with open_warehouse(None, "1GB") as con:
        build_month(con, own_models, "a", 1)
        with pytest.raises(ModelError, match=r"sql/mart/behalten\.sql ist nicht ausführbar"):
            build_month(con, own_models, "b", 2, "select 1 as ziffer")


def test_every_figure_reads_only_facts_and_rules():
    for modell in models.read_models().values():
        if modell.schema == "kpi":
            assert {quelle.partition(".")[0] for quelle in modell.reads} <= {"fct", "ref"}, modell.name


def test_no_model_fixes_a_period_of_days_or_months():
    for modell in models.read_models().values():
        fest = re.findall(r"to_(?:days|weeks|months)\(\s*\d|interval\s+'?\d", modell.sql)
        assert not fest, f"{modell.name}: {fest}; how long is said by ref.regelwerk, by ref.kontaktregel or by ref.lauf"


def test_checks_have_a_severity():
    alle = [m for m in models.read_models().values() if m.schema == "check"]
    verteilt = [m for schwere in ("abbruch", "ausschluss", "warnung", "hinweis") for m in models.checks(schwere)]
    assert {m.name for m in alle} == {m.name for m in verteilt}
    assert all(Path(m.file).stem.islower() and m.header.endswith(".") for m in alle)


@pytest.mark.parametrize("modell", models.read_models().values(), ids=lambda m: m.name)
def test_models_state_their_grain_and_stay_short(modell):
    zeilen = modell.sql.splitlines()
    assert len(zeilen) <= 105, f"{modell.file} has {len(zeilen)} lines"
    if modell.schema != "check":
        assert modell.header.removeprefix(models.KEPT).startswith("eine Zeile je "), (
            f"{modell.file}: the first line states the grain"
        )
    assert not re.search(r"regelwerk\s*=\s*'", modell.sql), f"{modell.file} asks which rule set it is"
