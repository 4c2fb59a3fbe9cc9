"""The archive and the output, held for as long as something is written; what a dead run left is mended before that."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from pipeline.errors import BusyError, UsageError, explain_os_error
from pipeline.progress import Tell
from pipeline.publish.claim import claim
from pipeline.publish.heal import Healed, heal, heal_warehouse
from pipeline.publish.house import House, is_absent
from pipeline.publish.interrupt import undisturbed
from pipeline.publish.lock import holding
from pipeline.publish.rights import owner_of
from pipeline.run.migrate import import_months


@contextmanager
def hold(house: House, what: str, wait: float, tell: Tell) -> Iterator[Healed]:
    """Hold archive and output while the block runs; yields what was mended before.

    `what` names the command to those who wait meanwhile, `wait` are the seconds to wait for another one.

    :raises BusyError: another run holds one of them
    :raises UsageError: one of them cannot be written
    :raises ConfigurationError: the file named as the warehouse is another program's, or damaged
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(holding(house.archive.root, what, wait))
        except OSError as error:
            raise _not_ours(house, error) from None
        if not is_absent(house):
            try:
                stack.enter_context(claim(house.output))
            except OSError as error:
                raise UsageError(
                    f"In {house.output} kann nicht geschrieben werden. {explain_os_error(error)}{_whose(house.output)}"
                ) from None
        import_months(house, tell)
        with undisturbed():
            healed = heal(house, tell, is_claimed=True)
        yield healed


def mend_warehouse(house: House, tell: Tell) -> None:
    """Make the warehouse of the archive where it is missing or outdated, unless a run is at it: it will do so.

    :raises ConfigurationError: the file named as the warehouse is another program's
    """
    if house.archive.months():
        with suppress(BusyError), holding(house.archive.root, "Warehouse"), undisturbed():
            heal_warehouse(house, tell)


def _not_ours(house: House, error: OSError) -> UsageError:
    """Say that the archive cannot be written, and whose it is."""
    root = house.archive.root
    return UsageError(f"Im Archiv {root} kann nicht geschrieben werden. {explain_os_error(error)}{_whose(root)}")


def _whose(folder: Path) -> str:
    if not folder.exists():
        return ""
    return f" Der Ordner gehört {owner_of(folder)}; wer mit ihm arbeitet, braucht die Rechte seiner Gruppe."
