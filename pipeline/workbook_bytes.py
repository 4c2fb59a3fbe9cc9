"""A workbook as bytes that are the same whenever it is written, and valid where openpyxl is not."""

import io
import re
from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_FONT_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)


def normalise(source: io.BytesIO, when: date, alternative_texts: Sequence[str] = ()) -> bytes:
    """Fix what openpyxl takes from the clock, and add what it cannot write: alternative texts, one per chart."""
    rest = iter(alternative_texts)
    result = io.BytesIO()
    with ZipFile(source) as old, ZipFile(result, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _set_dates(content, when)
            elif name == "xl/styles.xml":
                content = _sort_fonts(content)
            elif name.startswith("xl/drawings/drawing"):
                content = re.sub(
                    rb'<(?:\w+:)?cNvPr id="\d+" name="Chart \d+"', lambda hit: _describe(hit, next(rest)), content
                )
            entry = ZipInfo(name, _ZIP_TIME)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, content)
    return result.getvalue()


def _set_dates(content: bytes, when: date) -> bytes:
    time = f"{when.isoformat()}T00:00:00Z".encode()
    return re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", lambda hit: hit[1] + time, content)


def _sort_fonts(content: bytes) -> bytes:
    """The schema asks for an order of the properties of a font that openpyxl does not keep."""

    def sort_one(hit: re.Match[bytes]) -> bytes:
        names = re.findall(rb"<(\w+)[^>]*/>", hit[2])
        elements = re.findall(rb"<\w+[^>]*/>", hit[2])
        pairs = sorted(zip(names, elements, strict=True), key=lambda pair: _FONT_ORDER.index(pair[0].decode()))
        return hit[1] + b"".join(element for _, element in pairs) + hit[3]

    return re.sub(rb"(<font>)(.*?)(</font>)", sort_one, content, flags=re.DOTALL)


def _describe(hit: re.Match[bytes], text: str) -> bytes:
    return hit[0] + b" descr=" + quoteattr(text).encode()
