"""The catalogue: which figures are drawn and compared by team, and words for every code that reports write out."""

import pytest
from pydantic import ValidationError

from pipeline.accept import befund
from pipeline.katalog import EBENEN, Katalog, Kennzahl, read_katalog
from pipeline.regelwerk.check import find_regelwerk_errors
from pipeline.resources import resource_folder
from pipeline.toml_file import read_toml
from schemas import codes

# Lists of codes with words that are no splits of figures.
WORDS = {
    "ebene": EBENEN,
    "ebenen": EBENEN,
    "team_art": codes.TEAM_ART,
    "betreuung": codes.BETREUUNG,
    "vermerktyp": codes.VERMERKTYP,
    "lebenslauf_art": codes.LEBENSLAUF_ART,
    "schwere": befund.SEVERITIES,
}


def figure(kennung: str, **felder) -> Kennzahl:
    muster = read_katalog()["gespraeche_monat"].model_dump() | {"id": kennung, "segmente": ["gesamt"]}
    return Kennzahl.model_validate(muster | felder)


def catalogue(*kennzahlen: Kennzahl) -> Katalog:
    teile = read_katalog().model_dump() | {"kennzahl": [k.model_dump() for k in kennzahlen]}
    return Katalog.model_validate(teile)


def test_charts_follow_their_numbers_and_not_the_order_of_the_catalogue():
    katalog = catalogue(figure("a", diagramm=7), figure("b"), figure("c", diagramm=2))
    assert [k.id for k in katalog.diagramme] == ["c", "a"]
    assert catalogue(figure("a")).diagramme == ()


def test_one_place_among_the_charts_is_not_given_twice():
    with pytest.raises(ValidationError, match="dieselbe Nummer in diagramm"):
        catalogue(figure("a", diagramm=1), figure("b", diagramm=1))


@pytest.mark.parametrize("felder", [{"diagramm": 1}, {"im_team": True}])
def test_only_a_figure_with_a_total_is_drawn_or_compared_by_team(felder):
    with pytest.raises(ValidationError, match="a hat kein gesamt"):
        figure("a", segmente=["terminart"], **felder)


@pytest.mark.parametrize(
    ("felder", "satz"),
    [
        ({"faktor": 365}, "a hat keinen nenner: faktor braucht einen"),
        (
            {"anteile": {"nach": "gesamt", "titel": "t", "klasse": "k", "zaehler": "z", "nenner": "n"}},
            "anteile brauchen",
        ),
    ],
)
def test_only_a_ratio_has_a_factor_and_only_a_mean_is_told_by_classes(felder, satz):
    with pytest.raises(ValidationError, match=satz):
        figure("a", **felder)


def test_the_figure_drawn_large_is_the_days_since_the_last_counselling():
    assert [k.diagramm for k in read_katalog().diagramme] == [1, 2, 3, 4]
    assert read_katalog().diagramme[0].id == "beratungsaktivitaet_tage"


@pytest.mark.parametrize("liste", WORDS)
def test_every_code_of_a_list_has_a_word(liste):
    assert list(read_katalog().segment[liste]) == list(WORDS[liste])
    assert read_katalog().words(liste, WORDS[liste][:2]) == ", ".join(list(read_katalog().segment[liste].values())[:2])


def test_a_code_without_a_word_speaks_for_itself():
    assert read_katalog().word("team_art", "neu") == "neu"
    assert read_katalog().word("gibt_es_nicht", "neu") == "neu"


@pytest.mark.parametrize("liste", WORDS)
def test_words_are_no_splits_that_a_target_may_name(liste):
    assert liste not in read_katalog().segmentart
    daten = read_toml(resource_folder("regelwerke") / "lichtenberg-2022.toml")
    ziel = {"kennzahl": "ueberfaellig", "segment_art": liste, "hoechstens": 3, "quelle": "1"}
    gruende = find_regelwerk_errors({**daten, "ziel": [ziel]}, read_katalog())
    assert [g for g in gruende if f"ueberfaellig gibt es nicht nach {liste} (möglich: gesamt, kontaktregel)" in g]
