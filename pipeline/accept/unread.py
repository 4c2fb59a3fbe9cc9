"""What lies in a delivery and is not read: further parts of an export, old copies, other formats, other archives.

A foreign file's name may hold a person's; it is never repeated. A file is named by its ending, by the export that it
is called like or has the columns of, and by how many there are of it.
"""

import os
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.formats.csv import find_header
from pipeline.accept.formats.encoding import to_utf8
from pipeline.accept.formats.table import normalise_header
from pipeline.accept.sources import Source, find_archives, is_system_file, list_members
from pipeline.errors import LieferungError
from schemas import EXPORTS

# Endings may be part of a name: only those are shown that every program knows.
_ENDINGS = re.compile(
    "7z|accdb|arrow|avro|bak|bz2|csv|dat|db|dbf|docx?|eml|feather|gz|html?|ini|jpe?g|jsonl?|log|mdb|md|msg|ndjson|ods|"
    "odt|old|parquet|part|pdf|png|pptx?|rar|rtf|sql|sqlite|tar|tgz|tmp|toml|tsv|txt|xls[bmx]?|xml|xz|ya?ml|zip|zst"
)
# Letters and pictures are no part of an export, whatever they are called.
_PAPERS = re.compile(r"\.(docx?|eml|html?|ini|jpe?g|log|md|msg|odt|pdf|png|pptx?|rtf|toml|ya?ml)")
# Beyond so many a folder is something else.
_MOST_FILES = 10_000
# Into so many files one looks for a header; it stands at their beginning.
_MOST_LOOKS, _START = 100, 1 << 16
_TABLE_OF_TEXT = re.compile(r"(?i).*\.(?:csv|tsv|txt|dat)(?:\.gz)?")
# A table with so many of the columns of an export is a part of it; exports share some of their columns.
_NEARLY_ALL = 0.8
_WAY_OUT = (
    "Gelesen werden .csv, .csv.gz, .xlsx und .parquet im Ordner selbst oder in einer .zip. Teile eines Exports bitte "
    "zu einer Datei zusammenfügen, Übriges entfernen."
)


@dataclass(frozen=True)
class _Unread:
    """What is said of a file: the export that it is called like, if any, its ending, and where it lies.

    `has_columns`: it is not called like the export, but has its columns.
    """

    export: str
    ending: str
    place: str
    has_columns: bool = False

    @property
    def label(self) -> str:
        """Stands where a file name would."""
        return f"{self.export or ''}…{self.ending}"

    def kind(self, count: int) -> bf.BefundKind:
        """Say how many there are, and what to do."""
        files = "1 Datei" if count == 1 else f"{count} Dateien"
        ending = f"mit der Endung {self.ending}" if self.ending else "ohne bekannte Endung"
        verb = "wurde nicht gelesen" if count == 1 else "wurden nicht gelesen"
        if not self.export:
            sentence = f"{files} {ending} {self.place} {verb}; kein Export heißt so. {_WAY_OUT}"
            return bf.BefundKind("datei_unbekannt", bf.HINWEIS, sentence)
        if self.has_columns:
            has = "hat" if count == 1 else "haben"
            sentence = f"{files} {ending} {self.place} {has} die Spalten von {self.export} und {verb}. {_WAY_OUT}"
            return bf.BefundKind("datei_unbekannt", bf.WARNUNG, sentence)
        like = f"{'heißt' if count == 1 else 'heißen'} wie ein Teil von {self.export}"
        sentence = f"{files} {ending} {self.place} {like} und {verb}. {_WAY_OUT}"
        is_paper = _PAPERS.fullmatch(self.ending) is not None
        return bf.BefundKind("datei_unbekannt", bf.HINWEIS if is_paper else bf.WARNUNG, sentence)


def find_unread(
    location: Path,
    exports: Collection[Source],
    mapping: Mapping[str, Mapping[str, str]],
    fertig_datei: str | None = None,
) -> list[pl.DataFrame]:
    """Return Befunde (columns of `SCHEMA`) on all files of a folder or archive but the exports that were read.

    `mapping` maps, for each export, its headers to ours; `fertig_datei` says that a delivery is complete, and no more.
    """
    seen: Counter[_Unread] = Counter()
    looks = iter(range(_MOST_LOOKS))
    for file, place in _others(location, exports):
        if fertig_datei and file == Source(location / fertig_datei):
            continue
        name = PurePosixPath(file.member).name if file.member else file.path.name
        export = by_name = _like(name)
        if not by_name and _TABLE_OF_TEXT.fullmatch(name) and next(looks, None) is not None:
            export = _export_of_header(file, mapping)
        seen[_Unread(export, _shown_ending(name), place, bool(export) and not by_name)] += 1
    return [
        bf.make([None], file.kind(count), export=file.export or next(iter(EXPORTS)), file=file.label)
        for file, count in sorted(seen.items(), key=lambda item: (item[0].label, item[0].place))
    ]


def _others(location: Path, exports: Collection[Source]) -> Iterator[tuple[Source, str]]:
    """Yield the files that are not read, and where they lie; system files are none."""
    read = {(source.path, source.member) for source in exports}
    archives = find_archives(location)
    for archive in archives:
        for member in list_members(archive):
            if (archive, member) not in read:
                yield Source(archive, member), "in einem Archiv"
    if location.is_file():
        return
    for file in islice(_walk(location), _MOST_FILES):
        if file not in archives and (file, None) not in read:
            yield Source(file), "im Ordner" if file.parent == location else "in einem Unterordner"


def _walk(location: Path) -> Iterator[Path]:
    """Yield all files below a folder, itself first; links to folders are not followed."""
    for folder, subfolders, files in os.walk(location):
        subfolders[:] = sorted(name for name in subfolders if not is_system_file(f"{name}/x"))
        yield from (Path(folder) / name for name in sorted(files) if not is_system_file(name))


def _like(name: str) -> str:
    """Return the export whose name a file's name holds as words, empty if none."""
    words = re.sub(r"[\W_]+", "_", name.lower())
    return next((export for export in EXPORTS if re.search(rf"(?<![a-z]){export}(?![a-z])", words)), "")


def _export_of_header(file: Source, mapping: Mapping[str, Mapping[str, str]]) -> str:
    """Return the export whose columns the header of a table names, empty if none."""
    # What is no file, as a pipe, would be waited for.
    start = file.read_start(_START) if file.path.is_file() else b""
    ours = {
        export: {normalise_header(name): name for name in model.to_schema().columns}
        | {normalise_header(header): name for header, name in mapping.get(export, {}).items()}
        for export, model in EXPORTS.items()
    }
    # The last line may be cut within a sign.
    whole = start if len(start) < _START else start[: start.rfind(b"\n") + 1]
    try:
        header = find_header("", to_utf8(whole)[0], {name for names in ours.values() for name in names})
    except LieferungError:
        return ""
    cells = {normalise_header(cell) for cell in header.cells}
    found = {e: len({ours[e][c] for c in cells & ours[e].keys()}) / len(set(ours[e].values())) for e in ours}
    best = max(found, key=lambda export: found[export])
    return best if found[best] >= _NEARLY_ALL else ""


def _shown_ending(name: str) -> str:
    """Return up to two known endings: .xls, .csv.bak, .tar.gz."""
    endings: list[str] = []
    for part in reversed(name.lower().split(".")[1:][-2:]):
        if not _ENDINGS.fullmatch(part):
            break
        endings.insert(0, part)
    return "".join(f".{part}" for part in endings)
