"""The one grammar of delimited text: what a cell is, where a record ends, and what cannot be read.

RFC 4180, strict about quotes. A cell is quoted as a whole (blanks around it do not count), quotes within doubled, or it
is plain; a quoted cell may hold separators and line breaks. What stands behind a closing quote, quotes that are not
doubled and quotes masked by a backslash make the record unreadable, since where its cells end is then a guess. A plain
cell may hold quotes, as inches do; in two cells of a record an odd number of them could enclose a separator, and that
is unreadable too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

# A quoted cell may hold line breaks; beyond this a quote was simply never closed.
HOECHSTE_ZEILEN_JE_FELD = 200
HOECHSTE_ZEILE = 1 << 20
_BLANKS = "[ \u00a0]*"
_INNER = '[^"]*(?:""[^"]*)*'


@dataclass(frozen=True)
class Grammar:
    """Text whose cells are parted by `separator`."""

    separator: str

    @cached_property
    def _quoted(self) -> re.Pattern[str]:
        return re.compile(rf'{_BLANKS}"({_INNER})"{_BLANKS}(?={self.separator}|\Z)')

    @cached_property
    def _plain(self) -> re.Pattern[str]:
        return re.compile(rf'(?!{_BLANKS}")[^{self.separator}\n]*(?={self.separator}|\Z)')

    @cached_property
    def _open(self) -> re.Pattern[str]:
        """A record that ends within a quoted cell."""
        whole = rf'(?:{_BLANKS}"{_INNER}"{_BLANKS}|(?!{_BLANKS}")[^{self.separator}\n]*){self.separator}'
        return re.compile(rf'(?:{whole})*{_BLANKS}"{_INNER}\Z')

    def regular(self, repetition: str = "*") -> str:
        """Return the pattern of lines that any reader cuts alike; `repetition` is that of the separators."""
        cell = f'(?:"(?:[^"]|"")*"|[^"{self.separator}]*)'
        return f"^{cell}(?:{self.separator}{cell}){repetition}$"

    def cut(self, text: str) -> list[str] | None:
        """Cut one record into its cells, None if it cannot be read."""
        if '"' not in text:
            return None if "\n" in text else text.split(self.separator)
        cells, position, uneven = [], 0, 0
        while True:
            if hit := self._quoted.match(text, position):
                cells.append(hit[1].replace('""', '"'))
            elif hit := self._plain.match(text, position):
                cells.append(hit[0])
                uneven += hit[0].count('"') % 2
            else:
                return None
            if hit.end() == len(text):
                return cells if uneven < 2 else None
            position = hit.end() + 1

    def is_open(self, text: str) -> bool:
        """Tell whether a record ends within a quoted cell."""
        return '"' in text and self._open.match(text) is not None

    def join(self, text: str, following: Iterable[str], widths: range) -> tuple[list[str], int] | None:
        """Follow the open quote of a line over the `following` ones; returns the cells and how many of these they take.

        None if no record comes of it that has as many cells as `widths` allows. A line that is a full record by itself
        is none of a cell: the quote above it was never closed.
        """
        parts, length = [text], len(text)
        for count, line in enumerate(islice(following, HOECHSTE_ZEILEN_JE_FELD), start=1):
            parts.append(line)
            length += 1 + len(line)
            if length >= HOECHSTE_ZEILE or self._begins_record(line, widths.start):
                return None
            # What stands above does not matter but for the open quote: looking at it again would cost its square.
            if '"' in line and not self.is_open(f'"{line}'):
                cells = self.cut("\n".join(parts))
                return (cells, count) if cells is not None and len(cells) in widths else None
        return None

    def _begins_record(self, line: str, width: int) -> bool:
        """Tell whether a line is a record of at least that many cells, its last one perhaps open, its first filled."""
        if line.count(self.separator) < width - 1 or not line.partition(self.separator)[0].strip(' "'):
            return False
        if self.is_open(line):
            line += '"'
        return re.search(self.regular(), line) is not None and len(self.cut(line) or ()) >= width
