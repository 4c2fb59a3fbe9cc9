"""Before and after a day: whole months on either side, and what is recognised of two drawn years."""

from datetime import date

import pytest

from drawn.two_years import NEW_YEAR, compare_years, wobble, write_years
from drawn.warehouse import stichtag
from pipeline.errors import UsageError
from pipeline.evaluate.evaluation import split_months


def months(*namen):
    return {m: stichtag(m) for m in namen}


@pytest.mark.parametrize(
    ("tag", "vorher", "nachher", "uebergang"),
    [
        (date(2026, 2, 1), ["2025-12", "2026-01"], ["2026-02", "2026-03"], ()),
        # the last day of a month belongs to it: it is cut
        (date(2026, 1, 31), ["2025-12"], ["2026-02", "2026-03"], ("2026-01",)),
        (date(2026, 2, 2), ["2025-12", "2026-01"], ["2026-03"], ("2026-02",)),
    ],
)
def test_the_day_divides_whole_months(tag, vorher, nachher, uebergang):
    zeit = split_months(months("2025-12", "2026-01", "2026-02", "2026-03"), "2025-12", "2026-03", tag)
    assert (list(zeit.vorher), list(zeit.nachher), zeit.uebergang) == (vorher, nachher, uebergang)


def test_months_counted_to_a_day_within_them():
    monate = {"2026-01": date(2026, 1, 15), "2026-02": date(2026, 2, 12), "2026-03": date(2026, 3, 16)}
    # February runs from 16 January to 12 February
    zeit = split_months(monate, "2026-01", "2026-03", date(2026, 1, 16))
    assert (list(zeit.vorher), list(zeit.nachher)) == (["2026-01"], ["2026-02", "2026-03"])


def test_missing_months_are_named():
    zeit = split_months(months("2025-11", "2026-01", "2026-03"), "2025-11", "2026-03", NEW_YEAR)
    assert zeit.fehlend == ("2025-12", "2026-02")


def test_leap_and_wobble(tmp_path):
    zeilen, anzahlen = compare_years(write_years(tmp_path))
    sprung = zeilen["terminausfall_quote"]
    summe = sum(wobble(n) for n in range(12))
    assert sprung.vorher.wert == pytest.approx((12 * 120 + summe) / 2400)
    assert sprung.unterschied.differenz == pytest.approx(-0.2)
    assert sprung.unterschied.unten < -0.2 < sprung.unterschied.oben < 0
    # fewer no-shows are what one wants
    assert (sprung.urteil, sprung.is_favourable) == ("erkennbar", True)
    gleich = zeilen["hoechstabstand_quote"]
    assert (gleich.urteil, gleich.unterschied.differenz, gleich.is_favourable) == ("ueblich", 0, None)
    assert gleich.unterschied.unten < 0 < gleich.unterschied.oben
    assert zeilen["gespraeche_monat"].vorher.wert == pytest.approx(300 + 10 * summe / 12)
    assert zeilen["erstgespraech_quote"].urteil == "ohne_schwankung"
    assert anzahlen == {"jobcenter": 3}


def test_hidden_and_missing_months_do_not_count(tmp_path):
    zeilen, _ = compare_years(write_years(tmp_path))
    geheim = zeilen["vereinbarung_quote"]
    # months 1 and 9 of 2025, 5 of 2026 stay
    assert [(m.monate, m.geheim) for m in (geheim.vorher, geheim.nachher)] == [(2, 10), (1, 11)]
    assert (geheim.vorher.wert, geheim.urteil, geheim.unterschied) == (0.975, "zu_wenige", None)
    einseitig = zeilen["folgetermin_quote"]
    assert (einseitig.urteil, einseitig.vorher.wert) == ("zu_wenige", None)


def test_an_unknown_month_is_a_usage_error():
    with pytest.raises(UsageError):
        split_months(months("2026-01"), "2026-01", "2026-02", NEW_YEAR)
