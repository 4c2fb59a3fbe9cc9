"""Persons counted by the minutes of counselling that their contact rule asks for, from unsuppressed figures.

Persons that cost the same are counted together, so that the counts can pass disclosure control before hours are made
of them. The minutes stand in `segment`: per person and month for the demand (`gespraechsbedarf`, splits
`mindest_min_je_monat` and `ziel_min_je_monat`), once for those overdue (`ueberfaellig`, split `nachholen_min`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import polars as pl

from pipeline.katalog import BEDARF, MINDESTENS, NACHHOLEN, UEBERFAELLIG, ZIEL
from pipeline.regelwerk.rate import gespraeche_per_month
from pipeline.regelwerk.regelwerk import Regelwerk

# Whose targets say how long a talk takes, and which of its kinds is meant.
DAUER_KENNZAHL, FOLGEGESPRAECH = "gespraechsdauer_mittel", "folgegespraech"
# The figures whose denominators are the persons under a contact rule.
_QUOTEN = ("kontaktdichte_mindest_quote", "kontaktdichte_ziel_quote")


@dataclass(frozen=True)
class Duration:
    """How many minutes a follow-up talk takes in teams of one kind.

    `quelle` is the paragraph of the paper, empty where the rule set does not say and the substitute stands in.
    """

    team_art: str
    minuten: Fraction
    quelle: str


def find_durations(regelwerk: Regelwerk, team_arten: Iterable[str], default_minutes: int) -> dict[str, Duration]:
    """Return the length of a follow-up talk by `team_art`: what the rule set's target says, else `default_minutes`.

    `quelle` of each is the paragraph of the paper that the target names.
    """
    passend = [z for z in regelwerk.ziel if z.kennzahl == DAUER_KENNZAHL and z.segment in (None, FOLGEGESPRAECH)]
    # As for all targets the more precisely named one goes first.
    passend.sort(key=lambda z: (z.segment is None, not z.team_art))
    result = {}
    for art in sorted(set(team_arten)):
        eigenes = next((z for z in passend if art in (z.team_art or [art])), None)
        minuten = Fraction(eigenes.wert) if eigenes else Fraction(default_minutes)
        result[art] = Duration(art, minuten, eigenes.quelle if eigenes else "")
    return result


def count_persons(
    kennzahlen: pl.DataFrame,
    teams: Sequence[Mapping[str, str]],
    regelwerk: Regelwerk,
    durations: Mapping[str, Duration],
) -> pl.DataFrame:
    """Return unsuppressed rows that count persons by the minutes they cost, for each unit.

    `kennzahlen` are rows of `mart.kennzahlen`, of which those of teams are read; `teams` has a row per team and unit it
    belongs to (`team_id`, `team_art`, `ebene`, `einheit_id`), `durations` the length of a talk by `team_art`. The
    result has `ebene`, `einheit_id`, `kennzahl`, `segment_art`, `segment` (minutes as an exact fraction, `15/2`),
    `zaehler` = `wert` (persons) and `gesperrt` = false.
    """
    kosten = _costs_by_team(kennzahlen, {t["team_id"]: durations[t["team_art"]] for t in teams}, regelwerk)
    summen: Counter[tuple[str, ...]] = Counter()
    for team in teams:
        for key, personen in kosten.get(team["team_id"], ()):
            summen[(team["ebene"], team["einheit_id"], *key)] += personen
    columns = ("ebene", "einheit_id", "kennzahl", "segment_art", "segment")
    rows = [{**dict(zip(columns, s, strict=True)), "zaehler": float(n)} for s, n in sorted(summen.items())]
    schema = {**dict.fromkeys(columns, pl.String), "zaehler": pl.Float64}
    return pl.DataFrame(rows, schema=schema).with_columns(wert=pl.col("zaehler"), gesperrt=pl.lit(False))


def add_persons(
    kennzahlen: pl.DataFrame,
    teams: Sequence[Mapping[str, str]],
    regelwerk: Regelwerk,
    durations: Mapping[str, Duration],
    stichtag: date,
) -> pl.DataFrame:
    """Return the rows of `mart.kennzahlen` of one rule set, and below them those of `count_persons`.

    `teams` and `durations` are those of `count_persons`.
    """
    persons = count_persons(kennzahlen, teams, regelwerk, durations).with_columns(
        stichtag=pl.lit(stichtag), regelwerk=pl.lit(regelwerk.id), einheit=pl.lit("Anzahl")
    )
    return pl.concat([kennzahlen, persons], how="diagonal_relaxed")


_Costs = list[tuple[tuple[str, str, str], int]]


def _costs_by_team(
    kennzahlen: pl.DataFrame, durations: Mapping[str, Duration], regelwerk: Regelwerk
) -> dict[str, _Costs]:
    """Return per team (kennzahl, segment_art, minutes) and persons."""
    regeln = {r.id: r for r in regelwerk.kontaktregel}
    result: dict[str, _Costs] = {}
    for team, regel, personen in _persons_by_kontaktregel(kennzahlen):
        minuten, rows = durations[team].minuten, result.setdefault(team, [])
        rows.append(((BEDARF, "gesamt", "gesamt"), personen))
        for art, by_ziel in ((MINDESTENS, False), (ZIEL, True)):
            rate = gespraeche_per_month(regeln[regel], by_ziel=by_ziel) or Fraction(0)
            rows.append(((BEDARF, art, str(rate * minuten)), personen))
    faellige = _of_teams(kennzahlen).filter(pl.col("kennzahl") == UEBERFAELLIG, pl.col("segment_art") == "gesamt")
    for team, personen in faellige.select("einheit_id", "zaehler").iter_rows():
        row = ((UEBERFAELLIG, NACHHOLEN, str(durations[team].minuten)), int(personen))
        result.setdefault(team, []).append(row)
    return result


def _persons_by_kontaktregel(kennzahlen: pl.DataFrame) -> Iterable[tuple[str, str, int]]:
    """Yield team, contact rule and its persons; a rule has a minimum, a target or both, for the same persons."""
    quoten = _of_teams(kennzahlen).filter(
        pl.col("kennzahl").is_in(_QUOTEN),
        pl.col("segment_art") == "kontaktregel",
    )
    je_regel = quoten.group_by("einheit_id", "segment").agg(pl.col("nenner").max()).sort("einheit_id", "segment")
    for team, regel, personen in je_regel.iter_rows():
        yield team, regel, int(personen)


def _of_teams(kennzahlen: pl.DataFrame) -> pl.DataFrame:
    return kennzahlen.filter(pl.col("ebene") == "team")
