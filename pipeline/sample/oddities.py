"""The oddities that the generator plants on request: which there are, whether they go together, in which order."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.errors import UsageError
from pipeline.sample.form import AddedRows, MonthFolder, plant_rows
from pipeline.sample.house import SampleHouse
from pipeline.sample.oddities_files import DATEIEN, FORM, FUSS, ZEILE, FileOddity
from pipeline.sample.oddities_rows import ZEILEN
from pipeline.sample.oddities_whole import GANZE

PLANTS: dict[str, AddedRows | FileOddity] = {**ZEILEN, **DATEIEN, **GANZE}


def require_known(plants: Sequence[str], months: Sequence[str]) -> None:
    """Refuse oddities that there are not, that need a month before, or that rewrite the same file twice.

    :raises UsageError: says which there are
    """
    umgeschrieben: dict[tuple[str, str], str] = {}
    for request in plants:
        name, _, month = request.partition("@")
        if name not in PLANTS or (month and month not in months):
            raise UsageError(
                f"Die Auffälligkeit {request!r} gibt es für diese Monate nicht; bekannt sind "
                f"{', '.join(PLANTS)}, auf Wunsch mit @Monat ({', '.join(months)})."
            )
        plant = PLANTS[name]
        if isinstance(plant, AddedRows):
            continue
        if plant.needs_previous and months[0] in (month, months[-1]):
            raise UsageError(
                f"Die Auffälligkeit {request!r} braucht einen Monat davor. Bitte mehr Monate erzeugen oder einen "
                "späteren nennen."
            )
        for m in [month] if month else months:
            andere = umgeschrieben.setdefault((m, plant.export), name) if plant.stage == FORM else name
            if andere != name:
                raise UsageError(
                    f"Die Auffälligkeiten {andere} und {name} schreiben beide {plant.export} um. Bitte in "
                    f"verschiedene Monate einpflanzen, zum Beispiel {name}@{months[-1]}."
                )


def plant_all(plants: Sequence[str], months: Sequence[MonthFolder], house: SampleHouse) -> None:
    """Plant into the written months: first rows, then what rewrites and packs files, then what repeats months."""
    for request in sorted(plants, key=lambda request: _stage(PLANTS[request.partition("@")[0]])):
        name, _, asked = request.partition("@")
        plant = PLANTS[name]
        for month in months:
            if asked and asked != month.folder.name:
                continue
            if isinstance(plant, AddedRows):
                plant_rows(plant, month, house)
            else:
                plant.change(month, plant.export)


def describe_oddity(name: str) -> str:
    """Return the oddity as a row of the list: its name, its export, what it is and what the pipeline does."""
    plant = PLANTS[name]
    return f"| `{name}` | {plant.export or 'alle'} | {plant.satz} | {plant.folge} |"


def _stage(plant: AddedRows | FileOddity) -> int:
    if isinstance(plant, AddedRows):
        return FUSS if plant.is_footer else ZEILE
    return plant.stage
