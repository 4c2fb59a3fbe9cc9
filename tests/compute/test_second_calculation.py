"""Every figure of every rule set, against a second calculation in plain Python that shares no code with the first.

Figures and rule sets are those of the catalogue and of the folder regelwerke: a new rule set is calculated twice as
it is, and a new figure is left out with a sentence until tests/second has a calculation of its own for it.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import polars as pl
import pytest

import second
from drawn.comparison import (
    ALLE_BEDINGUNGEN,
    SCHLUESSEL,
    DrawnMonth,
    Figures,
    compute_month,
    compute_months,
    compute_side_by_side,
    differences,
    draw_month,
    draw_two_months,
)
from drawn.handbook import example
from pipeline.kalender import find_berichtsmonat
from pipeline.katalog import read_katalog
from pipeline.regelwerk.files import find_regelwerk, known_regelwerke
from pipeline.regelwerk.kontaktregel import Bedingung, Kontaktregel
from pipeline.settings import Settings

REGELWERKE = list(known_regelwerke())
KENNZAHLEN = [kennzahl.id for kennzahl in read_katalog().kennzahl]
MONATE = ["2023-12", "2024-02", "2024-10", "2025-01", "2026-09"]
# One that the handbook writes.
BEISPIEL = "birkental-2026.toml"


@pytest.fixture(scope="module")
def draw(tmp_path_factory) -> Callable[..., DrawnMonth]:
    """Draw the delivery of a month; the same call gives the same one."""

    @cache
    def drawn(monat: str, seed: int, personen: int, jobcenter: int = 1, stichtag: date | None = None) -> DrawnMonth:
        was = {"seed": seed, "personen": personen, "jobcenter": jobcenter}
        return draw_month(tmp_path_factory.mktemp("lieferung"), monat, stichtag, **was)

    return drawn


@pytest.fixture(scope="module")
def side_by_side(draw, tmp_path_factory) -> Callable[[str], dict[str, Figures]]:
    """A random month under all rule sets of the folder and two that are in none."""
    own = tmp_path_factory.mktemp("regelwerke") / BEISPIEL
    own.write_text(example(BEISPIEL), encoding="utf-8")
    regelwerke = {name: name for name in REGELWERKE} | {
        BEISPIEL: str(own),
        ALLE_BEDINGUNGEN.name: str(ALLE_BEDINGUNGEN),
    }
    return cache(lambda monat: compute_side_by_side(draw(monat, seed=1, personen=300), regelwerke))


def calculate(drawn: DrawnMonth, regelwerk: str | dict[str, str], **optionen) -> dict:
    """Return the figures of the second calculation; without one the comparison is left out with a sentence."""
    try:
        return second.berechne(drawn.second, drawn.monat, regelwerk, **optionen)
    except second.OhneRechnungError as grund:
        pytest.skip(f"not compared, tests/second cannot calculate it: {grund}")


def require_agreement(drawn: DrawnMonth, regelwerk: str, figures: Figures) -> None:
    """Compare all figures of a random month, and which of them are suppressed."""
    erwartet = calculate(drawn, regelwerk)
    assert not differences(erwartet, figures.intern)
    geheim = second.sperre(erwartet, drawn.second, drawn.monat, mindestfallzahl=3)
    gesperrt = {k for k, z in geheim.items() if z.gesperrt}
    ours = figures.published.filter("gesperrt").select(SCHLUESSEL).rows()
    assert gesperrt - set(ours) == set()
    assert {k for k in set(ours) - gesperrt if k in geheim} == set()


@pytest.mark.parametrize("regelwerk", REGELWERKE)
@pytest.mark.parametrize("monat", MONATE)
def test_all_figures_agree(draw, side_by_side, monat, regelwerk):
    require_agreement(draw(monat, seed=1, personen=300), regelwerk, side_by_side(monat)[regelwerk])


@pytest.mark.parametrize("monat", MONATE)
@pytest.mark.parametrize("regelwerk", [BEISPIEL, ALLE_BEDINGUNGEN.name])
def test_all_figures_agree_under_a_rule_set_of_ones_own(draw, side_by_side, tmp_path, monat, regelwerk):
    datei = tmp_path / regelwerk
    datei.write_text(example(BEISPIEL) if regelwerk == BEISPIEL else ALLE_BEDINGUNGEN.read_text(encoding="utf-8"))
    require_agreement(draw(monat, seed=1, personen=300), str(datei), side_by_side(monat)[regelwerk])


@pytest.mark.parametrize("regelwerk", REGELWERKE[:2])
def test_a_rule_set_alone_gives_the_figures_that_it_gives_beside_others(draw, side_by_side, regelwerk):
    monat = MONATE[-1]
    intern, published = compute_month(draw(monat, seed=1, personen=300), Settings(regelwerk=regelwerk))
    order = list(SCHLUESSEL)
    beside = side_by_side(monat)[regelwerk]
    assert intern.sort(order).equals(beside.intern.sort(order))
    assert published.sort(order).equals(beside.published.sort(order))


def test_that_rule_set_asks_for_everything_a_rule_can_ask():
    gefragt = {
        name for r in find_regelwerk(str(ALLE_BEDINGUNGEN)).kontaktregel for b in r.wenn for name in b.model_fields_set
    }
    assert Bedingung.model_fields.keys() - gefragt == set()


@pytest.mark.parametrize(
    ("vorher", "nachher", "satz"),
    [
        ('land = "BY"', 'land = "BY"\nruhetage = 3', r"\[\] says ruhetage"),
        ("bg_wechsel = true", "bg_wechsel = true\nwohnort = true", r"\[neukunde\] says wohnort"),
        ("{ team_id = [", "{ schuhgroesse = 41, team_id = [", r"\[wenn\] says schuhgroesse"),
        ('zeitraum = "45 Tage"', 'zeitraum = "45 Tage", je = "Person"', r"\[mindest_anzahl\] says je"),
        ("[[ziel]]", "[[teamvereinbarung]]\n[[ziel]]", "is a Teamvereinbarung"),
    ],
)
def test_what_the_second_calculation_does_not_know_of_a_rule_set_is_left_out_with_a_sentence(
    draw, tmp_path, vorher, nachher, satz
):
    text = ALLE_BEDINGUNGEN.read_text(encoding="utf-8")
    assert vorher in text
    (tmp_path / "haus.toml").write_text(text.replace(vorher, nachher, 1), encoding="utf-8")
    with pytest.raises(pytest.skip.Exception, match=f"tests/second cannot calculate it: .*{satz}"):
        calculate(draw("2026-08", seed=1, personen=300), str(tmp_path / "haus.toml"))


@pytest.mark.parametrize("monat", ["2024-10", "2026-08"])
@pytest.mark.parametrize("regelwerk", [r for r in REGELWERKE if r in second.REGELWERKE])
def test_the_file_of_a_paper_says_what_the_paper_says(draw, monat, regelwerk):
    """The oracle knows the papers from reading them; calculated from the file alone the figures are the same."""
    drawn = draw(monat, seed=4, personen=600)
    assert calculate(drawn, str(known_regelwerke()[regelwerk])) == calculate(drawn, regelwerk)


@pytest.mark.parametrize("seed", range(3))
def test_figures_agree_for_several_jobcenter_with_a_mid_month_stichtag(draw, seed):
    stichtag, davor = date(2026, 9, 14), date(2026, 8, 13)
    zuordnung = {f"j{nummer}": regelwerk for nummer, regelwerk in enumerate(REGELWERKE)}
    anzahl = len(zuordnung)
    drawn = draw("2026-09", seed=seed, personen=60 * anzahl, jobcenter=anzahl, stichtag=stichtag)
    einstellungen = Settings(jobcenter=zuordnung, stichtage={"2026-08": davor, "2026-09": stichtag})
    erwartet = calculate(drawn, zuordnung, stichtag=stichtag, vorheriger_stichtag=davor)
    intern, _ = compute_month(drawn, einstellungen)
    assert not differences(erwartet, intern)
    assert intern.filter(ebene="gesamt")["regelwerk"].unique().to_list() == ["+".join(sorted(REGELWERKE))]


@pytest.mark.parametrize("regelwerk", ["lichtenberg-2022", "bremen-2022"])
def test_figures_agree_for_a_month_that_follows_another(tmp_path, regelwerk):
    davor, drawn = draw_two_months(tmp_path, "2026-07", "2026-08", seed=3, personen=300, jobcenter=2)
    intern, _ = compute_months([davor, drawn], Settings(regelwerk=regelwerk))
    assert not differences(calculate(drawn, regelwerk, vormonat=davor.second), intern)


@pytest.fixture(scope="module")
def figures_with_cases(draw) -> set[str]:
    """Figures that have a case in a random delivery under some rule set, by the second calculation."""
    davor, drawn = draw("2024-09", seed=2, personen=900), draw("2024-10", seed=2, personen=900)
    ergebnisse = [
        second.berechne(drawn.second, drawn.monat, regelwerk, vormonat=davor.second) for regelwerk in second.REGELWERKE
    ]
    return {key[2] for zeilen in ergebnisse for key, zeile in zeilen.items() if zeile.zaehler}


# Other numbers than the usual ones, in every section.
ANDERE_ZAHLEN = {
    "tage_vor_ende = 91": "tage_vor_ende = 60",
    "tage_nach_ende = 14": "tage_nach_ende = 7",
    'zeitraum = "6 Monate"': 'zeitraum = "100 Tage"',
    "tage = 2": "tage = 1",
    'zeitraum = "12 Monate"': 'zeitraum = "5 Monate"',
    "std_je_tag = 5": "std_je_tag = 4.5",
    "tage_vorher = 7": "tage_vorher = 2",
    "kontaktversuch_arbeitstage = 1": "kontaktversuch_arbeitstage = 3",
}


@pytest.mark.parametrize("regelwerk", ["lichtenberg-2022", "bremen-2022"])
def test_figures_agree_under_other_numbers_and_differ_from_those_before(draw, tmp_path, regelwerk):
    text = known_regelwerke()[regelwerk].read_text(encoding="utf-8").replace(regelwerk, "haus-andere-zahlen")
    for vorher, nachher in ANDERE_ZAHLEN.items():
        assert text.count(f"\n{vorher}\n") == 1, vorher
        text = text.replace(f"\n{vorher}\n", f"\n{nachher}\n")
    datei = tmp_path / "haus.toml"
    datei.write_text(text, encoding="utf-8")
    drawn = draw("2026-08", seed=4, personen=600)
    intern, _ = compute_month(drawn, Settings(regelwerk=str(datei)))
    assert not differences(calculate(drawn, regelwerk, zahlen=datei), intern)
    anders = differences(calculate(drawn, regelwerk), intern)
    for kennzahl in (
        "absolventen_ies_quote",
        "absolventen_iws_quote",
        "vereinbarung_quote",
        "bg_beratung_quote",
        "beratungsstunden_je_vzae_woche",
        "absage_neubesetzt_quote",
        "ausfall_kontaktversuch_quote",
    ):
        assert any(f"'{kennzahl}'" in fund for fund in anders), f"the delivery shows no difference for {kennzahl}"


@pytest.mark.parametrize("kennzahl", KENNZAHLEN)
def test_figure_is_calculated_twice(request, kennzahl):
    if kennzahl not in second.KENNZAHLEN:
        pytest.skip(f"{kennzahl} is not compared: tests/second has no calculation of its own for it")
    assert kennzahl in request.getfixturevalue("figures_with_cases")


def has_interval(regel: Kontaktregel) -> bool:
    return any((regel.ziel, regel.mindest, regel.mindest_anzahl, regel.mindest_durchschnitt))


@pytest.mark.parametrize("regelwerk", REGELWERKE)
def test_random_deliveries_reach_the_rules_they_are_made_for(draw, regelwerk):
    """The comparison is worth nothing if a rule never meets a person."""
    stichtag = date(2024, 10, 31)
    intern, _ = compute_month(draw("2024-10", seed=2, personen=900), Settings(regelwerk=regelwerk))
    mit_person = set(intern.filter(segment_art="kontaktregel", kennzahl="ueberfaellig")["segment"])
    ohne_fall = {
        regel.id
        for regel in find_regelwerk(regelwerk).kontaktregel
        if regel.is_in_force(stichtag) and has_interval(regel) and regel.id not in mit_person
    }
    leer = intern.filter((pl.col("ebene") == "jobcenter") & (pl.col("nenner") == 0))["kennzahl"]
    # A rule set need not have targets.
    ohne_fall |= set(leer) & second.KENNZAHLEN.keys() - {"kontaktdichte_ziel_quote"}
    if ohne_fall and regelwerk not in second.REGELWERKE:
        pytest.skip(f"{regelwerk}: no random delivery has a case of {', '.join(sorted(ohne_fall))}")
    assert not ohne_fall


def test_stichtage_leave_no_day_out():
    stichtage = {"2026-08": date(2026, 8, 13), "2026-09": date(2026, 9, 14)}
    august, september = find_berichtsmonat("2026-08", stichtage), find_berichtsmonat("2026-09", stichtage)
    assert august.stichtag == september.vorheriger_stichtag
    assert august.vorheriger_stichtag == date(2026, 8, 1) - timedelta(days=1)
