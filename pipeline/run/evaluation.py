"""From the months of the warehouse to the comparison of before and after."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline import __version__
from pipeline.disclose.history import read_warehouse
from pipeline.errors import UsageError
from pipeline.evaluate.evaluation import Evaluation, build, rule_set_changes, split_months
from pipeline.katalog import read_katalog
from pipeline.present.documents.evaluation import evaluation_document
from pipeline.present.files import write_document
from pipeline.publish.place import require_folder, staging
from pipeline.settings import Einstellungen

Melden = Callable[[str], None]


@dataclass(frozen=True)
class Auftrag:
    """The months to compare, and the day that divides them."""

    von: str
    bis: str
    stichtag: date
    warehouse: Path
    ausgabe: Path
    einstellungen: Einstellungen


def parse_day(text: str) -> date:
    """Return a day `JJJJ-MM-TT`; UsageError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"„{text}“ ist kein Datum; gemeint ist zum Beispiel 2026-02-01.") from None


def evaluate(auftrag: Auftrag, melden: Melden) -> Path:
    """Write the evaluation and return its folder; on any error an earlier one stays as it was."""
    require_folder(auftrag.ausgabe)
    melden("Lesen: Warehouse")
    zeitreihe = read_warehouse(auftrag.warehouse, auftrag.einstellungen)
    zeitraum = split_months(zeitreihe.monate, auftrag.von, auftrag.bis, auftrag.stichtag)
    melden("Rechnen: vorher und nachher")
    einheiten, anzahlen = build(zeitreihe, zeitraum, read_katalog())
    evaluation = Evaluation(
        zeitraum=zeitraum,
        version=__version__,
        mindestfallzahl=auftrag.einstellungen.mindestfallzahl,
        einheiten=einheiten,
        vergleiche=anzahlen,
        regelwechsel=rule_set_changes(zeitreihe, zeitraum),
    )
    with staging(auftrag.ausgabe / f"evaluation-{auftrag.stichtag}") as ablage:
        melden("Schreiben: Evaluation")
        write_document(evaluation_document(evaluation), ablage.ordner, "evaluation")
        ablage.publish()
    return ablage.ziel
