"""What a report depends on, as hashes: the same inputs make the same report, and what differs can be said."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.errors import ConfigurationError
from pipeline.evaluate.month import VERLAUF_MONATE
from pipeline.kalender import Berichtsmonat, shift_month
from pipeline.notation import day
from pipeline.publish.archive import Stand
from pipeline.publish.journal import Eingaben, Lauf, Shown
from pipeline.publish.manifest import digest
from pipeline.regelwerk.files import find_regelwerk
from pipeline.resources import resource_folder
from pipeline.settings import Settings
from schemas import EXPORTS

# What else than this program has a part in the bytes of a report.
_LIBRARIES = ("polars", "duckdb", "openpyxl", "jinja2", "pandera")
# Settings that no figure depends on, or that are looked at apart.
_BESIDE = {"speichergrenze", "aufbewahrung_monate", "fertig_datei", "stichtage", "regelwerk", "jobcenter"}
_ARCHIVE = "zip"
_SOURCES = (".py", ".sql", ".toml", ".html", ".css", ".md")


def hash_eingaben(
    location: Path | None, settings: Settings, berichtsmonat: Berichtsmonat, *, auch_ungueltig: bool, is_over: bool
) -> Eingaben:
    """Return the hashes of all that a report depends on; `location` is a month's folder or archive, if it is read."""
    files, others = _hash_lieferung(location, settings.fertig_datei) if location else ({}, "")
    return Eingaben(
        dateien=files,
        sonstige=others,
        regelwerke=_hash_regelwerke(settings),
        einstellungen={
            **settings.model_dump(mode="json", exclude=_BESIDE),
            "jobcenter": dict(sorted(settings.jobcenter.items())),
            "regelwerk": settings.regelwerk,
            "auch_ungueltig": auch_ungueltig,
        },
        programm=hash_program(),
        zeitraum=(str(berichtsmonat.vorheriger_stichtag), str(berichtsmonat.stichtag)),
        monat_zu_ende=is_over,
    )


def _hash_lieferung(location: Path, fertig_datei: str | None) -> tuple[dict[str, str], str]:
    """Return a hash per export, and one of all else that lies there: it is spoken of, too.

    The file that says only that the delivery is complete is no part of it.
    """
    if location.is_file():
        return {_ARCHIVE: digest(location)}, ""
    exports, others = {}, hashlib.sha256()
    for file in sorted(f for f in location.rglob("*") if f.is_file()):
        name = file.name.lower().partition(".")[0]
        if name in EXPORTS and name not in exports:
            exports[name] = digest(file)
        elif file != location / (fertig_datei or ""):
            others.update(f"{file.relative_to(location)}\0{digest(file)}\0".encode(errors="surrogateescape"))
    return exports, others.hexdigest()


def _hash_regelwerke(settings: Settings) -> dict[str, str]:
    hashes = {}
    for identifier in sorted(settings.named_regelwerke):
        try:
            regelwerk = find_regelwerk(identifier)
        except ConfigurationError:
            # Whose it is, and what is wrong with it, is said once the delivery is read.
            continue
        hashes[regelwerk.id] = hashlib.sha256(regelwerk.as_json().encode()).hexdigest()
    return hashes


@cache
def hash_program() -> str:
    """Return one hash of this program's code, models and texts, and of the libraries that it writes with."""
    package = Path(__file__).resolve().parents[1]
    folders = [package, *(resource_folder(name) for name in ("sql", "reports", "regelwerke"))]
    total = hashlib.sha256()
    for folder in folders:
        for file in sorted(f for f in folder.rglob("*") if f.suffix in _SOURCES):
            total.update(f"{file.relative_to(folder)}\0{digest(file)}\0".encode())
    for library in _LIBRARIES:
        total.update(f"{library}=={version(library)}\0".encode())
    return total.hexdigest()


def shown_months(month: str, stands: Mapping[str, Stand]) -> dict[str, Shown]:
    """Return the earlier months of the archive that the report of a month shows, each as it is now."""
    earlier = [m for m in stands if shift_month(month, 1 - VERLAUF_MONATE) <= m < month]
    last = max((m for m in stands if m < month), default=None)
    return {m: _shown(stands[m], is_last=m == last) for m in {*earlier, *([last] if last else [])}}


def _shown(stand: Stand, *, is_last: bool) -> Shown:
    return Shown(stand.number, stand.lauf.kennzahlen, stand.lauf.personen if is_last else "")


def identify(eingaben: Eingaben, shown: Mapping[str, Shown]) -> str:
    """Return one hash of all that a report depends on; which Stand an earlier month has is no part of it."""
    months = {month: (s.kennzahlen, s.personen) for month, s in sorted(shown.items())}
    text = json.dumps([asdict(eingaben), months], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def identify_lieferung(eingaben: Eingaben) -> str:
    """Return one hash of a delivery, whatever it was judged by."""
    text = json.dumps([dict(eingaben.dateien), eingaben.sonstige], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def is_outdated(lauf: Lauf, stands: Mapping[str, Stand]) -> dict[str, bool]:
    """Return the months that a report shows otherwise than they are now, and whether it showed them at all."""
    now = shown_months(lauf.monat, stands)
    changed = {m: True for m, s in now.items() if m in lauf.zeigt and not _is_alike(lauf.zeigt[m], s)}
    return changed | dict.fromkeys(now.keys() - lauf.zeigt.keys(), False)


def _is_alike(one: Shown, other: Shown) -> bool:
    has_persons = one.personen and other.personen
    return one.kennzahlen == other.kennzahlen and (not has_persons or one.personen == other.personen)


def explain_difference(old: Lauf, eingaben: Eingaben, shown: Mapping[str, Shown], version_now: str) -> tuple[str, ...]:
    """Return a sentence per kind of input that is not what it was for an earlier Stand."""
    if old.eingaben == Eingaben():
        return ("Der Stand davor kam aus dem Warehouse; aus welchen Dateien er entstand, ist nicht bekannt.",)
    return tuple(_differences(old, eingaben, shown, version_now))


def _differences(old: Lauf, new: Eingaben, shown: Mapping[str, Shown], version_now: str) -> Iterator[str]:
    before = old.eingaben
    exports = _changed(before.dateien, new.dateien)
    if exports:
        yield f"Die Lieferung ist eine andere: {', '.join(exports)}."
    elif before.sonstige != new.sonstige:
        yield "Neben den Exporten liegen andere Dateien in der Lieferung."
    if rules := _changed(before.regelwerke, new.regelwerke):
        yield f"Das Regelwerk ist ein anderes: {', '.join(rules)}."
    if keys := _changed(before.einstellungen, new.einstellungen):
        yield f"Die Einstellungen sind andere: {', '.join(keys)}."
    if tuple(before.zeitraum) != tuple(new.zeitraum) and before.zeitraum[0]:
        von, bis = (day_of(text) for text in new.zeitraum)
        yield f"Der Zeitraum ist ein anderer: nach dem {von} bis zum {bis}."
    if before.programm != new.programm:
        other = f" ({old.version} → {version_now})" if old.version != version_now else ""
        yield f"Das Programm ist ein anderes{other}."
    if before.monat_zu_ende != new.monat_zu_ende:
        yield "Der Monat ist inzwischen zu Ende."
    others = {m for m, s in shown.items() if m not in old.zeigt or not _is_alike(old.zeigt[m], s)}
    others |= old.zeigt.keys() - shown.keys()
    if others:
        yield f"Frühere Monate sind andere: {', '.join(sorted(others))}."


def day_of(text: str) -> str:
    """Return a day JJJJ-MM-TT as it is written in German."""
    return day(date.fromisoformat(text))


def _changed(before: Mapping[str, object], now: Mapping[str, object]) -> Iterable[str]:
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
