"""Rule sets: what a source paper asks for, as data. Finds, reads and checks the TOML files."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.errors import KonfigurationError
from pipeline.katalog import read_katalog
from pipeline.notation import day
from pipeline.regelwerk import check as regelwerk_pruefung
from pipeline.regelwerk import teamvereinbarung
from pipeline.regelwerk.frist import Frist
from pipeline.regelwerk.kontaktregel import (
    ALTERSGRUPPE,
    OHNE,
    Anzahl,
    Bedingung,
    Durchschnitt,
    Kontaktregel,
    LebenslaufBedingung,
)
from pipeline.regelwerk.regelwerk import Annahme, Gesetz, Regelwerk, Ziel
from pipeline.regelwerk.teamvereinbarung import Hausregelwerk
from pipeline.regelwerk.wording import period
from pipeline.resources import resource_dir
from pipeline.toml_file import read_toml, refuse, validation_sentences

__all__ = [
    "ALTERSGRUPPE",
    "OHNE",
    "Annahme",
    "Anzahl",
    "Bedingung",
    "Durchschnitt",
    "Frist",
    "Gesetz",
    "Kontaktregel",
    "LebenslaufBedingung",
    "Regelwerk",
    "Ziel",
    "assign_regelwerke",
    "find_regelwerk",
    "known_regelwerke",
    "read_gesetz",
    "read_regelwerk",
    "read_toml",
    "require_valid",
    "validation_sentences",
]


def known_regelwerke() -> dict[str, Path]:
    """Map the ids of the delivered rule sets (their file names) to their files."""
    return {datei.stem: datei for datei in sorted(resource_dir("regelwerke").glob("*.toml"))}


def find_regelwerk(kennung: str, ordner: Path | None = None) -> Regelwerk:
    """Read the rule set of that id, or of that file if it names one (relative to `ordner`).

    :raises KonfigurationError: there is none, or something in it is wrong
    """
    return read_regelwerk(_find_file(kennung, ordner or Path()))


def _find_file(kennung: str, ordner: Path) -> Path:
    bekannte = known_regelwerke()
    if kennung in bekannte:
        return bekannte[kennung]
    if kennung.endswith(".toml") and (ordner / kennung).is_file():
        return ordner / kennung
    raise KonfigurationError(
        f"Das Regelwerk {kennung} gibt es nicht. Vorhanden sind: {', '.join(bekannte)}. "
        "Ein eigenes nennt man mit dem Pfad seiner TOML-Datei."
    )


def read_regelwerk(datei: Path) -> Regelwerk:
    """Read and check one file: a whole rule set, or Teamvereinbarungen over another one."""
    daten = read_toml(datei)
    werk = _read_agreements(datei, daten) if _is_overlay(daten) else _read_whole(datei, daten)
    bekannt = known_regelwerke().get(werk.id)
    if bekannt is not None and bekannt.resolve() != datei.resolve() and read_toml(bekannt) != daten:
        raise refuse("Regelwerk", datei, [f"id: {werk.id} heißt schon ein mitgeliefertes Regelwerk"])
    return werk


def _is_overlay(daten: Mapping[str, Any]) -> bool:
    return "grundlage" in daten or "teamvereinbarung" in daten


def _read_whole(datei: Path, daten: Mapping[str, Any]) -> Regelwerk:
    if gruende := regelwerk_pruefung.find_errors(daten, read_katalog()):
        raise refuse("Regelwerk", datei, gruende)
    return Regelwerk.model_validate(daten)


def _read_agreements(datei: Path, daten: dict[str, Any]) -> Regelwerk:
    """Read Teamvereinbarungen; a file that names no id of its own has that of its name."""
    try:
        haus = Hausregelwerk.model_validate({"id": datei.stem, **daten})
    except ValidationError as fehler:
        raise refuse("Teamvereinbarung", datei, list(validation_sentences(fehler, daten))) from None
    unterlage = _find_file(haus.grundlage, datei.parent)
    if _is_overlay(read_toml(unterlage)):
        raise refuse("Teamvereinbarung", datei, [f"grundlage: {haus.grundlage} ist selbst eine Teamvereinbarung"])
    grundlage = read_regelwerk(unterlage)
    if gruende := teamvereinbarung.find_errors(haus, grundlage, daten):
        raise refuse("Teamvereinbarung", datei, gruende)
    return teamvereinbarung.lay_over(haus, grundlage)


def read_gesetz() -> Gesetz:
    """Read what the law fixes for all rule sets."""
    return Gesetz.model_validate(read_toml(resource_dir("regelwerke") / "gesetz" / "sgb-ii.toml"))


def assign_regelwerke(kennungen: Mapping[str, str]) -> dict[str, Regelwerk]:
    """Map each Jobcenter to its rule set; two different ones of the same id are refused."""
    gelesen = {kennung: find_regelwerk(kennung) for kennung in sorted(set(kennungen.values()))}
    nach_id: dict[str, Regelwerk] = {}
    for werk in gelesen.values():
        if nach_id.setdefault(werk.id, werk) != werk:
            raise KonfigurationError(
                f"Zwei Regelwerke heißen {werk.id} und sind verschieden. Bitte einem eine andere id geben."
            )
    return {jobcenter: nach_id[gelesen[kennung].id] for jobcenter, kennung in kennungen.items()}


def require_valid(werke: Iterable[Regelwerk], stichtag: date, *, auch_ungueltig: bool) -> None:
    """Refuse rule sets that are not in force at the Stichtag."""
    for werk in werke:
        if auch_ungueltig or werk.gilt_am(stichtag):
            continue
        raise KonfigurationError(
            f"Das Regelwerk {werk.id} gilt {period(werk.gueltig_ab, werk.gueltig_bis)}, nicht am Stichtag "
            f"{day(stichtag)}. Für einen Vergleich lässt --auch-ungueltig es zu."
        )
