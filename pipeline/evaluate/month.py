"""Published figures of all months → the report of one: its units, each with its rows in the order of the catalogue."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import polars as pl

from pipeline import __version__
from pipeline.accept.befund import count_befunde
from pipeline.accept.lieferung import Lieferung
from pipeline.disclose.history import PublishedMonths
from pipeline.evaluate.bericht import BefundGroup, Bericht, DataQuality
from pipeline.evaluate.brueche import find_brueche
from pipeline.evaluate.einheit import Bruch, Einheit, Point, Zeile, tell_apart
from pipeline.evaluate.window import say_missing
from pipeline.kalender import Berichtsmonat, months_between, shift_month
from pipeline.katalog import EBENEN, Katalog
from pipeline.notation import day, month
from pipeline.regelwerk.regelwerk import Regelwerk

# A chart shows at most a year and the month a year ago.
VERLAUF_MONATE = 13
_Place = tuple[str, str]


class _Span(NamedTuple):
    """What the rows of a report cover: its months (JJJJ-MM) with their Stichtage, None for a month that is missing."""

    berichtsmonat: Berichtsmonat
    stichtage: Mapping[str, date | None]
    katalog: Katalog

    @property
    def vormonat(self) -> date | None:
        """The Stichtag of the month before, None unless it is the one that the Berichtsmonat follows on."""
        return self.kept if self.kept == self.berichtsmonat.vorheriger_stichtag else None

    @property
    def kept(self) -> date | None:
        """The Stichtag under which the warehouse has the month before."""
        return self.stichtage.get(self.berichtsmonat.vormonat)


def make_bericht(
    published: PublishedMonths,
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
        einheiten=build_einheiten(published, katalog, regelwerke, berichtsmonat),
        datenqualitaet=DataQuality(lieferung.zaehlungen, tuple(BefundGroup(**group) for group in groups)),
        hinweise=tuple(_missing_months(_span(published, katalog, berichtsmonat))),
    )


def _span(published: PublishedMonths, katalog: Katalog, berichtsmonat: Berichtsmonat) -> _Span:
    """Return the months of the courses: a year and a month at most, from the first kept one on without a gap."""
    earliest = shift_month(berichtsmonat.monat, 1 - VERLAUF_MONATE)
    first = min((m for m in published.monate if m >= earliest), default=berichtsmonat.monat)
    shown = months_between(first, berichtsmonat.monat)
    return _Span(berichtsmonat, {m: published.monate.get(m) for m in shown}, katalog)


def _missing_months(span: _Span) -> Iterator[str]:
    """Say which months are not there, and why there is no previous month."""
    berichtsmonat, missing = span.berichtsmonat, [m for m, stichtag in span.stichtage.items() if stichtag is None]
    vormonat = month(berichtsmonat.vormonat)
    if missing:
        yield say_missing(missing, "Der Verlauf")
    if span.kept is None:
        yield f"Es gibt keinen Vormonat zum Vergleich: {vormonat} ist nicht im Warehouse."
    elif span.vormonat is None:
        yield (
            f"Es gibt keinen Vormonat zum Vergleich: {vormonat} liegt unter dem Stichtag {day(span.kept)} im "
            f"Warehouse, nach den Einstellungen ist es der {day(berichtsmonat.vorheriger_stichtag)}."
        )


def build_einheiten(
    published: PublishedMonths, katalog: Katalog, regelwerke: Sequence[Regelwerk], berichtsmonat: Berichtsmonat
) -> tuple[Einheit, ...]:
    """Order the published figures of all months into units and rows, by level, name and id.

    `published` holds all months up to the `berichtsmonat`; every figure has passed disclosure control. `regelwerke`
    give contact rules their titles and order.

    :raises KeyError: the month has a figure that the catalogue does not know
    """
    orders, span = _orders(katalog, regelwerke), _span(published, katalog, berichtsmonat)
    stichtage = [s for s in span.stichtage.values() if s is not None]
    groups = _rows_by_einheit(published.kennzahlen.filter(pl.col("stichtag").is_in(stichtage)))
    aktuell = tell_apart(published.einheiten.filter(pl.col("stichtag") == berichtsmonat.stichtag).rows(named=True))
    teams = [e for e in aktuell if e["ebene"] == "team"]
    brueche = find_brueche(published)
    result = []
    for e in sorted(aktuell, key=lambda e: (EBENEN.index(e["ebene"]), e["name"], e["einheit_id"])):
        place = e["ebene"], e["einheit_id"]
        own = tuple(b for b in brueche.get(place, ()) if min(span.stichtage) < b.monat <= berichtsmonat.monat)
        # Figures that an earlier version kept and this one no longer knows have no row this month.
        values = {key: w for key, w in groups.get(place, {}).items() if berichtsmonat.stichtag in w}
        reihenfolge = orders(e["regelwerk"])
        zeilen = tuple(
            _make_zeile(key, reihenfolge[key][1], _same_regelwerk(values[key], e["regelwerk"]), span, own)
            for key in sorted(values, key=lambda key: reihenfolge[key][0])
        )
        result.append(make_einheit(e, tuple(sorted(t["einheit_id"] for t in teams if _belongs(t, e))), zeilen, own))
    return tuple(result)


def make_einheit(
    zeile: Mapping[str, Any],
    teams: tuple[str, ...] = (),
    zeilen: tuple[Zeile, ...] = (),
    brueche: tuple[Bruch, ...] = (),
) -> Einheit:
    """Return the unit of a row of `mart.einheiten`."""
    beside = tuple(z for z in zeilen if z.kennzahl.nebenangabe)
    return Einheit(
        ebene=zeile["ebene"],
        id=zeile["einheit_id"],
        name=zeile["name"],
        regelwerk=zeile["regelwerk"],
        jobcenter_id=zeile["jobcenter_id"],
        bereich_id=zeile["bereich_id"],
        teams=teams,
        zeilen=tuple(z for z in zeilen if not z.kennzahl.nebenangabe),
        brueche=brueche,
        nebenangaben=beside,
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


def _orders(katalog: Katalog, regelwerke: Sequence[Regelwerk]) -> Callable[[str], _ZeilenOrder]:
    """Return the order of rows by what rule sets hold in a unit: two of them may call different rules alike."""

    @cache
    def of(joined: str) -> _ZeilenOrder:
        titles: dict[str, list[str]] = {}
        for regelwerk in regelwerke:
            for regel in regelwerk.kontaktregel if regelwerk.id in joined.split("+") else ():
                titles.setdefault(regel.id, []).append(regel.titel)
        regeln = {name: (n, " / ".join(dict.fromkeys(own))) for n, (name, own) in enumerate(titles.items())}
        return _ZeilenOrder(katalog, regeln)

    return of


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
    key: tuple[str, str, str], segment_titel: str, values: _Values, span: _Span, brueche: Sequence[Bruch]
) -> Zeile:
    grund = {b.monat: b.grund for b in brueche if b.trennt}
    if span.kept != span.vormonat:
        grund.setdefault(span.berichtsmonat.monat, "Vormonat unter einem anderen Stichtag")
    jetzt, is_compared = values[span.berichtsmonat.stichtag], span.berichtsmonat.monat not in grund
    davor = values.get(span.vormonat, {}) if span.vormonat and is_compared else {}
    wert, ziel, vormonat = jetzt["wert"], jetzt["ziel"], davor.get("wert")
    return Zeile(
        kennzahl=span.katalog[key[0]],
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
        verlauf=tuple(_point(m, s, values, grund.get(m, "")) for m, s in span.stichtage.items()),
    )


def _point(name: str, stichtag: date | None, values: _Values, bruch: str) -> Point:
    row = values.get(stichtag, {}) if stichtag else {}
    return Point(name, row.get("wert"), bool(row.get("gesperrt")), stichtag is None, bruch)


def _difference(wert: float | None, base: float | None) -> float | None:
    if wert is None or base is None:
        return None
    # Differences of ratios carry noise in the last digits that would show as "-0,0".
    return round(wert - base, 12) + 0.0
