"""The reports of a month: what happens, in which order, from a delivery to its files."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from pipeline.accept.archived import read_archived
from pipeline.accept.lieferung import Lieferung, find_month, read_lieferung
from pipeline.accept.whole import is_over, warn_before_end
from pipeline.compute.month import compute_kennzahlen, load_lieferung
from pipeline.disclose.history import publish_verlauf
from pipeline.errors import LieferungError, UsageError
from pipeline.evaluate.bericht import Bericht
from pipeline.evaluate.month import make_bericht
from pipeline.kalender import Berichtsmonat, find_berichtsmonat
from pipeline.katalog import read_katalog
from pipeline.progress import Tell
from pipeline.publish.apart import places_of, require_apart, require_folder, require_outside
from pipeline.publish.archive import Archive, Stand
from pipeline.publish.heal import heal
from pipeline.publish.house import is_absent
from pipeline.publish.interrupt import undisturbed
from pipeline.publish.moment import Publication, publication
from pipeline.publish.refusal import befunde_on_refusal, forget_refusal, forgotten_on_refusal
from pipeline.regelwerk.regelwerk import Regelwerk
from pipeline.run.again import find_removed, find_workbooks, put_again
from pipeline.run.continuous import require_continuous
from pipeline.run.hold import hold
from pipeline.run.inputs import hash_eingaben, identify_lieferung, shown_months
from pipeline.run.order import MonthOrder, MonthResult
from pipeline.run.outdated import find_outdated
from pipeline.run.ready import require_complete
from pipeline.run.room import saying_room
from pipeline.run.stand import NewStand
from pipeline.settings import Settings
from pipeline.warehouse import archive as kept
from pipeline.warehouse.connection import Warehouse, open_warehouse
from pipeline.warehouse.history import keep_hidden


def run_month(order: MonthOrder, tell: Tell) -> MonthResult:
    """Make the reports of one month; on any error the last good report and the archive stay as they were.

    :raises UsageError: there is no such month, team or Bereich, or the output cannot be written
    :raises LieferungError: the delivery is refused; its Befunde are written beside the reports
    :raises ConfigurationError: a rule set is wrong or not in force, Stichtage leave a gap, or the warehouse is another
        program's
    :raises BusyError: another run writes there
    :raises PendingError: the delivery is not complete yet
    """
    _require_places(order)
    with publication() as state, hold(order.house, f"run --month {order.monat}", order.warten, tell) as healed:
        result = report_month(order, tell, state)
    return result if result.is_new else replace(result, waiting=tuple(healed.waiting))


def report_month(order: MonthOrder, tell: Tell, state: Publication) -> MonthResult:
    """Make the reports of one month while archive and output are held; raises what `run_month` raises."""
    archive = order.house.archive
    last = archive.newest(order.monat)
    # What was delivered may be gone once it is reported.
    is_content = order.teams or order.bereiche or not order.is_named
    if last and is_content and not is_delivered(order.input_folder, order.monat):
        return _again(order, last)
    berichtsmonat = find_berichtsmonat(order.monat, order.settings.stichtage)
    new = _prepare(order, berichtsmonat, archive, last)
    seen = () if last is None or order.neu else (last.lauf.kennung, *last.lauf.verworfen)
    if last and {new.kennung, identify_lieferung(new.eingaben)} & {*seen}:
        if not order.from_archive:
            # The delivery that was accepted lies there again.
            forget_refusal(order.output, order.monat)
        return _again(order, last)
    require_continuous(berichtsmonat, archive.months(), renews=order.renews)
    with saying_room(archive, order.input_folder / order.monat), archive.working() as folder:
        lieferung = _make(order, new, folder, new.timed(tell))
        lauf = new.record(folder, lieferung)
        with undisturbed():
            stand = archive.commit(folder, lauf)
            state.is_done = True
            return _finish(order, stand, last, lieferung)


def is_delivered(input_folder: Path, month: str) -> bool:
    """Tell whether a delivery of the month lies there."""
    try:
        find_month(input_folder, month)
    except UsageError:
        return False
    except LieferungError:
        return True
    return True


def _prepare(order: MonthOrder, berichtsmonat: Berichtsmonat, archive: Archive, last: Stand | None) -> NewStand:
    """Look at all that the report depends on, without reading any of it yet.

    :raises PendingError: the delivery is not complete yet
    """
    over = is_over(berichtsmonat, order.today)
    location = None
    if last is None or not order.from_archive:
        location = require_complete(order.input_folder, order.monat, order.settings, is_named=order.is_named)
    eingaben = hash_eingaben(location, order.settings, berichtsmonat, auch_ungueltig=order.auch_ungueltig, is_over=over)
    if location is None and last:
        known = last.lauf.eingaben
        eingaben = replace(eingaben, dateien=known.dateien, sonstige=known.sonstige, monat_zu_ende=known.monat_zu_ende)
    shown = shown_months(order.monat, archive.months())
    number = archive.next_number(order.monat)
    return NewStand(number, berichtsmonat, eingaben, shown, last, is_renewal=location is None)


def _make(order: MonthOrder, new: NewStand, folder: Path, tell: Tell) -> Lieferung:
    """Read, compute and write everything of a new Stand into its folder; returns the delivery without its rows."""
    settings, archive = order.settings, order.house.archive
    lieferung = _read(order, new, tell)
    lieferung.require_einheiten(order.teams, order.bereiche)
    # Nothing is committed to this file, so that none of it stays.
    with open_warehouse(archive.work / "rechnung.duckdb", settings.speichergrenze) as con:
        _restore(con, lieferung, archive.months(), settings)
        with befunde_on_refusal(lieferung, None if is_absent(order.house) else order.output):
            regelwerke = compute_kennzahlen(con, lieferung, new.berichtsmonat, settings, order.auch_ungueltig, tell)
        published, bericht = build_bericht(con, lieferung, new.berichtsmonat, regelwerke, settings.mindestfallzahl)
        keep_hidden(con, published, new.berichtsmonat.stichtag)
        tell("Archivieren")
        new.write(folder, con, lieferung)
    new.write_report(folder, new.explain(bericht, published), (published, lieferung.befunde), tell)
    tell("Archivieren")
    return lieferung


def _read(order: MonthOrder, new: NewStand, tell: Tell) -> Lieferung:
    """Read the delivery of the month, or the one that was accepted last.

    :raises LieferungError: it is refused
    :raises UsageError: there is none, or its rows are no longer in the archive
    """
    if order.from_archive and new.last:
        tell("Lesen: Archiv")
        lauf = new.last.lauf
        return read_archived(new.last.folder, order.monat, {e: z["gelesen"] for e, z in lauf.zeilen.items()})
    with forgotten_on_refusal(order.output, order.monat):
        lieferung = read_lieferung(order.input_folder, order.monat, order.settings, tell)
    warn_before_end(lieferung, new.berichtsmonat, order.today)
    return lieferung


def _restore(con: Warehouse, lieferung: Lieferung, stands: Mapping[str, Stand], settings: Settings) -> None:
    """Lay beside the delivery what the archive has of other months and the month is compared with.

    Of earlier months that is all that was kept, of the last one also who was where; of any month the rows of exports
    that may be the same as those delivered now, since they are as many.
    """
    month = lieferung.monat
    earlier = [stand.folder for m, stand in stands.items() if m < month]
    kept.restore_kept(con, earlier, [stand.folder for m, stand in stands.items() if m != month])
    before = max((m for m in stands if m < month), default=None)
    if before:
        kept.restore_rows(con, before, stands[before].folder, kept.PERSONS)
    for part in () if lieferung.is_accepted else lieferung.parts:
        least = part.frame.height * (1 - settings.hoechster_ausschluss)
        for other, rows in kept.count_delivered(con, part.export):
            if other not in (month, before) and least <= rows <= part.frame.height:
                kept.restore_rows(con, other, stands[other].folder, [part.export])


def _again(order: MonthOrder, last: Stand) -> MonthResult:
    """Leave the Stand that holds as it is; of the workbooks that are asked for, put those right that are not."""
    names = find_workbooks(last, order.teams, order.bereiche)
    folder = order.output / order.monat
    paths = put_again(order.house, last, names) if order.teams or order.bereiche else [folder / n for n in names]
    return MonthResult(folder, last, False, paths)


def _finish(order: MonthOrder, stand: Stand, last: Stand | None, lieferung: Lieferung) -> MonthResult:
    """Publish a Stand that is committed, and say what else became of that."""
    house, folder = order.house, order.output / order.monat
    healed = heal(house, is_claimed=True)
    forget_refusal(order.output, order.monat)
    return MonthResult(
        folder,
        stand,
        True,
        [folder / name for name in find_workbooks(stand, order.teams, order.bereiche)],
        lieferung,
        find_outdated(house.archive, stand, last, order.output, order.settings.stichtage),
        find_removed(folder, stand, last),
        tuple(healed.waiting),
    )


def _require_places(order: MonthOrder) -> None:
    """Refuse places to write to that are the delivery's, or one another's.

    :raises UsageError: names the option to change
    """
    require_folder(order.output)
    house = order.house
    # Links inside the output lead elsewhere: each folder that is written is looked at.
    reports = [order.output, *order.written]
    written = [("--output", place) for place in reports]
    written += [("--warehouse", place) for place in (house.warehouse, house.archive.root)]
    require_apart(places_of(order.input_folder, order.monat), written)
    require_outside(order.output, house.warehouse, house.archive.root)


def build_bericht(
    con: Warehouse,
    lieferung: Lieferung,
    berichtsmonat: Berichtsmonat,
    regelwerke: list[Regelwerk],
    mindestfallzahl: int,
) -> tuple[pl.DataFrame, Bericht]:
    """Publish the figures of all months; returns the current month's and the report that is made of them.

    The figures have the columns of `mart.kennzahlen` and `richtung`.
    """
    katalog = read_katalog()
    published = publish_verlauf(con, berichtsmonat, katalog, mindestfallzahl)
    bericht = make_bericht(published, lieferung, berichtsmonat, regelwerke, katalog, mindestfallzahl)
    return published.of_month(berichtsmonat.stichtag, katalog), bericht


def check_lieferung(
    input_folder: Path,
    month: str,
    settings: Settings,
    auch_ungueltig: bool,
    tell: Tell,
    today: date | None = None,
) -> tuple[Lieferung, LieferungError | None]:
    """Validate a delivery in memory and write nothing; returns it with the reason to refuse it, if there is one.

    `today` is asked for only to tell whether the month is over; it is the clock's unless given.

    :raises UsageError: there is no such month
    :raises LieferungError: it cannot even be read: an export or column is missing, or it holds clear text
    :raises ConfigurationError: a rule set is wrong or not in force
    """
    berichtsmonat = find_berichtsmonat(month, settings.stichtage)
    lieferung = read_lieferung(input_folder, month, settings, tell)
    warn_before_end(lieferung, berichtsmonat, today or date.today())
    with open_warehouse(None, settings.speichergrenze) as con:
        try:
            load_lieferung(con, lieferung, berichtsmonat, settings, auch_ungueltig)
        except LieferungError as error:
            return lieferung, error
    return lieferung, None
