"""Retention: rows of persons leave the archive when they are older than a house keeps them; figures stay."""

from datetime import date

from pipeline.kalender import shift_month
from pipeline.progress import Tell
from pipeline.publish.archive import Archive, Stand
from pipeline.publish.heal import Healed, heal
from pipeline.publish.house import House, forget_warehouse
from pipeline.run.hold import hold


def find_old(archive: Archive, today: date, months: int) -> list[Stand]:
    """Return the Stände that still have rows though their month lies more than so many before this one."""
    first = shift_month(f"{today:%Y-%m}", -months)
    return [s for month in archive.months() if month < first for s in archive.staende(month) if s.has_rows]


def forget_rows(house: House, today: date, months: int, wait: float, tell: Tell) -> tuple[list[Stand], Healed]:
    """Take the rows out of old Stände, and out of the warehouse; returns the Stände, and what else has to wait.

    :raises BusyError: another run writes there
    """
    with hold(house, "aufraeumen", wait, tell):
        old = find_old(house.archive, today, months)
        if old:
            # Whatever comes in between, the next call knows that the warehouse may still have these rows.
            forget_warehouse(house)
        for stand in old:
            tell(f"Aufräumen: {stand.name}")
            house.archive.forget_rows(stand)
        return old, heal(house, tell, anew=bool(old), is_claimed=True)
