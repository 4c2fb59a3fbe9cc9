"""What an archive may be: its table of contents is looked at before anything is unpacked.

Reading a member later stops at the size announced here, so that a lie gains nothing.
"""

import zipfile
from collections.abc import Sequence

from pipeline.errors import LieferungError

# The largest house delivers a few hundred megabytes per export; everything is held in memory once.
HOECHSTE_GROESSE = 2 * 1024**3
# Deliveries pack 5 to 40 times; archives made to burst pack 1,000 times. Small ones may do as they like.
HOECHSTES_PACKMASS = 50
UNVERDAECHTIG = 64 * 1024**2
HOECHSTE_MITGLIEDER = 2000


def most_bytes(packed: int) -> int:
    """Return how many bytes may come out of so many packed ones."""
    return min(HOECHSTE_GROESSE, max(UNVERDAECHTIG, HOECHSTES_PACKMASS * packed))


def require_harmless_archive(name: str, entries: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Refuse an archive of so many bytes (also a workbook is one) by what its table of contents says.

    :raises LieferungError: it would burst, has too many files or a name twice, leads out of its folder, or is encrypted
    """
    entpackt = sum(e.file_size for e in entries)
    # Members that lie one over the other announce more packed bytes than there are.
    packed = min(size, sum(e.compress_size for e in entries))
    if len(entries) > HOECHSTE_MITGLIEDER:
        raise LieferungError(
            f"{name} enthält {len(entries)} Dateien, mehr als die {HOECHSTE_MITGLIEDER}, die ein Archiv hier haben "
            "kann. Es wurde nichts eingelesen; bitte den Datenlieferanten fragen."
        )
    if entpackt > max(UNVERDAECHTIG, HOECHSTES_PACKMASS * packed):
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


def require_size(name: str, size: int) -> None:
    """Refuse more bytes than an export can have.

    :raises LieferungError: says the limits
    """
    if size > HOECHSTE_GROESSE:
        raise too_large(name)


def too_large(name: str) -> LieferungError:
    """Return the refusal of what unpacks to more than an export can be."""
    return LieferungError(
        f"{name} ist ausgepackt größer, als ein Export sein kann (höchstens {HOECHSTE_GROESSE >> 30} GB, höchstens "
        f"{HOECHSTES_PACKMASS}-fach gepackt). Es wurde nichts eingelesen; bitte den Datenlieferanten fragen."
    )


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/")
