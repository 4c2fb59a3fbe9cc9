"""What is computed from a delivery: its rows loaded with the rules they are judged by, and all figures of its month."""

from collections.abc import Callable

from pipeline.accept.checks import accept, store
from pipeline.accept.lieferung import Lieferung
from pipeline.compute.reference import reference_tables
from pipeline.kalender import Zeitraum
from pipeline.katalog import read_katalog
from pipeline.regelwerk.files import assign_regelwerke, read_gesetz, require_valid
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.settings import Einstellungen
from pipeline.warehouse import models, tables
from pipeline.warehouse.connection import Warehouse


def compute(
    con: Warehouse,
    lieferung: Lieferung,
    zeit: Zeitraum,
    einstellungen: Einstellungen,
    auch_ungueltig: bool,
    melden: Callable[[str], None],
) -> list[Regelwerk]:
    """Load the delivery, compute the figures of its month and keep them; returns the rule sets in use.

    :raises LieferungError: the delivery is refused
    :raises KonfigurationError: a rule set is wrong or not in force, or the warehouse is of another version
    """
    melden("Prüfen: Beziehungen zwischen den Exporten")
    werke = load_delivery(con, lieferung, zeit, einstellungen, auch_ungueltig)
    models.build(con, "fct", "kpi", melden=lambda name: melden(f"Rechnen: {name}"))
    models.collect_kpis(con)
    models.build(con, "mart", melden=lambda name: melden(f"Rechnen: {name}"))
    return werke


def load_delivery(
    con: Warehouse,
    lieferung: Lieferung,
    zeit: Zeitraum,
    einstellungen: Einstellungen,
    auch_ungueltig: bool,
) -> list[Regelwerk]:
    """Load a delivery (`raw.*`) with the rules it is judged by (`ref.*`), and accept or refuse it.

    :raises LieferungError: the delivery is refused
    :raises KonfigurationError: a rule set is wrong or not in force, or the warehouse is of another version
    """
    zuordnung = assign_regelwerke({j: einstellungen.regelwerk_for(j) for j in lieferung.ids("jobcenter_id")})
    werke = list({w.id: w for w in zuordnung.values()}.values())
    require_valid(werke, zeit.stichtag, auch_ungueltig=auch_ungueltig)
    jobcenter = {j: w.id for j, w in zuordnung.items()}
    referenz = reference_tables(zeit, jobcenter, werke, read_gesetz(), read_katalog())
    for name, frame in referenz.items():
        tables.write_table(con, f"ref.{name}", frame)
    store(con, lieferung)
    accept(con, lieferung, einstellungen)
    return werke
