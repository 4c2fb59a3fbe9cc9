"""A delivered table before anyone knows what its columns mean: text cells, row numbers, and what did not fit."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

import polars as pl

from pipeline.accept.befund import BefundKind
from pipeline.accept.formats.letters import INVISIBLE, mend_text
from pipeline.errors import LieferungError

ZEILE = "zeile"
# Titles stand above a header, but not pages of them.
VORSPANN = 20
# An export has some twenty columns; what is many times as wide is something else.
HOECHSTE_SPALTEN = 500
# Why a cell of a typed format has no text: what stood there is no value of a known kind.
FEHLERWERT, OHNE_ERGEBNIS, ZIFFERN = "fehlerwert", "formel_ohne_ergebnis", "ziffern_verloren"
UNMOEGLICH, UNBEKANNT, NICHTS = "tag_unmoeglich", "zelle_unbekannt", "nichts_geschrieben"
# Only the uppermost of cells that are one has their value.
MERGED = "zellen_verbunden"
# Cells of no known kind are listed one by one; a file with more of them is not the export it should be.
MOST_LOST = 200_000
# Moments that say which time they are in are read as the day that it was here.
GERMANY = "Europe/Berlin"
# What `pseudonymise` writes instead of what it may not hand on.
HANDED_ON = "unlesbar"
# The parts of rows that do not fit are kept for the guard; a file with more of them is not the export it should be.
HOECHSTENS_UNLESBAR = 100_000


@dataclass(frozen=True)
class UnreadableRow:
    """A row that cannot be cut into the header's columns; `cells` are its parts, to be guarded, never shown."""

    zeile: int
    cells: Sequence[str]
    grund: str

    @property
    def is_handed_on(self) -> bool:
        """Tell whether it stands for a row that was damaged before it was pseudonymised."""
        return set(self.cells) == {HANDED_ON}


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


def unify_breaks(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table whose lines within cells all end in LF, as those of delimited text do; `frame` has any columns."""
    return frame.with_columns(pl.col(pl.String).str.replace_all(r"\r\n?", "\n"))


def require_width(name: str, width: int) -> None:
    """Refuse a table of more columns than any export has, before anything looks at each of them.

    :raises LieferungError: names how many there are
    """
    if width > HOECHSTE_SPALTEN:
        raise LieferungError(
            f"{name} hat {width} Spalten; so breit ist kein Export (höchstens {HOECHSTE_SPALTEN}). Bitte die "
            "überzähligen Spalten entfernen oder neu exportieren."
        )


def require_few_damaged(name: str, count: int) -> None:
    """Refuse a file so many of whose rows do not fit its header.

    :raises LieferungError: they are more than an export can have
    """
    if count > HOECHSTENS_UNLESBAR:
        raise LieferungError(
            f"In {name} passen mehr als {HOECHSTENS_UNLESBAR} Zeilen nicht zur Kopfzeile (Trennzeichen oder "
            "Anführungszeichen im Text). Bitte den Export neu erzeugen, Texte in Anführungszeichen."
        )


def normalise_header(name: str) -> str:
    """Return a header as it is compared: as it is shown, but for case and blanks around an underscore."""
    return re.sub(" ?_ ?", "_", clean_header(name)).casefold()


def clean_header(name: str) -> str:
    """Return a header as it is shown and kept: nothing invisible, composed letters, single blanks."""
    return re.sub(r"\s+", " ", re.sub(INVISIBLE, "", mend_text(name))).strip()


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


def wrong_header(name: str, *, is_short: bool) -> LieferungError:
    """Return the refusal of a file all of whose rows have fewer cells than the header, or more."""
    word, cause = ("weniger", "zu viel") if is_short else ("mehr", "zu wenig")
    return LieferungError(
        f"In {name} haben alle Zeilen {word} Felder als die Kopfzeile; welcher Wert zu welcher Spalte gehört, ist "
        f"nicht zu erkennen. Meist hat die Kopfzeile ein Trennzeichen {cause}. Bitte berichtigen oder neu exportieren."
    )


def incomplete_file(name: str, missing: str = "Felder und das Zeilenende") -> LieferungError:
    """Return the refusal of a file that ends in the middle of a row, where something is `missing`."""
    return LieferungError(
        f"{name} ist unvollständig: Die letzte Zeile bricht ab, ihr fehlen {missing}. Was dahinter "
        "stand, ist verloren; bitte die Datei neu übertragen oder neu exportieren."
    )
