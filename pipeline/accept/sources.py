"""Where an export's bytes come from: a file, a packed file, or a member of a delivery's ZIP archive.

Nothing is ever unpacked to disk, and nothing is read beyond the limits below, whatever an archive says of itself.
"""

import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pipeline.accept.collect import refuse_together
from pipeline.errors import LieferungError
from schemas import EXPORTS

ENDUNGEN = (".csv", ".csv.gz", ".xlsx", ".parquet")
# The largest house delivers a few hundred megabytes per export; everything is held in memory once.
HOECHSTE_GROESSE = 2 * 1024**3
# Deliveries pack 5 to 40 times; archives made to burst pack 1,000 times. Small ones may do as they like.
HOECHSTES_PACKMASS = 150
UNVERDAECHTIG = 64 * 1024**2
HOECHSTE_MITGLIEDER = 2000
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Source:
    """One export as it lies there; `member` is its name inside the ZIP archive `path`."""

    path: Path
    member: str | None = None

    @property
    def name(self) -> str:
        """The file name that messages show, without control signs."""
        name = self.path.name if self.member is None else PurePosixPath(self.member).name
        return printable(name)

    @property
    def ending(self) -> str:
        """The ending that tells the format: .csv, .xlsx or .parquet."""
        return _ending(self.name).removesuffix(".gz")

    @property
    def stem(self) -> str:
        """The file name without its ending, in lower case."""
        return self.name[: -len(_ending(self.name))].lower()

    def read(self) -> bytes:
        """Return the unpacked content.

        :raises LieferungError: unreadable, or larger than any export is
        """
        try:
            if self.member is not None:
                return self._read_member(self.member)
            _require_size(self.name, self.path.stat().st_size)
            content = self.path.read_bytes()
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error):
            raise LieferungError(f"{self.name} ist nicht lesbar oder beschädigt. Bitte neu liefern lassen.") from None
        return self._gunzip(content) if self.name.lower().endswith(".gz") else content

    def _read_member(self, member: str) -> bytes:
        with zipfile.ZipFile(self.path) as archive, archive.open(member) as strom:
            content = strom.read()
        return self._gunzip(content) if member.lower().endswith(".gz") else content

    def _gunzip(self, packed: bytes) -> bytes:
        """Unpack, but no further than an export can reach.

        :raises LieferungError: damaged, or larger than any export is
        """
        hoechstens = min(HOECHSTE_GROESSE, max(UNVERDAECHTIG, HOECHSTES_PACKMASS * len(packed)))
        parts, length = [], 0
        try:
            with gzip.open(io.BytesIO(packed)) as strom:
                while block := strom.read(_BLOCK):
                    parts.append(block)
                    length += len(block)
                    if length > hoechstens:
                        raise _too_large(self.name)
        except (OSError, EOFError, zlib.error):
            raise LieferungError(f"{self.name} ist unvollständig gepackt. Bitte neu liefern lassen.") from None
        return b"".join(parts)


def find_sources(location: Path) -> list[Source]:
    """Return all files of a delivery, a folder or a ZIP archive, whose ending is one of ours.

    :raises LieferungError: an archive is encrypted, damaged, leads out of its folder, or would burst
    """
    if location.is_file():
        return _members(location)
    files = sorted(d for d in location.iterdir() if d.is_file() and not d.name.startswith((".", "~$")))
    lose = [Source(d) for d in files if _ending(d.name)]
    return lose + [source for d in files if d.suffix.lower() == ".zip" for source in _members(d)]


def choose_exports(sources: list[Source], location: Path) -> dict[str, Source]:
    """Return the source of each export.

    :raises LieferungError: exports are missing or there twice, all of them named
    """
    refuse_together(find_missing(sources, location))
    return single_exports(sources)


def single_exports(sources: list[Source]) -> dict[str, Source]:
    """Return the source of each export that is there once."""
    return {name: hits[0] for name, hits in _by_export(sources).items() if len(hits) == 1}


def find_missing(sources: list[Source], location: Path) -> list[str]:
    """Say in a sentence each which exports are missing, and which are there more than once."""
    by_export = _by_export(sources)
    sentences = [
        f"In {location} liegt der Export {name} mehrfach: {', '.join(q.name for q in hits)}. "
        "Bitte nur die gültige Datei liegen lassen."
        for name, hits in by_export.items()
        if len(hits) > 1
    ]
    if missing := [name for name, hits in by_export.items() if not hits]:
        sentences.insert(
            0,
            f"In {location} fehlen: {', '.join(missing)}. Erwartet wird je Export eine Datei wie {missing[0]}.csv "
            f"(auch .csv.gz, .xlsx oder .parquet, lose oder in einer .zip). Bitte beim Datenlieferanten nachfordern.",
        )
    return sentences


def _by_export(sources: list[Source]) -> dict[str, list[Source]]:
    return {name: [q for q in sources if q.stem == name] for name in EXPORTS}


def printable(text: str, length: int = 80) -> str:
    """Return foreign text as a message may show it: one line, no control signs, not endless."""
    sichtbar = "".join(z if z.isprintable() else "·" for z in text.strip())
    return sichtbar if len(sichtbar) <= length else f"{sichtbar[: length - 1]}…"


def _ending(name: str) -> str:
    return next((name[-len(endung) :] for endung in ENDUNGEN if name.lower().endswith(endung)), "").lower()


def _members(file: Path) -> list[Source]:
    """List the exports inside an archive after looking at its table of contents.

    :raises LieferungError: encrypted, damaged, leads out of its folder, or would burst
    """
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [e for e in archive.infolist() if not e.is_dir()]
    except (OSError, zipfile.BadZipFile, NotImplementedError):
        raise LieferungError(
            f"{printable(file.name)} ist kein lesbares ZIP-Archiv. Bitte neu liefern lassen."
        ) from None
    require_harmless_archive(printable(file.name), entries)
    names = [e.filename for e in entries if _ending(e.filename) and not _is_system_file(e.filename)]
    return [Source(file, name) for name in sorted(names)]


def require_harmless_archive(name: str, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive (also a workbook is one) by what its table of contents says.

    Reading a member later stops at the size announced here, so that a lie gains nothing.

    :raises LieferungError: it would burst, leads out of its folder, has a name twice, or is encrypted
    """
    entpackt = sum(e.file_size for e in entries)
    packed = sum(e.compress_size for e in entries)
    if len(entries) > HOECHSTE_MITGLIEDER or entpackt > max(UNVERDAECHTIG, HOECHSTES_PACKMASS * packed):
        raise _too_large(name)
    for entry in entries:
        _require_size(name, entry.file_size)
    if any(_leads_out(e.filename) for e in entries) or len({e.filename for e in entries}) < len(entries):
        raise LieferungError(
            f"{name} enthält Pfade, die aus dem Archiv herausführen, oder doppelte Namen. Es wurde nichts ausgepackt; "
            "bitte den Datenlieferanten fragen."
        )
    if any(e.flag_bits & 1 for e in entries):
        raise LieferungError(f"{name} ist verschlüsselt. Bitte entschlüsselt bereitstellen.")


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/")


def _is_system_file(name: str) -> bool:
    path = PurePosixPath(name)
    return path.name.startswith((".", "~$")) or "__MACOSX" in path.parts


def _require_size(name: str, size: int) -> None:
    """Refuse more bytes than an export can have.

    :raises LieferungError: says the limits
    """
    if size > HOECHSTE_GROESSE:
        raise _too_large(name)


def _too_large(name: str) -> LieferungError:
    return LieferungError(
        f"{name} ist ausgepackt größer, als ein Export sein kann (höchstens {HOECHSTE_GROESSE >> 30} GB, höchstens "
        f"{HOECHSTES_PACKMASS}-fach gepackt). Es wurde nichts eingelesen; bitte den Datenlieferanten fragen."
    )
