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
        chosen = _choose(staende, month, number)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        lauf = replace(
            chosen.lauf,
            stand=archive.next_number(month),
            anlass=f"Rückkehr zu Stand {number:02d}",
            verworfen=_taken_back(staende, chosen),
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


def _choose(staende: list[Stand], month: str, number: int) -> Stand:
    """Return the Stand of that number among those of the month.

    :raises UsageError: there is none, or it is the newest already
    """
    chosen = next((s for s in staende if s.number == number), None)
    if chosen is None:
        there = ", ".join(f"{s.number:02d}" for s in staende) or "keiner"
        raise UsageError(f"Den Stand {number:02d} von {month} gibt es nicht. Vorhanden: {there}.")
    if chosen == staende[-1]:
        raise UsageError(f"{chosen.name} ist schon der geltende.")
    return chosen


def _taken_back(staende: list[Stand], chosen: Stand) -> tuple[str, ...]:
    """Return the identities of inputs that make no new Stand any more.

    Those of deliveries are among them: under other rules, too, what was taken back stays so.
    """
    own = {chosen.lauf.kennung, identify_lieferung(chosen.lauf.eingaben), ""}
    later: set[str] = set()
    for stand in staende:
        if stand.number > chosen.number:
            later |= {stand.lauf.kennung, identify_lieferung(stand.lauf.eingaben), *stand.lauf.verworfen}
    return tuple(sorted(later - own))
