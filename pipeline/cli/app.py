"""The command line. Heavy imports happen inside the commands, so that --help answers at once."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from typer import TyperException

from pipeline import __version__
from pipeline.cli.evaluations import add_commands
from pipeline.cli.german import GermanCommand, GermanGroup
from pipeline.cli.messages import say_counts, say_default_regelwerk, say_file_notices, say_unexpected, say_usage
from pipeline.errors import KontaktdichteError, LieferungError, UsageError

EPILOG = (
    "Exit-Codes: 0 erledigt · 1 unerwarteter Fehler · 2 falscher Aufruf · 3 Lieferung abgelehnt · "
    "4 Einstellungen oder Regelwerk fehlerhaft."
)
app = typer.Typer(
    name="kontaktdichte",
    help="Kennzahlen zur Kontaktdichte eines Jobcenters: Lieferung prüfen, rechnen, Berichte schreiben.",
    epilog=EPILOG,
    cls=GermanGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
regelwerke_app = typer.Typer(
    cls=GermanGroup, help="Regelwerke auflisten und lesen.", rich_markup_mode=None, invoke_without_command=True
)
app.add_typer(regelwerke_app, name="regelwerke")

Month = Annotated[str, typer.Option("--month", metavar="JJJJ-MM", help="Berichtsmonat, zum Beispiel 2026-10.")]
Input = Annotated[
    Path, typer.Option("--input", metavar="ORDNER", help="Ordner, der die Monatsordner (2026-10/ …) enthält.")
]
Rules = Annotated[
    str | None,
    typer.Option("--regelwerk", metavar="ID", help="Regelwerk für alle Jobcenter (ID oder Pfad einer TOML-Datei)."),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="DATEI",
        help="Einstellungen; sonst kontaktdichte.toml im Arbeits- oder Eingangsordner, falls vorhanden.",
    ),
]
AuchUngueltig = Annotated[
    bool,
    typer.Option("--auch-ungueltig", help="Regelwerk auch außerhalb seiner Geltung anwenden (zum Vergleich)."),
]


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"kontaktdichte {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Version zeigen.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    pass


@app.command(
    cls=GermanCommand,
    epilog="Beispiel: kontaktdichte run --month 2026-10 --input lieferungen --output berichte",
    short_help="Berichte eines Monats erstellen.",
)
def run(
    month: Month,
    input_: Input,
    output: Annotated[
        Path,
        typer.Option("--output", metavar="ORDNER", help="Ordner für die Berichte; je Monat ein Unterordner."),
    ],
    regelwerk: Rules = None,
    team: Annotated[
        list[str] | None,
        typer.Option("--team", metavar="ID", help="Nur die Mappe dieses Teams neu schreiben (mehrfach möglich)."),
    ] = None,
    bereich: Annotated[
        list[str] | None,
        typer.Option("--bereich", metavar="ID", help="Nur die Mappen dieses Bereichs und seiner Teams neu schreiben."),
    ] = None,
    mindestfallzahl: Annotated[
        int | None,
        typer.Option("--mindestfallzahl", metavar="N", min=3, help="Kleinere Fallzahlen geheim halten (mindestens 3)."),
    ] = None,
    warehouse: Annotated[
        Path | None,
        typer.Option("--warehouse", metavar="DATEI", help="DuckDB-Datei; sonst neben dem Ausgabeordner."),
    ] = None,
    config: Config = None,
    auch_ungueltig: AuchUngueltig = False,
) -> None:
    """Prüft die Lieferung eines Monats, rechnet alle Kennzahlen und schreibt Mappen, HTML-Bericht und Daten.

    Bei jedem Fehler bleiben der letzte Bericht und das Warehouse, wie sie waren. Mit --team oder --bereich werden
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
    say_default_regelwerk(settings, result.lieferung)
    say_file_notices(result.lieferung)
    say_counts(result.lieferung)
    count = len(result.workbooks)
    andere = len(list((result.folder / "excel").iterdir())) - count
    nur = f"; {andere} übrige blieben, wie sie waren (neu werden sie ohne --team und --bereich)" if andere else ""
    typer.echo(f"{count} {'Mappe' if count == 1 else 'Mappen'} geschrieben{nur}.")
    typer.echo(f"Bericht: {result.folder / 'html' / 'index.html'}")


@app.command(cls=GermanCommand, short_help="Eine Lieferung nur prüfen, nichts schreiben.")
def check(
    month: Month,
    input_: Input,
    befunde: Annotated[
        Path | None,
        typer.Option("--befunde", metavar="ORDNER", help="befunde.csv in diesen Ordner schreiben."),
    ] = None,
    regelwerk: Rules = None,
    config: Config = None,
    auch_ungueltig: AuchUngueltig = False,
) -> None:
    """Prüft die Lieferung eines Monats und sagt, was gelesen, ausgeschlossen und bemerkt wurde."""
    from pipeline.accept import befund as bf
    from pipeline.present.data import write_findings
    from pipeline.progress import progress
    from pipeline.publish.place import require_folder
    from pipeline.run.month import check_lieferung
    from pipeline.settings import read_settings

    settings = read_settings(config, [Path(), input_], regelwerk=regelwerk)
    if befunde is not None:
        require_folder(befunde, "--befunde")
    with progress() as tell:
        lieferung, ablehnung = check_lieferung(input_, month, settings, auch_ungueltig, tell)
    say_counts(lieferung)
    for group in bf.count_befunde(lieferung.befunde).iter_rows(named=True):
        location = f"{group['export']}.{group['spalte']}" if group["spalte"] else group["export"]
        typer.echo(f"{group['schwere']:10} {group['anzahl']:>7} × {location}: {group['satz']}")
    for zaehlung in lieferung.zaehlungen:
        reasons = "".join(f", {count} {code}" for code, count in zaehlung.gruende)
        typer.echo(f"{zaehlung.export}: {zaehlung.gelesen} gelesen, {zaehlung.geladen} geladen{reasons}")
    if befunde is not None:
        typer.echo(f"Befundliste: {write_findings(lieferung.befunde, befunde, lieferung.zaehlungen)}")
    if ablehnung is not None:
        raise ablehnung
    typer.echo("Die Lieferung ist verwendbar.")


@app.command(cls=GermanCommand, short_help="Zuordnung von Spalten und Codes vorschlagen.")
def mapping(
    month: Month,
    input_: Input,
    output: Annotated[
        Path, typer.Option("--output", metavar="DATEI", help="TOML-Datei für den Vorschlag; darf noch nicht bestehen.")
    ] = Path("zuordnung.toml"),
    config: Config = None,
) -> None:
    """Sieht eine Lieferung an und schlägt vor, welche ihrer Spalten und Codes welchen von uns entsprechen.

    Der Vorschlag ist zu prüfen und in kontaktdichte.toml zu übernehmen; gespeichert wird sonst nichts.
    """
    from pipeline.accept.lieferung import find_month
    from pipeline.accept.mapping import propose_mapping
    from pipeline.accept.proposal import write_proposal
    from pipeline.settings import read_settings

    proposals = propose_mapping(find_month(input_, month), read_settings(config, [Path(), input_]))
    typer.echo(write_proposal(proposals, output))


@app.command(cls=GermanCommand, short_help="Aus Klartext-Exporten eine pseudonyme Lieferung machen.")
def pseudonymise(
    month: Month,
    input_: Input,
    output: Annotated[
        Path, typer.Option("--output", metavar="ORDNER", help="Ordner für die pseudonymen Monatsordner.")
    ],
    key_file: Annotated[
        Path, typer.Option("--key-file", metavar="DATEI", help="Geheimer Schlüssel; nur für den Eigentümer lesbar.")
    ],
    create_key: Annotated[
        bool, typer.Option("--create-key", help="Den Schlüssel zuerst anlegen (einmal je Jobcenter).")
    ] = False,
    config: Config = None,
) -> None:
    """Ersetzt Kennungen durch Pseudonyme, kürzt Geburtstage auf Monate und lässt alles Übrige weg.

    Derselbe Schlüssel ergibt in allen Dateien und Monaten dieselben Pseudonyme. Wer ihn kennt, kann sie auflösen.
    """
    from pipeline.accept import pseudonymise as ps
    from pipeline.accept.lieferung import find_month
    from pipeline.run.pseudonymise import pseudonymise_month
    from pipeline.settings import read_settings

    location, settings = find_month(input_, month), read_settings(config, [Path(), input_])
    if (output / month).resolve() == location.resolve():
        raise UsageError("Die Ausgabe wäre die Eingabe selbst. Bitte --output auf einen anderen Ordner setzen.")
    if create_key:
        ps.create_key(key_file)
    for part in pseudonymise_month(location, output / month, ps.read_key(key_file), settings):
        typer.echo(
            f"{part.file}: {part.rows} Zeilen, ausgelassen {part.dropped_rows} unlesbare Zeilen und "
            f"{part.dropped_columns} fremde Spalten"
        )


@app.command(cls=GermanCommand, short_help="Eine erfundene Lieferung erzeugen.")
def sample(
    output: Annotated[Path, typer.Option("--output", metavar="ORDNER", help="Ordner für die Monatsordner.")],
    persons: Annotated[int, typer.Option("--persons", min=20, help="Anzahl der Personen.")] = 400,
    months: Annotated[int, typer.Option("--months", min=1, help="Anzahl aufeinanderfolgender Monate.")] = 1,
    seed: Annotated[int, typer.Option("--seed", help="Gleicher Wert, gleiche Dateien.")] = 1,
    last_month: Annotated[
        str, typer.Option("--last-month", metavar="JJJJ-MM", help="Letzter Berichtsmonat.")
    ] = "2026-10",
    plant: Annotated[
        list[str] | None, typer.Option("--plant", metavar="NAME", help="Diese Auffälligkeit einpflanzen.")
    ] = None,
) -> None:
    """Schreibt Lieferungen eines erfundenen Jobcenters, wie sie aus VerBIS, ATV und ALLEGRO kämen."""
    from pipeline.kalender import parse_month
    from pipeline.publish.place import require_folder
    from pipeline.sample.generate import SampleOrder, write_sample

    parse_month(last_month)
    require_folder(output)
    if vorhanden := sorted(o.name for o in output.glob("????-??") if o.is_dir() and any(o.iterdir())):
        raise UsageError(
            f"In {output} liegen schon Lieferungen ({', '.join(vorhanden)}). Damit nichts überschrieben wird, bitte "
            "einen anderen Ordner nennen."
        )
    order = SampleOrder(persons, months, seed, last_month=last_month, plants=tuple(plant or ()))
    for folder in write_sample(output, order):
        typer.echo(f"geschrieben: {folder}")


@regelwerke_app.callback()
def _list_regelwerke(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is not None:
        return
    from pipeline.regelwerk.files import known_regelwerke, read_regelwerk
    from pipeline.regelwerk.wording import period

    for identifier, file in known_regelwerke().items():
        regelwerk = read_regelwerk(file)
        typer.echo(f"{identifier:28} {period(regelwerk.gueltig_ab, regelwerk.gueltig_bis)}  {regelwerk.papier}")


@regelwerke_app.command("show", cls=GermanCommand)
def show(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="ID oder Pfad einer TOML-Datei.")],
) -> None:
    """Zeigt ein Regelwerk mit Fundstellen und Annahmen."""
    from pipeline.katalog import read_katalog
    from pipeline.regelwerk.describe import describe_regelwerk
    from pipeline.regelwerk.files import find_regelwerk

    typer.echo(describe_regelwerk(find_regelwerk(identifier), read_katalog()))


@regelwerke_app.command("check", cls=GermanCommand, epilog="Beispiel: kontaktdichte regelwerke check unser-haus.toml")
def check_regelwerk(
    file: Annotated[Path, typer.Argument(metavar="DATEI", help="TOML-Datei eines eigenen Regelwerks.")],
) -> None:
    """Prüft ein eigenes Regelwerk oder eine Teamvereinbarung und sagt, was darin steht."""
    from pipeline.errors import ConfigurationError
    from pipeline.katalog import read_katalog
    from pipeline.regelwerk.describe import describe_regelwerk, summarize_regelwerk
    from pipeline.regelwerk.files import read_regelwerk

    if not file.is_file():
        raise ConfigurationError(f"Die Datei {file} gibt es nicht. Bitte den Pfad prüfen.")
    regelwerk = read_regelwerk(file)
    typer.echo(
        f"{describe_regelwerk(regelwerk, read_katalog())}\n\n"
        f"{file.name} ist verwendbar: {summarize_regelwerk(regelwerk)}"
    )


add_commands(app)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; expected errors become one sentence and an exit code."""
    for strom in (sys.stdout, sys.stderr):
        if hasattr(strom, "reconfigure"):
            strom.reconfigure(encoding="utf-8", errors="replace")
    try:
        sys.exit(app(args=arguments, standalone_mode=False))
    except TyperException as error:
        say_usage(error)
        sys.exit(UsageError.exit_code)
    except KontaktdichteError as error:
        prefix = "Lieferung abgelehnt" if isinstance(error, LieferungError) else "Fehler"
        typer.echo(f"{prefix}: {error}", err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        say_unexpected(error)
        sys.exit(1)
