"""The commands beside the monthly report. Heavy imports happen inside them, so that --help answers at once."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.german import GermanCommand

Output = Annotated[
    Path, typer.Option("--output", metavar="ORDNER", help="Ordner für die Auswertung; sie bekommt einen Unterordner.")
]
Config = Annotated[
    Path | None,
    typer.Option("--config", metavar="DATEI", help="Einstellungen; sonst kontaktdichte.toml im Arbeitsordner."),
]
Mindestfallzahl = Annotated[
    int | None,
    typer.Option("--mindestfallzahl", metavar="N", min=3, help="Kleinere Fallzahlen geheim halten (mindestens 3)."),
]
Warehouse = Annotated[
    Path | None,
    typer.Option("--warehouse", metavar="DATEI", help="DuckDB-Datei der Berichte; sonst die neben dem Ausgabeordner."),
]


def add_commands(app: typer.Typer) -> None:
    """Add the evaluations to the command line."""
    app.command(
        cls=GermanCommand,
        epilog="Beispiel: kontaktdichte vergleich --month 2026-10 --input lieferungen --output berichte "
        "--regelwerk ID-1 --regelwerk ID-2",
        short_help="Dieselbe Lieferung unter mehreren Regelwerken vergleichen.",
    )(vergleich)
    app.command(
        name="soll-ist",
        cls=GermanCommand,
        epilog="Beispiel: kontaktdichte soll-ist --year 2026 --warehouse berichte.duckdb --output berichte",
        short_help="Kontaktdichte eines Jahres: Soll und Ist nach Jobcenter und Profillage.",
    )(soll_ist)
    app.command(
        cls=GermanCommand,
        epilog="Beispiel: kontaktdichte evaluation --from 2025-06 --to 2026-10 --stichtag 2026-02-01 "
        "--warehouse berichte.duckdb --output berichte",
        short_help="Die Monate vor und nach einem Tag vergleichen.",
    )(evaluation)


def vergleich(
    month: Annotated[str, typer.Option("--month", metavar="JJJJ-MM", help="Berichtsmonat, zum Beispiel 2026-10.")],
    input_: Annotated[
        Path, typer.Option("--input", metavar="ORDNER", help="Ordner, der die Monatsordner (2026-10/ …) enthält.")
    ],
    output: Output,
    regelwerk: Annotated[
        list[str],
        typer.Option(
            "--regelwerk",
            metavar="ID",
            help="Regelwerk (ID oder Pfad einer TOML-Datei), mindestens zwei; am ersten werden die anderen gemessen.",
        ),
    ],
    mindestfallzahl: Mindestfallzahl = None,
    config: Config = None,
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
        folder = run_vergleich(VergleichOrder(month, input_, output, settings, tuple(regelwerk)), tell)
    _say_where(folder, "vergleich.xlsx")


def soll_ist(
    year: Annotated[
        list[int], typer.Option("--year", metavar="JAHR", help="Jahr, zum Beispiel 2026 (mehrfach möglich).")
    ],
    output: Output,
    warehouse: Warehouse = None,
    mindestfallzahl: Mindestfallzahl = None,
    config: Config = None,
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
    with progress() as tell:
        order = SollIstOrder(tuple(year), warehouse or default_warehouse(output), output, settings)
        folder = run_soll_ist(order, tell)
    _say_where(folder, "soll-ist.xlsx")


def evaluation(
    from_: Annotated[str, typer.Option("--from", metavar="JJJJ-MM", help="Erster Monat des Vergleichs.")],
    to: Annotated[str, typer.Option("--to", metavar="JJJJ-MM", help="Letzter Monat des Vergleichs.")],
    stichtag: Annotated[
        str,
        typer.Option("--stichtag", metavar="JJJJ-MM-TT", help="Tag der Änderung; mit ihm beginnt „nachher“."),
    ],
    output: Output,
    warehouse: Warehouse = None,
    mindestfallzahl: Mindestfallzahl = None,
    config: Config = None,
) -> None:
    """Vergleicht die Monate vor und nach einem Tag, zum Beispiel dem Inkrafttreten einer Festlegung.

    Je Kennzahl und Einheit stehen da: Mittel vorher und nachher, Unterschied, 95-%-Bereich und das Urteil, ob eine
    Veränderung erkennbar ist oder im Rahmen der üblichen Schwankung liegt.
    """
    from pipeline.progress import progress
    from pipeline.run.evaluation import EvaluationOrder, parse_day, run_evaluation
    from pipeline.settings import read_settings
    from pipeline.warehouse.connection import default_warehouse

    settings = read_settings(config, [Path()], mindestfallzahl=mindestfallzahl)
    file = warehouse or default_warehouse(output)
    with progress() as tell:
        folder = run_evaluation(EvaluationOrder(from_, to, parse_day(stichtag), file, output, settings), tell)
    _say_where(folder, "evaluation.xlsx")


def _say_where(folder: Path, workbook: str) -> None:
    typer.echo(f"Mappe: {folder / 'excel' / workbook}")
    typer.echo(f"Bericht: {folder / 'html' / 'index.html'}")
