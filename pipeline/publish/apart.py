"""What is written lies apart from what is read: refused before any work is done, so that no delivery is touched."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.errors import UsageError
from schemas import EXPORTS


def require_folder(output: Path, option: str = "--output") -> None:
    """Refuse an output that is a file, a link to nowhere or "-", before any work is done.

    :raises UsageError: names the option to change
    """
    if str(output) == "-":
        raise UsageError(
            f"Nach - (Standardausgabe) wird nicht geschrieben, es entstehen mehrere Dateien. Bitte {option} auf einen "
            "Ordner setzen."
        )
    if output.is_symlink() and not output.exists():
        raise UsageError(
            f"Die Ausgabe {output} ist eine Verknüpfung, die ins Leere oder auf sich selbst führt. Bitte {option} auf "
            "einen Ordner setzen."
        )
    if output.exists() and not output.is_dir():
        raise UsageError(f"Die Ausgabe {output} ist eine Datei. Bitte {option} auf einen Ordner setzen.")


def places_of(input_folder: Path, month: str) -> list[Path]:
    """Return the places that a delivery is read from: its month and its files may be links to somewhere else."""
    months = (input_folder / name for name in (month, f"{month}.zip", f"{month}.ZIP"))
    return [input_folder, *(place for p in months if p.exists() for place in places_of_month(p))]


def places_of_month(location: Path) -> list[Path]:
    """Return the places that a month's folder or archive is read from, with what the links in it lead to.

    A folder elsewhere that most exports lie in is a delivery; one that only some of its files come from is not.
    """
    entries = sorted(location.iterdir()) if _is_open(location) else []
    files = [Path(os.path.realpath(entry)) for entry in entries if entry.is_symlink() and entry.is_file()]
    folders = sorted({file.parent for file in files})
    return [location, *(folder for folder in folders if _is_lieferung(folder)), *files]


def require_apart(read: Sequence[Path], written: Iterable[tuple[str, Path]]) -> None:
    """Refuse to write to a place that is a delivery, lies in it or holds it, by whatever path it is named.

    `read` are the places of the delivery, `written` the folders and files to be written, each with the option that says
    so.

    :raises UsageError: names the option to change
    """
    for option, place in written:
        for delivery in read:
            if contains(delivery, place) and contains(place, delivery):
                how = "Das ist die Lieferung selbst."
            elif contains(delivery, place):
                how = f"Das liegt in der Lieferung {delivery}."
            elif contains(place, delivery):
                # What a file is called that is no month's may be a person's name.
                how = f"Darin liegt {f'die Lieferung {delivery}' if delivery.is_dir() else 'eine Datei der Lieferung'}."
            else:
                continue
            raise UsageError(
                f"Nach {place} wird nicht geschrieben: {how} Damit sie bleibt, wie sie ist, bitte {option} auf einen "
                "Ort außerhalb von --input setzen, zum Beispiel daneben."
            )


def require_outside(output: Path, warehouse: Path, quarantine: Path) -> None:
    """Refuse a warehouse or quarantine inside the output folder: reports are handed on, these are not.

    :raises UsageError: says where it may lie
    """
    if contains(output, warehouse) or contains(output, quarantine) or contains(quarantine, output):
        raise UsageError(
            f"Das Warehouse {warehouse} läge im Ausgabeordner {output}; der wird weitergegeben, das Warehouse nicht. "
            "Bitte --warehouse auf eine Datei außerhalb von --output setzen, zum Beispiel daneben."
        )


def contains(outer: Path, inner: Path) -> bool:
    """Tell whether a path is another one or lies in it; links, `..` and the spelling of letters do not hide it."""
    real, searched = Path(os.path.realpath(inner)), Path(os.path.realpath(outer))
    return any(_is_same(searched, place) for place in (real, *real.parents))


def _is_same(one: Path, other: Path) -> bool:
    if os.path.normcase(one) == os.path.normcase(other):
        return True
    return one.exists() and other.exists() and one.samefile(other)


def require_no_lieferungen(output: Path) -> None:
    """Refuse an output that holds deliveries: invented ones must never replace real ones.

    :raises UsageError: names the months that are there
    """
    require_no_exports(output)
    if months := sorted(o.name for o in output.glob("????-??") if o.is_dir() and any(o.iterdir())):
        raise UsageError(
            f"In {output} liegen schon Lieferungen ({', '.join(months)}). Damit nichts überschrieben wird, bitte "
            "einen anderen Ordner nennen."
        )


def require_no_exports(output: Path) -> None:
    """Refuse an output among deliveries, where no option says which folder holds them.

    :raises UsageError: names the folder that holds exports
    """
    real = Path(os.path.realpath(output))
    # Among the months, or inside one of them.
    months = [m for place in (real, real.parent) if _is_open(place) for m in sorted(place.glob("????-??"))]
    for folder in (real, *real.parents, *months):
        if _is_lieferung(folder):
            raise UsageError(
                f"Nach {output} wird nicht geschrieben: In {folder} liegt eine Lieferung. Bitte --output auf einen Ort "
                "außerhalb der Lieferungen setzen."
            )


def _is_lieferung(folder: Path) -> bool:
    """Tell whether most exports lie in a folder."""
    return _is_open(folder) and _count_exports(e.name for e in folder.iterdir()) > len(EXPORTS) // 2


def _is_open(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)


def _count_exports(names: Iterable[str]) -> int:
    return len({name.lower().partition(".")[0] for name in names} & EXPORTS.keys())
