"""A random month computed by the pipeline, and its figures beside those of the second calculation."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

import second
from drawn.random import draw_delivery, draw_following, write_delivery
from pipeline.accept import befund as bf
from pipeline.accept.lieferung import Lieferung, read_lieferung
from pipeline.accept.validate import CheckedExport
from pipeline.compute.month import compute_kennzahlen
from pipeline.disclose import door as disclosure
from pipeline.kalender import find_berichtsmonat
from pipeline.katalog import read_katalog
from pipeline.settings import Settings
from pipeline.warehouse import history
from pipeline.warehouse.connection import open_warehouse

# A rule set of no house that says whatever one can say.
ALLE_BEDINGUNGEN = Path(second.__file__).parent / "alle-bedingungen.toml"
SCHLUESSEL = ("ebene", "einheit_id", "kennzahl", "segment_art", "segment")


@dataclass(frozen=True)
class DrawnMonth:
    """A random month, written once and read once by either side."""

    monat: str
    lieferung: Lieferung
    second: second.Lieferung


def draw_month(ordner: Path, monat: str, stichtag: date | None = None, **was: int) -> DrawnMonth:
    """Draw a delivery into a folder; `was` are seed, personen and jobcenter."""
    tag = stichtag or find_berichtsmonat(monat, {}).stichtag
    return _written(ordner, monat, draw_delivery(tag, **was))


def draw_two_months(ordner: Path, davor: str, monat: str, **was: int) -> tuple[DrawnMonth, DrawnMonth]:
    """Draw the deliveries of a month and of the one after it, with mostly the same persons."""
    erste = draw_delivery(find_berichtsmonat(davor, {}).stichtag, **was)
    zweite = draw_following(erste, find_berichtsmonat(monat, {}).stichtag, **was)
    return _written(ordner, davor, erste), _written(ordner, monat, zweite)


def _written(ordner: Path, monat: str, zeilen: dict[str, list[dict]]) -> DrawnMonth:
    write_delivery(ordner / monat, zeilen)
    return DrawnMonth(monat, read_lieferung(ordner, monat, Settings(), lambda _: None), second.lies(ordner / monat))


def compute_month(drawn: DrawnMonth, einstellungen: Settings) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the month's figures and look-aheads as calculated and as published."""
    return compute_months([drawn], einstellungen)


def compute_months(months: list[DrawnMonth], einstellungen: Settings) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Compute months one after the other into one warehouse; return those of the last as `compute_month` does."""
    with open_warehouse(None, "2GB") as con:
        for drawn in months:
            zeit = find_berichtsmonat(drawn.monat, einstellungen.stichtage)
            # The checks add to what was found; the next rule set begins with what was read.
            compute_kennzahlen(con, drawn.lieferung.apart(), zeit, einstellungen, True, lambda _: None)
        intern = history.read_kennzahlen(con, zeit.stichtag).drop("richtung").filter(stichtag=zeit.stichtag)
        einheiten = history.read_einheiten(con, zeit.stichtag)
    return intern, disclosure.publish_kennzahlen(intern, einheiten, read_katalog(), einstellungen.mindestfallzahl)


@dataclass(frozen=True)
class Figures:
    """The month's figures and look-aheads under one rule set, as calculated and as published."""

    intern: pl.DataFrame
    published: pl.DataFrame


def compute_side_by_side(drawn: DrawnMonth, regelwerke: dict[str, str]) -> dict[str, Figures]:
    """Return the figures of the delivery under each rule set.

    It is loaded once per rule set, each time as a Jobcenter of its own with other ids; only what a rule set's own
    conditions may name, here those of ALLE_BEDINGUNGEN, is called as it was delivered.
    """
    owners = {name: "" if name == ALLE_BEDINGUNGEN.name else f"{name}/" for name in regelwerke}
    parts = [_for_each(part, list(owners.values())) for part in drawn.lieferung.parts]
    lieferung = replace(drawn.lieferung, parts=parts, befunde=bf.join(part.befunde for part in parts))
    jobcenter = {f"{owners[name]}j0": regelwerk for name, regelwerk in regelwerke.items()}
    zeit = find_berichtsmonat(drawn.monat, {})
    with open_warehouse(None, "2GB") as con:
        compute_kennzahlen(con, lieferung, zeit, Settings(jobcenter=jobcenter), True, lambda _: None)
        intern = history.read_kennzahlen(con, zeit.stichtag).drop("richtung").filter(pl.col("ebene") != "gesamt")
        einheiten = history.read_einheiten(con, zeit.stichtag)
    return {name: _figures_of(owner, intern, einheiten) for name, owner in owners.items()}


def _for_each(part: CheckedExport, owners: list[str]) -> CheckedExport:
    """The rows of an export once per owner, who precedes all ids; row numbers stay unique."""

    def moved(frame: pl.DataFrame, number: int) -> pl.DataFrame:
        return frame.with_columns(pl.col("zeile") + number * 1_000_000)

    ids = [column for column in part.frame.columns if column.endswith("_id")]
    frames = [
        moved(part.frame, n).with_columns((pl.lit(owner) + pl.col(column)).alias(column) for column in ids)
        for n, owner in enumerate(owners)
    ]
    befunde = [moved(part.befunde, n) for n in range(len(owners))]
    return replace(part, frame=pl.concat(frames), befunde=pl.concat(befunde), gelesen=part.gelesen * len(owners))


def _figures_of(owner: str, intern: pl.DataFrame, einheiten: pl.DataFrame) -> Figures:
    is_own = pl.col("einheit_id").str.starts_with(owner) if owner else ~pl.col("einheit_id").str.contains("/")
    own, units = (
        frame.filter(is_own).with_columns(pl.col("einheit_id").str.strip_prefix(owner)) for frame in (intern, einheiten)
    )
    return Figures(own, disclosure.publish_kennzahlen(own, units, read_katalog(), Settings().mindestfallzahl))


def differences(erwartet: dict, berechnet: pl.DataFrame) -> list[str]:
    """Name every row that is missing or differs; a missing row stands for no case.

    Figures that the second calculation does not know are left out: test_figure_is_calculated_twice names them.
    """
    bekannt = berechnet.filter(pl.col("kennzahl").is_in(list(second.KENNZAHLEN)))
    zeilen = {tuple(z[s] for s in SCHLUESSEL): z for z in bekannt.iter_rows(named=True)}
    funde = []
    for key in sorted(erwartet.keys() | zeilen.keys()):
        if key not in zeilen or key not in erwartet:
            z = erwartet.get(key) or zeilen[key]
            werte = (z["zaehler"], z["nenner"]) if isinstance(z, dict) else (z.zaehler, z.nenner)
            if any(werte):
                funde.append(f"{key}: only on one side {werte}")
            continue
        links, rechts = erwartet[key], zeilen[key]
        funde += [
            f"{key} {spalte}: expected {getattr(links, spalte)}, got {rechts[spalte]}"
            for spalte in ("zaehler", "nenner", "wert", "ziel", "mindest")
            if not _equal(getattr(links, spalte), rechts[spalte])
        ]
        if (links.ampel, links.gesperrt) != (rechts["ampel"], rechts["gesperrt"]):
            funde.append(f"{key}: expected {links.ampel} {links.gesperrt}, got {rechts['ampel']} {rechts['gesperrt']}")
    return funde


def _equal(links, rechts) -> bool:
    if links is None or rechts is None:
        return links is None and rechts is None
    return abs(float(links) - rechts) <= 1e-9 * max(1.0, abs(rechts))
