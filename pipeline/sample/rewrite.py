"""Writes a file of a written month anew: another dialect, another format, other cells; held in memory meanwhile."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from pipeline.sample.form import COLUMNS, MonthFolder, encoding_of, line_end

Cells = list[list[str]]
ZIP = "lieferung.zip"
UMBENANNT = {"av_status": "Kundenstatus AV", "av_seit": "Kundenstatus seit", "profillage": "Profil-Lage"}
_ZIP_ZEIT = (2000, 1, 1, 0, 0, 0)
_BLEIBT = 0.7  # share of the month before that a shrunken export has


def _file(month: MonthFolder, export: str) -> Path:
    return month.folder / f"{export}.csv"


def _own_files(folder: Path) -> list[Path]:
    """Return what the generator wrote, and nothing that lay there before."""
    return [d for d in sorted(folder.iterdir()) if d.name == ZIP or d.name.startswith(tuple(COLUMNS))]


def _read(month: MonthFolder, export: str) -> Cells:
    with _file(month, export).open(encoding=encoding_of(export), newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def _render(cells: Cells, export: str, separator: str = ";", end: str = "", quoted: bool = False) -> str:
    target = io.StringIO()
    schreiber = csv.writer(
        target,
        delimiter=separator,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
        lineterminator=end or line_end(export),
    )
    schreiber.writerows(cells)
    return target.getvalue()


def _write(month: MonthFolder, export: str, text: str, encoding: str = "") -> None:
    _file(month, export).write_bytes(text.encode(encoding or encoding_of(export)))


def write_dialect(month: MonthFolder, export: str, *, encoding: str = "", separator: str = ";", end: str = "") -> None:
    """Write an export with another encoding, separator or line end."""
    _write(month, export, _render(_read(month, export), export, separator, end), encoding)


def encode_twice(month: MonthFolder, export: str) -> None:
    """Take UTF-8 for Windows-1252 and encode it again."""
    _write(month, export, _render(_read(month, export), export).encode().decode("cp1252", "replace"), "utf-8")


def change_cells(change: Callable[[Cells], Cells]) -> Callable[[MonthFolder, str], None]:
    """Return what rewrites an export with changed cells."""
    return lambda month, export: _write(month, export, _render(change(_read(month, export)), export))


def quote_all(month: MonthFolder, export: str) -> None:
    """Put all cells in quotes."""
    _write(month, export, _render(_read(month, export), export, quoted=True))


def add_title(month: MonthFolder, export: str) -> None:
    """Put a title and a blank line above the header."""
    _write(month, export, "Auszug aus dem Fachverfahren\n\n" + _render(_read(month, export), export))


def join_halves(month: MonthFolder, export: str) -> None:
    """Two files put together one after the other, each with byte order mark and header."""
    header, *rows = _read(month, export)
    mitte = len(rows) // 2
    haelften = [_render([header, *part], export) for part in (rows[:mitte], rows[mitte:])]
    _file(month, export).write_bytes(b"".join(haelfte.encode(encoding_of(export)) for haelfte in haelften))


def add_blank_lines(cells: Cells) -> Cells:
    """A blank line below every third row."""
    return [z for number, row in enumerate(cells) for z in ([row, []] if number % 3 == 0 else [row])]


def add_separators(cells: Cells) -> Cells:
    """Let every line end with two separators too many."""
    return [[*row, "", ""] for row in cells]


def add_second_header(cells: Cells) -> Cells:
    """A second header that explains the columns in words."""
    return [cells[0], [f"Angabe zu {name}" for name in cells[0]], *cells[1:]]


def leave_off_blanks(cells: Cells) -> Cells:
    """Let every line end at its last filled cell."""
    return [row[: max((i for i, cell in enumerate(row, start=1) if cell), default=0)] for row in cells]


def to_iso(cells: Cells) -> Cells:
    """Write days as JJJJ-MM-TT."""
    return [[f"{t[6:]}-{t[3:5]}-{t[:2]}" if len(t) == 10 and t[2] == "." == t[5] else t for t in z] for z in cells]


def change_column(name: str, change: Callable[[str], str]) -> Callable[[MonthFolder, str], None]:
    """Return what changes all values of one column."""

    def change_one(cells: Cells) -> Cells:
        position = cells[0].index(name)
        return [cells[0], *([*z[:position], change(z[position]), *z[position + 1 :]] for z in cells[1:])]

    return change_cells(change_one)


def keep_rows(keep: Callable[[Mapping[str, str], date], bool]) -> Callable[[MonthFolder, str], None]:
    """Return what leaves out the rows that `keep` does not hold for, given their cells and the Stichtag."""

    def change(month: MonthFolder, export: str) -> None:
        header, *rows = _read(month, export)
        kept = [row for row in rows if keep(dict(zip(header, row, strict=True)), month.stichtag)]
        _write(month, export, _render([header, *kept], export))

    return change


def days_before(cell: str, stichtag: date) -> int:
    """Return how many days before the Stichtag a cell's day (TT.MM.JJJJ) lies."""
    return (stichtag - date(int(cell[6:]), int(cell[3:5]), int(cell[:2]))).days


def delay_dates(month: MonthFolder, export: str) -> None:
    """Date the last tenth of an export forty days after the Stichtag."""
    header, *rows = _read(month, export)
    position, later = header.index("datum"), f"{month.stichtag + timedelta(days=40):%d.%m.%Y}"
    for row in rows[-(len(rows) // 10) :]:
        row[position] = later
    _write(month, export, _render([header, *rows], export))


def add_column(name: str, value: str) -> Callable[[MonthFolder, str], None]:
    """Return what adds a column of one value."""
    return change_cells(lambda cells: [[*cells[0], name], *([*row, value] for row in cells[1:])])


def rename_columns(cells: Cells) -> Cells:
    """Call some columns as a Jobcenter might."""
    return [[UMBENANNT.get(name, name) for name in cells[0]], *cells[1:]]


def _typed(month: MonthFolder, export: str) -> pl.DataFrame:
    """Return the export's columns as typed formats hold them; a column with an unreadable cell stays text."""
    from pipeline.accept.values import parse
    from schemas import EXPORTS

    header, *rows = _read(month, export)
    text = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row").select(pl.all().replace("", None))
    columns = EXPORTS[export].to_schema().columns
    value = text.select(parse(columns[name]) for name in header)
    return text.select(value[n] if value[n].null_count() == text[n].null_count() else text[n] for n in header)


def to_parquet(month: MonthFolder, export: str) -> None:
    """Write Parquet with typed columns instead of CSV."""
    _typed(month, export).write_parquet(_file(month, export).with_suffix(".parquet"))
    _file(month, export).unlink()


def to_xlsx(month: MonthFolder, export: str, *, serial: bool = False) -> None:
    """Write a workbook; `serial` leaves dates as the numbers that Excel keeps them as."""
    from openpyxl import Workbook

    from pipeline.workbook_bytes import normalise

    frame = _typed(month, export)
    workbook, puffer = Workbook(write_only=True), io.BytesIO()
    blatt = workbook.create_sheet(export)
    blatt.append(frame.columns)
    for row in frame.iter_rows():
        blatt.append([_serial(z) if serial and isinstance(z, date) else z for z in row])
    workbook.save(puffer)
    _file(month, export).with_suffix(".xlsx").write_bytes(normalise(puffer, month.stichtag))
    _file(month, export).unlink()


def _serial(day: date) -> int:
    return (day - date(1899, 12, 30)).days


def pack_gzip(month: MonthFolder, export: str, *, keep: bool = False) -> None:
    """Write .csv.gz instead of .csv, or (`keep`) beside it."""
    path = _file(month, export)
    (month.folder / f"{export}.csv.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    if not keep:
        path.unlink()


def cut_off(month: MonthFolder, export: str) -> None:
    """Move the last third of an export to a second file, whose name is no export's."""
    header, *rows = _read(month, export)
    ab = len(rows) * 2 // 3
    part = month.folder / f"{export}_teil2.csv"
    part.write_bytes(_render([header, *rows[ab:]], export).encode(encoding_of(export)))
    _write(month, export, _render([header, *rows[:ab]], export))


def pack_zip(month: MonthFolder, export: str) -> None:
    """Pack the whole month as one archive."""
    files = [d for d in _own_files(month.folder) if d.name != ZIP]
    with zipfile.ZipFile(month.folder / ZIP, "w") as archive:
        for file in files:
            entry = zipfile.ZipInfo(f"{month.folder.name}/{file.name}", _ZIP_ZEIT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())
    for file in files:
        file.unlink()


def shrink(month: MonthFolder, export: str) -> None:
    """Leave out the first rows, so that there are 30 % fewer than in the month before."""
    if month.previous is None:
        return
    earlier = (month.previous / f"{export}.csv").read_bytes().count(b"\n") - 1
    header, *rows = _file(month, export).read_bytes().splitlines(keepends=True)
    _file(month, export).write_bytes(b"".join([header, *rows[-int(earlier * _BLEIBT) :]]))


def repeat_month(month: MonthFolder, export: str) -> None:
    """Deliver the files of the month before once more."""
    if month.previous is None:
        return
    for file in _own_files(month.folder):
        file.unlink()
    for file in _own_files(month.previous):
        (month.folder / file.name).write_bytes(file.read_bytes())


def drop_file(month: MonthFolder, export: str) -> None:
    """Leave an export out."""
    _file(month, export).unlink()
