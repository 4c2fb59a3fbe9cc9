"""Every rule set at its edges: tests/regelwerk/cases/<id>.yaml, with expectations worked out by hand from the paper.

The form is that of tests/compute/kpi (what is not drawn there is filled in the same way), with two differences:
`erwartet` maps figures to their tables, and `personen` draws the contact rule of each person and whether it is kept
(J, N, empty = no such target). Persons that are not drawn have no rule.
"""

from pathlib import Path

import pytest
import yaml

from drawn.deliveries import compute_figures, compute_report, read_table, write_case
from drawn.figures import COLUMNS, EXPECTED, DrawnCases, figure_rows
from drawn.handbook import example
from pipeline.cli.app import main
from pipeline.regelwerk.files import find_regelwerk, known_regelwerke
from pipeline.settings import Settings
from schemas import EXPORTS

FAELLE = Path(__file__).parent / "cases"
ANGABEN = {"fall", "warum", "monat", "stichtage", "nur", "personen", "erwartet", *EXPORTS}
HAELT = {True: "J", False: "N", None: ""}


def read_cases(kennung):
    return yaml.safe_load((FAELLE / f"{kennung}.yaml").read_text(encoding="utf-8"))


def all_cases():
    return [(datei.stem, fall) for datei in sorted(FAELLE.glob("*.yaml")) for fall in read_cases(datei.stem)]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> DrawnCases:
    cases = {
        (kennung, fall["fall"]): (
            {**fall, "regelwerk": kennung},
            [*(["fct.kontaktdichte"] if "personen" in fall else []), *(f"kpi.{k}" for k in fall.get("erwartet", {}))],
        )
        for kennung, fall in all_cases()
    }
    return DrawnCases(cases, tmp_path_factory.mktemp("regelwerke"))


def test_every_rule_set_is_drawn():
    assert {datei.stem for datei in FAELLE.glob("*.yaml")} == known_regelwerke().keys()


@pytest.mark.parametrize("kennung", known_regelwerke())
def test_every_contact_rule_meets_a_drawn_person(kennung):
    gezeichnet = {z["kontaktregel"] for fall in read_cases(kennung) for z in read_table(fall.get("personen", "a"))}
    assert gezeichnet == {regel.id for regel in find_regelwerk(kennung).kontaktregel}


@pytest.mark.parametrize(("kennung", "fall"), [pytest.param(k, f, id=f"{k}-{f['fall']}") for k, f in all_cases()])
def test_a_drawn_delivery_meets_each_rule_at_its_edges(kennung, fall, drawn):
    assert fall.keys() <= ANGABEN
    assert fall["warum"]
    computed = drawn.computed((kennung, fall["fall"]))
    # Whose AV period begins after the Stichtag is drawn on purpose.
    assert set(computed.befunde["code"]) <= {"av_seit_nach_stichtag"}
    if "personen" in fall:
        zeilen = computed.rows["fct.kontaktdichte"]
        erwartet = [tuple(z.values()) for z in read_table(fall["personen"])]
        assert sorted((k, r, HAELT[z], HAELT[m]) for k, r, z, m in zeilen) == sorted(erwartet)
    nur = fall.get("nur", "").split()
    for kennzahl, text in fall.get("erwartet", {}).items():
        erwartet = [tuple((EXPECTED | zeile)[s] for s in COLUMNS["kpi"]) for zeile in read_table(text)]
        assert figure_rows(computed.rows[f"kpi.{kennzahl}"], nur) == figure_rows(erwartet, nur)


GESPRAECHSDAUER = {
    "organisation": """
        team_id | team_art        | bereich_id
        TA      | ue25            | B1
        TB      | u25             | B2
        TC      | fallmanagement  | B3
        TD      | selbststaendige | B1
        TE      | reha_sbm        | B1
        TF      | sonstige        | B1
        TG      | u25             | B3
    """,
    # Per team a first talk and, where drawn, a follow-up.
    "atv_termine": """
        team_id | datum      | dauer_min | terminart
        TA      | 01.10.2026 | 60        | erstgespraech
        TA      | 01.10.2026 | 46        | folgegespraech
        TB      | 01.10.2026 | 91        | erstgespraech
        TB      | 01.10.2026 | 60        | folgegespraech
        TC      | 01.10.2026 | 90        | erstgespraech
        TC      | 01.10.2026 | 91        | folgegespraech
        TD      | 01.10.2026 | 61        | erstgespraech
        TE      | 01.10.2026 | 45        | folgegespraech
        TF      | 01.10.2026 | 60        | erstgespraech
        TA      | 01.10.2026 | 300       | sofo
    """,
}


def test_durations_are_guide_values_by_the_kind_of_team():
    """They are the usual maximum, from which one may depart: beside the mean, without a light."""
    zeilen = compute_figures(GESPRAECHSDAUER, Settings(regelwerk="beratungsaktivitaet-2024"))

    def target(ebene, einheit, terminart):
        zeile = zeilen[ebene, einheit, "gespraechsdauer_mittel", terminart]
        assert zeile["ampel"] is None
        return zeile["ziel"]

    assert target("team", "TA", "erstgespraech") == 60
    assert target("team", "TA", "folgegespraech") == 45
    assert ("team", "TA", "gespraechsdauer_mittel", "sofo") not in zeilen
    assert target("team", "TB", "erstgespraech") == 90
    assert target("team", "TB", "folgegespraech") == 60
    assert target("team", "TC", "erstgespraech") == 90
    assert target("team", "TC", "folgegespraech") == 90
    assert target("team", "TD", "erstgespraech") == 60
    assert target("team", "TE", "folgegespraech") == 45
    assert target("team", "TF", "erstgespraech") == 60
    # B1 has only teams of 60 and 45 minutes. The teams of B3 agree on 90 for the first talk, on nothing after it.
    assert target("bereich", "B1", "folgegespraech") == 45
    assert target("bereich", "B3", "erstgespraech") == 90
    assert target("bereich", "B3", "folgegespraech") is None
    assert target("jobcenter", "J1", "erstgespraech") is None


def test_a_mean_of_talks_is_no_minimum_kept():
    """The numbers of each Profillage stand beside the mean of the half-year; the light is that of the persons."""
    fall = {
        "verbis_kunden": "kunde_id | profillage\nP1 | M\nP2 | M",
        "verbis_vermerke": "datum\n" + "\n".join(f"{day:02}.10.2026" for day in range(1, 9)),
    }
    zeilen = compute_figures(fall, Settings(regelwerk="ba-empfehlung-2010"))
    # Eight talks of one person and none of the other are four per person, and yet only one keeps the minimum.
    mittel, mindest = (zeilen["team", "T1", k, "M"] for k in ("kontakte_halbjahr", "kontaktdichte_mindest_quote"))
    assert (mittel["wert"], mittel["ziel"], mittel["ampel"]) == (4, 4, None)
    assert (mindest["wert"], mindest["ziel"], mindest["ampel"]) == (0.5, 1, "rot")


MEHRERE = {
    "organisation": """
        team_id | bereich_id | jobcenter_id
        TB      | B1         | JB
        TW      | B2         | JW
        TL      | B3         | JL
    """,
    "verbis_kunden": """
        kunde_id | team_id
        P1       | TB
        P2       | TB
        P3       | TW
        P4       | TL
    """,
    "verbis_vermerke": """
        kunde_id | datum      | kontaktart
        P1       | 01.10.2026 | video           # Bremen
        P1       | 02.10.2026 | walk_and_talk   # in Bremen kein Gespräch
        P2       | 03.10.2026 | telefon
        P3       | 01.10.2026 | walk_and_talk   # Weinstraße
        P3       | 02.10.2026 | persoenlich
        P4       | 01.05.2026 | persoenlich     # Lichtenberg: + 6 Monate = 01.11.
    """,
}
MEHRERE_REGELWERKE = {"JB": "bremen-2022", "JW": "weinstrasse-2023", "JL": "lichtenberg-2022"}


def test_several_jobcenters_share_only_the_targets_that_all_have():
    zeilen = compute_figures(MEHRERE, Settings(jobcenter=MEHRERE_REGELWERKE))

    def row(ebene, einheit, kennzahl, segment="gesamt"):
        zeile = zeilen[ebene, einheit, kennzahl, segment]
        return tuple(zeile[s] for s in ("zaehler", "nenner", "ziel", "ampel"))

    assert zeilen["gesamt", "gesamt", "ueberfaellig", "gesamt"]["regelwerk"] == (
        "bremen-2022+lichtenberg-2022+weinstrasse-2023"
    )
    # Each Jobcenter is judged by its own paper: 180 days for P1 to P3, six months for P4.
    assert row("jobcenter", "JL", "hoechstabstand_quote") == (1, 1, 1, "gruen")
    assert row("jobcenter", "JW", "hoechstabstand_quote") == (1, 1, 1, "gruen")
    # Bremen gives that figure no target, so there is none over all three.
    assert row("jobcenter", "JB", "hoechstabstand_quote") == (2, 2, None, None)
    assert row("gesamt", "gesamt", "hoechstabstand_quote") == (4, 4, None, None)
    assert row("jobcenter", "JB", "kontaktdichte_mindest_quote") == (2, 2, 1, "gruen")
    assert row("gesamt", "gesamt", "kontaktdichte_mindest_quote") == (4, 4, None, None)


def test_a_contact_rule_bears_the_title_of_its_own_paper():
    bericht = compute_report(MEHRERE, Settings(jobcenter=MEHRERE_REGELWERKE))
    units = {e.id: e for e in (*bericht.of_ebene("jobcenter"), *bericht.of_ebene("gesamt"))}
    titles = {
        name: e.find("ueberfaellig", "kontaktregel", "alle").segment_titel for name, e in units.items() if name != "JB"
    }
    assert titles == {
        "JL": "Alle Personen",
        "JW": "Alle übrigen Personen",
        "gesamt": "Alle Personen / Alle übrigen Personen",
    }


def test_two_jobcenters_of_one_paper_keep_their_targets_together():
    zeilen = compute_figures(MEHRERE, Settings(regelwerk="lichtenberg-2022"))
    zeile = zeilen["gesamt", "gesamt", "hoechstabstand_quote", "gesamt"]
    assert (zeile["zaehler"], zeile["nenner"], zeile["ziel"], zeile["ampel"]) == (4, 4, 1, "gruen")


def test_kontaktarten_of_all_are_those_that_any_rule_set_admits():
    zeilen = compute_figures(MEHRERE, Settings(jobcenter=MEHRERE_REGELWERKE))
    anteile = {k[3]: z for k, z in zeilen.items() if k[:3] == ("gesamt", "gesamt", "kontaktart_anteil")}
    assert {art: z["zaehler"] for art, z in anteile.items()} == {
        "persoenlich": 1,
        "walk_and_talk": 1,
        "video": 1,
        "telefon": 1,
    }
    # All talks are the whole, also the two of Bremen, which has no share of walk & talk.
    assert {z["nenner"] for z in anteile.values()} == {4}
    assert sum(z["wert"] for z in anteile.values()) == 1
    assert ("jobcenter", "JB", "kontaktart_anteil", "walk_and_talk") not in zeilen
    assert {z["nenner"] for k, z in zeilen.items() if k[:3] == ("jobcenter", "JW", "kontaktart_anteil")} == {2}


def test_a_kontaktart_of_a_jobcenter_without_talks_has_its_row_over_all():
    fall = {**MEHRERE, "verbis_vermerke": "kunde_id | datum | kontaktart\nP1 | 01.10.2026 | video"}
    zeilen = compute_figures(fall, Settings(jobcenter=MEHRERE_REGELWERKE))
    row = zeilen["gesamt", "gesamt", "kontaktart_anteil", "walk_and_talk"]
    assert (row["zaehler"], row["nenner"], row["wert"]) == (0, 1, 0)


UNGUELTIG = {"monat": "2023-02", "verbis_kunden": "kunde_id\nP1"}


GEWAEHLT = ("--regelwerk", "weinstrasse-2023")


def test_rule_set_before_its_validity_is_an_error_of_the_command_line(tmp_path, capsys):
    write_case(UNGUELTIG, tmp_path / "lieferungen")
    for befehl, weitere in (("check", []), ("run", ["--output", str(tmp_path / "berichte")])):
        with pytest.raises(SystemExit) as ende:
            main([befehl, "--month", "2023-02", *GEWAEHLT, "--input", str(tmp_path / "lieferungen"), *weitere])
        assert ende.value.code == 4
        assert "Das Regelwerk weinstrasse-2023 gilt ab 01.03.2023, nicht am Stichtag 28.02.2023." in (
            capsys.readouterr().err
        )
    assert not (tmp_path / "berichte" / "2023-02").exists()


def test_comparison_outside_the_validity_says_so_in_the_report(tmp_path):
    einstellungen = Settings(regelwerk="weinstrasse-2023")
    assert compute_report(UNGUELTIG, einstellungen, auch_ungueltig=True).nicht_gueltig == ("weinstrasse-2023",)
    assert compute_report(UNGUELTIG | {"monat": "2023-03"}, einstellungen).nicht_gueltig == ()


def test_comparison_outside_the_validity_runs_from_the_command_line(tmp_path):
    write_case(UNGUELTIG, tmp_path / "lieferungen")
    orte = ["--input", str(tmp_path / "lieferungen"), "--output", str(tmp_path / "berichte")]
    with pytest.raises(SystemExit) as ende:
        main(["run", "--month", "2023-02", *GEWAEHLT, *orte, "--auch-ungueltig"])
    assert not ende.value.code
    seite = (tmp_path / "berichte" / "2023-02" / "html" / "index.html").read_text(encoding="utf-8")
    assert "Das Regelwerk weinstrasse-2023 gilt am Stichtag 28.02.2023 nicht (gültig ab 01.03.2023)" in seite


@pytest.mark.parametrize(("monat", "code"), [("2027-12", 0), ("2028-01", 4)])
def test_validity_ends_with_its_last_day(tmp_path, capsys, monat, code):
    (tmp_path / "birkental-2026.toml").write_text(example("birkental-2026.toml"), encoding="utf-8")
    write_case({"monat": monat, "verbis_kunden": "kunde_id\nP1"}, tmp_path)
    with pytest.raises(SystemExit) as ende:
        main(
            ["check", "--month", monat, "--input", str(tmp_path), "--regelwerk", str(tmp_path / "birkental-2026.toml")]
        )
    assert (ende.value.code or 0) == code
    if code:
        assert "gilt ab 01.04.2026 bis 31.12.2027, nicht am Stichtag 31.01.2028" in capsys.readouterr().err


def test_rule_for_a_team_the_delivery_does_not_know_is_a_notice(tmp_path, capsys):
    (tmp_path / "lichtenberg-teams.toml").write_text(example("lichtenberg-teams.toml"), encoding="utf-8")
    for teams, bekannt in (("team_id\nT1", True), ("team_id\nT2", False)):
        write_case({"organisation": teams, "verbis_kunden": f"kunde_id | team_id\nP1 | {teams[-2:]}"}, tmp_path)
        regelwerk = str(tmp_path / "lichtenberg-teams.toml")
        with pytest.raises(SystemExit) as ende:
            main(["check", "--month", "2026-10", "--input", str(tmp_path), "--regelwerk", regelwerk])
        assert not ende.value.code
        assert ("Kontaktregel für ein Team, das es" in capsys.readouterr().out) is not bekannt
