"""Hours worked out by hand, and hidden what must stay hidden."""

from datetime import date

import polars as pl

from drawn.warehouse import team_figures
from pipeline.compute.persons import count_persons, find_durations
from pipeline.evaluate.aufwand import Amount, Aufwand, sum_up
from pipeline.regelwerk.files import find_regelwerk

S = date(2026, 10, 31)
TEAMS = [
    {"team_id": t, "team_art": art, "ebene": ebene, "einheit_id": einheit}
    for t, art in (("t1", "ue25"), ("t2", "u25"))
    for ebene, einheit in (("team", t), ("jobcenter", "j"))
]


def cost(zeilen, *, werk="beratungsaktivitaet-2024", hide=()):
    """What the Jobcenter and its teams spend; `hide` names segments that the door keeps."""
    regelwerk = find_regelwerk(werk)
    roh = team_figures(*zeilen)
    personen = count_persons(roh, TEAMS, regelwerk, find_durations(regelwerk, ("ue25", "u25"), 45))
    summe = roh.filter(pl.col("kennzahl") == "ueberfaellig").with_columns(
        ebene=pl.lit("jobcenter"), einheit_id=pl.lit("j")
    )
    spalten = [c for c in personen.columns if c in roh.columns]
    summe = summe.group_by("ebene", "einheit_id", "kennzahl", "segment_art", "segment").agg(
        pl.col("zaehler", "wert").sum(), pl.col("gesperrt").any()
    )
    alles = pl.concat([roh.select(spalten), summe.select(spalten), personen.select(spalten)])
    return sum_up(alles.with_columns(gesperrt=pl.col("segment").is_in(list(hide))))


QUOTE = "kontaktdichte_mindest_quote"
DRAWN = (
    ("t1", "ueberfaellig", "gesamt", "gesamt", 8, None),  # 8 × 45 min = 6 h
    ("t2", "ueberfaellig", "gesamt", "gesamt", 10, None),  # 10 × 60 min = 10 h
    ("t1", QUOTE, "kontaktregel", "ue25_marktnah_arbeitslos", 30, 32),  # 32 × 1 × 45 min = 24 h
    ("t1", QUOTE, "kontaktregel", "z", 24, 24),  # 24 × 1/6 × 45 min = 3 h
    ("t2", QUOTE, "kontaktregel", "u25", 5, 20),  # 20 × 1 × 60 min = 20 h
    ("t2", QUOTE, "gesamt", "gesamt", 5, 20),  # a sum, not counted again
)


def test_hours_worked_out_by_hand():
    ergebnis = cost(DRAWN)
    assert ergebnis["team", "t1"] == Aufwand(Amount(8.0), Amount(6.0), mindest_std=Amount(27.0), ziel_std=Amount(27.0))
    assert ergebnis["jobcenter", "j"] == Aufwand(
        Amount(18.0), Amount(16.0), mindest_std=Amount(47.0), ziel_std=Amount(47.0)
    )


def test_target_interval_costs_more_than_the_minimum():
    # 60 persons: minimum 180 days 60 × 365/2160 × 45 min = 7,6 h; target 90 days twice that, 15,2 h
    zeilen = [("t1", quote, "kontaktregel", "arbeitslos_ue25", 50, 60) for quote in (QUOTE, "kontaktdichte_ziel_quote")]
    team = cost(zeilen, werk="bremen-2022")["team", "t1"]
    assert (team.mindest_std, team.ziel_std) == (Amount(8.0), Amount(15.0))


def test_hours_of_hidden_persons_are_estimated_or_hidden():
    zwei = (*DRAWN, ("t2", QUOTE, "kontaktregel", "z", 2, 2))  # 1/6 × 60 = 10 minutes a month
    jobcenter = cost(zwei, hide=["10"])["jobcenter", "j"]
    # 47 h for 76 persons, two more at the same mean: 48,2 h
    assert jobcenter.mindest_std == Amount(48.0, rund=True)
    # in the team two of 22 are few enough, 24 of 56 are not
    assert cost(zwei, hide=["10"])["team", "t2"].mindest_std == Amount(22.0, rund=True)
    assert cost(DRAWN, hide=["15/2"])["team", "t1"].mindest_std == Amount(None, gesperrt=True)
    # a hidden total hides the hours
    assert cost(DRAWN, hide=["gesamt"])["team", "t1"].nachholen_std == Amount(None, gesperrt=True)
