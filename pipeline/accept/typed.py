"""What typed cells mean in a column of ours: days, months, times; and what is said of cells that mean nothing.

What is said of days that have a time of day is said of plain text as well.

Workbooks keep unformatted days and times as numbers and make the first of the month out of every month; moments stand
where days or times are asked for.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import pandera.polars as pa
import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.emptied import Emptied
from pipeline.accept.formats.table import (
    FEHLERWERT,
    NICHTS,
    OHNE_ERGEBNIS,
    UNBEKANNT,
    UNMOEGLICH,
    ZIFFERN,
    RawTable,
)
from pipeline.accept.values import UHR, form

_MOMENT = r"^(\d{4}-\d{2}-\d{2})[ T]((?:[01]\d|2[0-3]):[0-5]\d)(:[0-5]\d(\.\d+)?)?$"
_DAY, _MIDNIGHT = r"(?:\d{4}-\d{2}-\d{2}|\d{2}\.\d{2}\.\d{4})", r"^0?0:00(?::00(?:[.,]0+)?)?$"
# Cells of more characters than these hold more than a day.
_DAY_LENGTH = 10
# Midnight in Germany is 22 or 23 o'clock of the day before in the world's time.
_WORLD_MIDNIGHT = r"^2[23]:00(?::00(?:[.,]0+)?)?$"
# Beyond this share of an export's rows a column is not what was meant.
_MANY = 0.1
_COUNTS_AS_EMPTY = "sie zählt als leer."
_LOST = {
    FEHLERWERT: f"Die Zelle enthält einen Fehlerwert (wie #NV oder #BEZUG!); {_COUNTS_AS_EMPTY} Bitte die Formel "
    "berichtigen.",
    OHNE_ERGEBNIS: f"Die Zelle enthält eine Formel ohne gespeichertes Ergebnis; {_COUNTS_AS_EMPTY} Bitte die Mappe in "
    "Excel öffnen, berechnen lassen und neu speichern.",
    ZIFFERN: "Die Zelle enthält eine ganze Zahl mit mehr Stellen, als das Format genau behält; Ziffern sind verloren, "
    f"{_COUNTS_AS_EMPTY} Kennungen bitte als Text liefern.",
    UNMOEGLICH: f"Die Zelle enthält einen Tag, den es im Kalender nicht gibt (wie unendlich); {_COUNTS_AS_EMPTY} Bitte "
    "berichtigen.",
    UNBEKANNT: f"Die Zelle enthält weder Text noch Zahl, Tag, Uhrzeit oder Ja/Nein; {_COUNTS_AS_EMPTY} Bitte als Text "
    "liefern.",
}
# Said once per column: many programs write every missing value so.
_NICHTS = bf.BefundKind(
    NICHTS,
    bf.HINWEIS,
    "Fehlende Werte sind in der Spalte nicht leer, sondern als Wort oder als Zahl „NaN“ geschrieben (auch None, NaT); "
    "sie zählen als leer.",
)
_ERGAENZEN = "Bitte in der Quelle ergänzen lassen."
_VERLOREN = (
    "Mehr als ein Zehntel der Zellen von {} hat keinen lesbaren Wert (Fehlerwerte, Formeln ohne Ergebnis, unmögliche "
    "Tage, verlorene Ziffern). Bitte die Spalte im Export berichtigen."
)
_MIT_UHRZEIT = bf.BefundKind("tag_mit_uhrzeit", bf.HINWEIS, "Die Spalte enthält Tage mit Uhrzeit; es zählt der Tag.")
_WELTZEIT = (
    "Alle Zeitpunkte von {} liegen um 22 oder 23 Uhr. Vermutlich stehen sie in Weltzeit ohne Zeitzone, und jeder Tag "
    "ist der Vortag. Bitte als Tag ohne Uhrzeit liefern."
)
File = tuple[str, str]


def lost_befunde(table: RawTable, header: Sequence[str], file: File, ours: Collection[str]) -> list[pl.DataFrame]:
    """Return a Befund for every cell of our columns that held no value of a known kind.

    `header` are the names of the columns as they stand in the file; the Befunde have the columns of `SCHEMA`.
    """
    found = []
    for (position, grund), rows in table.lost.items():
        if (name := header[position]) not in ours:
            continue
        kind = _NICHTS if grund == NICHTS else bf.BefundKind(grund, bf.HINWEIS, _LOST[grund])
        found.append(_make([None] if grund == NICHTS else rows, kind, file, name))
        if grund != NICHTS and len(rows) > _MANY * table.frame.height:
            kind = bf.BefundKind("spalte_verloren", bf.WARNUNG, _VERLOREN.format(name))
            found.append(_make([None], kind, file, name))
    return found


def find_emptied(table: RawTable, header: Sequence[str], ours: Collection[str]) -> tuple[Emptied, ...]:
    """Return the cells of our columns that held no value of a known kind, by reason; `header` as the file has it."""
    return tuple(
        Emptied(header[position], f"{_NICHTS.satz} {_ERGAENZEN}" if grund == NICHTS else _LOST[grund], pl.Series(rows))
        for (position, grund), rows in table.lost.items()
        if header[position] in ours
    )


def typed_befunde(
    table: RawTable, frame: pl.DataFrame, columns: Mapping[str, pa.Column], file: File
) -> list[pl.DataFrame]:
    """Return the Befunde on the file as a whole and on days that have a time; `frame` has the columns of the export."""
    remarks = [_make([None], kind, file) for kind in table.remarks]
    return [*remarks, *moment_befunde(frame, columns, file)]


def moment_befunde(frame: pl.DataFrame, columns: Mapping[str, pa.Column], file: File) -> list[pl.DataFrame]:
    """Return the Befunde on days that have a time, in a file of any format; `frame` has the columns of the export."""
    return [
        _make([None], kind, file, name)
        for name, column in columns.items()
        if form(column) == "datum"
        for kind in _judge_moments(frame[name])
    ]


def typed_texts(columns: Mapping[str, pa.Column], day_zero: date | None) -> list[pl.Expr]:
    """Return the expressions that turn what typed formats make of days, months and times into our text."""
    expressions = (_to_text(form(column), name, day_zero) for name, column in columns.items())
    return [e for e in expressions if e is not None]


def _make(rows: Iterable[int | None], kind: bf.BefundKind, file: File, column: str | None = None) -> pl.DataFrame:
    return bf.make(rows, kind, export=file[0], file=file[1], column=column)


def _judge_moments(column: pl.Series) -> list[bf.BefundKind]:
    """Say whether a column of days holds moments, and whether all of them look like another day's midnight."""
    longer = column.filter(column.str.len_bytes() > _DAY_LENGTH)
    clocks = longer.str.extract(rf"^{_DAY}[ T]({UHR})$").drop_nulls()
    # A day that begins at midnight is a day, as databases write it.
    if clocks.str.contains(_MIDNIGHT).all():
        return []
    is_complete = len(clocks) == len(column) - column.null_count()
    if is_complete and clocks.str.contains(_WORLD_MIDNIGHT).all():
        return [bf.BefundKind("tag_vermutlich_vortag", bf.WARNUNG, _WELTZEIT.format(column.name))]
    return [_MIT_UHRZEIT]


def _to_text(form: str | None, column: str, day_zero: date | None) -> pl.Expr | None:
    text = pl.col(column)
    if form in ("datum", "monat"):
        day = text.str.replace(_MOMENT, "$1")
        if day_zero is not None:
            number = text.str.extract(r"^(\d{5})(,\d+)?$", 1).cast(pl.Int32, strict=False)
            day = pl.coalesce((pl.lit(day_zero) + pl.duration(days=number)).dt.to_string("%Y-%m-%d"), day)
        return (day.str.replace(r"^(\d{4}-\d{2})-01$", "$1") if form == "monat" else day).alias(column)
    if form == "uhrzeit":
        bruch = pl.when(text.str.contains(r"^0,\d+$")).then(text.str.replace(",", ".")).cast(pl.Float64, strict=False)
        minuten = (bruch * 1440).round().cast(pl.Int32)
        uhr = pl.format("{}:{}", _two_digits(minuten // 60), _two_digits(minuten % 60))
        return pl.when(minuten.is_not_null()).then(uhr).otherwise(text.str.replace(_MOMENT, "$2")).alias(column)
    return None


def _two_digits(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.String).str.zfill(2)
