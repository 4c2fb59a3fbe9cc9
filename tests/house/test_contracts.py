"""Facts that stand in two places because each wants to be read alone: here they are held together."""

import csv
from typing import Any

import pytest
from pydantic import ValidationError

from drawn.literals import GESCHLOSSEN, comparisons_in, literals_of
from drawn.sample import MONTHS, SAMPLE
from drawn.source import PIPELINE, ROOT
from pipeline.compute.rules import IMMER, _conditions
from pipeline.katalog import Kennzahl, read_katalog
from pipeline.regelwerk.files import known_regelwerke
from pipeline.regelwerk.kontaktregel import ALTERSGRUPPE, OHNE, Bedingung
from pipeline.warehouse import models
from schemas import EXPORTS, codes

KATALOG = read_katalog()
# What a rule set may write for a condition: a flag, an interval, a CV entry, or a list of codes.
SCHREIBWEISEN: list[Any] = [True, "3 Monate", {"art": codes.LEBENSLAUF_ART[0]}]
SCHREIBWEISEN += [[code] for liste in vars(codes).values() if isinstance(liste, list) for code in liste]
# The values of the splits that are made of delivered codes. Persons who are abgemeldet are in no AV-Bestand.
CODES = {
    "av_status": set(codes.AV_STATUS) - {"abgemeldet"},
    "profillage": {*codes.PROFILLAGE, OHNE},
    "kontaktart": set(codes.KONTAKTART),
    # Only what is counselling is split: the Terminarten of Beratung in `stg.termin`.
    "terminart": {"erstgespraech", "folgegespraech"},
}
# Classes of persons, with the models that make them.
KLASSEN = {
    "altersgruppe": "fct.bestand",
    "dauerklasse": "fct.bestand",
    "lebenslage": "fct.bestand",
    "warteklasse": "fct.wartezeit",
    "bewegung": "fct.bewegung",
    "versaeumnisklasse": "fct.versaeumnis",
    "trichter": "fct.antragsschritt",
}
# Their values are the rule sets' own, with the titles that these give them.
OFFEN = {"kontaktregel"}


def values_of(art: str) -> set[str]:
    if art in KLASSEN:
        return literals_of(KLASSEN[art], art)
    return {"gesamt"} if art == "gesamt" else CODES[art]


def merkmal_of(feld: str) -> str:
    """The merkmal that a condition of that name asks for in `ref.bedingung`."""
    for wert in SCHREIBWEISEN:
        try:
            bedingung = Bedingung.model_validate({feld: wert})
        except ValidationError:
            continue
        ((zeile,),) = _conditions(bedingung)
        return zeile[0]
    raise AssertionError(f"Bedingung.{feld} is written in a way of its own: add an example to SCHREIBWEISEN")


def test_each_condition_of_a_contact_rule_has_its_merkmal():
    gefragt = {merkmal_of(feld): feld for feld in Bedingung.model_fields} | {IMMER: "(no condition)"}
    vorhanden = literals_of("fct.merkmal", "merkmal")
    fehlt = [f"Bedingung.{feld} asks for the merkmal {m}" for m, feld in gefragt.items() if m not in vorhanden]
    assert not fehlt, f"{'; '.join(fehlt)}, and would match nobody: add a row to sql/fct/merkmal.sql"
    ungefragt = sorted(vorhanden - gefragt.keys())
    assert not ungefragt, (
        f"sql/fct/merkmal.sql gives {', '.join(ungefragt)}, which no contact rule can ask for: add the condition to "
        "Bedingung in pipeline/regelwerk, or take the row out"
    )


@pytest.mark.parametrize("kennzahl", KATALOG.kennzahl, ids=lambda k: k.id)
def test_a_figure_is_split_in_sql_as_in_the_catalogue(kennzahl: Kennzahl):
    datei = f"sql/kpi/{kennzahl.id}.sql"
    in_sql, im_katalog = literals_of(f"kpi.{kennzahl.id}", "segment_art"), set(kennzahl.segmente)
    nur_sql, nur_katalog = sorted(in_sql - im_katalog), sorted(im_katalog - in_sql)
    assert not nur_sql, (
        f"{datei} splits by {', '.join(nur_sql)}: add it to `segmente` of {kennzahl.id} in reports/kennzahlen.toml, "
        "or take it out of the SQL"
    )
    assert not nur_katalog, (
        f"reports/kennzahlen.toml promises {kennzahl.id} by {', '.join(nur_katalog)}: add the split to {datei}, or "
        "take it out of `segmente`"
    )


@pytest.mark.parametrize(
    "modell",
    [m for m in models.read_models().values() if GESCHLOSSEN in m.reads and m.schema == "kpi"],
    ids=lambda m: m.name,
)
def test_a_figure_asks_for_its_own_closed_segments(modell: models.Model):
    eigene = modell.name.removeprefix("kpi.")
    gefragt = {wert.name for spalte, wert in comparisons_in(modell.name) if spalte.name == "kennzahl"}
    assert gefragt == {eigene}, (
        f"sql/kpi/{modell.file.name} takes the segments of {', '.join(gefragt)}: ask for kennzahl = '{eigene}'"
    )


def test_each_kind_of_split_is_known_and_has_words():
    arten = {art for kennzahl in KATALOG.kennzahl for art in kennzahl.segmente}
    geschlossen = {"gesamt", *CODES, *KLASSEN}
    neu = arten ^ (geschlossen | OFFEN)
    assert not neu, (
        f"{', '.join(neu)}: say here whether the split is made of CODES, of KLASSEN, or OFFEN; or take it out"
    )
    assert KATALOG.segmentart.keys() == arten, "[segmentart] in reports/kennzahlen.toml holds a word for each split"
    assert geschlossen <= KATALOG.segment.keys(), (
        "[segment.*] in reports/kennzahlen.toml is there for each closed split"
    )
    assert not KATALOG.segment.keys() & OFFEN, "an open split has the words of its rule sets"


@pytest.mark.parametrize("art", sorted({"gesamt", *CODES, *KLASSEN}))
def test_each_value_of_a_split_has_a_word(art: str):
    woerter = KATALOG.segment[art].keys()
    ohne_wort, ohne_wert = sorted(values_of(art) - woerter), sorted(woerter - values_of(art))
    ort = f"[segment.{art}] in reports/kennzahlen.toml"
    assert not ohne_wort, f"{ort} has no word for {', '.join(ohne_wort)}: add it where reports shall show it"
    assert not ohne_wert, f"{ort} has words for {', '.join(ohne_wert)}, which nothing can be: take them out"


def test_contact_rules_know_the_age_groups_of_the_models():
    assert set(ALTERSGRUPPE) == values_of("altersgruppe"), (
        "ALTERSGRUPPE in pipeline/regelwerk/kontaktregel.py and altersgruppe in sql/fct/person.sql differ: a rule for "
        "the one would match nobody of the other"
    )


@pytest.mark.parametrize("monat", MONTHS)
@pytest.mark.parametrize("export", EXPORTS)
def test_the_sample_has_the_columns_of_the_schemas(export: str, monat: str):
    datei = SAMPLE / monat / f"{export}.csv"
    roh = datei.read_bytes()
    kopf = next(csv.reader([roh.splitlines()[0].decode("utf-8-sig")], delimiter=";"))
    assert kopf == list(EXPORTS[export].to_schema().columns), (
        f"data/sample/{monat}/{export}.csv and schemas/{export}.py differ: mend COLUMNS in "
        "pipeline/sample/form.py and call `make sample`"
    )


def test_each_figure_has_sql_catalogue_entry_and_drawn_test():
    sql = {m.name.removeprefix("kpi.") for m in models.read_models().values() if m.schema == "kpi"}
    katalog = {k.id for k in read_katalog().kennzahl}
    tests = {d.stem for d in (ROOT / "tests" / "compute" / "kpi").glob("*.yaml")}
    for kennzahl in sorted(sql | katalog | tests):
        assert kennzahl in sql, f"sql/kpi/{kennzahl}.sql is missing"
        assert kennzahl in katalog, f"reports/kennzahlen.toml has no entry {kennzahl}"
        assert kennzahl in tests, f"tests/compute/kpi/{kennzahl}.yaml is missing"


def test_catalogue_is_consistent():
    katalog = read_katalog()
    abschnitte = [a.id for a in katalog.abschnitt]
    assert {k.abschnitt for k in katalog.kennzahl} == set(abschnitte)
    for kennzahl in katalog.kennzahl:
        assert set(kennzahl.segmente) <= katalog.segmentart.keys(), kennzahl.id
        assert (kennzahl.form == "anzahl") == (kennzahl.nenner is None), kennzahl.id
        assert (kennzahl.einheit == "Anteil") == (kennzahl.form == "anteil"), kennzahl.id


def test_no_rule_set_is_named_in_code_or_sql():
    dateien = [*PIPELINE.rglob("*.py"), *(ROOT / "sql").rglob("*.sql"), *(ROOT / "reports").rglob("*.html")]
    for datei in dateien:
        if datei.parent.name == "sample":  # the fictional Jobcenter has chosen one
            continue
        for kennung in known_regelwerke():
            assert kennung not in datei.read_text(encoding="utf-8"), f"{datei} names the rule set {kennung}"
