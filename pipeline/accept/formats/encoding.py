"""Tells what encoding a text file has: byte order mark, else UTF-8 if it is valid, else Windows-1252."""

import re

_BOM, _DATEIENDE = b"\xef\xbb\xbf", b"\x1a"
_MEHRBYTE = re.compile(rb"([\xc3\xc2][\x80-\xbf]|\xe2\x80[\x90-\xbf]|\xe2\x82\xac)")
_BLOCK = re.compile(rb"(?s).{1,65536}[^\n]*\n?")
_NICHT_ASCII = re.compile(rb"[^\r\n\x80-\xff]*[\x80-\xff][^\r\n]*")


def to_utf8(content: bytes) -> bytes:
    """Return the text as UTF-8 without byte order marks, all its lines ending in LF, those within cells, too.

    Bytes that mean nothing become U+FFFD.

    Byte order marks inside are left when files are put together; they show nothing and must not make a key another one.
    Empty lines and the old end-of-file sign at the end are taken off, but for one line end if there is any.
    """
    content = _decode(content)
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not content.isascii() and _BOM in content:
        content = content.replace(_BOM, b"")
    if content.endswith((b"\n\n", _DATEIENDE)):
        end = content.rstrip(b"\n" + _DATEIENDE)
        content = end + b"\n" if b"\n" in content[len(end) :] else end
    return content


def _decode(content: bytes) -> bytes:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace").encode("utf-8", "replace")
    if (breite := _utf16_without_bom(content[:400])) is not None:
        return content.decode(breite, "replace").encode("utf-8", "replace")
    if content.isascii():
        return content
    try:
        content.decode()
    except UnicodeDecodeError:
        return _from_windows_1252(content)
    return content


def _utf16_without_bom(start: bytes) -> str | None:
    """Tell UTF-16 by its zero bytes: every second one in a header of plain letters."""
    haelfte = max(len(start) // 2, 1)
    if start[1::2].count(0) > 0.8 * haelfte:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > 0.8 * haelfte else None


def _from_windows_1252(content: bytes) -> bytes:
    """Decode Windows-1252; where UTF-8 text was put together with it, line by line and sign by sign."""
    if not _may_hold_utf8(content):
        return content.decode("cp1252", "replace").encode()
    return b"".join(_decode_block(block) for block in _BLOCK.findall(content))


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
