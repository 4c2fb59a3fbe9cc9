"""Tells what encoding a text file has: byte order mark, else UTF-8 if it is valid, else Windows-1252."""

import re

_MEHRBYTE = re.compile(rb"[\xc3\xc2][\x80-\xbf]|\xe2\x80[\x90-\xbf]|\xe2\x82\xac")


def to_utf8(inhalt: bytes) -> bytes:
    """Return the text as UTF-8 without a byte order mark; bytes that mean nothing become U+FFFD."""
    if inhalt.startswith(b"\xef\xbb\xbf"):
        inhalt = inhalt[3:]
    if inhalt.startswith((b"\xff\xfe", b"\xfe\xff")):
        return inhalt.decode("utf-16", "replace").encode("utf-8", "replace")
    if (breite := _utf16_without_bom(inhalt[:400])) is not None:
        return inhalt.decode(breite, "replace").encode("utf-8", "replace")
    if inhalt.isascii():
        return inhalt
    try:
        inhalt.decode()
    except UnicodeDecodeError:
        return _from_windows_1252(inhalt)
    return inhalt


def _utf16_without_bom(anfang: bytes) -> str | None:
    """Tell UTF-16 by its zero bytes: every second one in a header of plain letters."""
    haelfte = max(len(anfang) // 2, 1)
    if anfang[1::2].count(0) > 0.8 * haelfte:
        return "utf-16-le"
    return "utf-16-be" if anfang[::2].count(0) > 0.8 * haelfte else None


def _from_windows_1252(inhalt: bytes) -> bytes:
    """Decode Windows-1252; where UTF-8 text was put together with it, line by line."""
    # Ã, Â and â are not German: their bytes are looked for first, which is much faster than the pattern.
    if not any(byte in inhalt for byte in (b"\xc3", b"\xc2", b"\xe2")) or not _MEHRBYTE.search(inhalt):
        return inhalt.decode("cp1252", "replace").encode()
    return b"\n".join(_decode_line(zeile) for zeile in inhalt.split(b"\n"))


def _decode_line(zeile: bytes) -> bytes:
    try:
        zeile.decode()
    except UnicodeDecodeError:
        return zeile.decode("cp1252", "replace").encode()
    return zeile
