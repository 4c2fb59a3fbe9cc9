"""Where an export's bytes come from: a file, a packed file, or a member of a delivery's ZIP archive.

Nothing is ever unpacked to disk, and nothing is read beyond the limits of `accept.archive`, whatever an archive says
of itself.
"""

import gzip
import io
import re
import zipfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from pipeline.accept.archive import LIEFERUNG_PACKMASS, most_bytes, require_harmless_archive, require_size, too_large
from pipeline.accept.boundary import refuse_unreadable
from pipeline.errors import LieferungError
from schemas import EXPORTS

ENDUNGEN = (".csv", ".csv.gz", ".xlsx", ".parquet")
_SYSTEM_FILES = ("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r")
_SYSTEM_FOLDERS = ("__macosx", "$recycle.bin", "system volume information", "@eadir", ".git")


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
    def label(self) -> str:
        """The file name, and that the file lies in an archive: one beside it may have the same name."""
        return self.name if self.member is None else f"{self.name} (in einem Archiv)"

    @property
    def ending(self) -> str:
        """The ending that tells the format: .csv, .xlsx or .parquet."""
        return _ending(self.name).removesuffix(".gz")

    @property
    def stem(self) -> str:
        """The file name without its ending, in lower case."""
        return self.name[: -len(_ending(self.name))].lower()

    def read(self) -> tuple[bytes, int]:
        """Return the unpacked content, and how many bytes it takes where it lies.

        :raises LieferungError: unreadable, or larger than any export is
        """
        with refuse_unreadable(f"{self.name} ist nicht lesbar oder beschädigt. Bitte neu liefern lassen."):
            if self.member is None:
                packed = self.path.stat().st_size
                require_size(self.name, packed)
                content = self.path.read_bytes()
            else:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as strom:
                    packed = archive.getinfo(self.member).compress_size
                    content = self._unpack(strom, packed)
        return self._gunzip(content, packed) if self.name.lower().endswith(".gz") else content, packed

    def read_start(self, length: int) -> bytes:
        """Return the first bytes of the unpacked content; of what cannot be read, none."""
        try:
            with ExitStack() as stack, refuse_unreadable("unlesbar"):
                if self.member is None:
                    stream: IO[bytes] = stack.enter_context(self.path.open("rb"))
                else:
                    archive = stack.enter_context(zipfile.ZipFile(self.path))
                    stream = stack.enter_context(archive.open(self.member))
                if self.name.lower().endswith(".gz"):
                    stream = cast(IO[bytes], stack.enter_context(gzip.open(stream)))
                return stream.read(length)
        except (LieferungError, PermissionError):
            return b""

    def _unpack(self, stream: IO[bytes] | gzip.GzipFile, packed: int) -> bytes:
        """Read what is unpacked from so many bytes, but no further than an export can reach.

        :raises LieferungError: larger than any export is
        """
        content = stream.read(most_bytes(packed) + 1)
        if len(content) > most_bytes(packed):
            raise too_large(self.name)
        return content

    def _gunzip(self, content: bytes, packed: int) -> bytes:
        """Unpack, but no further than an export can reach that takes so many `packed` bytes.

        :raises LieferungError: empty, damaged, or larger than any export is
        """
        if not content:
            raise LieferungError(f"{self.name} ist leer. Bitte neu liefern lassen.")
        with (
            refuse_unreadable(f"{self.name} ist beschädigt oder unvollständig gepackt. Bitte neu liefern lassen."),
            gzip.open(io.BytesIO(content)) as strom,
        ):
            return self._unpack(strom, packed)


def find_sources(location: Path) -> list[Source]:
    """Return all files of a delivery, a folder or a ZIP archive, whose ending is one of ours.

    :raises LieferungError: an archive is encrypted, damaged, leads out of its folder, or would burst
    """
    files = [] if location.is_file() else _files(location)
    lose = [Source(d) for d in files if _ending(d.name)]
    members = [Source(a, name) for a in find_archives(location) for name in sorted(list_members(a)) if _ending(name)]
    return lose + members


def find_archives(location: Path) -> list[Path]:
    """Return the ZIP archives of a delivery: itself, or those in its folder."""
    return [location] if location.is_file() else [d for d in _files(location) if d.suffix.lower() == ".zip"]


def _files(folder: Path) -> list[Path]:
    return sorted(d for d in folder.iterdir() if d.is_file() and not is_system_file(d.name))


def single_exports(sources: list[Source]) -> dict[str, Source]:
    """Return the source of each export that is there once."""
    return {name: hits[0] for name, hits in _by_export(sources).items() if len(hits) == 1}


def find_missing(sources: list[Source], location: Path) -> list[str]:
    """Say in a sentence each which exports are missing, and which are there more than once."""
    by_export = _by_export(sources)
    sentences = [
        f"In {location} liegt der Export {name} mehrfach: {', '.join(q.label for q in hits)}. "
        "Bitte nur die gültige Datei liegen lassen."
        for name, hits in by_export.items()
        if len(hits) > 1
    ]
    missing = [name for name, hits in by_export.items() if not hits]
    if missing and _are_below(location, missing):
        sentences.insert(
            0,
            f"In {location} fehlen: {', '.join(missing)}. Sie liegen dort in einem Unterordner; bitte eine Ebene höher "
            f"legen, unmittelbar in {location}.",
        )
    elif missing:
        sentences.insert(
            0,
            f"In {location} fehlen: {', '.join(missing)}. Erwartet wird je Export eine Datei wie {missing[0]}.csv "
            f"(auch .csv.gz, .xlsx oder .parquet, lose oder in einer .zip). Bitte beim Datenlieferanten nachfordern.",
        )
    return sentences


def _are_below(location: Path, missing: list[str]) -> bool:
    """Tell whether all these exports lie in folders of the delivery, as unpacking an archive leaves them."""
    if location.is_file():
        return False
    below = [*location.glob("*/*"), *location.glob("*/*/*")]
    return {Source(file).stem for file in below if _ending(file.name) and file.is_file()}.issuperset(missing)


def _by_export(sources: list[Source]) -> dict[str, list[Source]]:
    return {name: [q for q in sources if q.stem == name] for name in EXPORTS}


def printable(text: str, length: int = 80) -> str:
    """Return foreign text as a message may show it: one line, no control signs, not endless."""
    sichtbar = "".join(z if z.isprintable() else "·" for z in text.strip())
    return sichtbar if len(sichtbar) <= length else f"{sichtbar[: length - 1]}…"


def _ending(name: str) -> str:
    return next((name[-len(endung) :] for endung in ENDUNGEN if name.lower().endswith(endung)), "").lower()


def list_members(file: Path) -> list[str]:
    """Return the names of all files inside an archive after looking at its table of contents.

    :raises LieferungError: encrypted, damaged, leads out of its folder, or would burst
    """
    label = _label(file)
    with refuse_unreadable(f"{label} ist kein lesbares ZIP-Archiv. Bitte neu liefern lassen."):
        with zipfile.ZipFile(file) as archive:
            entries = [e for e in archive.infolist() if not e.is_dir()]
        require_harmless_archive(label, entries, file.stat().st_size, LIEFERUNG_PACKMASS)
    return [e.filename for e in entries if not is_system_file(e.filename)]


def _label(archive: Path) -> str:
    """Return an archive's name if it is a month's or an export's: any other may hold a person's."""
    name = archive.stem.lower()
    is_known = re.fullmatch(r"\d{4}-\d{2}|lieferung", name) or name in EXPORTS
    return archive.name if is_known else "Ein ZIP-Archiv im Ordner der Lieferung"


def is_system_file(name: str) -> bool:
    """Tell whether a file, by its path, is one that operating systems and office programs leave behind."""
    *folders, file = name.lower().replace("\\", "/").split("/")
    return file.startswith((".", "~$")) or file in _SYSTEM_FILES or any(f in _SYSTEM_FOLDERS for f in folders)
