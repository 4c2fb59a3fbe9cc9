"""The commands around a delivery: how its words map to ours, how to make one of clear exports, how to make one up."""

from pathlib import Path

import typer

from pipeline.cli import options as o
from pipeline.cli.messages import say_file_notices, say_pseudonymised, say_warnungen
from pipeline.publish.interrupt import undisturbed
from pipeline.publish.moment import after_publication, without_report


@without_report()
def mapping(
    month: o.Month,
    input_: o.Input,
    output: o.ProposalFile = Path("zuordnung.toml"),
    config: o.Config = None,
) -> None:
    """Sieht eine Lieferung an und schlägt vor, welche ihrer Spalten und Codes welchen von uns entsprechen.

    Der Vorschlag ist zu prüfen und in kontaktdichte.toml zu übernehmen; gespeichert wird sonst nichts.
    """
    from pipeline.accept.lieferung import find_month
    from pipeline.accept.mapping import judge_files, propose_mapping
    from pipeline.accept.proposal import write_proposal
    from pipeline.publish.apart import places_of_month, require_apart
    from pipeline.settings import read_settings

    location = find_month(input_, month)
    # Beside the months is where settings may lie.
    require_apart(places_of_month(location), [("--output", output)])
    proposals = propose_mapping(location, read_settings(config, [Path(), input_]))
    befunde = judge_files(location, proposals)
    say_file_notices(befunde)
    with undisturbed():
        typer.echo(write_proposal(proposals, output))
    say_warnungen(befunde)


@without_report()
def pseudonymise(
    month: o.Month,
    input_: o.Input,
    output: o.PseudonymisedFolder,
    key_file: o.KeyFile,
    create_key: o.CreateKey = False,
    config: o.Config = None,
) -> None:
    """Ersetzt Kennungen durch Pseudonyme, kürzt Geburtstage auf Monate und lässt alles Übrige weg.

    Derselbe Schlüssel ergibt in allen Dateien und Monaten dieselben Pseudonyme. Wer ihn kennt, kann sie auflösen.
    """
    from pipeline.run.pseudonymise import PseudonymiseOrder, run_pseudonymise
    from pipeline.settings import read_settings

    settings = read_settings(config, [Path(), input_])
    order = PseudonymiseOrder(month, input_, output, key_file, create_key, settings)
    written = run_pseudonymise(order)
    say_pseudonymised(written.parts, written.befunde)


@without_report()
def sample(
    output: o.SampleFolder,
    persons: o.Persons = 400,
    months: o.Months = 1,
    seed: o.Seed = 1,
    last_month: o.LastSampleMonth = "2026-10",
    plant: o.Plants = None,
) -> None:
    """Schreibt Lieferungen eines erfundenen Jobcenters, wie sie aus VerBIS, ATV und ALLEGRO kämen."""
    from pipeline.kalender import parse_month
    from pipeline.publish.apart import require_folder, require_no_lieferungen
    from pipeline.publish.claim import claim
    from pipeline.publish.place import staging
    from pipeline.sample.generate import SampleOrder, write_sample, write_sample_settings
    from pipeline.settings import DATEINAME

    parse_month(last_month)
    require_folder(output)
    require_no_lieferungen(output)
    order = SampleOrder(persons, months, seed, last_month=last_month, plants=tuple(plant or ()))
    with claim(output), staging(output / "lieferungen") as place:
        write_sample(place.folder, order)
        if not (output / DATEINAME).exists():
            write_sample_settings(place.folder / DATEINAME)
        written = place.spread(output)
    with after_publication():
        for path in written:
            typer.echo(f"geschrieben: {path}")
