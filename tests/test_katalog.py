"""The catalogue: which figures are drawn and compared by team."""

import pytest
from pydantic import ValidationError

from pipeline.katalog import Katalog, Kennzahl, read_katalog


def figure(kennung: str, **felder) -> Kennzahl:
    muster = read_katalog()["gespraeche_monat"].model_dump() | {"id": kennung, "segmente": ["gesamt"]}
    return Kennzahl.model_validate(muster | felder)


def catalogue(*kennzahlen: Kennzahl) -> Katalog:
    teile = read_katalog().model_dump() | {"kennzahl": [k.model_dump() for k in kennzahlen]}
    return Katalog.model_validate(teile)


def test_charts_follow_their_numbers_and_not_the_order_of_the_catalogue():
    katalog = catalogue(figure("a", diagramm=7), figure("b"), figure("c", diagramm=2))
    assert [k.id for k in katalog.diagramme()] == ["c", "a"]
    assert catalogue(figure("a")).diagramme() == ()


def test_one_place_among_the_charts_is_not_given_twice():
    with pytest.raises(ValidationError, match="dieselbe Nummer in diagramm"):
        catalogue(figure("a", diagramm=1), figure("b", diagramm=1))


@pytest.mark.parametrize("felder", [{"diagramm": 1}, {"im_team": True}])
def test_only_a_figure_with_a_total_is_drawn_or_compared_by_team(felder):
    with pytest.raises(ValidationError, match="a hat kein gesamt"):
        figure("a", segmente=["terminart"], **felder)


def test_the_figure_drawn_large_is_the_days_since_the_last_counselling():
    assert [k.diagramm for k in read_katalog().diagramme()] == [1, 2, 3, 4]
    assert read_katalog().diagramme()[0].id == "beratungsaktivitaet_tage"
