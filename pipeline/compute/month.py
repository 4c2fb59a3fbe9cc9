"""What is computed from a delivery: its rows loaded with the rules they are judged by, and all figures of its month."""

from dataclasses import dataclass

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.checks import accept, store_lieferung
from pipeline.accept.lieferung import Lieferung
from pipeline.accept.previous_month import find_other_pseudonyms, remember_delivered
from pipeline.accept.whole import judge_whole
from pipeline.compute.reference import reference_tables
from pipeline.kalender import Berichtsmonat
from pipeline.katalog import read_katalog
from pipeline.progress import Tell
from pipeline.regelwerk.files import assign_regelwerke, choose_regelwerke, read_gesetz, require_valid
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.settings import Settings
from pipeline.warehouse import history, models, tables
from pipeline.warehouse.connection import Warehouse, open_warehouse


def compute_kennzahlen(
    con: Warehouse,
    lieferung: Lieferung,
    berichtsmonat: Berichtsmonat,
    settings: Settings,
    auch_ungueltig: bool,
    tell: Tell,
) -> list[Regelwerk]:
    """Load the delivery, compute the figures of its month and keep them; returns the rule sets in use.

    Adds to the `befunde` of the delivery, and lets go of its rows.

    :raises LieferungError: the delivery is refused
    :raises ConfigurationError: a rule set is missing, wrong or not in force, or the warehouse is of another version
    :raises ModelError: a file under sql/ breaks a rule of the house or cannot be run
    """
    tell("Prüfen: Beziehungen zwischen den Exporten")
    regelwerke = load_lieferung(con, lieferung, berichtsmonat, settings, auch_ungueltig)
    lieferung.release()
    models.build_models(con, "fct", "kpi", tell=lambda name: tell(f"Rechnen: {name}"))
    others = find_other_pseudonyms(con, lieferung.monat, lieferung.parts)
    known = lieferung.befunde.filter(~pl.col("code").is_in(others["code"].implode()))
    lieferung.befunde = bf.join([known, others])
    models.collect_kpis(con)
    models.build_models(con, "mart", tell=lambda name: tell(f"Rechnen: {name}"))
    return regelwerke


@dataclass(frozen=True)
class ComputedMonth:
    """The unsuppressed figures of a month that is not kept.

    `kennzahlen` are rows of `mart.kennzahlen` with `richtung`, `einheiten` of `mart.einheiten`, `teams` of
    `mart.zuordnung`: a row per team and unit it belongs to (`team_id`, `team_art`, `ebene`, `einheit_id`).
    """

    kennzahlen: pl.DataFrame
    einheiten: pl.DataFrame
    teams: pl.DataFrame


def compute_in_memory(lieferung: Lieferung, berichtsmonat: Berichtsmonat, settings: Settings) -> ComputedMonth:
    """Compute all figures of a delivery and keep nothing; rule sets hold also outside their validity.

    :raises LieferungError: the delivery is refused
    :raises ConfigurationError: a rule set is wrong
    """
    with open_warehouse(None, settings.speichergrenze) as con:
        compute_kennzahlen(con, lieferung, berichtsmonat, settings, auch_ungueltig=True, tell=lambda _: None)
        return ComputedMonth(
            history.read_kennzahlen(con, berichtsmonat.stichtag),
            history.read_einheiten(con, berichtsmonat.stichtag),
            tables.read_table(con, "mart.zuordnung").sort("ebene", "einheit_id", "team_id"),
        )


def load_lieferung(
    con: Warehouse, lieferung: Lieferung, berichtsmonat: Berichtsmonat, settings: Settings, auch_ungueltig: bool
) -> list[Regelwerk]:
    """Load a delivery (`raw.*`) with the rules it is judged by (`ref.*`), and accept or refuse it.

    One that was accepted before, and comes out of the archive, is not judged again.

    :raises LieferungError: the delivery is refused
    :raises ConfigurationError: a rule set is missing, wrong or not in force, or the warehouse is of another version
    """
    mapping = assign_regelwerke(choose_regelwerke(lieferung.ids("jobcenter_id"), settings))
    require_valid(mapping.values(), berichtsmonat.stichtag, auch_ungueltig=auch_ungueltig)
    gesetz = read_gesetz()
    regelwerke = [gesetz.add_to(w, berichtsmonat.stichtag) for w in {w.id: w for w in mapping.values()}.values()]
    jobcenter = {j: w.id for j, w in mapping.items()}
    reference = reference_tables(berichtsmonat, jobcenter, regelwerke, gesetz, read_katalog())
    for name, frame in reference.items():
        tables.write_table(con, f"ref.{name}", frame)
    odd = bf.empty() if lieferung.is_accepted else judge_whole(lieferung, berichtsmonat, settings)
    store_lieferung(con, lieferung)
    if lieferung.is_accepted:
        remember_delivered(con, lieferung.monat, lieferung.parts, lieferung.zaehlungen)
        models.build_models(con, "stg")
    else:
        accept(con, lieferung, settings, odd)
    return regelwerke
