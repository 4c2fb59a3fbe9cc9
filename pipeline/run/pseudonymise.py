"""From clear exports to a pseudonymised delivery."""

from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.accept.lieferung import find_month
from pipeline.accept.pseudonymise import Pseudonymised, create_key, read_key, write_pseudonymised
from pipeline.publish.apart import places_of, require_apart, require_folder
from pipeline.publish.claim import claim
from pipeline.publish.place import staging
from pipeline.settings import Settings


@dataclass(frozen=True)
class PseudonymiseOrder:
    """One month of clear exports; `key_file` is made first if `create_key`."""

    monat: str
    input_folder: Path
    output: Path
    key_file: Path
    create_key: bool
    settings: Settings


def run_pseudonymise(order: PseudonymiseOrder) -> Pseudonymised:
    """Write the nine exports of a month as a pseudonymised delivery, all of them or none.

    :raises UsageError: there is no such month, or the output would be the input
    :raises ConfigurationError: the key cannot be made or read, is too short, or others can read it
    :raises LieferungError: an export is missing or unreadable, or clear text would remain in a column that is kept
    """
    location = find_month(order.input_folder, order.monat)
    require_folder(order.output)
    written = [
        ("--output", order.output / order.monat),
        *([("--key-file", order.key_file)] if order.create_key else []),
    ]
    require_apart(places_of(order.input_folder, order.monat), written)
    if order.create_key:
        create_key(order.key_file)
    return pseudonymise_month(location, order.output / order.monat, read_key(order.key_file), order.settings)


def pseudonymise_month(location: Path, target: Path, key: bytes, settings: Settings) -> Pseudonymised:
    """Write the nine exports of a folder or archive as a pseudonymised delivery, all of them or none.

    :raises LieferungError: an export is missing or unreadable, or clear text would remain in a column that is kept
    """
    with claim(target.parent), staging(target) as place:
        written = write_pseudonymised(location, place.folder, key, settings)
        place.publish()
    return replace(written, parts=[replace(part, file=target / part.file.name) for part in written.parts])
