"""What an archive may be: its table of contents is looked at before anything is unpacked.

Reading a member later stops at the size announced here, so that a lie gains nothing.
"""

import zipfile
from collections.abc import Sequence

from pipeline.errors import LieferungError

# The largest house delivers a few hundred megabytes per export; everything is held in memory once.
HOECHSTE_GROESSE = 2 * 1024**3
# Workbooks pack 5 to 40 times; archives made to burst pack 1,000 times. Small ones may do as they like.
HOECHSTES_PACKMASS = 50
UNVERDAECHTIG = 64 * 1024**2
HOECHSTE_MITGLIEDER = 2000
# Exports pack 4 to 12 times, in UTF-16 up to 21 times; a whole delivery packs 4 to 8 times.
_EXPORT_PACKMASS, LIEFERUNG_PACKMASS = 32, 20
# What reading an export takes is its text and so much for each cell; real ones take up to 44 times their packed size.
# Regular ones, such as capacities, pack beyond that: those of the largest house are free.
_BYTES_PER_CELL, _HELD_PER_BYTE, _HELD_ANYWAY = 16, 45, 256 * 1024**2
_PACKED_BY = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def most_bytes(packed: int) -> int:
    """Return how many bytes of an export may come out of so many packed ones."""
    return min(HOECHSTE_GROESSE, max(UNVERDAECHTIG, _EXPORT_PACKMASS * packed))


def require_plausible(name: str, size: int, cells: int, packed: int) -> None:
    """Refuse text of so many bytes and cells if its file, of `packed` bytes, is made to fill the memory.

    A limit of rows would not do: the exports of the largest houses have millions, but then they are large files, too.

    :raises LieferungError: says so
    """
    if size + _BYTES_PER_CELL * cells > max(_HELD_ANYWAY, _HELD_PER_BYTE * packed):
        raise LieferungError(
            f"{name} ist für {cells} Zellen zu klein; so stark lässt sich kein Export packen. Es wurde nichts "
            "gespeichert; bitte neu exportieren oder den Datenlieferanten fragen."
        )


def require_harmless_archive(
    name: str, entries: Sequence[zipfile.ZipInfo], size: int, times: int = HOECHSTES_PACKMASS
) -> None:
    """Refuse an archive of so many bytes (also a workbook is one) by what its table of contents says.

    `times` as many bytes as it has may come out of it.

    :raises LieferungError: it would burst, has too many files or a name twice, leads out of its folder, or is encrypted
    """
    entpackt = sum(e.file_size for e in entries)
    packed = sum(e.compress_size for e in entries)
    if len(entries) > HOECHSTE_MITGLIEDER:
        raise LieferungError(
            f"{name} enthält {len(entries)} Dateien, mehr als die {HOECHSTE_MITGLIEDER}, die ein Archiv hier haben "
            "kann. Es wurde nichts eingelesen; bitte den Datenlieferanten fragen."
        )
    # Members that lie one over the other announce more packed bytes than there are.
    if packed > size or entpackt > max(UNVERDAECHTIG, times * packed):
        raise too_large(name)
    for entry in entries:
        require_size(name, entry.file_size)
    if any(_leads_out(e.filename) for e in entries) or len({e.filename for e in entries}) < len(entries):
        raise LieferungError(
            f"{name} enthält Pfade, die aus dem Archiv herausführen, oder doppelte Namen. Es wurde nichts ausgepackt; "
            "bitte den Datenlieferanten fragen."
        )
    if any(e.flag_bits & 1 for e in entries):
        raise LieferungError(f"{name} ist verschlüsselt. Bitte entschlüsselt bereitstellen.")
    # Other ways unpack beyond the announced size before anyone can stop them.
    if any(e.compress_type not in _PACKED_BY for e in entries):
        raise LieferungError(
            f"{name} ist mit einem Verfahren gepackt, das hier nicht gelesen wird. Bitte als gewöhnliche ZIP-Datei "
            "(Deflate) packen."
        )


def require_size(name: str, size: int) -> None:
    """Refuse more bytes than an export can have.

    :raises LieferungError: says the limits
    """
    if size > HOECHSTE_GROESSE:
        raise too_large(name)


def too_large(name: str) -> LieferungError:
    """Return the refusal of what unpacks to more than an export can be."""
    return LieferungError(
        f"{name} ist ausgepackt größer, als ein Export sein kann (höchstens {HOECHSTE_GROESSE >> 30} GB, und nicht ein "
        "Vielfaches dessen, was gepackt dasteht). Es wurde nichts eingelesen; bitte den Datenlieferanten fragen."
    )


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/")
