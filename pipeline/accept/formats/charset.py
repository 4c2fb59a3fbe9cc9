"""Tells encodings that nobody should write any more: those of DOS, of old Macs and of mainframes, and mixed UTF-16.

What is certain is told by the bytes alone: a sign that stands within a word can be no quote and no §.
"""

import re

from pipeline.errors import LieferungError

# Letters that both encodings of DOS have at the same place, and those of the Mac; curved quotes and dashes are none.
_QUOTES = b"\x93\x96\x97"
_DOS = frozenset(
    byte
    for byte in range(0x80, 0x100)
    if bytes([byte]).decode("cp437") == (sign := bytes([byte]).decode("cp850")) and sign.isalpha()
) - set(_QUOTES)
_MAC = frozenset(b"\x80\x85\x86\x87\x88\x8a\x8d\x8e\x8f\x90\x92\x96\x97\x9a\x9d\x9f\xa7")
# What no word has as Windows-1252 reads it: quotes and § between letters, Ÿ between small ones, š between consonants.
_SURE_DOS = re.compile(rb"(?i:[a-z])(?:\x81|[\x84\x94][a-z])|\x81[a-z]")
_SURE_MAC = re.compile(rb"(?i:[a-z])[\x8a\x9f\xa7][a-z]|(?i:[b-df-hj-np-tv-z])\x9a[b-df-hj-np-tv-z]")
_ASCII = bytes(range(0x80))
_WIDE_PART = re.compile(rb"(?:[\x20-\x7e]\x00){8}|(?:\x00[\x20-\x7e]){8}")
_NARROW_PART = re.compile(rb"[\x20-\x7e]{16}")
# A line end of UTF-16, read with the bytes of two signs: no sign at all.
_TORN_END = "\u0a00"
_START = 400


def tell_old(content: bytes) -> tuple[str, str] | None:
    """Return the encoding of DOS or of old Macs, and what people call it, if the bytes can be nothing else."""
    high = set(content.translate(None, _ASCII))
    if not (high <= _DOS or high <= _MAC):
        return None
    is_dos, is_mac = (sure.search(content) is not None for sure in (_SURE_DOS, _SURE_MAC))
    if is_dos and not is_mac and high <= _DOS:
        return "cp850", "DOS (OEM, Codepage 850)"
    if is_mac and not is_dos and high <= _MAC:
        return "mac_roman", "MacRoman"
    return None


def tell_wide(content: bytes) -> str | None:
    """Return which of UTF-32 and UTF-16 a text is written in, by its byte order mark or by the zeros of a header of
    plain letters.
    """
    start = content[:_START]
    for mark, encoding in (
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if start.startswith(mark):
            return encoding
    zeros = [start[place::4].count(0) * 4 > 0.8 * len(start) for place in range(4)]
    names = {(1, 2, 3): "utf-32-le", (0, 1, 2): "utf-32-be", (1, 3): "utf-16-le", (0, 2): "utf-16-be"}
    return names.get(tuple(place for place in range(4) if zeros[place]))


def require_one_encoding(name: str, content: bytes) -> None:
    """Refuse text that no encoding reads from its begin to its end.

    :raises LieferungError: says what it seems to be, and what to do
    """
    wide = tell_wide(content) or ""
    if wide.startswith("utf-16"):
        is_odd = len(content) % 2 == 1 or _TORN_END in content.decode(wide, "replace")
        torn = is_odd or _NARROW_PART.search(content) is not None
    else:
        torn = not wide and b"\x00" in content and _WIDE_PART.search(content) is not None
    if torn:
        raise LieferungError(
            f"{name} ist teils in UTF-16 geschrieben, teils anders, oder ein Byte ging verloren. Vermutlich wurden "
            "Dateien aneinandergehängt oder unvollständig übertragen. Bitte neu übertragen oder als "
            "UTF-8 neu exportieren."
        )
    start = content[:_START]
    plain = start.decode("cp273", "replace")
    if sum(byte >= 0x80 for byte in start) * 2 > len(start) and sum(map(_is_plain, plain)) > 0.9 * len(plain):
        raise LieferungError(
            f"{name} ist vermutlich in der Zeichenkodierung EBCDIC eines Großrechners geschrieben; so ist die Datei "
            "nicht lesbar. Bitte als UTF-8 exportieren."
        )


def _is_plain(sign: str) -> bool:
    return (sign.isascii() and sign.isprintable()) or sign in "\r\n\t\x85"
