"""The commands that keep months in order: how things stand, what is wrong, anew, back, rebuilt, tidied up."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pipeline.cli import options as o
from pipeline.cli.journal import say_backfilled, say_doctor, say_json, say_pending, say_status
from pipeline.publish.moment import without_report

if TYPE_CHECKING:
    from pipeline.publish.house import House
    from pipeline.settings import Settings


def _house(output: Path, warehouse: Path | None, config: Path | None) -> "tuple[House, Settings]":
    from pipeline.publish.house import House
    from pipeline.settings import read_settings
    from pipeline.warehouse.connection import default_warehouse

    settings = read_settings(config, [Path()])
    return House(output, warehouse or default_warehouse(output), settings.speichergrenze), settings


@without_report()
def status(
    output: o.ReportsHere = Path("berichte"),
    warehouse: o.WarehouseFile = None,
    config: o.ConfigWithoutInput = None,
    json: o.AsJson = False,
) -> None:
    """Sagt je Monat, welcher Stand gilt, ob er veröffentlicht ist und was seither veraltet ist.

    Was ein abgebrochener Lauf unfertig ließ und was am Bericht oder Warehouse fehlt, wird dabei aus dem Archiv
    geheilt.
    """
    from pipeline.progress import progress
    from pipeline.run.status import read_status

    with progress() as tell:
        found = read_status(_house(output, warehouse, config)[0], tell)
    say_json(asdict(found)) if json else say_status(found)


@without_report()
def doctor(
    output: o.ReportsHere = Path("berichte"),
    warehouse: o.WarehouseFile = None,
    config: o.ConfigWithoutInput = None,
    json: o.AsJson = False,
) -> None:
    """Untersucht Archiv, Berichte und Warehouse und sagt, was nicht stimmt und was dagegen einzugeben ist.

    Geändert wird nichts. Exit-Code 1, wenn etwas gefunden wurde.
    """
    from pipeline.run.doctor import examine

    house, settings = _house(output, warehouse, config)
    given = {"--output": output, "--warehouse": warehouse, "--config": config}
    option = " ".join(f"{name} {value}" for name, value in given.items() if value is not None)
    findings = examine(house, option, date.today(), settings.aufbewahrung_monate)
    say_json(findings) if json else say_doctor(findings)
    if findings:
        raise typer.Exit(1)


def backfill(
    input_: o.InputIfThere = None,
    output: o.ReportsHere = Path("berichte"),
    from_: o.FirstRenewed = None,
    to: o.LastRenewed = None,
    regelwerk: o.DefaultRegelwerk = None,
    mindestfallzahl: o.Mindestfallzahl = None,
    warehouse: o.WarehouseFile = None,
    config: o.Config = None,
    auch_ungueltig: o.AuchUngueltig = False,
    warten: o.Warten = 0,
) -> None:
    """Erstellt Monate der Reihe nach neu, und danach alle, die einen davon noch nach einem alten Stand zeigen.

    Ohne --from werden nur diese erneuert. Liegt die Lieferung eines Monats unter --input, wird sie gelesen, sonst
    kommen ihre Zeilen aus dem Archiv.
    """
    from pipeline.progress import progress
    from pipeline.run.backfill import run_backfill
    from pipeline.run.order import MonthOrder
    from pipeline.settings import read_settings

    folder = input_ or Path("lieferungen")
    settings = read_settings(config, [Path(), folder], regelwerk=regelwerk, mindestfallzahl=mindestfallzahl)
    order = MonthOrder(
        from_ or "",
        folder,
        output,
        settings,
        warehouse=warehouse,
        auch_ungueltig=auch_ungueltig,
        warten=warten,
    )
    with progress() as tell:
        done = run_backfill(order, from_, to, tell)
    say_backfilled(done)


def rollback(
    month: o.Month,
    stand: o.StandNumber,
    output: o.ReportsHere = Path("berichte"),
    warehouse: o.WarehouseFile = None,
    config: o.ConfigWithoutInput = None,
    warten: o.Warten = 0,
) -> None:
    """Macht einen früheren Stand eines Monats wieder zum geltenden und veröffentlicht ihn.

    Er bekommt eine neue Nummer; nichts geht verloren. Dieselbe Lieferung ergibt danach von selbst keinen neuen Stand.
    """
    from pipeline.progress import progress
    from pipeline.run.rollback import take_back

    with progress() as tell:
        made, healed = take_back(_house(output, warehouse, config)[0], month, stand, warten, tell)
    typer.echo(f"{made.name} gilt jetzt: {made.lauf.anlass}.")
    say_pending(made.name, healed.waiting)


@without_report()
def tidy(
    output: o.ReportsHere = Path("berichte"),
    warehouse: o.WarehouseFile = None,
    config: o.ConfigWithoutInput = None,
    dry_run: o.DryRun = False,
    warten: o.Warten = 0,
) -> None:
    """Löscht die Zeilen alter Lieferungen aus dem Archiv; Kennzahlen, Berichte und Zählungen bleiben.

    Wie lange Zeilen bleiben, sagt aufbewahrung_monate in kontaktdichte.toml.
    """
    from pipeline.progress import progress
    from pipeline.run.tidy import find_old, forget_rows

    house, settings = _house(output, warehouse, config)
    keep = settings.aufbewahrung_monate
    waiting: list[str] = []
    if dry_run:
        old, word = find_old(house.archive, date.today(), keep), "Würde Zeilen löschen"
    else:
        with progress() as tell:
            old, healed = forget_rows(house, date.today(), keep, warten, tell)
        waiting, word = healed.waiting, "Zeilen gelöscht"
    for stand in old:
        typer.echo(f"{word}: {stand.name}")
    if not old:
        typer.echo(f"Keine Zeilen sind älter als {keep} Monate.")
    say_pending("Das Aufräumen", waiting)


@without_report()
def rebuild(
    output: o.ReportsHere = Path("berichte"),
    warehouse: o.WarehouseFile = None,
    config: o.ConfigWithoutInput = None,
    warten: o.Warten = 0,
) -> None:
    """Stellt alle veröffentlichten Berichte und das Warehouse aus dem Archiv wieder her, Zahl für Zahl."""
    from pipeline.progress import progress
    from pipeline.publish.heal import heal
    from pipeline.publish.interrupt import undisturbed
    from pipeline.run.hold import hold

    house, _ = _house(output, warehouse, config)
    with progress() as tell, hold(house, "neuaufbau", warten, tell), undisturbed():
        healed = heal(house, tell, anew=True, is_claimed=True)
    typer.echo(f"Neu veröffentlicht: {', '.join(healed.reports) or 'kein Bericht'}.")
    if healed.warehouse:
        typer.echo(f"Warehouse neu aufgebaut: {house.warehouse}")
    elif not house.archive.months():
        typer.echo("Das Archiv ist noch leer.")
    say_pending("Der Neuaufbau", healed.waiting)
