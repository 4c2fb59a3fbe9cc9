"""The commands beside the monthly report: rule sets side by side, a year's Soll and Ist, before and after a day."""

from pathlib import Path

from pipeline.cli import options as o
from pipeline.cli.messages import say_evaluation


def vergleich(
    month: o.Month,
    input_: o.Input,
    output: o.EvaluationsFolder,
    regelwerk: o.ComparedRegelwerke,
    mindestfallzahl: o.Mindestfallzahl = None,
    config: o.Config = None,
) -> None:
    """Rechnet dieselbe Lieferung unter mehreren Regelwerken und stellt die Ergebnisse nebeneinander.

    Je Team stehen da: Kennzahlen, Ziele und Bewertung, wie viele Personen überfällig wären, und wie viele
    Beratungsstunden das kostet. Regelwerke gelten hier auch außerhalb ihrer Geltung; die Seiten sagen es.
    Im Warehouse wird nichts gespeichert.
    """
    from pipeline.progress import progress
    from pipeline.run.vergleich import VergleichOrder, run_vergleich
    from pipeline.settings import read_settings

    settings = read_settings(config, [Path(), input_], mindestfallzahl=mindestfallzahl)
    with progress() as tell:
        folder, befunde = run_vergleich(VergleichOrder(month, input_, output, settings, tuple(regelwerk)), tell)
    say_evaluation(folder, "vergleich.xlsx", befunde)


def soll_ist(
    year: o.Years,
    output: o.EvaluationsFolder,
    warehouse: o.WarehouseFile = None,
    mindestfallzahl: o.Mindestfallzahl = None,
    config: o.ConfigWithoutInput = None,
) -> None:
    """Stellt Soll und Ist der Kontaktdichte gegenüber: nach Jahr, Jobcenter und Profillage.

    Gerechnet wird aus den Monaten, die im Warehouse stehen; welche das sind, steht dabei. Das Soll ist eine Zahl,
    wo das Regelwerk Gespräche je Halbjahr vorgibt, sonst der vorgeschriebene Abstand in Worten.
    """
    from pipeline.progress import progress
    from pipeline.run.soll_ist import SollIstOrder, run_soll_ist
    from pipeline.settings import read_settings
    from pipeline.warehouse.connection import default_warehouse

    settings = read_settings(config, [Path()], mindestfallzahl=mindestfallzahl)
    order = SollIstOrder(tuple(year), warehouse or default_warehouse(output), output, settings)
    with progress() as tell:
        folder = run_soll_ist(order, tell)
    say_evaluation(folder, "soll-ist.xlsx")


def evaluation(
    from_: o.FirstMonth,
    to: o.LastMonth,
    stichtag: o.ChangeDay,
    output: o.EvaluationsFolder,
    warehouse: o.WarehouseFile = None,
    mindestfallzahl: o.Mindestfallzahl = None,
    config: o.ConfigWithoutInput = None,
) -> None:
    """Vergleicht die Monate vor und nach einem Tag, zum Beispiel dem Inkrafttreten einer Festlegung.

    Je Kennzahl und Einheit stehen da: Mittel vorher und nachher, Unterschied, 95-%-Bereich und das Urteil, ob eine
    Veränderung erkennbar ist oder im Rahmen der üblichen Schwankung liegt.
    """
    from pipeline.kalender import parse_day
    from pipeline.progress import progress
    from pipeline.run.evaluation import EvaluationOrder, run_evaluation
    from pipeline.settings import read_settings
    from pipeline.warehouse.connection import default_warehouse

    settings = read_settings(config, [Path()], mindestfallzahl=mindestfallzahl)
    file = warehouse or default_warehouse(output)
    order = EvaluationOrder(from_, to, parse_day(stichtag), file, output, settings)
    with progress() as tell:
        folder = run_evaluation(order, tell)
    say_evaluation(folder, "evaluation.xlsx")
