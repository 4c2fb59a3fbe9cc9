"""Writes a file of a written month anew: another dialect, another format, other cells; held in memory meanwhile."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from pipeline.sample.form import COLUMNS, Monat, encoding, line_end

Zellen = list[list[str]]
ZIP = "lieferung.zip"
UMBENANNT = {"av_status": "Kundenstatus AV", "av_seit": "Kundenstatus seit", "profillage": "Profil-Lage"}
_ZIP_ZEIT = (2000, 1, 1, 0, 0, 0)
_BLEIBT = 0.7  # share of the month before that a shrunken export has


def _file(monat: Monat, export: str) -> Path:
    return monat.ordner / f"{export}.csv"


def _own_files(ordner: Path) -> list[Path]:
    """Return what the generator wrote, and nothing that lay there before."""
    return [d for d in sorted(ordner.iterdir()) if d.name == ZIP or d.name.startswith(tuple(COLUMNS))]


def _read(monat: Monat, export: str) -> Zellen:
    with _file(monat, export).open(encoding=encoding(export), newline="") as datei:
        return list(csv.reader(datei, delimiter=";"))


def _render(zellen: Zellen, export: str, trenner: str = ";", ende: str = "", in_anfuehrung: bool = False) -> str:
    ziel = io.StringIO()
    schreiber = csv.writer(
        ziel,
        delimiter=trenner,
        quoting=csv.QUOTE_ALL if in_anfuehrung else csv.QUOTE_MINIMAL,
        lineterminator=ende or line_end(export),
    )
    schreiber.writerows(zellen)
    return ziel.getvalue()


def _write(monat: Monat, export: str, text: str, kodierung: str = "") -> None:
    _file(monat, export).write_bytes(text.encode(kodierung or encoding(export)))


def write_dialect(monat: Monat, export: str, *, kodierung: str = "", trenner: str = ";", ende: str = "") -> None:
    """Write an export with another encoding, separator or line end."""
    _write(monat, export, _render(_read(monat, export), export, trenner, ende), kodierung)


def change_cells(change: Callable[[Zellen], Zellen]) -> Callable[[Monat, str], None]:
    """Return what rewrites an export with changed cells."""
    return lambda monat, export: _write(monat, export, _render(change(_read(monat, export)), export))


def quote_all(monat: Monat, export: str) -> None:
    """Put all cells in quotes."""
    _write(monat, export, _render(_read(monat, export), export, in_anfuehrung=True))


def add_title(monat: Monat, export: str) -> None:
    """Put a title and a blank line above the header."""
    _write(monat, export, "Auszug aus dem Fachverfahren\n\n" + _render(_read(monat, export), export))


def join_halves(monat: Monat, export: str) -> None:
    """Two files put together one after the other, each with byte order mark and header."""
    kopf, *zeilen = _read(monat, export)
    mitte = len(zeilen) // 2
    haelften = [_render([kopf, *teil], export) for teil in (zeilen[:mitte], zeilen[mitte:])]
    _file(monat, export).write_bytes(b"".join(haelfte.encode(encoding(export)) for haelfte in haelften))


def add_blank_lines(zellen: Zellen) -> Zellen:
    """A blank line below every third row."""
    return [z for nummer, zeile in enumerate(zellen) for z in ([zeile, []] if nummer % 3 == 0 else [zeile])]


def add_separators(zellen: Zellen) -> Zellen:
    """Let every line end with two separators too many."""
    return [[*zeile, "", ""] for zeile in zellen]


def to_iso(zellen: Zellen) -> Zellen:
    """Write days as JJJJ-MM-TT."""
    return [[f"{t[6:]}-{t[3:5]}-{t[:2]}" if len(t) == 10 and t[2] == "." == t[5] else t for t in z] for z in zellen]


def change_column(name: str, change: Callable[[str], str]) -> Callable[[Monat, str], None]:
    """Return what changes all values of one column."""

    def change_one(zellen: Zellen) -> Zellen:
        stelle = zellen[0].index(name)
        return [zellen[0], *([*z[:stelle], change(z[stelle]), *z[stelle + 1 :]] for z in zellen[1:])]

    return change_cells(change_one)


def add_column(name: str, wert: str) -> Callable[[Monat, str], None]:
    """Return what adds a column of one value."""
    return change_cells(lambda zellen: [[*zellen[0], name], *([*zeile, wert] for zeile in zellen[1:])])


def rename_columns(zellen: Zellen) -> Zellen:
    """Call some columns as a Jobcenter might."""
    return [[UMBENANNT.get(name, name) for name in zellen[0]], *zellen[1:]]


def _typed(monat: Monat, export: str) -> pl.DataFrame:
    """Return the export's columns as typed formats hold them; a column with an unreadable cell stays text."""
    from pipeline.accept.values import parse
    from schemas import EXPORTS

    kopf, *zeilen = _read(monat, export)
    text = pl.DataFrame(zeilen, schema=dict.fromkeys(kopf, pl.String), orient="row").select(pl.all().replace("", None))
    spalten = EXPORTS[export].to_schema().columns
    wert = text.select(parse(spalten[name]) for name in kopf)
    return text.select(wert[n] if wert[n].null_count() == text[n].null_count() else text[n] for n in kopf)


def to_parquet(monat: Monat, export: str) -> None:
    """Write Parquet with typed columns instead of CSV."""
    _typed(monat, export).write_parquet(_file(monat, export).with_suffix(".parquet"))
    _file(monat, export).unlink()


def to_xlsx(monat: Monat, export: str, *, seriell: bool = False) -> None:
    """Write a workbook; `seriell` leaves dates as the numbers that Excel keeps them as."""
    from openpyxl import Workbook

    from pipeline.workbook_bytes import normalise

    frame = _typed(monat, export)
    mappe, puffer = Workbook(write_only=True), io.BytesIO()
    blatt = mappe.create_sheet(export)
    blatt.append(frame.columns)
    for zeile in frame.iter_rows():
        blatt.append([_serial(z) if seriell and isinstance(z, date) else z for z in zeile])
    mappe.save(puffer)
    _file(monat, export).with_suffix(".xlsx").write_bytes(normalise(puffer, monat.stichtag))
    _file(monat, export).unlink()


def _serial(tag: date) -> int:
    return (tag - date(1899, 12, 30)).days


def pack_gzip(monat: Monat, export: str, *, behalten: bool = False) -> None:
    """Write .csv.gz instead of .csv, or (`behalten`) beside it."""
    pfad = _file(monat, export)
    (monat.ordner / f"{export}.csv.gz").write_bytes(gzip.compress(pfad.read_bytes(), mtime=0))
    if not behalten:
        pfad.unlink()


def cut_off(monat: Monat, export: str) -> None:
    """Move the last third of an export to a second file, whose name is no export's."""
    kopf, *zeilen = _read(monat, export)
    ab = len(zeilen) * 2 // 3
    teil = monat.ordner / f"{export}_teil2.csv"
    teil.write_bytes(_render([kopf, *zeilen[ab:]], export).encode(encoding(export)))
    _write(monat, export, _render([kopf, *zeilen[:ab]], export))


def pack_zip(monat: Monat, export: str) -> None:
    """Pack the whole month as one archive."""
    dateien = [d for d in _own_files(monat.ordner) if d.name != ZIP]
    with zipfile.ZipFile(monat.ordner / ZIP, "w") as archiv:
        for datei in dateien:
            eintrag = zipfile.ZipInfo(f"{monat.ordner.name}/{datei.name}", _ZIP_ZEIT)
            eintrag.compress_type = zipfile.ZIP_DEFLATED
            archiv.writestr(eintrag, datei.read_bytes())
    for datei in dateien:
        datei.unlink()


def shrink(monat: Monat, export: str) -> None:
    """Leave out the first rows, so that there are 30 % fewer than in the month before."""
    if monat.vorher is None:
        return
    frueher = (monat.vorher / f"{export}.csv").read_bytes().count(b"\n") - 1
    kopf, *zeilen = _file(monat, export).read_bytes().splitlines(keepends=True)
    _file(monat, export).write_bytes(b"".join([kopf, *zeilen[-int(frueher * _BLEIBT) :]]))


def repeat_month(monat: Monat, export: str) -> None:
    """Deliver the files of the month before once more."""
    if monat.vorher is None:
        return
    for datei in _own_files(monat.ordner):
        datei.unlink()
    for datei in _own_files(monat.vorher):
        (monat.ordner / datei.name).write_bytes(datei.read_bytes())


def drop_file(monat: Monat, export: str) -> None:
    """Leave an export out."""
    _file(monat, export).unlink()
