"""Streams the rows of a sheet: every cell as the text a German export would hold, or as lost, with the reason.

Only cells that hold something cost anything, wherever they stand; nothing is built as large as a sheet says it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.accept.formats.cell_values import CellValues, to_index
from pipeline.accept.formats.ooxml import TRUE, Attributes, Package, SheetPart, begin_with, make_parser
from pipeline.accept.formats.table import MOST_LOST, OHNE_ERGEBNIS
from pipeline.errors import LieferungError

# Excel's own sheets end at 17 billion cells; an export that spans more than this has a stray cell far out.
HOECHSTE_ZELLEN = 25_000_000
# Of them so many are built: a full sheet of a million rows has as many columns as our widest export.
_MOST_BUILT = 12_000_000
_FIRST_BLOCK, _BLOCK = 1 << 14, 1 << 18
_MERGED = re.compile(r"[A-Za-z]+(\d+):[A-Za-z]+(\d+)")
_COLUMNS = 16_384
# A text that many cells share costs little if it is short.
_LONG = 64


@dataclass
class SheetRow:
    """A row with something in it: its number, its texts by column from 0, why cells were lost, whether it is hidden."""

    number: int
    cells: list[str] = field(default_factory=list)
    lost: list[tuple[int, str]] = field(default_factory=list)
    is_hidden: bool = False


def read_sheet_rows(package: Package, sheet: SheetPart, name: str, merged: list[int]) -> Iterator[SheetRow]:
    """Yield the rows that hold something, from above.

    Behind the last one `merged` has the first row of each cell that stands for several rows.

    :raises LieferungError: the cells reach further than any export does
    """
    reader = _Reader(package, name, merged)
    with package.open(sheet.part) as stream:
        size = _FIRST_BLOCK
        while block := stream.read(size):
            reader.parser.Parse(block, False)
            yield from reader.rows
            reader.rows.clear()
            size = _BLOCK
        reader.parser.Parse(b"", True)
        yield from reader.rows


class _Reader:
    """What is known in the middle of a sheet."""

    def __init__(self, package: Package, name: str, merged: list[int]) -> None:
        self.rows: list[SheetRow] = []
        self._merged = merged
        self.parser = make_parser()
        self.parser.StartElementHandler = begin_with("worksheet", self._start)
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._package, self._name = package, name
        self._texts, self._values = package.texts, CellValues(package)
        self._row = SheetRow(0)
        self._width = self._kept = self._lost = self._count = self._column = 0
        self._kind = self._style = self._digits = ""
        self._pieces: list[str] = []
        self._inside = self._is_spoken = self._has_formula = self._has_value = False
        self._columns: dict[str, int] = {}

    def _start(self, name: str, attributes: Attributes) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._column = self._place(attributes.get("r"))
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._has_formula = self._has_value = False
            self._pieces.clear()
            self._count += 1
            if self._count > HOECHSTE_ZELLEN:
                raise MemoryError
        elif name == "v":
            self._inside = self._has_value = True
        elif name == "t":
            self._inside = not self._is_spoken
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._open_row(attributes)
        elif name == "rPh":
            self._is_spoken = True
        elif name == "mergeCell" and (hit := _MERGED.fullmatch(attributes["ref"])) and hit[1] != hit[2]:
            self._merged.append(int(hit[1]))

    def _text(self, text: str) -> None:
        if self._inside:
            self._pieces.append(text)

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("v", "t"):
            self._inside = False
        elif name == "c":
            if self._pieces or self._has_formula:
                self._keep("".join(self._pieces))
        elif name == "row":
            if self._row.cells:
                self._require_near(self._row.number, len(self._row.cells))
                self.rows.append(self._row)
        elif name == "rPh":
            self._is_spoken = False

    def _open_row(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        number = int(reference) if reference else self._row.number + 1
        if number <= self._row.number:
            raise ValueError("row twice")
        is_hidden = attributes.get("hidden", "").lower() in TRUE
        self._row, self._column, self._digits = SheetRow(number, is_hidden=is_hidden), -1, str(number)

    def _place(self, reference: str | None) -> int:
        """Return the column of a cell; one without a reference stands right of the last."""
        if reference is None:
            return self._column + 1
        letters = reference.removesuffix(self._digits)
        if letters not in self._columns:
            letters = reference.rstrip("0123456789")
            number = 0
            for sign in letters.upper():
                number = number * 26 + ord(sign) - 64
            if not 1 <= number <= _COLUMNS:
                raise ValueError("column")
            if (row := int(reference[len(letters) :])) != self._row.number:
                self._require_near(row, number)
                raise ValueError("cell in another row")
            self._columns[letters] = number - 1
        return self._columns[letters]

    def _keep(self, text: str) -> None:
        """Put the cell that ends here into its row."""
        if self._kind == "s":
            value, grund = self._texts[to_index(text)], ""
            if len(value) > _LONG:
                self._package.spend(len(value))
        elif self._has_formula and self._is_missing(text):
            value, grund = "", OHNE_ERGEBNIS
        else:
            value, grund = self._values.read(self._kind, self._style, text)
            self._package.spend(len(value))
        if not value and not grund:
            return
        cells = self._row.cells
        if grund:
            self._row.lost.append((self._column, grund))
            self._lost += 1
            if self._lost > MOST_LOST:
                raise MemoryError
        if self._column == len(cells):
            cells.append(value)
            return
        cells.extend([""] * (self._column + 1 - len(cells)))
        if cells[self._column]:
            raise ValueError("cell twice")
        cells[self._column] = value

    def _is_missing(self, text: str) -> bool:
        """Tell whether a formula has no result. Zero counts as none where nothing was ever calculated."""
        if self._kind == "str":
            return not self._has_value
        return not text or (text == "0" and self._package.is_uncalculated)

    def _require_near(self, rows: int, columns: int) -> None:
        """Refuse a sheet that reaches further than any export does.

        :raises LieferungError: names its extent
        """
        self._kept += 1
        self._width = max(self._width, columns)
        if self._width * rows > HOECHSTE_ZELLEN or self._width * self._kept > _MOST_BUILT:
            raise LieferungError(
                f"{self._name} reicht über {rows} Zeilen und {self._width} Spalten; so groß ist kein Export. "
                "Vermutlich steht weit außerhalb der Tabelle eine Zelle; bitte entfernen oder als CSV liefern."
            )
