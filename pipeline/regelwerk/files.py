"""Rule sets: what a source paper asks for, as data. Finds, reads and checks the TOML files."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.errors import ConfigurationError, UsageError
from pipeline.katalog import read_katalog
from pipeline.notation import day
from pipeline.regelwerk import check, teamvereinbarung
from pipeline.regelwerk.frist import Frist
from pipeline.regelwerk.kontaktregel import (
    ALTERSGRUPPE,
    OHNE,
    Bedingung,
    Kontaktregel,
    LebenslaufBedingung,
    MindestAnzahl,
    MindestDurchschnitt,
)
from pipeline.regelwerk.regelwerk import Annahme, Gesetz, Regelwerk, Ziel
from pipeline.regelwerk.teamvereinbarung import Overlay
from pipeline.regelwerk.wording import period
from pipeline.resources import resource_folder
from pipeline.settings import Settings
from pipeline.toml_file import read_toml, refuse, validation_sentences

__all__ = [
    "ALTERSGRUPPE",
    "OHNE",
    "Annahme",
    "Bedingung",
    "Frist",
    "Gesetz",
    "Kontaktregel",
    "LebenslaufBedingung",
    "MindestAnzahl",
    "MindestDurchschnitt",
    "Regelwerk",
    "Ziel",
    "assign_regelwerke",
    "choose_regelwerke",
    "find_compared_regelwerke",
    "find_regelwerk",
    "find_used_regelwerke",
    "known_regelwerke",
    "read_gesetz",
    "read_regelwerk",
    "read_toml",
    "require_valid",
    "validation_sentences",
]


# One rule set alone is no comparison.
FEWEST_COMPARED = 2


def known_regelwerke() -> dict[str, Path]:
    """Map the ids of the delivered rule sets (their file names) to their files."""
    return {file.stem: file for file in sorted(resource_folder("regelwerke").glob("*.toml"))}


def find_regelwerk(identifier: str, folder: Path | None = None) -> Regelwerk:
    """Read the rule set of that id, or of that file if it names one (relative to `folder`).

    :raises ConfigurationError: there is none, or something in it is wrong
    """
    return read_regelwerk(_find_file(identifier, folder or Path()))


def _find_file(identifier: str, folder: Path) -> Path:
    """Return the file of an id, or the file named, relative to `folder`.

    :raises ConfigurationError: there is neither; names the ids there are
    """
    known = known_regelwerke()
    if identifier in known:
        return known[identifier]
    if identifier.endswith(".toml") and (folder / identifier).is_file():
        return folder / identifier
    raise ConfigurationError(
        f"Das Regelwerk {identifier} gibt es nicht. Vorhanden sind: {', '.join(known)}. "
        "Ein eigenes nennt man mit dem Pfad seiner TOML-Datei."
    )


def read_regelwerk(file: Path) -> Regelwerk:
    """Read and check one file: a whole rule set, or Teamvereinbarungen over another one.

    :raises ConfigurationError: there is no such file, something in it is wrong, or a delivered rule set has its id
    """
    if not file.is_file():
        why = f"{file} ist ein Ordner, keine Datei" if file.is_dir() else f"Die Datei {file} gibt es nicht"
        raise ConfigurationError(f"{why}. Bitte den Pfad prüfen.")
    data = read_toml(file)
    regelwerk = _read_overlay(file, data) if _is_overlay(data) else _read_whole(file, data)
    known = known_regelwerke().get(regelwerk.id)
    if known is not None and known.resolve() != file.resolve() and read_toml(known) != data:
        raise refuse("Regelwerk", file, [f"id: {regelwerk.id} heißt schon ein mitgeliefertes Regelwerk"])
    return regelwerk


def _is_overlay(data: Mapping[str, Any]) -> bool:
    return "grundlage" in data or "teamvereinbarung" in data


def _read_whole(file: Path, data: Mapping[str, Any]) -> Regelwerk:
    """Read a rule set that stands for itself.

    :raises ConfigurationError: says everything that is wrong in it
    """
    if reasons := check.find_regelwerk_errors(data, read_katalog()):
        raise refuse("Regelwerk", file, reasons)
    return Regelwerk.model_validate(data)


def _read_overlay(file: Path, data: dict[str, Any]) -> Regelwerk:
    """Read Teamvereinbarungen; a file that names no id of its own has that of its name.

    :raises ConfigurationError: something in it is wrong, or what it lies over is one itself
    """
    try:
        house = Overlay.model_validate({"id": file.stem, **data})
    except ValidationError as error:
        raise refuse("Teamvereinbarung", file, list(validation_sentences(error, data))) from None
    unterlage = _find_file(house.grundlage, file.parent)
    if _is_overlay(read_toml(unterlage)):
        raise refuse("Teamvereinbarung", file, [f"grundlage: {house.grundlage} ist selbst eine Teamvereinbarung"])
    grundlage = read_regelwerk(unterlage)
    if reasons := teamvereinbarung.find_overlay_errors(house, grundlage, data):
        raise refuse("Teamvereinbarung", file, reasons)
    return teamvereinbarung.lay_over(house, grundlage)


def read_gesetz() -> Gesetz:
    """Read what the law (SGB II: § 7a and the kinds of agreement) fixes for all rule sets.

    :raises ConfigurationError: the delivered file is no TOML
    """
    return Gesetz.model_validate(read_toml(resource_folder("regelwerke") / "gesetz" / "sgb-ii.toml"))


def choose_regelwerke(jobcenter: Sequence[str], settings: Settings) -> dict[str, str]:
    """Map the ids of all Jobcenter of a delivery to the ids or files of the rule sets that the settings name for them.

    :raises ConfigurationError: one has no rule set, or the settings name a Jobcenter that the delivery does not have
    """
    chosen = {j: settings.regelwerk_for(j) for j in jobcenter}
    faults = []
    # A delivery without any is refused for that.
    if jobcenter and (unknown := sorted(settings.jobcenter.keys() - set(jobcenter))):
        faults.append(
            f"[jobcenter] nennt {', '.join(unknown)}, die Lieferung hat nur {', '.join(sorted(jobcenter))}. Bitte den "
            "Eintrag berichtigen."
        )
    if without := sorted(j for j, identifier in chosen.items() if identifier is None):
        faults.append(
            f"Für {', '.join(without)} ist kein Regelwerk eingestellt. Bitte in den Einstellungen (kontaktdichte.toml) "
            f'unter [jobcenter] eintragen, in der Form "{without[0]}" = "Regelwerk", oder mit --regelwerk angeben.'
        )
    if faults:
        raise ConfigurationError(f"{' '.join(faults)} Vorhandene Regelwerke: {', '.join(known_regelwerke())}.")
    return {j: identifier for j, identifier in chosen.items() if identifier is not None}


def assign_regelwerke(identifiers: Mapping[str, str]) -> dict[str, Regelwerk]:
    """Map each Jobcenter to its rule set, given by id or file.

    :raises ConfigurationError: a rule set is not there or wrong, or two different ones have the same id
    """
    gelesen = {identifier: _find_chosen(identifier, identifiers) for identifier in sorted(set(identifiers.values()))}
    nach_id: dict[str, Regelwerk] = {}
    for regelwerk in gelesen.values():
        if nach_id.setdefault(regelwerk.id, regelwerk) != regelwerk:
            raise ConfigurationError(
                f"Zwei Regelwerke heißen {regelwerk.id} und sind verschieden. Bitte einem eine andere id geben."
            )
    return {jobcenter: nach_id[gelesen[identifier].id] for jobcenter, identifier in identifiers.items()}


def _find_chosen(identifier: str, identifiers: Mapping[str, str]) -> Regelwerk:
    """Read a rule set that some Jobcenter have.

    :raises ConfigurationError: it is not there or wrong; names them
    """
    try:
        return find_regelwerk(identifier)
    except ConfigurationError as error:
        whose = ", ".join(j for j, chosen in sorted(identifiers.items()) if chosen == identifier)
        raise ConfigurationError(f"Für {whose} (Einstellungen oder --regelwerk): {error}") from None


def find_compared_regelwerke(identifiers: Sequence[str]) -> dict[str, Regelwerk]:
    """Read the rule sets that are to be compared, each once, by the id or file that names them.

    :raises UsageError: they are fewer than two
    :raises ConfigurationError: there is no such rule set, or something in it is wrong
    """
    regelwerke = {
        regelwerk.id: (identifier, regelwerk)
        for identifier, regelwerk in assign_regelwerke({k: k for k in identifiers}).items()
    }
    if len(regelwerke) < FEWEST_COMPARED:
        raise UsageError(
            "Ein Vergleich braucht mindestens zwei verschiedene Regelwerke. Bitte --regelwerk mehrfach angeben; "
            "„kontaktdichte regelwerke“ listet die mitgelieferten."
        )
    return dict(regelwerke.values())


def find_used_regelwerke(used: Iterable[str], named: Iterable[str]) -> dict[str, Regelwerk]:
    """Read, by id, the rule sets among the ids `used`: delivered ones, and files that the settings have `named`.

    An id that neither has, as of a file that is no longer there, is left out.

    :raises ConfigurationError: there is no such file, or something in it is wrong
    """
    known, ids = known_regelwerke().keys(), set(used)
    regelwerke = [find_regelwerk(k) for k in sorted({*(ids & known), *(set(named) - known)})]
    return {regelwerk.id: regelwerk for regelwerk in regelwerke if regelwerk.id in ids}


def require_valid(regelwerke: Iterable[Regelwerk], stichtag: date, *, auch_ungueltig: bool) -> None:
    """Refuse rule sets that are not in force at the Stichtag.

    :raises ConfigurationError: names the first of them and its time
    """
    for regelwerk in regelwerke:
        if auch_ungueltig or regelwerk.is_in_force(stichtag):
            continue
        raise ConfigurationError(
            f"Das Regelwerk {regelwerk.id} gilt {period(regelwerk.gueltig_ab, regelwerk.gueltig_bis)}, nicht am "
            f"Stichtag {day(stichtag)}. Für einen Vergleich lässt --auch-ungueltig es zu."
        )
