"""Back to an earlier Stand of a month: it becomes the newest once more, and what came after it is not made again."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime

from pipeline.errors import UsageError
from pipeline.progress import Tell
from pipeline.publish.archive import Stand
from pipeline.publish.heal import Healed, heal
from pipeline.publish.house import House
from pipeline.publish.interrupt import undisturbed
from pipeline.publish.moment import publication
from pipeline.run.hold import hold
from pipeline.run.inputs import identify_lieferung


def take_back(house: House, month: str, number: int, wait: float, tell: Tell) -> tuple[Stand, Healed]:
    """Copy an earlier Stand of a month as its newest and publish it; returns it.

    The same inputs as those of the Stände that are taken back make no new one.

    :raises UsageError: there is no such Stand, or it is the newest already
    :raises BusyError: another run writes there
    """
    with publication() as state, hold(house, f"zurueck --month {month}", wait, tell):
        archive = house.archive
        staende = archive.staende(month)
        chosen = next((s for s in staende if s.number == number), None)
        if chosen is None:
            there = ", ".join(f"{s.number:02d}" for s in staende) or "keiner"
            raise UsageError(f"Den Stand {number:02d} von {month} gibt es nicht. Vorhanden: {there}.")
        if chosen == staende[-1]:
            raise UsageError(f"{chosen.name} ist schon der geltende.")
        # Under other rules, too, the delivery that was taken back makes no new Stand.
        own = {chosen.lauf.kennung, identify_lieferung(chosen.lauf.eingaben), ""}
        later = {
            k
            for s in staende
            if s.number > number
            for k in (s.lauf.kennung, identify_lieferung(s.lauf.eingaben), *s.lauf.verworfen)
        }
        now = datetime.now(UTC).isoformat(timespec="seconds")
        lauf = replace(
            chosen.lauf,
            stand=archive.next_number(month),
            anlass=f"Rückkehr zu Stand {number:02d}",
            verworfen=tuple(sorted(later - own)),
            begonnen=now,
            beendet=now,
            dauer_s={},
        )
        with archive.working() as folder:
            shutil.copytree(chosen.folder, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
            with undisturbed():
                stand = archive.commit(folder, lauf)
                state.is_done = True
                return stand, heal(house, tell, is_claimed=True)
