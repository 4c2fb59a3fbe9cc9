"""Keys of exports that should meet: none does, too few do, and why; at the edges of what is judged at all."""

from decimal import Decimal

import pytest

from drawn.office import draw_office, read_frames
from pipeline.accept.keys import judge_keys
from pipeline.settings import Settings


def judged(rows, **settings) -> list[tuple]:
    return [(e, c, k.schwere, k.satz) for e, c, k in judge_keys(read_frames(rows), Settings(**settings))]


def brief(rows, **settings) -> list[tuple]:
    return [finding[:3] for finding in judged(rows, **settings)]


def rename(rows, export, change, *, first=None, column="kunde_id"):
    """Change the keys of the first rows of an export, or of all."""
    for row in rows[export][:first]:
        row[column] = change(row[column])
    return rows


def numbered(persons=60):
    """The office with keys as a system that counts gives them: 0041000, 0041001, …"""
    rows = draw_office(persons)
    for part in rows.values():
        for row in part:
            if "kunde_id" in row:
                row["kunde_id"] = f"0041{row['kunde_id'][1:]}"
    return rows


def test_keys_that_meet_are_no_finding():
    assert judged(draw_office()) == []
    assert judged(numbered()) == []


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda key: key.lstrip("0"), "Ohne führende Nullen passen sie"),
        (lambda key: f"{key}.0", "Ohne „,0“ am Ende passen sie"),
        (lambda key: f"{key[:4]} {key[4:]}", "Ohne Leer- und Trennzeichen passen sie"),
        (lambda key: f"{key[:4]}-{key[4:]}", "Ohne Leer- und Trennzeichen passen sie"),
        (lambda key: f"KD{key}", "Ohne den Vorsatz vor den Ziffern passen sie"),
        (lambda key: f"x{key}y", "aus verschiedenen Abrufen oder Monaten"),
    ],
)
def test_an_export_of_which_no_row_finds_its_person_is_refused_with_the_likely_cause(change, cause):
    (found,) = judged(rename(numbered(), "verbis_vermerke", change))
    assert found[:3] == ("verbis_vermerke", "kunde_id", "abbruch")
    assert found[3].startswith("Keine einzige Zeile findet ihre Person im Export verbis_kunden.")
    assert cause in found[3]


def test_upper_and_lower_case_is_a_cause():
    (found,) = judged(rename(draw_office(), "atv_termine", str.upper))
    assert (found[2], "Groß- und Kleinschreibung" in found[3]) == ("abbruch", True)


def test_zeros_that_the_persons_lost_are_said_of_every_other_export():
    rows = rename(numbered(), "verbis_kunden", lambda key: key.lstrip("0"))
    assert [f[:3] for f in judged(rows)] == [
        ("verbis_lebenslauf", "kunde_id", "abbruch"),
        ("verbis_vermerke", "kunde_id", "abbruch"),
        ("verbis_massnahmen", "kunde_id", "abbruch"),
        ("verbis_vereinbarungen", "kunde_id", "abbruch"),
        ("atv_termine", "kunde_id", "abbruch"),
        ("allegro_antraege", "kunde_id", "warnung"),
    ]


def test_five_keys_on_either_side_are_judged_and_four_are_not():
    def rows(persons):
        drawn = draw_office(persons, per_day=0)
        drawn["verbis_vermerke"] = [{"kunde_id": f"x{n}", "datum": "01.10.2026"} for n in range(persons)]
        return drawn

    assert brief(rows(5)) == [("verbis_vermerke", "kunde_id", "abbruch")]
    assert brief(rows(4)) == []


def test_the_highest_share_of_unknown_persons_is_a_setting_and_a_quarter_of_it_warns():
    def rows(unknown):
        return rename(draw_office(), "verbis_massnahmen", lambda key: f"x{key}y", first=unknown)

    # 60 rows: 40 % are 24, a quarter of that 6.
    assert brief(rows(6)) == []
    assert brief(rows(7)) == [("verbis_massnahmen", "kunde_id", "warnung")]
    assert brief(rows(24)) == [("verbis_massnahmen", "kunde_id", "warnung")]
    assert brief(rows(25)) == [("verbis_massnahmen", "kunde_id", "abbruch")]
    assert "42 % der Zeilen finden ihre Person nicht" in judged(rows(25))[0][3]
    assert "Grenze: 40 %, hoechster_unbekannt" in judged(rows(25))[0][3]
    assert brief(rows(25), hoechster_unbekannt=Decimal("0.5")) == [("verbis_massnahmen", "kunde_id", "warnung")]
    assert brief(rows(7), hoechster_unbekannt=Decimal("0.1")) == [("verbis_massnahmen", "kunde_id", "abbruch")]
    # Who allows all of them to be unknown is only warned.
    assert brief(rows(60), hoechster_unbekannt=1) == [("verbis_massnahmen", "kunde_id", "warnung")]


def test_an_extract_of_few_persons_refuses_no_export_of_many():
    def rows(known):
        drawn = draw_office(60)
        drawn["verbis_kunden"] = drawn["verbis_kunden"][:known]
        return drawn

    # 24 of 60 persons are known: 60 % unknown; with 30 half are.
    assert {schwere for _, _, schwere in brief(rows(24))} == {"warnung"}
    assert brief(rows(30))[0] == ("verbis_lebenslauf", "kunde_id", "abbruch")


def test_appointments_and_applications_of_others_are_at_most_a_warning():
    rows = rename(draw_office(), "atv_termine", lambda key: f"x{key}y", first=200)
    rows = rename(rows, "allegro_antraege", lambda key: f"x{key}y", first=30)
    # 200 of 264 and 30 of 60 rows.
    assert brief(rows) == [("atv_termine", "kunde_id", "warnung"), ("allegro_antraege", "kunde_id", "warnung")]
    assert brief(rename(draw_office(), "atv_termine", lambda key: f"x{key}y", first=100)) == []


def test_some_keys_with_a_cause_are_said_below_any_share():
    # 5 of 264 notes are 2 %.
    rows = rename(numbered(), "verbis_vermerke", lambda key: key.lstrip("0"), first=5)
    (found,) = judged(rows)
    assert (found[2], "2 % der Zeilen" in found[3], "führende Nullen" in found[3]) == ("warnung", True, True)
    assert judged(rename(numbered(), "verbis_vermerke", lambda key: key.lstrip("0"), first=4)) == []


def test_keys_without_a_digit_have_no_prefix_that_could_differ():
    letters = str.maketrans("0123456789", "bcdfghjkmn")
    rows = draw_office()
    for export in rows:
        if "kunde_id" in rows[export][0]:
            rename(rows, export, lambda key: key.translate(letters))
    rename(rows, "verbis_vermerke", lambda key: f"{key}z", first=5)
    assert judged(rows) == []


def test_counsellors_and_households_that_never_meet_are_a_warning():
    rows = draw_office()
    for n, row in enumerate(rows["atv_termine"]):
        row["ifk_id"] = f"i{n % 5}"
    for n, row in enumerate(rows["atv_kapazitaet"]):
        row["ifk_id"] = f"0i{n % 5}"
    for n, (person, claim) in enumerate(zip(rows["verbis_kunden"], rows["allegro_antraege"], strict=True)):
        person["bg_id"], claim["bg_id"] = f"b{n}", f"B{n}"
    assert brief(rows) == [("allegro_antraege", "bg_id", "warnung"), ("atv_kapazitaet", "ifk_id", "warnung")]
    rows["atv_kapazitaet"][0]["ifk_id"], rows["allegro_antraege"][0]["bg_id"] = "x1", "y1"
    rows["atv_termine"][0]["ifk_id"], rows["verbis_kunden"][0]["bg_id"] = "x1", "y1"
    # One of them meets: the others may be what they are, but why they do not meet is said.
    causes = ["Groß- und Kleinschreibung", "führende Nullen"]
    assert all(cause in found[3] for cause, found in zip(causes, judged(rows), strict=True))


def test_the_cause_of_unknown_teams_is_said():
    rows = draw_office()
    for team in rows["organisation"]:
        team["team_id"] = f"00{team['team_id'][1:]}"
    for export in ("verbis_kunden", "atv_termine", "atv_kapazitaet"):
        for row in rows[export]:
            row["team_id"] = row["team_id"][1:]
    assert brief(rows) == [
        ("verbis_kunden", "team_id", "abbruch"),
        ("atv_termine", "team_id", "abbruch"),
        ("atv_kapazitaet", "team_id", "abbruch"),
    ]
    assert {schwere for _, _, schwere in brief(rows, hoechster_ausschluss=1)} == {"warnung"}
    # A team that nobody knows is left to the check that excludes its rows.
    assert brief(rename(draw_office(), "atv_termine", lambda _: "T9", column="team_id")) == []
