"""A delivered table before anyone knows what its columns mean: text cells, row numbers, and what did not fit."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

import polars as pl

from pipeline.accept.befund import BefundKind
from pipeline.accept.formats.letters import mend_text
from pipeline.errors import LieferungError

ZEILE = "zeile"
# Titles stand above a header, but not pages of them.
VORSPANN = 20
# An export has some twenty columns; what is many times as wide is something else.
HOECHSTE_SPALTEN = 500
# Why a cell of a typed format has no text: what stood there is no value of a known kind.
FEHLERWERT, OHNE_ERGEBNIS, ZIFFERN = "fehlerwert", "formel_ohne_ergebnis", "ziffern_verloren"
UNMOEGLICH, UNBEKANNT, NICHTS = "tag_unmoeglich", "zelle_unbekannt", "nichts_geschrieben"
# Cells of no known kind are listed one by one; a file with more of them is not the export it should be.
MOST_LOST = 200_000
# Moments that say which time they are in are read as the day that it was here.
GERMANY = "Europe/Berlin"
_RAND = " \t\r\n\u00a0\ufeff"


@dataclass(frozen=True)
class UnreadableRow:
    """A row that cannot be cut into the header's columns; `cells` are its parts, to be guarded, never shown."""

    zeile: int
    cells: Sequence[str]
    grund: str


@dataclass
class RawTable:
    """One table as text: columns `c0`, `c1`, … under `header`, and `zeile`, the row number a spreadsheet would show.

    `too_short` are the rows with fewer cells than the others, `unreadable` those that cannot be cut. `cut_off` is the
    last row if the file ends within it; `is_unended`: the last line has no end. `leaves_off`: rows end at their last
    filled cell. `is_stripped`: no cell can begin or end with a blank, so that none has to be looked at for it.

    Typed formats have more to say: `lost` are the rows in which a column (from 0) holds no value of a known kind, by
    the reason, `remarks` what was noticed of the file as a whole, `day_zero` the day that numbers count days from.
    `labels` are the names of its sheets, `unread` the texts, each once, of every sheet that is none of the export.
    """

    header: list[str]
    frame: pl.DataFrame
    preamble: list[str] = field(default_factory=list)
    too_short: list[int] = field(default_factory=list)
    unreadable: list[UnreadableRow] = field(default_factory=list)
    cut_off: int | None = None
    is_unended: bool = False
    leaves_off: bool = False
    is_stripped: bool = False
    lost: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    remarks: list[BefundKind] = field(default_factory=list)
    day_zero: date | None = None
    labels: list[str] = field(default_factory=list)
    unread: list[list[str]] = field(default_factory=list)


def cell_names(count: int) -> list[str]:
    """Return the provisional column names: delivered headers may be empty, doubled or hostile."""
    return [f"c{i}" for i in range(count)]


def require_width(name: str, width: int) -> None:
    """Refuse a table of more columns than any export has, before anything looks at each of them.

    :raises LieferungError: names how many there are
    """
    if width > HOECHSTE_SPALTEN:
        raise LieferungError(
            f"{name} hat {width} Spalten; so breit ist kein Export (höchstens {HOECHSTE_SPALTEN}). Bitte die "
            "überzähligen Spalten entfernen oder neu exportieren."
        )


def normalise_header(name: str) -> str:
    """Return a header as it is compared: no blanks around it, composed letters, no difference of case."""
    return re.sub(r"\s+", " ", mend_text(name).strip(_RAND)).casefold()


def clean_header(name: str) -> str:
    """Return a header as it is shown and kept."""
    return re.sub(r"\s+", " ", mend_text(name).strip(_RAND))


def count_known(cells: Sequence[str], known: Collection[str]) -> int:
    """Count the cells that are headers we know; `known` is normalized."""
    return len({normalise_header(z) for z in cells} & set(known))


def pick_header(rows: Sequence[Sequence[str]], known: Collection[str]) -> int | None:
    """Return the index of the row that is most like a header of ours, None if no row knows any of our columns.

    Without known columns the first row with several filled cells is taken.
    """
    if not known:
        return next((i for i, cells in enumerate(rows) if sum(bool(z.strip()) for z in cells) > 1), None)
    hits = [count_known(cells, known) for cells in rows[:VORSPANN]]
    return hits.index(max(hits)) if any(hits) else None


def no_header(name: str, hint: str = "") -> LieferungError:
    """Return the refusal of a file in whose first rows no column of ours is named."""
    return LieferungError(
        f"{name} hat in den ersten {VORSPANN} Zeilen keine Kopfzeile mit den erwarteten Spaltennamen{hint}. Heißen "
        "die Spalten dort anders, schlägt kontaktdichte mapping eine Zuordnung vor; sonst bitte neu exportieren."
    )


def is_split_header(upper: Sequence[str], lower: Sequence[str], known: Collection[str]) -> bool:
    """Tell whether two rows together name more columns of ours than either alone; `known` is normalized."""
    if any(re.search(r"\d", cell) for cell in lower):
        return False
    pairs = zip_longest(upper, lower, fillvalue="")
    together = {normalise_header(name) for a, b in pairs for name in (a, b, a + b, f"{a} {b}", f"{a}_{b}")}
    return len(together & set(known)) > max(count_known(upper, known), count_known(lower, known))


def split_header(name: str) -> LieferungError:
    """Return the refusal of a file whose header takes two rows."""
    return LieferungError(
        f"In {name} steht die Kopfzeile in zwei Zeilen; ihre Spalten sind so nicht zu erkennen. Bitte die Spaltennamen "
        "in eine einzige Zeile schreiben und die Datei neu speichern, oder neu exportieren."
    )


def incomplete_file(name: str, missing: str = "Felder und das Zeilenende") -> LieferungError:
    """Return the refusal of a file that ends in the middle of a row, where something is `missing`."""
    return LieferungError(
        f"{name} ist unvollständig: Die letzte Zeile bricht ab, ihr fehlen {missing}. Was dahinter "
        "stand, ist verloren; bitte die Datei neu übertragen oder neu exportieren."
    )
