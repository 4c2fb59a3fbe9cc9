"""The package around a workbook's sheets: which parts there are, its texts, its formats, its day zero.

A workbook is a ZIP archive of XML that refers to itself. Parts are read as streams, names are compared without
their namespaces, and what defines entities is no workbook.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import IO
from xml.parsers.expat import ParserCreate, XMLParserType

from pipeline.accept.archive import require_harmless_archive
from pipeline.accept.formats.number_format import DAY_ZERO, DAY_ZERO_1904, NUMBER, number_kind, shown_digits

HOECHSTENS_BLAETTER = 400
_BLOCK = 1 << 18
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_CELLS = ("chartsheet", "dialogsheet", "xlmacrosheet", "xlintlmacrosheet")
TRUE = ("1", "true", "on")
Start = Callable[[str, dict[str, str]], None]
Attributes = dict[str, str]


@dataclass(frozen=True)
class SheetPart:
    """A sheet as the workbook lists it: its place among all sheets, from 1, its part, its name, whether it is shown."""

    number: int
    part: str
    name: str
    is_visible: bool


@dataclass(frozen=True)
class CellFormat:
    """What numbers of a format stand for, and to how many digits they are filled up."""

    kind: str = NUMBER
    digits: int = 0


class Package:
    """An opened workbook."""

    def __init__(self, name: str, content: bytes, most_characters: int) -> None:
        """Open the archive.

        :raises LieferungError: it would burst or is encrypted
        """
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        entries = self._archive.infolist()
        require_harmless_archive(name, entries, len(content))
        self._names = {e.filename.replace("\\", "/").lower(): e.filename for e in entries}
        self._most_characters = most_characters
        self.spent = 0
        related = self._relations("")
        self._workbook = next((t for k, t in related.values() if k == "officedocument"), "xl/workbook.xml")
        self._related = self._relations(self._workbook)

    def spend(self, characters: int) -> None:
        """Count text that is kept; a few bytes of a package can stand for any amount of it."""
        self.spent += characters
        if self.spent > self._most_characters:
            raise MemoryError

    def open(self, part: str) -> IO[bytes]:
        """Return a part as a stream; names are compared without case."""
        return self._archive.open(self._names[part.lower()])

    def sheets(self) -> list[SheetPart]:
        """Return the sheets that hold cells, in the order of the workbook; charts are none."""
        found: list[SheetPart] = []
        number = 0

        def start(name: str, attributes: Attributes) -> None:
            nonlocal number
            if name != "sheet":
                return
            number += 1
            if number > HOECHSTENS_BLAETTER:
                raise MemoryError
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            kind, part = self._related[relation]
            if kind not in ("worksheet", *_NO_CELLS):
                raise ValueError("sheet of an unknown kind")
            if kind == "worksheet":
                is_visible = attributes.get("state", "visible") == "visible"
                found.append(SheetPart(number, part, attributes.get("name", ""), is_visible))

        self._scan(self._workbook, "workbook", start)
        return found

    @cached_property
    def _properties(self) -> Attributes:
        """The properties of the workbook and of its calculation."""
        found: Attributes = {}
        self._scan(self._workbook, "workbook", lambda n, a: found.update(a) if n in ("workbookPr", "calcPr") else None)
        return found

    @property
    def day_zero(self) -> date:
        """The day that serial numbers count from."""
        return DAY_ZERO_1904 if self._properties.get("date1904", "").lower() in TRUE else DAY_ZERO

    @property
    def is_uncalculated(self) -> bool:
        """Tell whether the program that wrote the workbook left all calculation to the one that opens it."""
        return self._properties.get("fullCalcOnLoad", "").lower() in TRUE

    @cached_property
    def texts(self) -> list[str]:
        """The texts that cells refer to by number."""
        part = self._part_of("sharedstrings")
        # Some programs name a part that they do not write where no cell refers to it.
        return list(self._shared_texts(part)) if part and part.lower() in self._names else []

    @cached_property
    def formats(self) -> list[CellFormat]:
        """The formats that cells refer to by number."""
        codes: dict[int, str] = {}
        found: list[CellFormat] = []
        inside = False

        def start(name: str, attributes: Attributes) -> None:
            nonlocal inside
            if name == "numFmt":
                codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
            elif name == "xf" and inside:
                number = int(attributes.get("numFmtId", "0"))
                code = codes.get(number)
                found.append(CellFormat(number_kind(number, code), shown_digits(code)))
            else:
                inside = name == "cellXfs" or (inside and name not in ("cellStyles", "dxfs", "cellStyleXfs"))

        if part := self._part_of("styles"):
            self._scan(part, "styleSheet", start)
        # A cell without a format has the first one.
        return found or [CellFormat()]

    def _part_of(self, kind: str) -> str | None:
        """Return the part of a kind; one that is referred to, but missing, is missed when it is opened."""
        return next((t for k, t in self._related.values() if k == kind), None)

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return kind and target of what a part refers to, by its id."""
        folder, file = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, attributes: Attributes) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join(folder, attributes["Target"].replace("\\", "/")))
                found[attributes["Id"]] = (attributes["Type"].rpartition("/")[2].lower(), target.lstrip("/"))

        if relations.lower() in self._names:
            self._scan(relations, "Relationships", start)
        return found

    def _scan(self, part: str, root: str, start: Start) -> None:
        """Show each element of a part, below its `root`, to `start`, by its name without a namespace."""
        with self.open(part) as stream:
            parser = make_parser()
            parser.StartElementHandler = begin_with(root, lambda name, a: start(name.rpartition(":")[2], a))
            while block := stream.read(_BLOCK):
                parser.Parse(block, False)
            parser.Parse(b"", True)

    def _shared_texts(self, part: str) -> Iterator[str]:
        """Yield the texts; how they sound (phonetic runs) is not part of them."""
        pieces: list[str] = []
        done: list[str] = []
        inside = spoken = False

        def start(name: str, _: Attributes) -> None:
            nonlocal inside, spoken
            name = name.rpartition(":")[2]
            if name == "si":
                pieces.clear()
            spoken = spoken or name == "rPh"
            inside = name == "t" and not spoken

        def end(name: str) -> None:
            nonlocal inside, spoken
            name = name.rpartition(":")[2]
            inside = False
            if name == "rPh":
                spoken = False
            elif name == "si":
                done.append(unescape("".join(pieces)))
                self.spend(len(done[-1]) + 1)

        with self.open(part) as stream:
            parser = make_parser()
            parser.StartElementHandler, parser.EndElementHandler = begin_with("sst", start), end
            parser.CharacterDataHandler = lambda text: pieces.append(text) if inside else None
            while block := stream.read(_BLOCK):
                parser.Parse(block, False)
                yield from done
                done.clear()
            parser.Parse(b"", True)
            yield from done


def make_parser() -> XMLParserType:
    """Return a parser that takes no document type: entities are defined nowhere else."""
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def begin_with(root: str, start: Start) -> Start:
    """Return a handler of elements that hands all to `start`, but refuses a part with another `root`.

    A part in another's place would otherwise be one in which nothing is said: no rows, or no formats.
    """
    is_begun = False

    def first(name: str, attributes: Attributes) -> None:
        nonlocal is_begun
        if not is_begun and name.rpartition(":")[2] != root:
            raise ValueError("another part")
        is_begun = True
        start(name, attributes)

    return first


def _refuse_doctype(*_: object) -> None:
    raise ValueError("document type")


def unescape(text: str) -> str:
    """Return a text with the signs that XML cannot hold, which Excel writes as _x000D_."""
    return _ESCAPED.sub(_sign, text) if "_x" in text else text


def _sign(hit: re.Match[str]) -> str:
    """Return the sign of an escape; half a pair of signs is none."""
    sign = chr(int(hit[1], 16))
    return hit[0] if "\ud800" <= sign <= "\udfff" else sign
