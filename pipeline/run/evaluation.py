"""From the months of the warehouse to the comparison of before and after."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.disclose.history import read_warehouse
from pipeline.evaluate.evaluation import make_evaluation, split_months
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


def run_evaluation(order: EvaluationOrder, tell: Tell) -> Path:
    """Write the evaluation and return its folder; on any error an earlier one stays as it was.

    :raises UsageError: the warehouse or a month is not there, or the output cannot be written
    """
    require_folder(order.output)
    tell("Lesen: Warehouse")
    history = read_warehouse(order.warehouse, order.settings)
    period = split_months(history.monate, order.von, order.bis, order.stichtag)
    tell("Rechnen: vorher und nachher")
    evaluation = make_evaluation(history, period, read_katalog(), order.settings.mindestfallzahl)
    with staging(order.output / f"evaluation-{order.stichtag}") as place:
        tell("Schreiben: Evaluation")
        write_document(evaluation_document(evaluation), place.folder, "evaluation")
        place.publish()
    return place.target
