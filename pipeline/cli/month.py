"""The monthly commands: the reports of a delivery, and a look at whether it can be used."""

from pathlib import Path

import typer

from pipeline.cli import options as o
from pipeline.cli.messages import say_befunde, say_counts, say_month, say_warnungen
from pipeline.publish.moment import without_report


def run(
    month: o.Month,
    input_: o.Input,
    output: o.ReportsFolder,
    regelwerk: o.DefaultRegelwerk = None,
    team: o.Teams = None,
    bereich: o.Bereiche = None,
    mindestfallzahl: o.Mindestfallzahl = None,
    warehouse: o.WarehouseFile = None,
    config: o.Config = None,
    auch_ungueltig: o.AuchUngueltig = False,
) -> None:
    """Prüft die Lieferung eines Monats, rechnet alle Kennzahlen und schreibt Mappen, HTML-Bericht und Daten.

    Bei einem Fehler bleiben der letzte Bericht und das Warehouse, wie sie waren; war der neue Bericht da schon
    geschrieben, sagt es die Meldung. Mit --team oder --bereich werden
    alle Kennzahlen neu gerechnet und Daten und HTML neu geschrieben, aber nur die genannten Mappen.
    """
    from pipeline.progress import progress
    from pipeline.run.month import MonthOrder, run_month
    from pipeline.settings import read_settings

    settings = read_settings(config, [Path(), input_], regelwerk=regelwerk, mindestfallzahl=mindestfallzahl)
    order = MonthOrder(
        monat=month,
        input_folder=input_,
        output=output,
        settings=settings,
        warehouse=warehouse,
        teams=tuple(team or ()),
        bereiche=tuple(bereich or ()),
        auch_ungueltig=auch_ungueltig,
    )
    with progress() as tell:
        result = run_month(order, tell)
    say_month(order, result)


@without_report()
def check(
    month: o.Month,
    input_: o.Input,
    befunde: o.BefundeFolder = None,
    regelwerk: o.DefaultRegelwerk = None,
    config: o.Config = None,
    auch_ungueltig: o.AuchUngueltig = False,
) -> None:
    """Prüft die Lieferung eines Monats und sagt, was gelesen, ausgeschlossen und bemerkt wurde."""
    from pipeline.progress import progress
    from pipeline.publish.apart import places_of, require_apart, require_folder
    from pipeline.publish.refusal import add_befunde
    from pipeline.run.month import check_lieferung
    from pipeline.settings import read_settings

    settings = read_settings(config, [Path(), input_], regelwerk=regelwerk)
    if befunde is not None:
        require_folder(befunde, "--befunde")
        require_apart(places_of(input_, month), [("--befunde", befunde / "befunde.csv")])
    with progress() as tell:
        lieferung, refusal = check_lieferung(input_, month, settings, auch_ungueltig, tell)
    say_counts(lieferung)
    say_befunde(lieferung)
    if befunde is not None:
        typer.echo(f"Befundliste: {add_befunde(lieferung, befunde)}")
    if refusal is not None:
        raise refusal
    if not say_warnungen(lieferung.befunde):
        typer.echo("Die Lieferung ist verwendbar.")
