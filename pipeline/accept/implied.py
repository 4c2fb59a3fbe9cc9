"""What the rows of one export imply about another of the same delivery: too much of it is not there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept import relations as r
from pipeline.accept.parts import NEU_ERZEUGEN
from pipeline.kalender import Berichtsmonat

# Fewer rows, and fewer of a team, say nothing.
BEURTEILBAR = 20
# A team that does what it should in so many of a hundred cases shows that nothing was lost.
GUT = 80


@dataclass(frozen=True)
class Implication:
    """Rows that another export implies, with `team_id` and `is_there`, and the percentage that may not be there.

    `is_habit` is what some teams do more thoroughly than others: where one of them does it well, the export is whole.
    """

    export: str
    column: str
    rows: Callable[[r.Frames, Berichtsmonat], pl.DataFrame]
    percent: int
    what: str
    is_habit: bool = False


IMPLICATIONS = (
    Implication(
        *("verbis_vermerke", "datum", r.held_with_note, 40),
        "der gehaltenen Beratungstermine haben keinen Vermerk",
        is_habit=True,
    ),
    Implication(
        *("atv_termine", "datum", r.talks_with_appointment, 50),
        "der Tage mit persönlichem Beratungsvermerk haben keinen Termin der Person",
        is_habit=True,
    ),
    Implication(
        *("atv_kapazitaet", "datum", r.held_with_hours, 25),
        "der Tage, an denen eine Fachkraft Beratungstermine hielt, haben keine Stunden",
    ),
    Implication(
        *("allegro_antraege", "kunde_id", r.registered_with_benefit, 25),
        "der seit drei Monaten gemeldeten Personen haben weder eine laufende Bewilligung noch einen offenen Antrag",
    ),
    Implication(
        *("verbis_vereinbarungen", "kunde_id", r.counselled_with_agreement, 40),
        f"der Personen mit mindestens {r.OFT} Beratungsterminen in einem Jahr haben keine einzige Vereinbarung",
        is_habit=True,
    ),
    Implication(
        *("verbis_lebenslauf", "kunde_id", r.excused_with_entry, 40),
        "der Personen, die nach Profillage oder Alter derzeit nicht zu vermitteln sind, haben keinen Eintrag dazu",
        is_habit=True,
    ),
)


def judge_implied(frames: r.Frames, berichtsmonat: Berichtsmonat) -> Iterator[tuple[str, str, bf.BefundKind]]:
    """Yield export, column and what is wrong with it, for exports that lack too much of what the others imply.

    `frames` are the typed rows of the exports by name, with the columns of their schemas.
    """
    for implication in IMPLICATIONS:
        if frames[implication.export].is_empty():
            continue  # said as empty
        if share := _missing(implication.rows(frames, berichtsmonat), implication):
            sentence = f"{share} {implication.what}; {NEU_ERZEUGEN}"
            kind = bf.BefundKind("export_unvollstaendig", bf.WARNUNG, sentence)
            yield implication.export, implication.column, kind


def _missing(rows: pl.DataFrame, implication: Implication) -> str:
    """Return the share that is not there, if it is too high; `rows` have `team_id` and `is_there`."""
    missing = rows.height - int(rows["is_there"].sum())
    if rows.height < BEURTEILBAR or missing * 100 < implication.percent * rows.height:
        return ""
    if implication.is_habit:
        teams = rows.group_by("team_id").agg(pl.len(), pl.col("is_there").sum())
        good = teams.filter(pl.col("len") >= BEURTEILBAR, pl.col("is_there") * 100 >= GUT * pl.col("len"))
        if good.height:
            return ""
    return f"{round(missing * 100 / rows.height)} %"
