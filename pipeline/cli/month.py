"""The monthly commands: the reports of a delivery, and a look at whether it can be used."""

from pathlib import Path

import typer

from pipeline.cli import options as o
from pipeline.cli.journal import say_json_check, say_json_month, say_pending
from pipeline.cli.messages import say_befunde, say_counts, say_month, say_warnungen
from pipeline.publish.moment import without_report


def run(
    input_: o.Input,
    output: o.ReportsFolder,
    month: o.MonthIfNamed = None,
    regelwerk: o.DefaultRegelwerk = None,
    team: o.Teams = None,
    bereich: o.Bereiche = None,
    mindestfallzahl: o.Mindestfallzahl = None,
    warehouse: o.WarehouseFile = None,
    config: o.Config = None,
    auch_ungueltig: o.AuchUngueltig = False,
    neu: o.Neu = False,
    warten: o.Warten = 0,
    json: o.AsJson = False,
) -> None:
    """Prüft die Lieferung eines Monats, rechnet alle Kennzahlen und schreibt Mappen, HTML-Bericht und Daten.

    Jeder Lauf, der etwas ändert, ist ein neuer Stand im Archiv neben der Ausgabe; dieselbe Lieferung unter denselben
    Regeln ergibt keinen. Bei einem Fehler bleibt der letzte Bericht, wie er war; war der neue da schon geschrieben,
    sagt es die Meldung. Mit --team oder --bereich werden die genannten Mappen in Sekunden aus dem Archiv
    erneuert; hat sich etwas geändert, entsteht ein ganzer neuer Stand.
    """
    from datetime import date

    from pipeline.kalender import last_complete_month
    from pipeline.progress import progress
    from pipeline.run.month import run_month
    from pipeline.run.order import MonthOrder
    from pipeline.settings import read_settings

    settings = read_settings(config, [Path(), input_], regelwerk=regelwerk, mindestfallzahl=mindestfallzahl)
    order = MonthOrder(
        monat=month or last_complete_month(date.today(), settings.stichtage),
        input_folder=input_,
        output=output,
        settings=settings,
        warehouse=warehouse,
        teams=tuple(team or ()),
        bereiche=tuple(bereich or ()),
        auch_ungueltig=auch_ungueltig,
        neu=neu,
        warten=warten,
        is_named=month is not None,
    )
    if month is None:
        typer.echo(f"Berichtsmonat {order.monat} (der letzte abgeschlossene).", err=json)
    with progress() as tell:
        result = run_month(order, tell)
    say_json_month(result) if json else say_month(order, result)
    say_pending(result.stand.name, result.waiting)


@without_report()
def check(
    month: o.Month,
    input_: o.Input,
    befunde: o.BefundeFolder = None,
    regelwerk: o.DefaultRegelwerk = None,
    config: o.Config = None,
    auch_ungueltig: o.AuchUngueltig = False,
    json: o.AsJson = False,
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
    if json:
        say_json_check(lieferung, refusal)
    else:
        say_counts(lieferung)
        say_befunde(lieferung)
    if befunde is not None:
        typer.echo(f"Befundliste: {add_befunde(lieferung, befunde)}", err=json)
    if refusal is not None:
        raise refusal
    if not say_warnungen(lieferung.befunde) and not json:
        typer.echo("Die Lieferung ist verwendbar.")
