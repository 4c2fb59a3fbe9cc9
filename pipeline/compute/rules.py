"""Rule sets as tables: their numbers, what they admit, their targets, and the decision table of contact rules."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import polars as pl

from pipeline.kalender import Berichtsmonat
from pipeline.regelwerk.frist import Frist
from pipeline.regelwerk.kontaktregel import Bedingung, LebenslaufBedingung
from pipeline.regelwerk.regelwerk import Regelwerk
from schemas.codes import KONTAKTART

DEZIMAL = pl.Decimal(18, 6)
# Every person has this attribute; rules without a condition ask for it.
IMMER = "immer"

Zeilen = Iterable[tuple[Any, ...]]

# `ref.regelwerk`: what is one number or one answer per rule set. An interval is a column of months and one of days.
_REGELWERK: tuple[tuple[str, Any, Callable[[Regelwerk], Any]], ...] = (
    ("regelwerk", pl.String, lambda r: r.id),
    ("mindestdauer_min", pl.Int64, lambda r: r.kontakt.mindestdauer_min),
    ("hoechstabstand_monate", pl.Int32, lambda r: r.hoechstabstand.frist.monate),
    ("hoechstabstand_tage", pl.Int32, lambda r: r.hoechstabstand.frist.tage),
    ("neukunde_freie_tage_mehr_als", pl.Int64, lambda r: r.neukunde.freie_tage_mehr_als),
    ("neukunde_bg_wechsel", pl.Boolean, lambda r: r.neukunde.bg_wechsel),
    ("neukunde_inland", pl.Boolean, lambda r: r.neukunde.inland),
    ("neukunde_mindestalter", pl.Int64, lambda r: r.neukunde.mindestalter),
    ("neukunde_altersgrenze", pl.Boolean, lambda r: r.neukunde.altersgrenze),
    ("absolventen_tage_vor_ende", pl.Int32, lambda r: r.absolventen.tage_vor_ende),
    ("absolventen_tage_nach_ende", pl.Int32, lambda r: r.absolventen.tage_nach_ende),
    ("absolventen_nur_mit_qualifizierung", pl.Boolean, lambda r: r.absolventen.nur_mit_qualifizierung),
    ("vereinbarung_zeitraum_monate", pl.Int32, lambda r: r.vereinbarung.zeitraum.monate),
    ("vereinbarung_zeitraum_tage", pl.Int32, lambda r: r.vereinbarung.zeitraum.tage),
    ("bg_beratung_tage", pl.Int64, lambda r: r.bg_beratung.tage),
    ("bg_beratung_zeitraum_monate", pl.Int32, lambda r: r.bg_beratung.zeitraum.monate),
    ("bg_beratung_zeitraum_tage", pl.Int32, lambda r: r.bg_beratung.zeitraum.tage),
    ("sofo_std_je_tag", DEZIMAL, lambda r: r.sofo.std_je_tag),
    ("absage_tage_vorher", pl.Int32, lambda r: r.absage.tage_vorher),
    ("kontaktversuch_arbeitstage", pl.Int64, lambda r: r.terminausfall.kontaktversuch_arbeitstage),
)
# `ref.kontaktregel` and `ref.bedingung`: the decision table.
_KONTAKTREGEL = {
    "regelwerk": pl.String,
    "kontaktregel": pl.String,
    "rang": pl.Int32,
    **dict.fromkeys(("ziel_monate", "ziel_tage", "mindest_monate", "mindest_tage"), pl.Int32),
    "mindest_gespraeche": pl.Int64,
    "zeitraum_monate": pl.Int32,
    "zeitraum_tage": pl.Int32,
    "schnitt_tage": pl.Int64,
    "schnitt_seit_ende_von": pl.String,
}
_BEDINGUNG = {
    "regelwerk": pl.String,
    "kontaktregel": pl.String,
    "gruppe": pl.Int32,
    "nummer": pl.Int32,
    "merkmal": pl.String,
    "wert": pl.String,
    "seit_mindestens_monate": pl.Int32,
    "seit_mindestens_tage": pl.Int32,
    "seit_hoechstens_monate": pl.Int32,
    "seit_hoechstens_tage": pl.Int32,
    "vor_stichtag_monate": pl.Int32,
    "vor_stichtag_tage": pl.Int32,
}


def make_frame(schema: dict[str, Any], rows: Zeilen) -> pl.DataFrame:
    """Return a frame with the columns of `schema`, also if there is no row to tell their types from."""
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def admitted_kontaktarten(regelwerk: Regelwerk) -> list[str]:
    """Return the admitted Kontaktarten, the one that a Gespräch takes first in front."""
    return [k for k in KONTAKTART if k in regelwerk.kontakt.kontaktart]


def rule_tables(regelwerke: list[Regelwerk], berichtsmonat: Berichtsmonat) -> dict[str, pl.DataFrame]:
    """Return the tables of rule sets by name, each with a column `regelwerk`; paragraphs stay in the TOML files.

    `regelwerk` holds one row of numbers per rule set: days, minutes, hours and intervals as its columns are named.
    `ziel` is in the unit of the figure (a share from 0 to 1). `kontaktregel` and `bedingung` are the decision table,
    only of rules in force at the Stichtag; its intervals are calendar months and days, to be added to a day.
    """
    return {
        "regelwerk": make_frame(
            {name: dtype for name, dtype, _ in _REGELWERK},
            (tuple(value(r) for _, _, value in _REGELWERK) for r in regelwerke),
        ),
        "bestand_status": _pairs("av_status", ((r.id, s) for r in regelwerke for s in r.bestand.av_status)),
        "kontakt_vermerktyp": _pairs("vermerktyp", ((r.id, v) for r in regelwerke for v in r.kontakt.vermerktyp)),
        "kontakt_kontaktart": make_frame(
            {"regelwerk": pl.String, "kontaktart": pl.String, "rang": pl.Int32},
            ((r.id, k, rank) for r in regelwerke for rank, k in enumerate(admitted_kontaktarten(r))),
        ),
        "absolventen_kontaktart": _pairs(
            "kontaktart",
            ((r.id, k) for r in regelwerke for k in r.kontakt.kontaktart if k not in r.absolventen.ohne_kontaktart),
        ),
        "hoechstabstand_ausnahme": _pairs(
            "betreuung", ((r.id, b) for r in regelwerke for b in r.hoechstabstand.ohne_betreuung)
        ),
        "marktnah_profillage": _pairs(
            "profillage", ((r.id, p) for r in regelwerke if r.marktnaehe for p in r.marktnaehe.marktnah_bei)
        ),
        "ziel": _ziele(regelwerke),
        **_decision_table(regelwerke, berichtsmonat),
    }


def _pairs(column: str, rows: Zeilen) -> pl.DataFrame:
    return make_frame({"regelwerk": pl.String, column: pl.String}, rows)


def _ziele(regelwerke: list[Regelwerk]) -> pl.DataFrame:
    schema = {
        **dict.fromkeys(("regelwerk", "kennzahl", "segment_art", "segment", "team_art"), pl.String),
        "richtung": pl.String,
        "ziel": DEZIMAL,
        "mindest": DEZIMAL,
    }
    return make_frame(
        schema,
        (
            (r.id, z.kennzahl, z.segment_art, z.segment, team_art, z.richtung, z.wert, z.mindest)
            for r in regelwerke
            for z in r.ziel
            for team_art in z.team_art or [None]
        ),
    )


def _decision_table(regelwerke: list[Regelwerk], berichtsmonat: Berichtsmonat) -> dict[str, pl.DataFrame]:
    """Return the rules in force at the Stichtag, and their groups of conditions."""
    regeln, bedingungen = [], []
    for regelwerk in regelwerke:
        for rank, regel in enumerate(regelwerk.kontaktregel):
            if not regel.is_in_force(berichtsmonat.stichtag):
                continue
            count, schnitt = regel.mindest_anzahl, regel.mindest_durchschnitt
            regeln.append(
                (
                    regelwerk.id,
                    regel.id,
                    rank,
                    *(regel.ziel or (None, None)),
                    *(regel.mindest or (None, None)),
                    count and count.gespraeche,
                    *(count.zeitraum if count else (None, None)),
                    schnitt and schnitt.abstand.tage,
                    schnitt and schnitt.seit_ende_von,
                )
            )
            for group, bedingung in enumerate(regel.wenn or [None]):
                for number, entries in enumerate(_conditions(bedingung)):
                    bedingungen += [(regelwerk.id, regel.id, group, number, *e) for e in entries]
    return {"kontaktregel": make_frame(_KONTAKTREGEL, regeln), "bedingung": make_frame(_BEDINGUNG, bedingungen)}


def _conditions(bedingung: Bedingung | None) -> Iterator[list[tuple[Any, ...]]]:
    """Yield, per condition, its admissible rows of `ref.bedingung` from `merkmal` on.

    A CV entry is measured forwards from its own day, the AV-Periode backwards from the Stichtag: at month
    ends the two differ.
    """
    ohne: tuple[None, None] = (None, None)
    gesetzt = {} if bedingung is None else {n: getattr(bedingung, n) for n in bedingung.model_fields_set}
    for merkmal, wert in (gesetzt or {IMMER: True}).items():
        if isinstance(wert, bool):
            yield [(merkmal, "J" if wert else "N", *ohne, *ohne, *ohne)]
        elif isinstance(wert, LebenslaufBedingung):
            yield [(merkmal, wert.art, *(wert.seit_mindestens or ohne), *(wert.seit_hoechstens or ohne), *ohne)]
        elif isinstance(wert, Frist):
            yield [("av_seit", "J", *ohne, *ohne, *wert)]
        else:
            yield [(merkmal, w, *ohne, *ohne, *ohne) for w in wert]
