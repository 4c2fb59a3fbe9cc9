"""Tells what encoding a text file has: byte order mark, else UTF-8 if it is valid, else Windows-1252."""

import re

_MEHRBYTE = re.compile(rb"[\xc3\xc2][\x80-\xbf]|\xe2\x80[\x90-\xbf]|\xe2\x82\xac")


def to_utf8(content: bytes) -> bytes:
    """Return the text as UTF-8 without a byte order mark; bytes that mean nothing become U+FFFD."""
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
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
    """Decode Windows-1252; where UTF-8 text was put together with it, line by line."""
    # Ã, Â and â are not German: their bytes are looked for first, which is much faster than the pattern.
    if not any(byte in content for byte in (b"\xc3", b"\xc2", b"\xe2")) or not _MEHRBYTE.search(content):
        return content.decode("cp1252", "replace").encode()
    return b"\n".join(_decode_line(row) for row in content.split(b"\n"))


def _decode_line(row: bytes) -> bytes:
    try:
        row.decode()
    except UnicodeDecodeError:
        return row.decode("cp1252", "replace").encode()
    return row
