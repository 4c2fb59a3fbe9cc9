"""Where a department's things lie, and what is remembered of the warehouse that was made last."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.publish.archive import Archive, Stand
from pipeline.publish.rights import make_private

_MEMO = ".veroeffentlicht.json"


@dataclass(frozen=True)
class House:
    """Where a department's reports, warehouse and archive lie; `memory` is the limit of DuckDB, as `4GB`."""

    output: Path
    warehouse: Path
    memory: str = "4GB"

    @property
    def archive(self) -> Archive:
        """The archive beside the warehouse: neither of them is handed on."""
        return Archive(self.warehouse.with_suffix(".archiv"))


def is_current(house: House, stands: Mapping[str, Stand]) -> bool:
    """Tell whether the warehouse is the file that was made of just these Stände."""
    known, now = read_memo(house), memo_of(house, stands)
    return known is not None and now is not None and known | {"output": ""} == now | {"output": ""}


def remembers(house: House) -> bool:
    """Tell whether the file that is named as the warehouse was once made of this archive."""
    return (read_memo(house) or {}).get("warehouse") == os.path.realpath(house.warehouse)


def is_untouched(house: House) -> bool:
    """Tell whether the warehouse is the very file that was made last."""
    known, now = read_memo(house) or {}, memo_of(house, {}) or {}
    return bool(known) and all(known.get(key) == now.get(key) for key in ("warehouse", "groesse", "geaendert"))


def is_absent(house: House) -> bool:
    """Tell whether the place of the output is not there though reports were published: a drive may be missing."""
    known = (read_memo(house) or {}).get("output")
    return not house.output.parent.is_dir() and known == os.path.realpath(house.output)


def say_absent(house: House) -> str:
    """Say that the place of the output is not there."""
    return f"Der Ort {house.output.parent} ist nicht da; ist ein Netzlaufwerk getrennt?"


def memo_of(house: House, stands: Mapping[str, Stand]) -> dict[str, Any] | None:
    """Return what is remembered of the warehouse and of where it was made for; None if it is not there."""
    try:
        there = house.warehouse.stat()
    except OSError:
        return None
    return {
        "warehouse": os.path.realpath(house.warehouse),
        "groesse": there.st_size,
        "geaendert": there.st_mtime_ns,
        "staende": {month: stand.number for month, stand in stands.items()},
        "output": os.path.realpath(house.output),
    }


def read_memo(house: House) -> dict[str, Any] | None:
    """Return what is remembered; None if that cannot be read, or nothing is."""
    try:
        known = json.loads((house.archive.root / _MEMO).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return known if isinstance(known, dict) else None


def write_memo(house: House, stands: Mapping[str, Stand]) -> None:
    """Remember that the warehouse was made of these Stände, for this output. The working folder is there."""
    _write(house, memo_of(house, stands))


def forget_warehouse(house: House) -> None:
    """Forget what the warehouse was made of, so that it is made anew: its rows must not outlive the archive's."""
    if known := read_memo(house):
        with house.archive.working():
            _write(house, known | {"staende": {}})


def _write(house: House, memo: dict[str, Any] | None) -> None:
    new = house.archive.work / _MEMO
    new.write_text(json.dumps(memo, ensure_ascii=False), encoding="utf-8")
    make_private(new, house.archive.root)
    new.replace(house.archive.root / _MEMO)
