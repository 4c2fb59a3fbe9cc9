"""What the kept months of a window lack: months that are not there, and months under another Stichtag than due."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pipeline.kalender import stichtag_of
from pipeline.notation import day, months


def say_missing(names: Sequence[str], what: str) -> str:
    """Say that these months (JJJJ-MM) are not in the warehouse, and that `what` has a gap there."""
    return f"Im Warehouse {'fehlt' if len(names) == 1 else 'fehlen'} {months(names)}: {what} hat dort eine Lücke."


def find_other_stichtage(kept: Mapping[str, date], stichtage: Mapping[str, date]) -> Iterator[tuple[str, str]]:
    """Yield each kept month that the settings (`stichtage`) give another Stichtag, with the sentence that says so."""
    for name, stichtag in kept.items():
        if stichtag != (due := stichtag_of(name, stichtage)):
            yield name, f"{name} liegt unter dem Stichtag {day(stichtag)} im Warehouse, eingestellt ist der {day(due)}."
