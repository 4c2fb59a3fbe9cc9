"""A month's delivery: its folder or archive found, its nine exports read, guarded and validated one by one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.export import read_export
from pipeline.accept.guard import require_no_clear_text, require_safe_pattern
from pipeline.accept.sources import choose_exports, find_sources
from pipeline.accept.validate import Geprueft, validate_export
from pipeline.errors import LieferungError, UsageError
from pipeline.kalender import parse_monat
from pipeline.settings import Einstellungen
from schemas import EXPORTS


@dataclass
class Lieferung:
    """A month's delivery: what was read, what was found, and (after the checks) how many rows count."""

    monat: str
    teile: list[Geprueft]
    befunde: pl.DataFrame
    zaehlungen: tuple[bf.Zaehlung, ...] = field(default=())

    def ids(self, spalte: str) -> list[str]:
        """Return the ids that the organisation knows: `jobcenter_id`, `bereich_id` or `team_id`."""
        organisation = next(t for t in self.teile if t.export == "organisation")
        return sorted(organisation.frame[spalte].unique())

    def require_units(self, teams: tuple[str, ...], bereiche: tuple[str, ...]) -> None:
        """Refuse teams and Bereiche that the delivery does not know, before any figure is computed."""
        for art, spalte, gefragt in (("Das Team", "team_id", teams), ("Den Bereich", "bereich_id", bereiche)):
            bekannt = self.ids(spalte)
            if fremd := sorted(set(gefragt) - set(bekannt)):
                raise UsageError(
                    f"{art} {', '.join(fremd)} gibt es in der Lieferung nicht. Vorhanden sind: {', '.join(bekannt)}."
                )


def read_delivery(eingang: Path, monat: str, einstellungen: Einstellungen, melden: Callable[[str], None]) -> Lieferung:
    """Read and validate the nine exports of a month; clear-text identities refuse the delivery."""
    require_safe_pattern(einstellungen.pseudonym_muster)
    teile = []
    ort = find_month(eingang, monat)
    quellen = find_sources(ort)
    exporte = choose_exports(quellen, ort)
    for export, datei in exporte.items():
        melden(f"Lesen: {datei.name}")
        roh = read_export(export, datei, einstellungen.spalten.get(export, {}))
        melden(f"Werten: {datei.name}")
        require_no_clear_text(roh, einstellungen.pseudonym_muster)
        teile.append(validate_export(roh, einstellungen.werte.get(export, {})))
    uebrige = [q.name for q in quellen if q not in exporte.values()]
    return Lieferung(monat, teile, bf.join([*(t.befunde for t in teile), *_unread_files(uebrige)]))


def _unread_files(namen: list[str]) -> list[pl.DataFrame]:
    """Say which files belong to no export: a second part of one would be missed silently."""
    satz = "Die Datei heißt wie kein Export und wurde nicht gelesen; Teile eines Exports bitte zusammenfügen."
    return [
        bf.make(
            [None],
            export=next((e for e in EXPORTS if name.lower().startswith(e)), "organisation"),
            datei=name,
            spalte=None,
            code="datei_unbekannt",
            schwere=bf.HINWEIS,
            satz=satz,
        )
        for name in namen
    ]


def find_month(eingang: Path, monat: str) -> Path:
    """Return the month's folder, or the ZIP archive of that name beside the folders.

    :raises UsageError: there is neither; says which months there are
    """
    parse_monat(monat)
    ordner = eingang / monat
    archiv = eingang / f"{monat}.zip"
    if ordner.is_dir() and archiv.is_file():
        raise LieferungError(
            f"In {eingang} liegt die Lieferung {monat} als Ordner und als ZIP-Datei. Bitte nur die gültige liegen "
            "lassen."
        )
    if ordner.is_dir():
        return ordner
    if archiv.is_file():
        return archiv
    vorhanden = sorted(o.name for o in eingang.iterdir() if o.is_dir()) if eingang.is_dir() else []
    liste = f"Vorhanden sind: {', '.join(vorhanden)}." if vorhanden else "Dort liegt kein Monatsordner."
    raise UsageError(
        f"Für {monat} gibt es keine Lieferung: Der Ordner {ordner} (oder .zip) fehlt. {liste} Bitte --month und "
        "--input prüfen; --input nennt den Ordner, der die Monatsordner enthält."
    )
