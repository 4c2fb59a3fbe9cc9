"""The same inputs make nothing new; whatever a report depends on makes a new Stand, which says why."""

import shutil
from dataclasses import replace
from datetime import date

import pytest

from drawn.archive import (
    OCTOBER,
    SETTINGS,
    archive_of,
    deliver,
    department,
    draw_department,
    newest,
    run,
    text_of,
)
from drawn.deliveries import write_rules
from drawn.files import hashes
from pipeline.errors import UsageError
from pipeline.kalender import find_berichtsmonat
from pipeline.publish.journal import Shown, read_lauf
from pipeline.run import inputs
from pipeline.settings import Settings

NOTE = "Die Einstellungen sind andere: "


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """The department after three months; its delivery is changed by no test."""
    return department(tmp_path_factory.mktemp("amt"))


@pytest.fixture
def folder(tmp_path):
    return department(tmp_path)


def settings_with(**values) -> Settings:
    return SETTINGS.model_copy(update=values)


def differences(folder, settings=SETTINGS, shown=None, auch_ungueltig=False, is_over=True):
    """What is said to differ from the October of the archive; nothing at all only if it is the same report."""
    lauf = newest(folder, OCTOBER).lauf
    now = inputs.hash_eingaben(
        folder / "in" / OCTOBER,
        settings,
        find_berichtsmonat(OCTOBER, settings.stichtage),
        auch_ungueltig=auch_ungueltig,
        is_over=is_over,
    )
    shown = inputs.shown_months(OCTOBER, archive_of(folder).months()) if shown is None else shown
    said = inputs.explain_difference(lauf, now, shown, lauf.version)
    assert (inputs.identify(now, shown) == lauf.kennung) == (said == ())
    return said


def test_the_same_inputs_make_nothing_new(folder):
    before = hashes(folder)
    for asked in ({}, {"teams": ("T1",)}):
        result = run(folder, **asked)
        assert (result.is_new, result.lieferung, result.stand.number) == (False, None, 1)
    assert hashes(folder) | {"aus.archiv/.sperre": ""} == before | {"aus.archiv/.sperre": ""}


def test_a_month_that_nobody_named_and_that_is_reported_needs_its_delivery_no_more(folder):
    shutil.rmtree(folder / "in" / OCTOBER)
    assert not run(folder, is_named=False).is_new
    with pytest.raises(UsageError, match=OCTOBER):
        run(folder)


def test_a_new_stand_is_made_of_the_same_inputs_where_somebody_asks_for_it(folder):
    first = newest(folder, OCTOBER)
    result = run(folder, neu=True)
    assert (result.is_new, result.stand.number, result.stand.lauf.aenderungen) == (True, 2, ())
    assert result.stand.lauf.kennung == first.lauf.kennung
    same, now = hashes(first.report), hashes(result.stand.report)
    added = {"daten/aenderungen.csv", "html/index.html", ".dateien.json"}
    assert {n for n in now if now[n] != same.get(n)} == added
    assert "Keine veröffentlichte Zahl hat sich geändert." in text_of(result.stand.report / "html" / "index.html")
    assert "Die Eingaben sind dieselben." in text_of(result.stand.report / "html" / "index.html")
    assert not run(folder).is_new


def test_a_changed_setting_makes_a_new_stand_and_its_record_says_why(folder):
    result = run(folder, settings=settings_with(mindestfallzahl=4))
    assert (result.is_new, result.stand.number) == (True, 2)
    assert read_lauf(result.stand.folder).aenderungen == (f"{NOTE}mindestfallzahl.",)
    assert f"{NOTE}mindestfallzahl." in text_of(folder / "aus" / OCTOBER / "html" / "index.html")
    assert not run(folder, settings=settings_with(mindestfallzahl=4)).is_new


def test_nothing_differs_where_nothing_was_changed(known):
    assert differences(known) == ()


@pytest.mark.parametrize(
    "values",
    [{"speichergrenze": "2GB"}, {"aufbewahrung_monate": 3}, {"fertig_datei": "FERTIG"}],
    ids=lambda values: next(iter(values)),
)
def test_settings_that_no_figure_depends_on_make_nothing_new(known, values):
    assert differences(known, settings_with(**values)) == ()


def test_the_file_that_says_that_a_delivery_is_complete_makes_nothing_new(folder):
    (folder / "in" / OCTOBER / "FERTIG").touch()
    assert differences(folder, settings_with(fertig_datei="FERTIG")) == ()
    assert differences(folder) == ("Neben den Exporten liegen andere Dateien in der Lieferung.",)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"mindestfallzahl": 5}, f"{NOTE}mindestfallzahl."),
        ({"regelwerk": "lichtenberg-2022"}, f"{NOTE}regelwerk."),
        ({"jobcenter": {"J1": "weinstrasse-2023"}}, f"{NOTE}jobcenter."),
        ({"spalten": {"verbis_kunden": {"Kunde": "kunde_id"}}}, f"{NOTE}spalten."),
        (
            {"stichtage": {OCTOBER: date(2024, 10, 30)}},
            "Der Zeitraum ist ein anderer: nach dem 30.09.2024 bis zum 30.10",
        ),
        (
            {"stichtage": {"2024-09": date(2024, 9, 29)}},
            "Der Zeitraum ist ein anderer: nach dem 29.09.2024 bis zum 31.",
        ),
    ],
    ids=str,
)
def test_settings_that_figures_depend_on_are_named(known, values, said):
    found = differences(known, settings_with(**values))
    assert found[-1].startswith(said)
    named = {"Das Regelwerk ist ein anderes: lichtenberg-2022, weinstrasse-2023."} if "regelwerk" in values else set()
    assert {*found[:-1]} == named


def test_what_the_call_says_is_named_too(known):
    assert differences(known, auch_ungueltig=True) == (f"{NOTE}auch_ungueltig.",)
    assert differences(known, is_over=False) == ("Der Monat ist inzwischen zu Ende.",)


def test_a_rule_set_that_was_changed_is_named_though_its_name_is_the_same(folder, tmp_path):
    rules = write_rules("", tmp_path / "haus.toml")
    deliver(folder, draw_department(OCTOBER))
    run(folder, settings=settings_with(regelwerk=str(rules)))
    assert differences(folder, settings_with(regelwerk=str(rules))) == ()
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("6 Monate", "5 Monate"), encoding="utf-8")
    assert differences(folder, settings_with(regelwerk=str(rules))) == ("Das Regelwerk ist ein anderes: haus.",)
    # What stands beside the rules changes no figure.
    rules.write_text(f"# Anmerkung\n{text}", encoding="utf-8")
    assert differences(folder, settings_with(regelwerk=str(rules))) == ()


def test_a_file_that_was_changed_is_named_and_what_lies_beside_the_exports_is_not(folder):
    place = folder / "in" / OCTOBER
    (place / "liesmich.txt").write_text("x")
    assert differences(folder) == ("Neben den Exporten liegen andere Dateien in der Lieferung.",)
    for name in ("atv_termine.csv", "verbis_kunden.csv"):
        with (place / name).open("a", encoding="utf-8") as file:
            file.write("\n")
    assert differences(folder) == ("Die Lieferung ist eine andere: atv_termine, verbis_kunden.",)
    (place / "liesmich.txt").unlink()
    deliver(folder, draw_department(OCTOBER))
    assert differences(folder) == ()


def test_another_version_of_the_program_is_named(known, monkeypatch):
    monkeypatch.setattr(inputs, "hash_program", lambda: "anders")
    assert differences(known) == ("Das Programm ist ein anderes.",)
    lauf = newest(known, OCTOBER).lauf
    said = inputs.explain_difference(lauf, replace(lauf.eingaben, programm="anders"), lauf.zeigt, "9.9.9")
    assert said == (f"Das Programm ist ein anderes ({lauf.version} → 9.9.9).",)


def test_earlier_months_that_were_changed_are_named(known):
    stands = archive_of(known).months()
    shown = inputs.shown_months(OCTOBER, stands)
    other = Shown(2, "anders", shown["2024-09"].personen)
    assert differences(known, shown={**shown, "2024-09": other}) == ("Frühere Monate sind andere: 2024-09.",)
    without = {"2024-09": shown["2024-09"]}
    assert differences(known, shown=without) == ("Frühere Monate sind andere: 2024-08.",)
    more = {**shown, "2024-07": Shown(1, "x")}
    assert differences(known, shown=more) == ("Frühere Monate sind andere: 2024-07.",)


def test_a_new_stand_of_an_earlier_month_that_says_the_same_makes_nothing_new(known):
    shown = inputs.shown_months(OCTOBER, archive_of(known).months())
    same = {month: replace(s, stand=s.stand + 1) for month, s in shown.items()}
    assert differences(known, shown=same) == ()


def test_of_the_month_before_alone_it_matters_who_was_where(known):
    stands = archive_of(known).months()
    shown = inputs.shown_months(OCTOBER, stands)
    assert sorted(shown) == ["2024-08", "2024-09"]
    assert (shown["2024-08"].personen, bool(shown["2024-09"].personen)) == ("", True)
    moved = {**shown, "2024-09": replace(shown["2024-09"], personen="anders")}
    assert differences(known, shown=moved) == ("Frühere Monate sind andere: 2024-09.",)


def test_a_report_is_outdated_by_what_it_shows_otherwise_and_by_what_it_does_not_show(known):
    stands = archive_of(known).months()
    lauf = stands[OCTOBER].lauf
    assert inputs.is_outdated(lauf, stands) == {}
    shown = dict(lauf.zeigt)
    shown["2024-08"] = replace(shown["2024-08"], kennzahlen="alt")
    assert inputs.is_outdated(replace(lauf, zeigt=shown), stands) == {"2024-08": True}
    del shown["2024-08"]
    assert inputs.is_outdated(replace(lauf, zeigt=shown), stands) == {"2024-08": False}


def test_the_hash_of_the_program_is_always_the_same_one():
    # Not what was remembered of the first call.
    first, second = (inputs.hash_program.__wrapped__() for _ in range(2))
    assert first == second
