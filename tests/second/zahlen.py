"""The single numbers of a rule set (windows, counts, hours), read from its file, which is all that both sides share."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

ORDNER = Path(__file__).parent.parent.parent / "regelwerke"


@dataclass(frozen=True)
class Zahlen:
    """What the contract names where a paper is silent, unless the file says otherwise."""

    vor_ende: int = 91
    nach_ende: int = 14
    vereinbarung: str = "6 Monate"
    bg_tage: int = 2
    bg_zeitraum: str = "12 Monate"
    sofo_std: Fraction = Fraction(5)
    absage_tage: int = 7
    versuch_arbeitstage: int = 1


# Where each of them stands: section and key.
STELLEN = {
    "vor_ende": ("absolventen", "tage_vor_ende"),
    "nach_ende": ("absolventen", "tage_nach_ende"),
    "vereinbarung": ("vereinbarung", "zeitraum"),
    "bg_tage": ("bg_beratung", "tage"),
    "bg_zeitraum": ("bg_beratung", "zeitraum"),
    "sofo_std": ("sofo", "std_je_tag"),
    "absage_tage": ("absage", "tage_vorher"),
    "versuch_arbeitstage": ("terminausfall", "kontaktversuch_arbeitstage"),
}


def lies_zahlen(datei: Path) -> Zahlen:
    abschnitte = tomllib.loads(datei.read_text(encoding="utf-8"), parse_float=Fraction)
    gefunden = {name: abschnitte.get(a, {}).get(schluessel) for name, (a, schluessel) in STELLEN.items()}
    return Zahlen(**{name: wert for name, wert in gefunden.items() if wert is not None})


def zahlen_von(kennung: str) -> Zahlen:
    """The numbers of a delivered rule set."""
    return lies_zahlen(ORDNER / f"{kennung}.toml")
