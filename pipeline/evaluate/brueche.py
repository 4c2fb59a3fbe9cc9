"""What happened to units between two kept months: moved, merged, split, renamed, an id used again.

Units are told by their ids. An id that stands for something else than in the month before must not be compared with
itself: what the two months say of it, and whether its persons are the same, decides that.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

import polars as pl

from pipeline.disclose.history import PublishedMonths
from pipeline.evaluate.einheit import Bruch, tell_apart, title_of
from pipeline.katalog import read_katalog
from pipeline.notation import month

_MOST_NAMES = 4
# What the persons say (`personen` of `mart.verbleib`).
_SAME, _UNKNOWN, _CONTINUED = "dieselben", "unbekannt", "fortgefuehrt"
_PERSONS = {
    "andere": "großenteils andere Personen (vermutlich eine andere Einheit oder ein neuer Schlüssel der Pseudonyme)",
    "abgegeben": "viele Personen in anderen Teams (vermutlich geteilt)",
    "aufgenommen": "viele Personen aus anderen Teams (vermutlich zusammengelegt)",
    "uebernommen": "auch Personen eines aufgelösten Teams (vermutlich zusammengelegt)",
    "abgeteilt": "einige Personen in einem neuen Team (vermutlich geteilt)",
}
_Place = tuple[str, str]
_Units = dict[_Place, dict[str, Any]]
_Change = tuple[str, bool]


class _Pair(NamedTuple):
    """Two kept months that follow each other, with their units by level and id, and who stayed (`mart.verbleib`)."""

    davor: str
    monat: str
    before: _Units
    now: _Units
    verbleib: Mapping[_Place, Mapping[str, Any]]

    def taken_over(self, team: str) -> set[str]:
        """Return the teams that are no more and whose persons this one has."""
        return set(self.verbleib.get(("team", team), {}).get("aus_teams") or ())

    def continued(self, team: str) -> set[str]:
        """Return the one team that this new one is under another id, if it is any."""
        is_continued = self.verbleib.get(("team", team), {}).get("personen") == _CONTINUED
        return self.taken_over(team) if is_continued else set()


def find_brueche(published: PublishedMonths) -> dict[tuple[str, str], tuple[Bruch, ...]]:
    """Return what happened to each unit (by level and id), in the order of the months."""
    units = {monat: _units_of(published, stichtag) for monat, stichtag in published.monate.items()}
    verbleib: dict[tuple[str, str], dict[_Place, Mapping[str, Any]]] = {}
    for row in published.verbleib.iter_rows(named=True):
        verbleib.setdefault((row["monat_davor"], row["monat"]), {})[row["ebene"], row["einheit_id"]] = row
    result: dict[_Place, list[Bruch]] = {}
    known: set[_Place] = set()
    for davor, monat in pairwise(published.monate):
        pair = _Pair(davor, monat, units[davor], units[monat], verbleib.get((davor, monat), {}))
        known |= pair.before.keys()
        for place in pair.now:
            if changes := list(_changes(pair, place, is_known=place in known)):
                grund = "; ".join(text for text, _ in changes)
                result.setdefault(place, []).append(Bruch(monat, grund, any(trennt for _, trennt in changes)))
    return {place: tuple(brueche) for place, brueche in result.items()}


def brueche_within(brueche: Iterable[Bruch], von: str, bis: str) -> tuple[Bruch, ...]:
    """Return those that make a unit another one after the first of these months and up to the last."""
    return tuple(b for b in brueche if b.trennt and von < b.monat <= bis)


def _units_of(published: PublishedMonths, stichtag: date) -> _Units:
    """Return the units of a month with their titles, which bear the id where another one has the same."""
    rows = published.einheiten.filter(pl.col("stichtag") == stichtag).rows(named=True)
    titles = [title_of(z["ebene"], z["name"]) for z in tell_apart(rows)]
    return {(z["ebene"], z["einheit_id"]): {**z, "titel": t} for z, t in zip(rows, titles, strict=True)}


def _changes(pair: _Pair, place: _Place, *, is_known: bool) -> Iterator[_Change]:
    """Yield each change in words, and whether it makes the unit another one."""
    if place not in pair.before:
        yield _begin(pair, place, is_known=is_known), is_known
        return
    before, now, persons = pair.before[place], pair.now[place], pair.verbleib.get(place, {})
    stayed, until = persons.get("personen"), f"bis {month(pair.davor)}"
    if stayed == _UNKNOWN:
        # Figures of one month stand for themselves: they are compared, only nobody can be followed.
        yield f"{until} andere Pseudonyme (vermutlich ein anderer Schlüssel); wer blieb, ist nicht zu sagen", False
        stayed = None
    # Where nothing tells, a Jobcenter is taken to keep its persons when its teams change, a Bereich is not.
    is_same = stayed == _SAME or (stayed is None and place[0] != "bereich")
    moved = [*_superiors(pair, place), *_teams(pair, place, is_same=is_same)]
    yield from moved
    if (art := persons.get("team_art_davor")) and art != persons["team_art"]:
        yield f"{until} Teamart {read_katalog().word('team_art', art)}", True
    if _plain(before["name"]) != _plain(now["name"]):
        # A team without its name is itself only if its persons say so; what is above is told by its teams.
        yield f"{until} unter dem Namen {before['name']}", place[0] == "team" and stayed != _SAME
    if before["regelwerk"] != now["regelwerk"]:
        # Months under another rule set have no values here.
        yield f"{until} nach Regelwerk {before['regelwerk']} gezählt", False
    if stayed in _PERSONS and not moved:
        yield f"seit {month(pair.monat)} {_PERSONS[stayed]}", True


def _begin(pair: _Pair, place: _Place, *, is_known: bool) -> str:
    """Say what a unit was that there was not, by its id."""
    if place[0] == "team" and (old := sorted(pair.continued(place[1]))):
        titles = ", ".join(pair.before["team", identifier]["titel"] for identifier in old)
        return f"führt vermutlich {titles} fort (Kennung geändert, bis {month(pair.davor)} {', '.join(old)})"
    return f"im {month(pair.davor)} {'nicht' if is_known else 'noch nicht'} vorhanden"


def _superiors(pair: _Pair, place: _Place) -> Iterator[_Change]:
    """Yield the Bereich and the Jobcenter that the unit stood below; one that only bears a new id is the same."""
    for ebene in ("bereich", "jobcenter"):
        old, new = pair.before[place][f"{ebene}_id"], pair.now[place][f"{ebene}_id"]
        if ebene == place[0] or old is None or new is None or old == new:
            continue
        above = [units.get((ebene, identifier), {}) for units, identifier in ((pair.before, old), (pair.now, new))]
        names = [
            _plain(unit["name"]) if unit else identifier for unit, identifier in zip(above, (old, new), strict=True)
        ]
        if names[0] != names[1]:
            yield f"bis {month(pair.davor)} in {above[0].get('titel', old)}", True


def _teams(pair: _Pair, place: _Place, *, is_same: bool) -> Iterator[_Change]:
    """Yield the teams that came and went below a larger unit; if its persons stayed it is the same nevertheless.

    A team that only bears another id is the same, and one whose persons others here have taken over is not what the
    unit lost, if it lost any.
    """
    before, now = _team_ids(pair.before, place), _team_ids(pair.now, place)
    came = {team for team in now - before if not pair.continued(team) & before}
    went = (before - now).difference(*(pair.continued(team) for team in now))
    lost = went.difference(*(pair.taken_over(team) for team in now)) or went
    for word, units, ids in (("ohne", pair.before, lost), ("mit", pair.now, came)):
        if ids:
            titles = [units["team", identifier]["titel"] for identifier in sorted(ids)]
            rest = f" und {len(titles) - _MOST_NAMES} weitere" if len(titles) > _MOST_NAMES else ""
            yield f"seit {month(pair.monat)} {word} {', '.join(titles[:_MOST_NAMES])}{rest}", not is_same


def _team_ids(units: _Units, place: _Place) -> set[str]:
    ebene, identifier = place
    teams = {i: z for (e, i), z in units.items() if e == "team" and ebene != "team"}
    return {i for i, z in teams.items() if ebene == "gesamt" or z[f"{ebene}_id"] == identifier}


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
