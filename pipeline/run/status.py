"""How things stand: which Stand holds for each month, whether it is published, and which reports are outdated."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import BusyError, UsageError
from pipeline.progress import Tell
from pipeline.publish.archive import Stand
from pipeline.publish.heal import is_published
from pipeline.publish.house import House, is_absent, is_current
from pipeline.publish.lock import read_holder
from pipeline.run.hold import hold
from pipeline.run.inputs import is_outdated
from pipeline.run.outdated import say_outdated


@dataclass(frozen=True)
class MonthStatus:
    """A month: its Stand that holds, of how many, when it was made (UTC), and what is to be known of it.

    `veraltet` says which earlier months its report shows otherwise than they are now.
    """

    monat: str
    stand: int
    staende: int
    stichtag: str
    erstellt: str
    anlass: str
    veroeffentlicht: bool
    hat_zeilen: bool
    veraltet: tuple[str, ...]
    warnungen: tuple[str, ...]
    bericht: str


@dataclass(frozen=True)
class Status:
    """All months, and how the warehouse and whatever waits to be published stand; `geheilt` is what was mended now."""

    archiv: str
    monate: tuple[MonthStatus, ...]
    warehouse_aktuell: bool
    geheilt: tuple[str, ...] = ()
    wartet: tuple[str, ...] = ()
    abgelehnt: tuple[str, ...] = ()
    laeuft: str | None = None


def read_status(house: House, tell: Tell) -> Status:
    """Mend what can be mended, unless a run is at it, and say how things stand."""
    mended: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    if house.archive.root.is_dir() or house.warehouse.exists():
        try:
            with hold(house, "status", 0, tell) as healed:
                mended = (
                    *(f"Bericht {month}" for month in healed.reports),
                    *(["Warehouse"] if healed.warehouse else []),
                )
                waiting = tuple(healed.waiting)
        except (BusyError, UsageError) as error:
            waiting = (str(error),)
    return look(house, mended, waiting)


def look(house: House, mended: tuple[str, ...] = (), waiting: tuple[str, ...] = ()) -> Status:
    """Say how things stand, and change nothing."""
    stands = house.archive.months()
    refused = house.output / "abgelehnt"
    return Status(
        archiv=str(house.archive.root),
        monate=tuple(_status_of(house, stand, stands) for stand in stands.values()),
        warehouse_aktuell=is_current(house, stands),
        geheilt=mended,
        wartet=waiting,
        abgelehnt=tuple(sorted(f.name for f in refused.iterdir())) if refused.is_dir() else (),
        laeuft=read_holder(house.archive.root),
    )


def _status_of(house: House, stand: Stand, stands: dict[str, Stand]) -> MonthStatus:
    lauf = stand.lauf
    return MonthStatus(
        monat=stand.month,
        stand=stand.number,
        staende=len(house.archive.staende(stand.month)),
        stichtag=lauf.stichtag,
        erstellt=lauf.beendet,
        anlass=lauf.anlass,
        veroeffentlicht=not stand.files or (not is_absent(house) and is_published(house, stand)),
        hat_zeilen=stand.has_rows,
        veraltet=tuple(
            say_outdated(stand.month, month, is_old, stands) for month, is_old in is_outdated(lauf, stands).items()
        ),
        warnungen=lauf.warnungen,
        bericht=str(page_of(house.output, stand.month)),
    )


def page_of(output: Path, month: str) -> Path:
    """Return the page of a month's report."""
    return output / month / "html" / "index.html"
