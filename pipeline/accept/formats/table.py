"""A delivered table before anyone knows what its columns mean: text cells, row numbers, and what did not fit."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import polars as pl

from pipeline.errors import LieferungError

ZEILE = "zeile"
# Titles stand above a header, but not pages of them.
VORSPANN = 20
_RAND = " \t\r\n\u00a0\ufeff"


@dataclass(frozen=True)
class Unlesbar:
    """A row that cannot be cut into the header's columns; `felder` are its parts, to be guarded, never shown."""

    zeile: int
    felder: Sequence[str]
    grund: str


@dataclass
class Tabelle:
    """One table as text: columns c0, c1, … under `kopf`, with the row number a spreadsheet would show.

    `ist_randlos`: no cell can begin or end with a blank, so that none has to be looked at for it.
    """

    kopf: list[str]
    frame: pl.DataFrame
    kopfzeile: int = 1
    vorspann: list[str] = field(default_factory=list)
    zu_kurz: list[int] = field(default_factory=list)
    unlesbar: list[Unlesbar] = field(default_factory=list)
    ist_randlos: bool = False


def cell_names(anzahl: int) -> list[str]:
    """Return the provisional column names: delivered headers may be empty, doubled or hostile."""
    return [f"c{i}" for i in range(anzahl)]


def normalize_header(name: str) -> str:
    """Return a header as it is compared: no blanks around it, composed letters, no difference of case."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", name).strip(_RAND)).casefold()


def clean_header(name: str) -> str:
    """Return a header as it is shown and kept."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", name).strip(_RAND))


def count_known(zellen: Sequence[str], bekannt: Collection[str]) -> int:
    """Count the cells that are headers we know; `bekannt` is normalized."""
    return len({normalize_header(z) for z in zellen} & set(bekannt))


def pick_header(zeilen: Sequence[Sequence[str]], bekannt: Collection[str]) -> int | None:
    """Return the index of the row that is most like a header of ours, None if no row knows any of our columns.

    Without known columns the first row with several filled cells is taken.
    """
    if not bekannt:
        return next((i for i, zellen in enumerate(zeilen) if sum(bool(z.strip()) for z in zellen) > 1), None)
    treffer = [count_known(zellen, bekannt) for zellen in zeilen[:VORSPANN]]
    return treffer.index(max(treffer)) if any(treffer) else None


def no_header(name: str, hinweis: str = "") -> LieferungError:
    """Return the refusal of a file in whose first rows no column of ours is named."""
    return LieferungError(
        f"{name} hat in den ersten {VORSPANN} Zeilen keine Kopfzeile mit den erwarteten Spaltennamen{hinweis}. Heißen "
        "die Spalten dort anders, schlägt kontaktdichte mapping eine Zuordnung vor; sonst bitte neu exportieren."
    )
