"""Reads the nine exports of a delivery as text, with the row numbers a spreadsheet would show.

The formats have a module each; here their tables get our column names, and what is no data row is set aside.
"""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.boundary import refuse_unreadable
from pipeline.accept.emptied import Emptied
from pipeline.accept.formats.child import read_apart
from pipeline.accept.formats.csv import read_csv
from pipeline.accept.formats.misread import is_misread
from pipeline.accept.formats.table import (
    NICHTS,
    ZEILE,
    RawTable,
    UnreadableRow,
    cell_names,
    clean_header,
    count_known,
    is_split_header,
    normalise_header,
    split_header,
)
from pipeline.accept.rows import mend_cells, sort_rows
from pipeline.accept.sources import Source
from pipeline.accept.typed import find_emptied, lost_befunde, typed_befunde, typed_texts
from pipeline.errors import LieferungError
from schemas import EXPORTS


@dataclass(frozen=True)
class RawExport:
    """One export as delivered: stripped text (empty = null), one column per header, and `zeile`.

    `frame` has `zeile` (the row a spreadsheet would show), our columns as far as they were delivered, and those that
    are in no schema. These are named by their place („Spalte 18“): a foreign header may be somebody's name and is never
    repeated; `foreign_headers` are there for the privacy guard alone. For it are kept, too, `unreadable` (damaged rows,
    read but excluded), `extras` (titles, footers, names of sheets) and `unread` (texts of other sheets). `befunde` have
    the columns of `accept.befund.SCHEMA`. `emptied` are the cells that held no value of a known kind. `is_unended`: the
    last line has no end.
    """

    export: str
    file: str
    frame: pl.DataFrame
    foreign_columns: tuple[str, ...] = ()
    foreign_headers: tuple[str, ...] = ()
    unreadable: tuple[UnreadableRow, ...] = ()
    extras: tuple[str, ...] = ()
    unread: tuple[tuple[str, ...], ...] = ()
    befunde: pl.DataFrame = field(default_factory=bf.empty)
    is_unended: bool = False
    emptied: tuple[Emptied, ...] = ()
    checksum: str = ""

    def with_only(self, frame: pl.DataFrame) -> "RawExport":
        """Return the export as it is handed on, with nothing of what else stood in its file.

        `frame` has `zeile` and the columns of the schema.
        """
        return replace(self, frame=frame, foreign_columns=(), foreign_headers=(), unreadable=(), extras=(), unread=())

    @property
    def gelesen(self) -> int:
        """The data rows of the file, readable or not."""
        return self.frame.height + len(self.unreadable)

    @property
    def open_row(self) -> int | None:
        """The last row, if its line has no end."""
        return int(self.frame[ZEILE][-1]) if self.is_unended and self.frame.height else None

    def find(self, rows: pl.Series | list[None], column: str, code: str, schwere: str, sentence: str) -> pl.DataFrame:
        """Return a Befund (columns of `accept.befund.SCHEMA`) about a column for each of `rows`, by `zeile`."""
        return bf.make(rows, bf.BefundKind(code, schwere, sentence), export=self.export, file=self.file, column=column)


def read_raw_table(source: Source, known: Collection[str]) -> tuple[RawTable, str]:
    """Read a file of whichever format; returns its table and the hash (SHA-256) of its content.

    :raises LieferungError: the file is unreadable or has no header of ours
    """
    content, packed = source.read()
    if not content.strip():
        raise LieferungError(
            f"{source.name} ist leer, ohne eine einzige Zeile. Bitte neu exportieren oder neu übertragen."
        )
    checksum = hashlib.sha256(content).hexdigest()
    if source.ending != ".csv":
        return read_apart(source.ending, source.name, content, known), checksum
    with refuse_unreadable(f"{source.name} ist nicht lesbar oder beschädigt. Bitte neu exportieren."):
        return read_csv(source.name, content, known, packed), checksum


def read_export(export: str, source: Source, mapping: Mapping[str, str]) -> RawExport:
    """Read one export; `mapping` maps its headers to ours.

    :raises LieferungError: the file is unreadable, a column is missing, or a header stands twice
    """
    columns = EXPORTS[export].to_schema().columns
    ours = {normalise_header(s): s for s in columns} | {normalise_header(k): v for k, v in mapping.items()}
    table, checksum = read_raw_table(source, ours.keys())
    header = _name_columns(table.header, ours, source.name)
    unnamed = [name for name, cell in zip(header, table.header, strict=True) if not clean_header(cell)]
    _require_columns(export, source.name, [name for name in columns if name not in header], table, ours.keys())
    frame = table.frame.rename(dict(zip(cell_names(len(header)), header, strict=True)))
    frame, befunde = mend_cells(export, source.name, frame)
    frame = _drop_blanks(frame if table.is_stripped else _strip(frame), table, unnamed)
    typed: list[pl.DataFrame] = []
    if source.ending != ".csv":
        typed = lost_befunde(table, header, (export, source.name), columns.keys())
        typed += typed_befunde(table, frame, columns, (export, source.name))
        frame = frame.with_columns(typed_texts(columns, table.day_zero))
    delivered = dict(zip(header, table.header, strict=True))
    foreign = {name: delivered[name] for name in frame.columns if name not in columns and name != ZEILE}
    rows = sort_rows(export, source.name, table, frame, delivered)
    if source.ending == ".csv":
        typed = typed_befunde(table, rows.frame, columns, (export, source.name))
    return RawExport(
        export=export,
        file=source.name,
        frame=rows.frame,
        foreign_columns=tuple(foreign),
        foreign_headers=tuple(foreign.values()),
        unreadable=rows.unreadable,
        extras=(*table.preamble, *table.labels, *rows.extras),
        unread=tuple(map(tuple, table.unread)),
        befunde=bf.join([befunde, rows.befunde, *typed]),
        is_unended=table.is_unended,
        emptied=find_emptied(table, header, columns.keys()),
        checksum=checksum,
    )


def _name_columns(header: Sequence[str], ours: Mapping[str, str], file: str) -> list[str]:
    """Return our name for each delivered column, for any other its place.

    :raises LieferungError: a column of ours stands twice
    """
    names: list[str] = []
    for number, cell in enumerate(header, start=1):
        name = ours.get(normalise_header(cell))
        if name is not None and name in names:
            raise LieferungError(f"In {file} steht die Spalte {name} zweimal. Bitte eine entfernen.")
        if name is None:
            name = f"Spalte {number}"
        names.append(name)
    return names


def _require_columns(export: str, file: str, missing: list[str], table: RawTable, known: Collection[str]) -> None:
    """Refuse an export without all our columns; `known` are the headers (normalized) that are ours.

    :raises LieferungError: names those that are missing, or says that the header takes two rows
    """
    if missing and _is_split(table, known):
        raise split_header(file)
    if missing and any(count_known(re.split(r"[;,\t|]", cell), known) > 1 for cell in table.header):
        raise LieferungError(
            f"In {file} mischt die Kopfzeile verschiedene Trennzeichen; darum fehlen die Spalten {', '.join(missing)}. "
            "Bitte mit einem einzigen Trennzeichen neu exportieren, am besten mit Semikolon."
        )
    if missing and any(is_misread(cell) for cell in table.header):
        raise LieferungError(
            f"In der Kopfzeile von {file} sind Umlaute verloren oder anders kodiert; darum fehlen die Spalten "
            f"{', '.join(missing)}. Vermutlich ist die Datei in einer anderen Zeichenkodierung geschrieben als "
            "UTF-8 oder Windows-1252; bitte als UTF-8 exportieren."
        )
    if missing:
        raise LieferungError(
            f"In {file} fehlen die Spalten {', '.join(missing)}. Heißen sie dort anders, ordnet sie "
            f"[spalten.{export}] in kontaktdichte.toml zu (Vorschlag: kontaktdichte mapping); sonst bitte nachfordern."
        )


def _is_split(table: RawTable, known: Collection[str]) -> bool:
    """Tell whether the row below the header, or the line above it, is a part of it."""
    below = [cell or "" for cell in table.frame.row(0)[1:]] if table.frame.height else []
    above = re.split(r"[;,\t]", table.preamble[-1]) if table.preamble else []
    return is_split_header(table.header, below, known) or is_split_header(above, table.header, known)


def _strip(frame: pl.DataFrame) -> pl.DataFrame:
    """Take blanks off all cells; empty is null."""
    return frame.with_columns(pl.exclude(ZEILE).str.strip_chars(" \t\r\n\u00a0").replace("", None))


def _drop_blanks(frame: pl.DataFrame, table: RawTable, unnamed: Sequence[str]) -> pl.DataFrame:
    """Drop blank rows, and unnamed columns without a value: separators at the ends of lines.

    A row whose values were lost is not blank.
    """
    leer = [name for name in unnamed if frame[name].null_count() == frame.height]
    frame = frame.drop(leer)
    is_blank = pl.all_horizontal(pl.exclude(ZEILE).is_null())
    lost = [row for (_, grund), rows in table.lost.items() if grund != NICHTS for row in rows]
    return frame.filter(~(is_blank & ~pl.col(ZEILE).is_in(lost)) if lost else ~is_blank)
