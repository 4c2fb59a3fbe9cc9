"""From the months of the warehouse to the comparison of before and after."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline import __version__
from pipeline.disclose.history import read_warehouse
from pipeline.errors import UsageError
from pipeline.evaluate.evaluation import Evaluation, build_evaluation, regelwerk_changes, split_months
from pipeline.katalog import read_katalog
from pipeline.present.documents.evaluation import evaluation_document
from pipeline.present.files import write_document
from pipeline.progress import Tell
from pipeline.publish.place import require_folder, staging
from pipeline.settings import Settings


@dataclass(frozen=True)
class EvaluationOrder:
    """The months to compare, and the day that divides them."""

    von: str
    bis: str
    stichtag: date
    warehouse: Path
    output: Path
    settings: Settings


def parse_day(text: str) -> date:
    """Return a day `JJJJ-MM-TT`; UsageError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"„{text}“ ist kein Datum; gemeint ist zum Beispiel 2026-02-01.") from None


def run_evaluation(order: EvaluationOrder, tell: Tell) -> Path:
    """Write the evaluation and return its folder; on any error an earlier one stays as it was."""
    require_folder(order.output)
    tell("Lesen: Warehouse")
    history = read_warehouse(order.warehouse, order.settings)
    period = split_months(history.monate, order.von, order.bis, order.stichtag)
    tell("Rechnen: vorher und nachher")
    einheiten, anzahlen = build_evaluation(history, period, read_katalog())
    evaluation = Evaluation(
        zeitraum=period,
        version=__version__,
        mindestfallzahl=order.settings.mindestfallzahl,
        einheiten=einheiten,
        vergleiche=anzahlen,
        regelwechsel=regelwerk_changes(history, period),
    )
    with staging(order.output / f"evaluation-{order.stichtag}") as place:
        tell("Schreiben: Evaluation")
        write_document(evaluation_document(evaluation), place.folder, "evaluation")
        place.publish()
    return place.target
