"""The oddities that the generator plants on request: which there are, whether they go together, in which order."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import UsageError
from pipeline.sample.form import Monat, Zusatzzeilen, plant_rows
from pipeline.sample.house import Haus
from pipeline.sample.oddities_files import DATEIEN, FORM, FUSS, ZEILE, Dateien
from pipeline.sample.oddities_rows import ZEILEN

PLANTS: dict[str, Zusatzzeilen | Dateien] = {**ZEILEN, **DATEIEN}


def require_known(plants: Sequence[str], monate: Sequence[str]) -> None:
    """Refuse oddities that there are not, that need a month before, or that rewrite the same file twice.

    :raises UsageError: says which there are
    """
    umgeschrieben: dict[tuple[str, str], str] = {}
    for angabe in plants:
        name, _, monat = angabe.partition("@")
        if name not in PLANTS or (monat and monat not in monate):
            raise UsageError(
                f"Die Auffälligkeit {angabe!r} gibt es für diese Monate nicht; bekannt sind "
                f"{', '.join(PLANTS)}, auf Wunsch mit @Monat ({', '.join(monate)})."
            )
        plant = PLANTS[name]
        if isinstance(plant, Zusatzzeilen):
            continue
        if plant.braucht_vormonat and monate[0] in (monat, monate[-1]):
            raise UsageError(
                f"Die Auffälligkeit {angabe!r} braucht einen Monat davor. Bitte mehr Monate erzeugen oder einen "
                "späteren nennen."
            )
        for m in [monat] if monat else monate:
            andere = umgeschrieben.setdefault((m, plant.export), name) if plant.stufe == FORM else name
            if andere != name:
                raise UsageError(
                    f"Die Auffälligkeiten {andere} und {name} schreiben beide {plant.export} um. Bitte in "
                    f"verschiedene Monate einpflanzen, zum Beispiel {name}@{monate[-1]}."
                )


def plant_all(plants: Sequence[str], monate: Sequence[Monat], haus: Haus) -> None:
    """Plant into the written months: first rows, then what rewrites and packs files, then what repeats months."""
    for angabe in sorted(plants, key=lambda angabe: _stage(PLANTS[angabe.partition("@")[0]])):
        name, _, gefragt = angabe.partition("@")
        plant = PLANTS[name]
        for monat in monate:
            if gefragt and gefragt != monat.ordner.name:
                continue
            if isinstance(plant, Zusatzzeilen):
                plant_rows(plant, monat, haus)
            else:
                plant.aendern(monat, plant.export)


def describe(name: str) -> str:
    """Return the oddity as a row of the list: its name, its export, what it is and what the pipeline does."""
    plant = PLANTS[name]
    return f"| `{name}` | {plant.export or 'alle'} | {plant.satz} | {plant.folge} |"


def _stage(plant: Zusatzzeilen | Dateien) -> int:
    if isinstance(plant, Zusatzzeilen):
        return FUSS if plant.ist_fuss else ZEILE
    return plant.stufe
