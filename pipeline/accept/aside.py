"""Finds the rows of a table that are no data: headers once more, what explains or rules off a header, and footers.

A second header that has other columns than the first, or another order, is no such row: nobody may read what stands
below it under the first one.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

import polars as pl

from pipeline.accept.formats.table import ZEILE, UnreadableRow, normalise_header
from pipeline.accept.values import allowed_codes
from pipeline.errors import LieferungError
from schemas import EXPORTS

_FUSSZEILE = (
    r"(?i)^\W*(summen?|gesamt(summe|zahl|ergebnis)?|insgesamt|total|anzahl|ergebnis|ende|stand|erstellt|datensätze|zeilen"
    r"|(es wurden? )?(\d[\d.,']*|keine?|no) (zeilen?|datensätze|datensatz|daten|treffer|rows?|records?)"
    r"|elapsed|abgelaufen|completion time|abschlusszeit|sql> \w+)(\b|$)"
)
_FUSSBEREICH = 5
# A header may be explained by some rows below it, which name types, give an example, or rule it off.
_KOPFBEREICH = 3
# What explains a column is a word or „TT.MM.JJJJ“, longer than any placeholder for nothing.
_WORT = r"(?:[^\W\d_]\W*){5}"
_RULE = r"^[-=_+|─═]+$"
_TYPE = re.compile(
    r"(?i)(?:n?(?:var)?char2?|character(?: varying)?|(?:small|big|tiny)?int(?:eger|\d+)?|number|numeric"
    r"|decimal|float\d*|real|double(?: precision)?|bit|bool(?:ean)?|date|time|datetime\d*|timestamp(?:tz)?|text|string"
    r"|str|uuid|object|datum|uhrzeit|zeitpunkt|zeichen(?:folge|kette)?|(?:ganz|dezimal|komma)?zahl"
    r"|(?:alpha)?numerisch|wahrheitswert|ja ?/ ?nein|j ?/ ?n)"
    r"(?: ?\( ?(?:\d+|max)(?: ?, ?\d+)?(?: (?:char|byte))? ?\))?(?: not)?(?: null)?"
)
_DESCRIPTION = re.compile(
    r"(?i)(?:angabe|bezeichnung|kennung|schlüssel|name|art|code|nummer|(?:pflicht)?feld|optional|format|typ|inhalt|wert"
    r"|beschreibung|pseudonym|eindeutige[rs]?|tt\.mm\.jjjj|jjjj-mm(?:-tt)?|hh:mm)(?:\b.*|$)"
)
_EXAMPLE = re.compile(r"(?i)(?:beispiel\w*|bsp\.?|z\. ?b\.|example)(?:\W+\w+){0,2}\W*")


def find_aside(
    export: str, file: str, header: Mapping[str, str], frame: pl.DataFrame, damaged: Iterable[UnreadableRow]
) -> dict[str, list[int]]:
    """Return the rows (`zeile`) that are no data, by the code that says so.

    `frame` has `zeile` and columns such as `kunde_id`, `header` what these are called in the file.

    :raises LieferungError: a second header has other columns than the first, or another order
    """
    columns = EXPORTS[export].to_schema().columns
    repeated = _repeated_headers(file, header, frame, damaged)
    frame = _without(frame, repeated)
    footer = _footers(frame, [name for name, s in columns.items() if not s.nullable])
    frame = _without(frame, footer)
    rules = frame.filter(pl.nth(1).str.contains(_RULE)).filter(
        pl.all_horizontal(pl.exclude(ZEILE).str.contains(_RULE).fill_null(True)),
        # A single dash stands for nothing.
        pl.any_horizontal(pl.exclude(ZEILE).str.len_chars().fill_null(0) > 1),
    )[ZEILE]
    top = _without(frame, rules).head(_KOPFBEREICH + 1).rows(named=True)
    typed = [n for n, s in columns.items() if s.dtype.type not in (pl.String, pl.Boolean) and not allowed_codes(s)]
    explaining: list[int] = []
    for row, below in zip(top, [*top[1:], None], strict=False):
        if not _is_explanation(row, below, typed, header) or len(explaining) == _KOPFBEREICH:
            break
        explaining.append(row[ZEILE])
    return {"kopf_zweizeilig": sorted([*explaining, *rules]), "kopf_wiederholt": repeated, "fusszeile": footer}


def _without(frame: pl.DataFrame, rows: Sequence[int] | pl.Series) -> pl.DataFrame:
    return frame.filter(~pl.col(ZEILE).is_in(list(rows))) if len(rows) else frame


def _is_explanation(
    row: Mapping[str, str | None],
    below: Mapping[str, str | None] | None,
    typed: Sequence[str],
    header: Mapping[str, str],
) -> bool:
    """Tell whether a row below the header explains it: types, descriptions, an example, or words all through, also
    where days and numbers stand in the row `below`; `typed` are the columns of these.
    """
    cells = {name: value for name, value in row.items() if name != ZEILE and value is not None}
    if any(_EXAMPLE.fullmatch(cell) for cell in cells.values()):
        return True
    if len(cells) * 2 <= len(header):
        return False
    named = [
        _TYPE.fullmatch(cell)
        or _DESCRIPTION.fullmatch(cell)
        or normalise_header(header[name]) in normalise_header(cell)
        for name, cell in cells.items()
        if normalise_header(header[name])
    ]
    if len(named) > 1 and sum(map(bool, named)) * 2 > len(named):
        return True
    words = not any(re.search(r"\d", cell) for cell in cells.values())
    return words and any(
        re.search(_WORT, row[n] or "") and re.search(r"\d", below[n] or "") for n in typed if below is not None
    )


def _repeated_headers(
    file: str, header: Mapping[str, str], frame: pl.DataFrame, damaged: Iterable[UnreadableRow]
) -> list[int]:
    """Return the rows that repeat the header, as files put together one after the other have.

    :raises LieferungError: one of them has other columns, or another order
    """
    known = _ours() | {normalise_header(cell) for cell in header.values()} - {""}
    spellings = {s for name in [*known, *header.values()] for s in (name, name.upper(), name.capitalize())}
    likely = frame.filter(pl.any_horizontal(pl.col(frame.columns[1:3]).is_in(list(spellings))))
    found = [(zeile, [normalise_header(cell or "") for cell in cells]) for zeile, *cells in likely.iter_rows()]
    found = [(zeile, cells) for zeile, cells in found if _is_header(cells, known)]
    asked = [(i, {name, normalise_header(header[name])}) for i, name in enumerate(frame.columns[1:]) if name in _ours()]
    other = [zeile for zeile, cells in found if any(cells[i] not in names for i, names in asked)]
    other += [row.zeile for row in damaged if _is_header(_split(row), known)]
    if other:
        raise LieferungError(
            f"In {file} steht in Zeile {min(other)} noch eine Kopfzeile, mit anderen Spalten, anderer Reihenfolge oder "
            "anderem Trennzeichen als die erste; was darunter steht, gehört nicht zu deren Spalten. Vermutlich wurden "
            "zwei Dateien aneinandergehängt. Bitte beide mit denselben Spalten in derselben Reihenfolge exportieren."
        )
    return [zeile for zeile, _ in found]


def _is_header(cells: Sequence[str], known: Collection[str]) -> bool:
    """Tell whether most cells of a row are names of columns."""
    filled = [cell for cell in cells if cell]
    hits = len({cell for cell in filled if cell in known})
    return hits > 1 and hits * 2 > len(filled)


def _split(row: UnreadableRow) -> list[str]:
    return [normalise_header(part.strip('" ')) for cell in row.cells[:50] for part in re.split(r"[;,\t|]", cell[:500])]


@cache
def _ours() -> frozenset[str]:
    """The columns of all exports: what was put together need not be of one kind."""
    return frozenset(name for schema in EXPORTS.values() for name in schema.to_schema().columns)


def _footers(frame: pl.DataFrame, required: Sequence[str]) -> list[int]:
    """Return the rows at the very end that announce a sum or an end and lack something a data row needs."""
    footer: list[int] = []
    for row in reversed(frame.tail(_FUSSBEREICH).rows(named=True)):
        texte = [value for name, value in row.items() if name != ZEILE and value is not None]
        is_rule = all(re.search(_RULE, text) and len(text) > 1 for text in texte) and bool(footer)
        is_footer = is_rule or re.match(_FUSSZEILE, ",".join(texte))
        if not texte or not is_footer or (not is_rule and all(row[p] is not None for p in required)):
            break
        footer.append(row[ZEILE])
    return sorted(footer)
