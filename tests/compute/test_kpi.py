"""Every figure against drawn cases: tests/compute/kpi/<kennzahl>.yaml says what is delivered and what must come out.

A case has `fall` (its name), `warum`, one table per export that matters, and `erwartet`. Tables hold only the
columns of interest, DEFAULTS fills in the others; text after # says why a row is there. Optional keys:
`monat`, `stichtage`, `regelwerk`, `regelwerk_toml` (a rule set written for the case, of the Jobcenters in
`jobcenter`, else of all), `nur` (segment_art to compare), `ausschluss` (the case delivers an invalid row), `davor`
(`monat` and tables of an earlier delivery, computed first under the same rules).
"""

from pathlib import Path

import pytest
import yaml

from drawn.deliveries import compute_figures, read_table
from drawn.figures import COLUMNS, EXPECTED, DrawnCases, figure_rows
from pipeline.accept import befund as bf
from pipeline.katalog import read_katalog
from pipeline.resources import resource_folder
from pipeline.settings import Settings
from schemas import EXPORTS

FAELLE = Path(__file__).parent / "kpi"
KENNZAHLEN = sorted(datei.stem for datei in (resource_folder("sql") / "kpi").glob("*.sql"))
ANGABEN = {
    *("fall", "warum", "monat", "stichtage", "regelwerk", "regelwerk_toml", "jobcenter"),
    *("nur", "ausschluss", "davor", "erwartet", *EXPORTS),
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


def test_a_factor_multiplies_the_value_and_leaves_the_sums():
    """Two talks in 73 days are ten in 365."""
    fall = {
        "verbis_kunden": "kunde_id | av_seit\nP1 | 20.08.2026",
        "verbis_vermerke": "datum\n01.09.2026\n01.10.2026",
    }
    zeile = compute_figures(fall, Settings(regelwerk="weinstrasse-2023"))[
        "team", "T1", "gespraeche_je_personenjahr", "gesamt"
    ]
    assert (zeile["zaehler"], zeile["nenner"], zeile["wert"]) == (2, 73, 10)


def test_closed_classes_have_all_their_rows_and_those_against_the_month_before_none_without_it():
    fall = {"verbis_kunden": "kunde_id\nP1", "allegro_antraege": "antragsdatum\n01.10.2026"}
    zeilen = compute_figures(fall, Settings(regelwerk="weinstrasse-2023"))

    def classes(kennzahl):
        own = {s: z for (ebene, _, k, s), z in zeilen.items() if (ebene, k) == ("team", kennzahl)}
        return {s: (z["zaehler"], z["nenner"]) for s, z in own.items()}

    assert classes("neukunden_wartend") == {
        "gesamt": (1, None),
        "bis_10at": (0, None),
        "11_bis_30at": (1, None),
        "ueber_30at": (0, None),
    }
    assert classes("versaeumt_in_folge") == dict.fromkeys(("0", "1", "2", "3_und_mehr"), (0, 0))
    dauer = {s: z for s, z in classes("beratungsaktivitaet_tage").items() if s in read_katalog().segment["dauerklasse"]}
    assert dauer == {**dict.fromkeys(read_katalog().segment["dauerklasse"], (0, 0)), "keine": (2495, 1)}
    assert classes("bestandsbewegung") == {}
