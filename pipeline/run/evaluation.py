"""From the months of the warehouse to the comparison of before and after."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipeline.disclose.history import read_warehouse
from pipeline.evaluate.evaluation import make_evaluation, split_months
from pipeline.evaluate.window import find_other_stichtage
from pipeline.katalog import read_katalog
from pipeline.present.documents.evaluation import evaluation_document
from pipeline.present.files import write_document
from pipeline.progress import Tell
from pipeline.publish.apart import require_folder, require_no_exports
from pipeline.publish.claim import claim
from pipeline.publish.house import House
from pipeline.publish.place import staging
from pipeline.regelwerk.files import find_used_regelwerke
from pipeline.regelwerk.wording import say_changes_of_law
from pipeline.run.hold import mend_warehouse
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

    @property
    def target(self) -> Path:
        """The folder of the evaluation."""
        return self.output / f"evaluation-{self.stichtag}"


def run_evaluation(order: EvaluationOrder, tell: Tell) -> Path:
    """Write the evaluation and return its folder; on any error an earlier one stays as it was.

    :raises UsageError: the warehouse or a month is not there, or the output cannot be written
    :raises ConfigurationError: a rule set is wrong
    :raises BusyError: another run writes there or holds the warehouse, or a file is open in another program
    """
    require_folder(order.output)
    require_no_exports(order.output)
    require_no_exports(order.target)
    tell("Lesen: Warehouse")
    mend_warehouse(House(order.output, order.warehouse, order.settings.speichergrenze), tell)
    history = read_warehouse(order.warehouse, order.settings)
    period = split_months(history.monate, order.von, order.bis, order.stichtag)
    tell("Rechnen: vorher und nachher")
    evaluation = make_evaluation(history, period, read_katalog(), order.settings.mindestfallzahl)
    within = {m: s for m, s in history.monate.items() if order.von <= m <= order.bis}
    used = history.einheiten.filter(pl.col("stichtag").is_in(list(within.values())))["regelwerk"]
    regelwerke = find_used_regelwerke(used, order.settings.named_regelwerke)
    hinweise = [
        *(sentence for _, sentence in find_other_stichtage(within, order.settings.stichtage)),
        *say_changes_of_law(regelwerke.values(), max(within.values())),
    ]
    with claim(order.output), staging(order.target) as place:
        tell("Schreiben: Evaluation")
        write_document(evaluation_document(evaluation, hinweise), place.folder, "evaluation")
        place.publish()
    return place.target
