"""Before and after a day: intervals worked out by hand, and noise that stays noise."""

import math
import random
import re
from datetime import date

import openpyxl
import pytest

from drawn.warehouse import figure, stichtag, unit, write_warehouse
from pipeline.cli.app import main
from pipeline.disclose.history import read_warehouse
from pipeline.errors import UsageError
from pipeline.evaluate.difference import MonthlySeries, compare_levels, holm, t_quantile, t_two_sided
from pipeline.evaluate.evaluation import MINDESTMONATE, build_evaluation, regelwerk_changes, split_months
from pipeline.katalog import read_katalog
from pipeline.run.evaluation import EvaluationOrder, run_evaluation
from pipeline.settings import Settings

MONATE = [f"2025-{m:02}" for m in range(1, 13)] + [f"2026-{m:02}" for m in range(1, 13)]
TAG = date(2026, 1, 1)


def series(werte, ab=0, gewichte=None):
    return MonthlySeries(tuple(range(ab, ab + len(werte))), tuple(werte), tuple(gewichte or [1.0] * len(werte)))


@pytest.mark.parametrize(
    ("freiheitsgrade", "t"), [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042)]
)
def test_t_as_in_the_tables(freiheitsgrade, t):
    assert t_quantile(0.95, freiheitsgrade) == pytest.approx(t, abs=0.0005)
    assert t_two_sided(t, freiheitsgrade) == pytest.approx(0.05, abs=0.0001)


def test_independent_months_worked_out_by_hand():
    # Months that alternate resemble each other less than independent ones: no resemblance is assumed then.
    # Sum of squares 6 + 6, 10 degrees of freedom: variance 1,2; of the difference 1,2 (1/6 + 1/6) = 0,4.
    # Interval: 10 ± 2,228 · √0,4 = 10 ± 1,409
    unterschied = compare_levels(series([9, 11, 9, 11, 9, 11]), series([19, 21, 19, 21, 19, 21], ab=6))
    assert unterschied.differenz == 10
    assert (unterschied.unten, unterschied.oben) == pytest.approx((8.591, 11.409), abs=0.0005)


def test_months_that_resemble_each_other_say_less():
    springend, traege = [9, 11, 9, 11, 9, 11], [9, 9, 9, 11, 11, 11]
    breiten = []
    for werte in (springend, traege):
        u = compare_levels(series(werte), series([w + 10 for w in werte], ab=6))
        breiten.append(u.oben - u.unten)
    assert breiten[1] > 3 * breiten[0]


def test_a_gap_ends_the_resemblance_of_neighbours():
    traege = [9, 9, 9, 11, 11, 11]
    dicht = compare_levels(series(traege), series(traege, ab=6))
    mit_luecke = MonthlySeries((0, 1, 2, 14, 15, 16), tuple(map(float, traege)), (1.0,) * 6)
    weit = compare_levels(mit_luecke, MonthlySeries((30, 31, 32, 44, 45, 46), mit_luecke.werte, (1.0,) * 6))
    assert dicht.oben != weit.oben


def test_weights_make_the_mean_a_ratio_of_sums_and_cost_certainty():
    # 1/10 and 9/30: 10 / 40, not the mean 0,2
    assert series([0.1, 0.3], gewichte=[10, 30]).mean == pytest.approx(0.25)
    # 2 (100 + 900) / 1600
    assert series([0.1, 0.3], gewichte=[10, 30]).inequality == 1.25


def test_months_that_never_vary_allow_no_judgement():
    assert compare_levels(series([1.0] * 6), series([0.5] * 6, ab=6)) is None


@pytest.mark.parametrize("rho", [0.0, 0.6, 0.9])
@pytest.mark.parametrize("monate", [(4, 4), (12, 5), (12, 12)])
def test_noise_is_rarely_called_a_change(rho, monate):
    """Of series without any change at most one in twenty may look like one, however much months resemble each other."""
    wuerfel, laeufe = random.Random(7), 500
    falsch = 0
    for _ in range(laeufe):
        werte = [wuerfel.gauss(0, 1)]
        while len(werte) < sum(monate):
            werte.append(rho * werte[-1] + math.sqrt(1 - rho * rho) * wuerfel.gauss(0, 1))
        falsch += compare_levels(series(werte[: monate[0]]), series(werte[monate[0] :], ab=monate[0])).p < 0.05
    assert falsch / laeufe <= 0.05


def test_a_large_change_is_found():
    wuerfel = random.Random(7)
    gefunden = 0
    for _ in range(100):
        werte = [wuerfel.gauss(0, 1) + (5 if n >= 12 else 0) for n in range(24)]
        gefunden += compare_levels(series(werte[:12]), series(werte[12:], ab=12)).p < 0.002
    assert gefunden > 90


def test_several_comparisons_share_their_risk():
    # 3 · 0,01; then 2 · 0,03; then 1 · 0,04, but never less than before
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.6]) == [1.0, 1.0]
    assert holm([]) == []


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
    zeit = split_months(months("2025-11", "2026-01", "2026-03"), "2025-11", "2026-03", TAG)
    assert zeit.fehlend == ("2025-12", "2026-02")


def wobble(nummer: int) -> int:
    """A small, irregular up and down that both sides share."""
    return (0, 3, 1, 4, 1, 2, 4, 0, 2, 3, 1, 3)[nummer % 12]


def drawn():
    """One year each: a share that leaps from 40 to 60 %, one that only wobbles, and figures that cannot be judged."""
    zeilen = []
    for n, m in enumerate(MONATE):
        nachher = m >= "2026-01"
        zeilen += [
            figure(m, "terminausfall_quote", (80 if nachher else 120) + wobble(n), 200),
            figure(m, "hoechstabstand_quote", 150 + wobble(n), 200),
            # two persons do not keep it in most months
            figure(m, "vereinbarung_quote", 195 if n % 8 == 0 else 198, 200),
            figure(m, "erstgespraech_quote", 10, 10),
            figure(m, "gespraeche_monat", 300 + 10 * wobble(n), einheit="Anzahl"),
        ]
    return [*zeilen, *(figure(m, "folgetermin_quote", 40 + wobble(n), 80) for n, m in enumerate(MONATE[-8:]))]


def warehouse(tmp_path, zeilen=None, name="Jobcenter Birkental", regelwerk=None):
    einheiten = [unit(m, name=name, regelwerk=(regelwerk or {}).get(m, "lichtenberg-2022")) for m in MONATE]
    return write_warehouse(tmp_path / "lager.duckdb", drawn() if zeilen is None else zeilen, einheiten)


def compared(datei, tag=TAG, von=MONATE[0], bis=MONATE[-1]):
    reihe = read_warehouse(datei, Settings())
    zeit = split_months(reihe.monate, von, bis, tag)
    einheiten, anzahlen = build_evaluation(reihe, zeit, read_katalog())
    return {z.kennzahl.id: z for z in einheiten[0].zeilen}, anzahlen


def test_leap_and_wobble(tmp_path):
    zeilen, anzahlen = compared(warehouse(tmp_path))
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
    zeilen, _ = compared(warehouse(tmp_path))
    geheim = zeilen["vereinbarung_quote"]
    # months 1 and 9 of 2025, 5 of 2026 stay
    assert [(m.monate, m.geheim) for m in (geheim.vorher, geheim.nachher)] == [(2, 10), (1, 11)]
    assert (geheim.vorher.wert, geheim.urteil, geheim.unterschied) == (0.975, "zu_wenige", None)
    einseitig = zeilen["folgetermin_quote"]
    assert (einseitig.urteil, einseitig.vorher.wert) == ("zu_wenige", None)


def test_too_few_months_get_no_number(tmp_path):
    datei = warehouse(tmp_path)
    zeilen, anzahlen = compared(datei, bis=MONATE[12 + MINDESTMONATE - 2])
    assert {z.urteil for z in zeilen.values()} <= {"zu_wenige", "geheim", "kein_wert"}
    assert anzahlen == {"jobcenter": 0}
    ordner = write(tmp_path, datei, bis="2026-03")
    seite = (ordner / "html" / "index.html").read_text(encoding="utf-8")
    assert "Die Monate reichen für kein Urteil" in seite
    assert "95-%-Bereich" in seite
    assert not re.search(r"PP bis", seite)


def test_a_change_of_rule_set_is_said_on_every_page(tmp_path):
    regelwerk = dict.fromkeys(MONATE[12:], "weinstrasse-2023")
    datei = warehouse(tmp_path, regelwerk=regelwerk)
    reihe = read_warehouse(datei, Settings())
    zeit = split_months(reihe.monate, MONATE[0], MONATE[-1], TAG)
    satz = "Jobcenter Birkental: lichtenberg-2022 → weinstrasse-2023"
    assert regelwerk_changes(reihe, zeit) == (satz,)
    ordner = write(tmp_path, datei)
    assert satz in (ordner / "html" / "index.html").read_text(encoding="utf-8")
    for blatt in openpyxl.load_workbook(ordner / "excel" / "evaluation.xlsx"):
        assert satz in " ".join(str(z) for r in blatt.iter_rows(max_row=6, values_only=True) for z in r if z)


def write(tmp_path, datei, ausgabe="aus", bis=MONATE[-1]):
    auftrag = EvaluationOrder(MONATE[0], bis, TAG, datei, tmp_path / ausgabe, Settings())
    return run_evaluation(auftrag, lambda _: None)


def listed(ordner) -> list[tuple]:
    """The rows of the list to filter."""
    blatt = openpyxl.load_workbook(ordner / "excel" / "evaluation.xlsx")["Alle Vergleiche"]
    return [tuple(z.value for z in zeile) for zeile in blatt[blatt.tables["tblVergleiche"].ref][1:]]


def test_workbook_and_page_say_the_same(tmp_path):
    ordner = write(tmp_path, warehouse(tmp_path))
    seite = (ordner / "html" / "index.html").read_text(encoding="utf-8")
    assert "Bei 1 von 3 Vergleichen ist eine Veränderung erkennbar." in seite
    assert "Veränderung erkennbar: gesunken, günstig" in seite
    assert "Kalendermonate" not in seite
    mappe = openpyxl.load_workbook(ordner / "excel" / "evaluation.xlsx")
    assert mappe.sheetnames == ["Ergebnis", "Alle Vergleiche", "Verfahren und Grenzen"]
    liste = {z[1]: z for z in listed(ordner)}
    ausfall = liste["Terminausfall"]
    assert ausfall[5] == pytest.approx(-20)
    assert ausfall[7:9] == ("Veränderung erkennbar: gesunken, günstig", "12 / 12")
    assert liste["Höchstabstand eingehalten"][7] == "im Rahmen der üblichen Schwankung"
    assert not re.search(r"<script|https?://", seite)


def test_half_a_year_each_warns_of_the_season(tmp_path):
    datei = warehouse(tmp_path)
    ordner = write(tmp_path, datei, bis="2026-06")
    assert "nicht dieselben Kalendermonate" in (ordner / "html" / "index.html").read_text(encoding="utf-8")


def test_twice_the_same_bytes(tmp_path):
    datei = warehouse(tmp_path)
    erst, zweit = write(tmp_path, datei, "a"), write(tmp_path, datei, "b")
    for name in ("excel/evaluation.xlsx", "html/index.html"):
        assert (erst / name).read_bytes() == (zweit / name).read_bytes()


def test_names_from_the_warehouse_stay_texts(tmp_path):
    ordner = write(tmp_path, warehouse(tmp_path, name="=1+1<script>alert(1)</script>&"))
    assert "<script" not in (ordner / "html" / "index.html").read_text(encoding="utf-8")
    mappe = openpyxl.load_workbook(ordner / "excel" / "evaluation.xlsx")
    assert not [z.coordinate for b in mappe for r in b.iter_rows() for z in r if z.data_type == "f"]


def test_hidden_values_are_not_written(tmp_path):
    zeilen = [{**z, "zaehler": 2.0, "wert": 0.01} for z in drawn() if z["kennzahl"] == "hoechstabstand_quote"]
    ordner = write(tmp_path, warehouse(tmp_path, zeilen))
    (zeile,) = listed(ordner)
    assert zeile[3:9] == ("•", "•", None, None, "zu wenige Monate ohne Geheimhaltung", "0 von 12 / 0 von 12")


@pytest.mark.parametrize(
    ("aendern", "satz"),
    [
        ({"--from": "2024-01"}, "Der Monat 2024-01 (--from) steht nicht im Warehouse. Vorhanden sind: 2025-01"),
        ({"--to": "2027-01"}, "Der Monat 2027-01 (--to) steht nicht im Warehouse."),
        ({"--from": "2026-13"}, "ist kein Monat"),
        ({"--from": "2026-02", "--to": "2025-02"}, "liegt nach --to 2025-02"),
        ({"--stichtag": "1.2.2026"}, "„1.2.2026“ ist kein Datum; gemeint ist zum Beispiel 2026-02-01."),
        ({"--stichtag": "2030-01-01"}, "kein ganzer Monat nach dem 01.01.2030"),
        ({"--stichtag": "2020-01-01"}, "kein ganzer Monat vor dem 01.01.2020"),
        ({"--warehouse": "fehlt.duckdb"}, "Das Warehouse fehlt.duckdb gibt es nicht."),
    ],
)
def test_mistakes_are_one_sentence_with_a_way_out(capsys, monkeypatch, tmp_path, aendern, satz):
    monkeypatch.chdir(tmp_path)
    warehouse(tmp_path)
    angaben = {
        "--from": "2025-01",
        "--to": "2026-12",
        "--stichtag": "2026-01-01",
        "--warehouse": "lager.duckdb",
        "--output": "aus",
        **aendern,
    }
    with pytest.raises(SystemExit) as ende:
        main(["evaluation", *(teil for paar in angaben.items() for teil in paar)])
    fehler = capsys.readouterr().err
    assert (ende.value.code, satz in fehler, "Traceback" in fehler) == (2, True, False)
    assert fehler.splitlines()[-1].startswith("Fehler: ")


def test_command_writes_beside_the_reports(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    warehouse(tmp_path).rename(tmp_path / "berichte.duckdb")
    argumente = ["evaluation", "--from", "2025-01", "--to", "2026-12", "--stichtag", "2026-01-01"]
    with pytest.raises(SystemExit) as ende:
        main([*argumente, "--output", "berichte"])
    aus = capsys.readouterr()
    assert (ende.value.code or 0) == 0
    assert "Mappe: berichte/evaluation-2026-01-01/excel/evaluation.xlsx" in aus.out.replace("\\", "/")
    assert aus.err.splitlines() == ["Lesen …", "Rechnen …", "Schreiben …"]


def test_an_unknown_month_is_a_usage_error():
    with pytest.raises(UsageError):
        split_months(months("2026-01"), "2026-01", "2026-02", TAG)
