"""The SQL runner: order from references, layers, and errors that name the file."""

from pathlib import Path

import pytest

from pipeline.errors import ModellError
from pipeline.warehouse import models
from pipeline.warehouse.connection import open_warehouse


@pytest.fixture
def sql(tmp_path):
    """Write models as `{"fct/x": "-- korn\\nselect …"}` and read them."""

    def write(**dateien: str):
        for name, text in dateien.items():
            schema, _, modell = name.partition("__")
            (tmp_path / schema).mkdir(exist_ok=True)
            (tmp_path / schema / f"{modell}.sql").write_text(text, encoding="utf-8")
        return models.read_models(tmp_path)

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
    with pytest.raises(ModellError) as fehler:
        sql(kpi__x=text)
    assert "sql/kpi/x.sql" in str(fehler.value)
    assert satz in str(fehler.value)


def test_cycle_names_its_members(sql):
    gelesen = sql(fct__a="-- korn\nselect * from fct.b", fct__b="-- korn\nselect * from fct.a")
    with pytest.raises(ModellError, match=r"fct\.a → fct\.b|fct\.b → fct\.a"):
        models.build_order(gelesen.values())


def test_failing_model_names_its_file_and_no_value(monkeypatch, sql):
    gelesen = sql(fct__a="-- korn\nselect cast(x as integer) as x from (select 'geheim' as x) as t")
    monkeypatch.setattr(models, "read_models", lambda: gelesen)
    with open_warehouse(None, "1GB") as con, pytest.raises(ModellError) as fehler:
        models.build(con, "fct")
    assert "sql/fct/a.sql" in str(fehler.value)
    assert "geheim" not in str(fehler.value)


def test_every_figure_reads_only_facts_and_rules():
    for modell in models.read_models().values():
        if modell.schema == "kpi":
            assert {quelle.partition(".")[0] for quelle in modell.liest} <= {"fct", "ref"}, modell.name


def test_checks_have_a_severity():
    alle = [m for m in models.read_models().values() if m.schema == "check"]
    verteilt = [m for schwere in ("abbruch", "ausschluss", "hinweis") for m in models.checks(schwere)]
    assert {m.name for m in alle} == {m.name for m in verteilt}
    assert all(Path(m.datei).stem.islower() and m.kopf.endswith(".") for m in alle)
