"""The record of a run (`lauf.json`): what went in, by which rules, what came out and which other months it shows.

It names no person and no pseudonym: files by their export, rows by their number. What a later version adds or leaves
out of it is no reason not to read it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

NAME = "lauf.json"


@dataclass(frozen=True)
class Shown:
    """Another month as a report shows it: its Stand, what was kept of it and, of the month before, who was where."""

    stand: int
    kennzahlen: str
    personen: str = ""


@dataclass(frozen=True)
class Eingaben:
    """What a report depends on, each as a hash (SHA-256), but for what can be read by itself.

    `dateien` are by export, `sonstige` is one hash of what else lies in the delivery, `regelwerke` are by id.
    """

    dateien: Mapping[str, str] = field(default_factory=dict)
    sonstige: str = ""
    regelwerke: Mapping[str, str] = field(default_factory=dict)
    einstellungen: Mapping[str, Any] = field(default_factory=dict)
    programm: str = ""
    zeitraum: tuple[str, str] = ("", "")
    monat_zu_ende: bool = True


@dataclass(frozen=True)
class Lauf:
    """A run and its Stand; `stichtag` and `vorheriger_stichtag` are JJJJ-MM-TT, `begonnen` and `beendet` are in UTC.

    `kennung` is one hash of all that the report depends on, `zeigt` the earlier months in it. `mappen` are the
    workbooks with a hash of what each shows, `dauer_s` seconds per stage. `verworfen` are runs (by `kennung`) that were
    taken back. `kennzahlen` and `personen` are hashes of what was kept.
    """

    monat: str
    stand: int
    stichtag: str
    vorheriger_stichtag: str
    anlass: str = ""
    version: str = ""
    kennung: str = ""
    eingaben: Eingaben = field(default_factory=Eingaben)
    zeigt: Mapping[str, Shown] = field(default_factory=dict)
    kennzahlen: str = ""
    personen: str = ""
    mappen: Mapping[str, str] = field(default_factory=dict)
    zeilen: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    warnungen: tuple[str, ...] = ()
    aenderungen: tuple[str, ...] = ()
    verworfen: tuple[str, ...] = ()
    begonnen: str = ""
    beendet: str = ""
    dauer_s: Mapping[str, float] = field(default_factory=dict)

    @property
    def last_day(self) -> date:
        """The Stichtag."""
        return date.fromisoformat(self.stichtag)

    @property
    def day_before(self) -> date:
        """The Stichtag of the month before, as the run saw it."""
        return date.fromisoformat(self.vorheriger_stichtag)


def write_lauf(lauf: Lauf, folder: Path) -> None:
    """Write the record into a folder."""
    text = json.dumps(asdict(lauf), ensure_ascii=False, indent=1, default=str)
    (folder / NAME).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def read_lauf(folder: Path) -> Lauf:
    """Read the record of a folder.

    :raises ValueError: it cannot be read, or is none
    """
    try:
        known = json.loads((folder / NAME).read_text(encoding="utf-8"))
        known["zeigt"] = {month: _made_of(Shown, shown) for month, shown in known.get("zeigt", {}).items()}
        known["eingaben"] = _made_of(Eingaben, known.get("eingaben", {}))
        lauf: Lauf = _made_of(Lauf, known)
        date.fromisoformat(lauf.stichtag), date.fromisoformat(lauf.vorheriger_stichtag)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ValueError(f"{folder / NAME} ist nicht lesbar") from error
    return lauf


def _made_of(kind: Any, known: Mapping[str, Any]) -> Any:
    names = {f.name for f in fields(kind)}
    return kind(**{n: tuple(v) if isinstance(v, list) else v for n, v in known.items() if n in names})
