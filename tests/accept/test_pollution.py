"""The nine exports, polluted as real files are: each row is loaded as it was, or left out or noticed, never changed in
silence; rows read = rows loaded + rows excluded."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from drawn.dialects import Dialekt, draw_texts, render_csv
from drawn.exports import read
from pipeline.accept import befund as bf
from pipeline.accept.validate import CheckedExport, validate_export
from pipeline.errors import LieferungError
from schemas import EXPORTS

STICHTAG = date(2026, 10, 31)


def _surplus_separator(line: str, place: int) -> str:
    return f"{line[:place]};{line[place:]}"


def _lost_separator(line: str, place: int) -> str:
    cells = line.split(";")
    here = place % (len(cells) - 1)
    return ";".join([*cells[:here], cells[here] + cells[here + 1], *cells[here + 2 :]])


def _lost_cells(line: str, place: int) -> str:
    cells = line.split(";")
    return ";".join(cells[: 1 + place % (len(cells) - 1)])


def _cut_inside(line: str, place: int) -> str:
    return line[: min(place, line.rindex(";"))]


def _stray_quote(line: str, place: int) -> str:
    return f'{line[:place]}"{line[place:]}'


def _open_quote(line: str, place: int) -> str:
    cells = line.split(";")
    cells[place % len(cells)] = '"' + cells[place % len(cells)]
    return ";".join(cells)


def _escaped_quote(line: str, place: int) -> str:
    return f'{line[:place]}\\"{line[place:]}'


def _other_separator(line: str, place: int) -> str:
    return line.replace(";", ",|\t:"[place % 4])


def _line_break(line: str, place: int) -> str:
    return f"{line[:place]}\n{line[place:]}"


def _doubled(line: str, place: int) -> str:
    return f"{line}\n{line}"


def _lost_bytes(line: str, place: int) -> str:
    return f"{line[:place]}\x00\ufffd{line[place:]}"


def _two_rows_in_one(line: str, place: int) -> str:
    return f"{line};{line}" if place % 2 else line + line


POLLUTIONS = (
    *(_surplus_separator, _lost_separator, _lost_cells, _cut_inside, _stray_quote, _open_quote, _escaped_quote),
    *(_other_separator, _line_break, _doubled, _lost_bytes, _two_rows_in_one),
)


def _check(export: str, text: str) -> CheckedExport:
    with TemporaryDirectory() as folder:
        raw = read(Path(folder), text.encode(), export=export, name=f"{export}.csv")
    return validate_export(raw, {})


def _rows(checked: CheckedExport) -> list[tuple[object, ...]]:
    return checked.frame.drop("zeile").rows()


def _without_quotes(row: Iterable[object]) -> tuple[object, ...]:
    return tuple(re.sub(r'[\\"]', "", cell) if isinstance(cell, str) else cell for cell in row)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_no_pollution_changes_a_row_in_silence(data):
    export = data.draw(st.sampled_from(list(EXPORTS)))
    lines = draw_texts(STICHTAG, data.draw(st.integers(0, 20)), personen=4)[export][:12]
    head, *clean = render_csv(export, lines, Dialekt()).decode().splitlines()
    as_it_was = _rows(_check(export, "\n".join([head, *clean]) + "\n"))
    polluted = list(clean)
    for number in data.draw(st.sets(st.integers(0, len(clean) - 1), min_size=1, max_size=max(1, len(clean) // 4))):
        pollute = data.draw(st.sampled_from(POLLUTIONS))
        polluted[number] = pollute(clean[number], data.draw(st.integers(0, len(clean[number]))))
    try:
        checked = _check(export, "\n".join([head, *polluted]) + "\n")
    except LieferungError:
        return
    reasons = bf.count_reasons(checked.befunde, export)
    assert checked.gelesen == checked.frame.height + sum(count for _, count in reasons)
    said = set(checked.befunde["zeile"].drop_nulls())
    # Where a line was broken, one of its parts is said; the other may look whole.
    said |= {number + step for number in said for step in (-1, 1)}
    silent = checked.frame.filter(~checked.frame["zeile"].is_in(list(said)))
    # A quote within a plain cell is a sign like any other: an id that has one is known to no other export.
    plain = {_without_quotes(row) for row in as_it_was}
    changed = [number for number, *row in silent.rows() if _without_quotes(row) not in plain]
    assert not changed, "rows that are not as they were, and nothing says so"
    untouched = [row for row, line in zip(as_it_was, clean, strict=True) if line in polluted]
    lost = [row for row in untouched if row not in _rows(checked)]
    assert len(lost) <= 1 + len(said), "rows nobody touched are gone, and nothing says so"
