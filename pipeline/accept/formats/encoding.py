"""Tells what encoding a text file has: byte order mark, else UTF-8 if it is valid, else Windows-1252 or older."""

import re

from pipeline.accept.befund import HINWEIS, BefundKind
from pipeline.accept.formats.charset import tell_old, tell_wide

_BOM, _DATEIENDE = b"\xef\xbb\xbf", b"\x1a"
_MEHRBYTE = re.compile(rb"([\xc3\xc2][\x80-\xbf]|\xe2\x80[\x90-\xbf]|\xe2\x82\xac)")
_BLOCK = re.compile(rb"(?s).{1,65536}[^\n]*\n?")
_NICHT_ASCII = re.compile(rb"[^\r\n\x80-\xff]*[\x80-\xff][^\r\n]*")
_CODE = "zeichenkodierung"
_OLD = "Die Datei ist in der Zeichenkodierung {} geschrieben und wurde so gelesen. Bitte künftig als UTF-8 exportieren."
_MIXED = BefundKind(
    _CODE,
    HINWEIS,
    "Die Datei ist teils in UTF-8, teils in Windows-1252 geschrieben; jede Zeile wurde nach ihrer Kodierung gelesen. "
    "Bitte einheitlich als UTF-8 exportieren.",
)


def to_utf8(content: bytes) -> tuple[bytes, list[BefundKind]]:
    """Return the text as UTF-8 without byte order marks, all its lines ending in LF, those within cells, too; and what
    is to be said about its encoding.

    Bytes that mean nothing become U+FFFD.

    Byte order marks inside are left when files are put together; they show nothing and must not make a key another one.
    Empty lines and the old end-of-file sign at the end are taken off, but for one line end if there is any.
    """
    content, remarks = _decode(content)
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not content.isascii() and _BOM in content:
        content = content.replace(_BOM, b"")
    if content.endswith((b"\n\n", _DATEIENDE)):
        end = content.rstrip(b"\n" + _DATEIENDE)
        content = end + b"\n" if b"\n" in content[len(end) :] else end
    return content, remarks


def _decode(content: bytes) -> tuple[bytes, list[BefundKind]]:
    if (wide := tell_wide(content)) is not None:
        return content.decode(wide, "replace").encode("utf-8", "replace"), []
    if content.isascii():
        return content, []
    try:
        content.decode()
    except UnicodeDecodeError:
        pass
    else:
        return content, []
    if (old := tell_old(content)) is not None:
        encoding, label = old
        return content.decode(encoding).encode(), [BefundKind(_CODE, HINWEIS, _OLD.format(label))]
    return _from_windows_1252(content)


def _from_windows_1252(content: bytes) -> tuple[bytes, list[BefundKind]]:
    """Decode Windows-1252; where UTF-8 text was put together with it, line by line and sign by sign."""
    plain = content.decode("cp1252", "replace").encode()
    if not _may_hold_utf8(content):
        return plain, []
    decoded = b"".join(_decode_block(block) for block in _BLOCK.findall(content))
    return decoded, [] if decoded == plain else [_MIXED]


def _may_hold_utf8(content: bytes) -> bool:
    """Look for Ã, Â and â, which are not German: much faster than a pattern."""
    return any(byte in content for byte in (b"\xc3", b"\xc2", b"\xe2"))


def _decode_block(block: bytes) -> bytes:
    """Decode lines that are mostly all alike: only where they differ each is looked at."""
    try:
        block.decode()
    except UnicodeDecodeError:
        if not _may_hold_utf8(block):
            return block.decode("cp1252", "replace").encode()
        return _NICHT_ASCII.sub(_decode_line, block)
    return block


def _decode_line(hit: re.Match[bytes]) -> bytes:
    """Keep a line that is UTF-8; of any other keep what can only be a letter of UTF-8."""
    try:
        hit[0].decode()
    except UnicodeDecodeError:
        parts = _MEHRBYTE.split(hit[0])
        return b"".join(p if i % 2 else p.decode("cp1252", "replace").encode() for i, p in enumerate(parts))
    return hit[0]
