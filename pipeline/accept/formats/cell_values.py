"""Turns what a cell of a workbook holds into the text a German export would hold, or says why it is lost."""

import math
import re
from datetime import UTC, date, datetime

import polars as pl

from pipeline.accept.formats.number_format import DAY, NUMBER, serial_text
from pipeline.accept.formats.ooxml import Package, unescape
from pipeline.accept.formats.table import FEHLERWERT, GERMANY, UNBEKANNT, UNMOEGLICH, ZIFFERN

_WHOLE = re.compile(r"-?\d{1,15}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
# Beyond these digits a workbook has lost some.
_EXACT = 10**15
_MEMO = 100_000


class CellValues:
    """Turns what a cell holds into text, by its type and format."""

    def __init__(self, package: Package) -> None:
        self._formats = package.formats
        self._day_zero: date = package.day_zero
        self._memo: dict[tuple[str, str], tuple[str, str]] = {}

    def read(self, kind: str, style: str, text: str) -> tuple[str, str]:
        """Return the text of a cell, and why it was lost where it is."""
        if kind == "n":
            known = self._memo.get((style, text))
            if known is None:
                known = self._number(style, text.strip())
                if len(self._memo) < _MEMO:
                    self._memo[style, text] = known
            return known
        if kind in ("inlineStr", "str"):
            return unescape(text), ""
        if kind == "b":
            flag = {"1": "J", "true": "J", "0": "N", "false": "N"}.get(text.strip().lower(), "")
            return flag, "" if flag else UNBEKANNT
        if kind == "d":
            return _moment(text.strip())
        return "", FEHLERWERT if kind == "e" else UNBEKANNT

    def _number(self, style: str, text: str) -> tuple[str, str]:
        form = self._formats[to_index(style or "0")]
        if not text:
            return "", ""
        if form.kind == NUMBER and _WHOLE.fullmatch(text):
            return (text.zfill(form.digits) if form.digits else str(int(text))), ""
        if not _NUMBER.fullmatch(text) or not math.isfinite(number := float(text)):
            return "", UNBEKANNT
        if form.kind != NUMBER:
            serial = serial_text(number, form.kind, self._day_zero)
            return (serial, "") if serial is not None else ("", UNMOEGLICH if form.kind == DAY else UNBEKANNT)
        if number.is_integer():
            return ("", ZIFFERN) if abs(number) >= _EXACT else (str(int(number)).zfill(form.digits), "")
        plain = f"{number:.15g}"
        return (f"{number:.20f}".rstrip("0") if "e" in plain else plain).replace(".", ","), ""


def to_index(text: str) -> int:
    """Return a place in a list, which no negative number is.

    :raises ValueError: it is none
    """
    number = int(text)
    if number < 0:
        raise ValueError("index")
    return number


def _moment(text: str) -> tuple[str, str]:
    """Return a moment that is written out, in German time where it says which time it is in."""
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return "", UNBEKANNT
    if moment.tzinfo is not None:
        # The library brings its own calendar of time zones; not every machine has one.
        world = pl.Series([moment.replace(tzinfo=None)]).dt.replace_time_zone("UTC")
        moment = world.dt.convert_time_zone(GERMANY).dt.replace_time_zone(None)[0]
    return f"{moment:%Y-%m-%d}" if not (moment.hour or moment.minute or moment.second) else f"{moment:%Y-%m-%d %X}", ""
