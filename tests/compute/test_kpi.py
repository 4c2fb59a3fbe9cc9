"""Every figure against drawn cases: tests/compute/kpi/<kennzahl>.yaml says what is delivered and what must come out.

A case has `fall` (its name), `warum`, one table per export that matters, and `erwartet`. Tables hold only the
columns of interest, DEFAULTS fills in the others; text after # says why a row is there. Optional keys:
`monat`, `stichtage`, `regelwerk`, `regelwerk_toml` (a rule set written for the case, of the Jobcenters in
`jobcenter`, else of all), `nur` (segment_art to compare), `ausschluss` (the case delivers an invalid row).
"""

from pathlib import Path

import pytest
import yaml

from drawn.deliveries import read_table
from drawn.figures import COLUMNS, EXPECTED, DrawnCases, figure_rows
from pipeline.accept import befund as bf
from pipeline.resources import resource_folder
from schemas import EXPORTS

FAELLE = Path(__file__).parent / "kpi"
KENNZAHLEN = sorted(datei.stem for datei in (resource_folder("sql") / "kpi").glob("*.sql"))
ANGABEN = {
    *("fall", "warum", "monat", "stichtage", "regelwerk", "regelwerk_toml", "jobcenter"),
    *("nur", "ausschluss", "erwartet", *EXPORTS),
}


def read_cases(kennzahl):
    datei = FAELLE / f"{kennzahl}.yaml"
    return yaml.safe_load(datei.read_text(encoding="utf-8")) if datei.exists() else []


def test_every_figure_has_cases_with_names_of_their_own():
    assert sorted(datei.stem for datei in FAELLE.glob("*.yaml")) == KENNZAHLEN
    namen = [(k, fall["fall"]) for k in KENNZAHLEN for fall in read_cases(k)]
    assert len(set(namen)) == len(namen)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> DrawnCases:
    cases = {(k, fall["fall"]): (fall, [f"kpi.{k}"]) for k in KENNZAHLEN for fall in read_cases(k)}
    return DrawnCases(cases, tmp_path_factory.mktemp("regelwerke"))


@pytest.mark.parametrize(
    ("kennzahl", "fall"),
    [pytest.param(k, fall, id=f"{k}-{fall['fall']}") for k in KENNZAHLEN for fall in read_cases(k)],
)
def test_a_drawn_delivery_gives_the_figure_worked_out_by_hand(kennzahl, fall, drawn):
    assert fall.keys() <= ANGABEN
    assert fall["warum"]
    computed = drawn.computed((kennzahl, fall["fall"]))
    hat_ausschluss = bf.AUSSCHLUSS in set(computed.befunde["schwere"])
    assert hat_ausschluss == fall.get("ausschluss", False)
    erwartet = [tuple((EXPECTED | zeile)[s] for s in COLUMNS["kpi"]) for zeile in read_table(fall["erwartet"])]
    nur = fall.get("nur", "").split()
    assert figure_rows(computed.rows[f"kpi.{kennzahl}"], nur) == figure_rows(erwartet, nur)
