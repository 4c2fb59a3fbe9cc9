"""Published figures of all months → the report of one: its units, each with its rows in the order of the catalogue."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from pipeline import __version__
from pipeline.accept.befund import count_befunde
from pipeline.accept.lieferung import Lieferung
from pipeline.disclose.history import PublishedVerlauf
from pipeline.evaluate.bericht import BefundGroup, Bericht, DataQuality
from pipeline.evaluate.einheit import Einheit, Point, Zeile
from pipeline.kalender import Berichtsmonat
from pipeline.katalog import EBENEN, Katalog, Kennzahl
from pipeline.regelwerk.regelwerk import Regelwerk

# A chart shows at most a year and the month a year ago.
VERLAUF_MONATE = 13


def make_bericht(
    published: PublishedVerlauf,
    lieferung: Lieferung,
    berichtsmonat: Berichtsmonat,
    regelwerke: Sequence[Regelwerk],
    katalog: Katalog,
    mindestfallzahl: int,
) -> Bericht:
    """Return everything that the report of a month shows, from published figures and the counts of its delivery.

    `mindestfallzahl` counts persons or cases.

    :raises KeyError: the month has a figure that the catalogue does not know
    """
    groups = count_befunde(lieferung.befunde).iter_rows(named=True)
    return Bericht(
        monat=lieferung.monat,
        stichtag=berichtsmonat.stichtag,
        vorheriger_stichtag=berichtsmonat.vorheriger_stichtag,
        version=__version__,
        mindestfallzahl=mindestfallzahl,
        regelwerke=tuple(regelwerke),
        nicht_gueltig=tuple(w.id for w in regelwerke if not w.is_in_force(berichtsmonat.stichtag)),
        katalog=katalog,
        einheiten=build_einheiten(*published, katalog, regelwerke, berichtsmonat),
        datenqualitaet=DataQuality(lieferung.zaehlungen, tuple(BefundGroup(**group) for group in groups)),
    )


def build_einheiten(
    kennzahlen: pl.DataFrame,
    einheiten: pl.DataFrame,
    katalog: Katalog,
    regelwerke: Sequence[Regelwerk],
    berichtsmonat: Berichtsmonat,
) -> tuple[Einheit, ...]:
    """Order the published figures of all months into units and rows, by level, name and id.

    `kennzahlen` has the columns of `mart.kennzahlen` (`stichtag`, `ebene`, `einheit_id`, `regelwerk`, `kennzahl`,
    `segment_art`, `segment`, `zaehler`, `nenner`, `wert`, `ziel`, `mindest`, `ampel`, `gesperrt`) and `richtung`;
    `einheiten` those of `mart.einheiten` (`stichtag`, `ebene`, `einheit_id`, `name`, `regelwerk`, `jobcenter_id`,
    `bereich_id`). Both hold all months up to the Stichtag of `berichtsmonat`, and every figure has passed disclosure
    control. `regelwerke` give contact rules their titles and order.

    :raises KeyError: the month has a figure that the catalogue does not know
    """
    reihenfolge = _zeilen_order(katalog, regelwerke)
    months = sorted(kennzahlen["stichtag"].unique())[-VERLAUF_MONATE:]
    groups = _rows_by_einheit(kennzahlen.filter(pl.col("stichtag").is_in(months)))
    aktuell = einheiten.filter(pl.col("stichtag") == berichtsmonat.stichtag).rows(named=True)
    teams = [e for e in aktuell if e["ebene"] == "team"]
    result = []
    for e in sorted(aktuell, key=lambda e: (EBENEN.index(e["ebene"]), e["name"], e["einheit_id"])):
        alle = groups.get((e["ebene"], e["einheit_id"]), {})
        # Figures that an earlier version kept and this one no longer knows have no row this month.
        values = {key: _same_regelwerk(w, e["regelwerk"]) for key, w in alle.items() if berichtsmonat.stichtag in w}
        zeilen = tuple(
            _make_zeile(katalog[key[0]], reihenfolge[key][1], key, w, berichtsmonat, months)
            for key, w in sorted(values.items(), key=lambda kv: reihenfolge[kv[0]][0])
        )
        result.append(make_einheit(e, tuple(sorted(t["einheit_id"] for t in teams if _belongs(t, e))), zeilen))
    return tuple(result)


def make_einheit(zeile: Mapping[str, Any], teams: tuple[str, ...] = (), zeilen: tuple[Zeile, ...] = ()) -> Einheit:
    """Return the unit of a row of `mart.einheiten`."""
    return Einheit(
        ebene=zeile["ebene"],
        id=zeile["einheit_id"],
        name=zeile["name"],
        regelwerk=zeile["regelwerk"],
        jobcenter_id=zeile["jobcenter_id"],
        bereich_id=zeile["bereich_id"],
        teams=teams,
        zeilen=zeilen,
    )


def _belongs(team: dict[str, Any], einheit: dict[str, Any]) -> bool:
    column = {"team": "einheit_id", "bereich": "bereich_id", "jobcenter": "jobcenter_id"}.get(einheit["ebene"])
    return column is None or team[column] == einheit["einheit_id"]


class _ZeilenOrder(dict[tuple[str, str, str], tuple[tuple[int, int, int, str], str]]):
    """Position and title of each (kennzahl, segment_art, segment), also of segments no catalogue names."""

    def __init__(self, katalog: Katalog, regeln: dict[str, tuple[int, str]]) -> None:
        self._katalog, self._regeln = katalog, regeln
        self._rang = {k.id: (i, k) for i, k in enumerate(katalog.kennzahl)}

    def __missing__(self, key: tuple[str, str, str]) -> tuple[tuple[int, int, int, str], str]:
        kennzahl, segment_art, segment = key
        rank, entry = self._rang[kennzahl]
        if segment_art == "kontaktregel":
            position, titel = self._regeln.get(segment, (len(self._regeln), segment))
        else:
            woerter = self._katalog.segment.get(segment_art, {})
            position = list(woerter).index(segment) if segment in woerter else len(woerter)
            titel = woerter.get(segment, segment)
        self[key] = ((rank, entry.segmente.index(segment_art), position, segment), titel)
        return self[key]


def _zeilen_order(katalog: Katalog, regelwerke: Sequence[Regelwerk]) -> _ZeilenOrder:
    regeln: dict[str, tuple[int, str]] = {}
    for regelwerk in regelwerke:
        for regel in regelwerk.kontaktregel:
            regeln.setdefault(regel.id, (len(regeln), regel.titel))
    return _ZeilenOrder(katalog, regeln)


_Values = dict[date, dict[str, Any]]


def _rows_by_einheit(
    kennzahlen: pl.DataFrame,
) -> dict[tuple[str, str], dict[tuple[str, str, str], _Values]]:
    result: dict[tuple[str, str], dict[tuple[str, str, str], _Values]] = {}
    for z in kennzahlen.iter_rows(named=True):
        einheit = result.setdefault((z["ebene"], z["einheit_id"]), {})
        einheit.setdefault((z["kennzahl"], z["segment_art"], z["segment"]), {})[z["stichtag"]] = z
    return result


def _same_regelwerk(values: _Values, regelwerk: str) -> _Values:
    """Leave out months that were judged by another rule set: they are gaps, not a course."""
    return {stichtag: row for stichtag, row in values.items() if row["regelwerk"] == regelwerk}


def _make_zeile(
    kennzahl: Kennzahl,
    segment_titel: str,
    key: tuple[str, str, str],
    values: _Values,
    berichtsmonat: Berichtsmonat,
    months: list[date],
) -> Zeile:
    jetzt, davor = values[berichtsmonat.stichtag], values.get(berichtsmonat.vorheriger_stichtag, {})
    wert, ziel, vormonat = jetzt["wert"], jetzt["ziel"], davor.get("wert")
    return Zeile(
        kennzahl=kennzahl,
        segment_art=key[1],
        segment=key[2],
        segment_titel=segment_titel,
        zaehler=jetzt["zaehler"],
        nenner=jetzt["nenner"],
        wert=wert,
        gesperrt=jetzt["gesperrt"],
        richtung=jetzt["richtung"],
        ziel=ziel,
        mindest=jetzt["mindest"],
        ampel=jetzt["ampel"],
        abweichung=_difference(wert, ziel),
        vormonat=vormonat,
        vormonat_gesperrt=bool(davor.get("gesperrt")),
        veraenderung=_difference(wert, vormonat),
        verlauf=tuple(_point(m, values.get(m, {})) for m in months),
    )


def _point(stichtag: date, row: dict[str, Any]) -> Point:
    return Point(stichtag, row.get("wert"), bool(row.get("gesperrt")))


def _difference(wert: float | None, base: float | None) -> float | None:
    if wert is None or base is None:
        return None
    # Differences of ratios carry noise in the last digits that would show as "-0,0".
    return round(wert - base, 12) + 0.0
