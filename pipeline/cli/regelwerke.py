"""The commands about rule sets: which there are, what one says, whether one's own can be used."""

from datetime import date

import typer

from pipeline.cli import options as o
from pipeline.cli.german import GermanCommand, GermanGroup

regelwerke_app = typer.Typer(
    cls=GermanGroup, help="Regelwerke auflisten und lesen.", rich_markup_mode=None, invoke_without_command=True
)


@regelwerke_app.callback()
def list_regelwerke(ctx: typer.Context) -> None:
    """Print id, validity and paper of every delivered rule set, unless one of the commands below is called."""
    if ctx.invoked_subcommand is not None:
        return
    from pipeline.regelwerk.files import known_regelwerke, read_regelwerk
    from pipeline.regelwerk.wording import period

    for identifier, file in known_regelwerke().items():
        regelwerk = read_regelwerk(file)
        typer.echo(f"{identifier:28} {period(regelwerk.gueltig_ab, regelwerk.gueltig_bis)}  {regelwerk.papier}")


@regelwerke_app.command("show", cls=GermanCommand)
def show_regelwerk(identifier: o.RegelwerkName) -> None:
    """Zeigt ein Regelwerk mit Fundstellen und Annahmen."""
    from pipeline.katalog import read_katalog
    from pipeline.regelwerk.describe import describe_regelwerk
    from pipeline.regelwerk.files import find_regelwerk, read_gesetz

    typer.echo(describe_regelwerk(read_gesetz().add_to(find_regelwerk(identifier), date.max), read_katalog()))


@regelwerke_app.command("check", cls=GermanCommand, epilog="Beispiel: kontaktdichte regelwerke check unser-haus.toml")
def check_regelwerk(file: o.RegelwerkFile) -> None:
    """Prüft ein eigenes Regelwerk oder eine Teamvereinbarung und sagt, was darin steht."""
    from pipeline.katalog import read_katalog
    from pipeline.regelwerk.describe import describe_regelwerk, summarize_regelwerk
    from pipeline.regelwerk.files import read_gesetz, read_regelwerk

    regelwerk = read_regelwerk(file)
    typer.echo(
        f"{describe_regelwerk(read_gesetz().add_to(regelwerk, date.max), read_katalog())}\n\n"
        f"{file.name} ist verwendbar: {summarize_regelwerk(regelwerk)}"
    )
