"""Rule sets, law, calendar and catalogue as the tables `ref.*` that the models join."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import polars as pl

from pipeline.kalender import Zeitraum, arbeitstage, plus_monate
from pipeline.katalog import GESCHLOSSENE_SEGMENTE, Katalog
from pipeline.regelwerk.frist import Frist
from pipeline.regelwerk.kontaktregel import Bedingung, LebenslaufBedingung
from pipeline.regelwerk.regelwerk import Gesetz, Regelwerk
from schemas.codes import KONTAKTART

# Every person has this attribute; rules without a condition ask for it.
IMMER = "immer"
# The calendar reaches back far enough for 30 working days before the month, and ahead for the next one.
TAGE_DAVOR, TAGE_DANACH = 150, 30
DEZIMAL = pl.Decimal(18, 6)

Zeilen = Iterable[tuple[Any, ...]]


def reference_tables(
    zeitraum: Zeitraum,
    jobcenter: Mapping[str, str],
    regelwerke: list[Regelwerk],
    gesetz: Gesetz,
    katalog: Katalog,
) -> dict[str, pl.DataFrame]:
    """Return the frames of all `ref.*` tables; `jobcenter` maps jobcenter_id to the id of its rule set."""
    tabellen = {
        "lauf": _lauf(zeitraum),
        "jobcenter": _frame({"jobcenter_id": pl.String, "regelwerk": pl.String}, jobcenter.items()),
        **_regelwerk_tables(regelwerke),
        **_kontaktregel_tables([(r, zeitraum) for r in regelwerke]),
        **_gesetz_tables(gesetz, zeitraum),
        **_katalog_tables(katalog, regelwerke),
        "kalender": _kalender(zeitraum, regelwerke),
    }
    return dict(sorted(tabellen.items()))


def _frame(schema: dict[str, Any], zeilen: Zeilen) -> pl.DataFrame:
    return pl.DataFrame(list(zeilen), schema=schema, orient="row")


def _lauf(zeitraum: Zeitraum) -> pl.DataFrame:
    spalten = {"monat": pl.String, "vorheriger_stichtag": pl.Date, "stichtag": pl.Date}
    rueckblick = {f"stichtag_vor_{n}_monaten": plus_monate(zeitraum.stichtag, -n) for n in (3, 6, 12)}
    zeile = (*zeitraum, *rueckblick.values())
    return _frame({**spalten, **dict.fromkeys(rueckblick, pl.Date)}, [zeile])


def _regelwerk_tables(regelwerke: list[Regelwerk]) -> dict[str, pl.DataFrame]:
    return {
        "regelwerk": _frame(
            {
                "regelwerk": pl.String,
                "mindestdauer_min": pl.Int64,
                "hoechstabstand_monate": pl.Int32,
                "hoechstabstand_tage": pl.Int32,
                "neukunde_freie_tage_mehr_als": pl.Int64,
                "neukunde_bg_wechsel": pl.Boolean,
                "neukunde_inland": pl.Boolean,
                "neukunde_mindestalter": pl.Int64,
                "neukunde_altersgrenze": pl.Boolean,
            },
            (
                (
                    r.id,
                    r.kontakt.mindestdauer_min,
                    *r.hoechstabstand.frist,
                    r.neukunde.freie_tage_mehr_als,
                    r.neukunde.bg_wechsel,
                    r.neukunde.inland,
                    r.neukunde.mindestalter,
                    r.neukunde.altersgrenze,
                )
                for r in regelwerke
            ),
        ),
        "bestand_status": _paare("av_status", ((r.id, s) for r in regelwerke for s in r.bestand.av_status)),
        "kontakt_vermerktyp": _paare("vermerktyp", ((r.id, v) for r in regelwerke for v in r.kontakt.vermerktyp)),
        "kontakt_kontaktart": _frame(
            {"regelwerk": pl.String, "kontaktart": pl.String, "rang": pl.Int32},
            ((r.id, k, rang) for r in regelwerke for rang, k in enumerate(_kontaktarten(r))),
        ),
        "hoechstabstand_ausnahme": _paare(
            "betreuung", ((r.id, b) for r in regelwerke for b in r.hoechstabstand.ohne_betreuung)
        ),
        "marktnah_profillage": _paare(
            "profillage", ((r.id, p) for r in regelwerke if r.marktnaehe for p in r.marktnaehe.marktnah_bei)
        ),
        "ziel": _ziele(regelwerke),
    }


def _paare(spalte: str, zeilen: Zeilen) -> pl.DataFrame:
    return _frame({"regelwerk": pl.String, spalte: pl.String}, zeilen)


def _kontaktarten(regelwerk: Regelwerk) -> list[str]:
    """Return the admitted Kontaktarten, the one that a Gespräch takes first in front."""
    return [k for k in KONTAKTART if k in regelwerk.kontakt.kontaktart]


def _ziele(regelwerke: list[Regelwerk]) -> pl.DataFrame:
    schema = {
        **dict.fromkeys(("regelwerk", "kennzahl", "segment_art", "segment", "team_art"), pl.String),
        "richtung": pl.String,
        "ziel": DEZIMAL,
        "mindest": DEZIMAL,
    }
    return _frame(
        schema,
        (
            (r.id, z.kennzahl, z.segment_art, z.segment, team_art, z.richtung, z.wert, z.mindest)
            for r in regelwerke
            for z in r.ziel
            for team_art in z.team_art or [None]
        ),
    )


def _kontaktregel_tables(regelwerke: list[tuple[Regelwerk, Zeitraum]]) -> dict[str, pl.DataFrame]:
    """Return the decision table: rules in force at the Stichtag, their condition groups and conditions."""
    regeln, bedingungen = [], []
    for werk, zeit in regelwerke:
        for rang, regel in enumerate(werk.kontaktregel):
            if not regel.gilt_am(zeit.stichtag):
                continue
            anzahl, schnitt = regel.mindest_anzahl, regel.mindest_durchschnitt
            regeln.append(
                (
                    werk.id,
                    regel.id,
                    rang,
                    *(regel.ziel or (None, None)),
                    *(regel.mindest or (None, None)),
                    anzahl and anzahl.gespraeche,
                    *(anzahl.zeitraum if anzahl else (None, None)),
                    schnitt and schnitt.abstand.tage,
                    schnitt and schnitt.seit_ende_von,
                )
            )
            for gruppe, bedingung in enumerate(regel.wenn or [None]):
                for nummer, eintraege in enumerate(_conditions(bedingung)):
                    bedingungen += [(werk.id, regel.id, gruppe, nummer, *e) for e in eintraege]
    fristen = ("ziel_monate", "ziel_tage", "mindest_monate", "mindest_tage")
    kopf = {"regelwerk": pl.String, "kontaktregel": pl.String}
    return {
        "kontaktregel": _frame(
            {
                **kopf,
                "rang": pl.Int32,
                **dict.fromkeys(fristen, pl.Int32),
                "mindest_gespraeche": pl.Int64,
                "zeitraum_monate": pl.Int32,
                "zeitraum_tage": pl.Int32,
                "schnitt_tage": pl.Int64,
                "schnitt_seit_ende_von": pl.String,
            },
            regeln,
        ),
        "bedingung": _frame(
            {
                **kopf,
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
            },
            bedingungen,
        ),
    }


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


def _gesetz_tables(gesetz: Gesetz, zeitraum: Zeitraum) -> dict[str, pl.DataFrame]:
    grenzen = gesetz.altersgrenze
    geboren_ab = [0, *((g.geboren_bis or 9998) + 1 for g in grenzen)]
    return {
        "altersgrenze": _frame(
            {"geboren_ab": pl.Int32, "geboren_bis": pl.Int32, "monate": pl.Int32},
            ((ab, g.geboren_bis or 9999, g.jahre * 12 + g.monate) for ab, g in zip(geboren_ab, grenzen, strict=False)),
        ),
        "vereinbarungsart": _frame(
            {"art": pl.String},
            ((v.art,) for v in gesetz.vereinbarung if v.bis_stichtag is None or zeitraum.stichtag <= v.bis_stichtag),
        ),
    }


def _katalog_tables(katalog: Katalog, regelwerke: list[Regelwerk]) -> dict[str, pl.DataFrame]:
    """Return the figures, and per rule set and figure the segments that are shown even without a case."""
    geschlossen = []
    for werk in regelwerke:
        for kennzahl in katalog.kennzahl:
            for art in set(kennzahl.segmente) & set(GESCHLOSSENE_SEGMENTE):
                werte = _kontaktarten(werk) if art == "kontaktart" else list(katalog.segment[art])
                geschlossen += [(werk.id, kennzahl.id, art, wert) for wert in werte]
    return {
        "kennzahl": _frame(
            {
                "kennzahl": pl.String,
                "einheit": pl.String,
                "form": pl.String,
                "zaehler_teiler": DEZIMAL,
                "nenner_teiler": DEZIMAL,
                "ist_vorschau": pl.Boolean,
            },
            (
                (k.id, k.einheit, k.form, k.zaehler.teiler, k.nenner.teiler if k.nenner else 1, k.vorschau)
                for k in katalog.kennzahl
            ),
        ),
        "geschlossenes_segment": _frame(
            dict.fromkeys(("regelwerk", "kennzahl", "segment_art", "segment"), pl.String), sorted(geschlossen)
        ),
    }


def _kalender(zeitraum: Zeitraum, regelwerke: list[Regelwerk]) -> pl.DataFrame:
    von = zeitraum.vorheriger_stichtag - timedelta(days=TAGE_DAVOR)
    bis = zeitraum.stichtag + timedelta(days=TAGE_DANACH)
    return _frame(
        {"regelwerk": pl.String, "datum": pl.Date, "ist_arbeitstag": pl.Boolean, "nummer": pl.Int64},
        ((r.id, *tag) for r in regelwerke for tag in arbeitstage(r.land, von, bis)),
    )
