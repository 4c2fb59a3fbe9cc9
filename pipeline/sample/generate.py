"""Seeded sample deliveries of a fictional Jobcenter, for trying out, for tests and for measuring.

The same arguments give the same bytes. A person's history comes from a stream of random numbers of its own
(seed and number of the person) and is written month by month while it is drawn: memory does not grow with
the number of persons.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from pipeline.errors import UsageError
from pipeline.sample.draw import stream
from pipeline.sample.form import COLUMNS, WINDOWS_1252, MonthFolder, encoding_of, line_end
from pipeline.sample.history import write_history
from pipeline.sample.house import NIE, DatedRow, DatedRows, Fachkraft, SampleHouse, SampleKalender, Team
from pipeline.sample.oddities import PLANTS, plant_all, require_known
from pipeline.sample.person import draw_person

__all__ = ["COLUMNS", "PLANTS", "WINDOWS_1252", "SampleOrder", "derive_teams", "write_sample", "write_sample_settings"]

_SETTINGS = """\
# Einstellungen des erfundenen Jobcenters Birkental.

[jobcenter]
JC01 = "weinstrasse-2023"
"""
HAUS_NUMMERN = 1 << 35  # keys of rows without a person, beyond those of any person
HAUS_NUMMERN_JE_KRAFT = 8192


@dataclass(frozen=True)
class SampleOrder:
    """Which sample to write: `months` deliveries of so many persons, the last one for `last_month` (JJJJ-MM).

    `years` is the length of the history of notes, appointments and capacity. `teams` is derived from the number of
    persons if not given. `plants` names oddities to plant, see `PLANTS`: in every month (`code_unbekannt`) or in one
    (`code_unbekannt@2026-08`). Whatever they do not touch stays as it is without them.
    """

    persons: int
    months: int
    seed: int
    last_month: str = "2026-10"
    years: float = 5.0
    teams: int | None = None
    plants: Sequence[str] = ()


def write_sample(output: Path, order: SampleOrder) -> list[Path]:
    """Write the month folders with the nine exports each, and return them.

    :raises UsageError: the order is out of bounds, or a plant is not known
    """
    teams = derive_teams(order.persons) if order.teams is None else order.teams
    _check_size(order, teams)
    kalender = SampleKalender(order.last_month, order.months, order.years)
    require_known(order.plants, [month for month, _ in kalender.stichtage])
    house = SampleHouse(order.seed, order.persons, teams, kalender)
    with ExitStack() as stack:
        lieferungen = [_open_lieferung(stack, output, *month) for month in kalender.stichtage]
        for rows in _all_rows(house, order.persons):
            for lieferung in lieferungen:
                lieferung.write(rows)
    stichtage = [date.fromordinal(kalender.basis + lieferung.stichtag) for lieferung in lieferungen]
    folders = [lieferung.folder for lieferung in lieferungen]
    months = [MonthFolder(*month) for month in zip(folders, stichtage, [None, *folders], strict=False)]
    plant_all(order.plants, months, house)
    return folders


def write_sample_settings(file: Path) -> None:
    """Write the settings that the deliveries need, which name the rule set of the invented Jobcenter."""
    file.write_text(_SETTINGS, encoding="utf-8")


def derive_teams(persons: int) -> int:
    """Nine teams in a small house, 25 for 12,000 persons, 200 for 120,000."""
    return max(9, round(25 * math.pow(max(persons, 1) / 12_000, 0.903)))


@dataclass
class _OpenLieferung:
    """One month folder while it is being written."""

    folder: Path
    stichtag: int
    files: dict[str, tuple[TextIO, str]]

    def write(self, rows: DatedRows) -> None:
        """Write the rows that stand in the exports at this Stichtag, nothing of a person who is not there."""
        stichtag = self.stichtag
        if "verbis_kunden" in rows and not any(ab <= stichtag < bis for ab, bis, _ in rows["verbis_kunden"]):
            return
        for export, entries in rows.items():
            file, zeilenende = self.files[export]
            text = [row for ab, bis, row in entries if ab <= stichtag < bis]
            if text:
                file.write(zeilenende.join(text) + zeilenende)


def _open_lieferung(stack: ExitStack, output: Path, month: str, stichtag: int) -> _OpenLieferung:
    folder = output / month
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, tuple[TextIO, str]] = {}
    for export, header in COLUMNS.items():
        end = line_end(export)
        path = folder / f"{export}.csv"
        file = stack.enter_context(path.open("w", encoding=encoding_of(export), newline=""))
        file.write(header + end)
        files[export] = (file, end)
    return _OpenLieferung(folder, stichtag, files)


def _all_rows(house: SampleHouse, persons: int) -> Iterator[DatedRows]:
    yield {"organisation": list(_organisation_rows(house))}
    number = HAUS_NUMMERN
    for team in house.teams:
        for fachkraft in team.fachkraefte:
            yield {
                "atv_kapazitaet": list(_kapazitaet_rows(house, team, fachkraft)),
                "atv_termine": list(_sofo_rows(house, team, fachkraft, number)),
            }
            number += HAUS_NUMMERN_JE_KRAFT
    for index in range(persons):
        person = draw_person(house, index)
        if write_history(person):
            yield person.zeilen


def _organisation_rows(house: SampleHouse) -> Iterator[DatedRow]:
    """One row per team."""
    for team in house.teams:
        bereich = f"B{team.bereich + 1:02d};Geschäftsstelle {team.bereich + 1} Birkental"
        yield 0, NIE, f"{team.team_id};{team.name};{team.art.art};{bereich};JC01;Jobcenter Birkental"


def _kapazitaet_rows(house: SampleHouse, team: Team, fachkraft: Fachkraft) -> Iterator[DatedRow]:
    """One row per counsellor and working day, absences included."""
    rng = stream(house.seed, "kapazitaet", fachkraft.ifk_id)
    kalender = house.kalender
    anwesend = set(fachkraft.anwesend)
    voll = _decimal(fachkraft.stunden)
    for day in range(kalender.beginn, kalender.ende + 1):
        if kalender.wochentage[day] not in fachkraft.wochentage or not kalender.ist_arbeitstag[day]:
            continue
        header = f"{fachkraft.ifk_id};{kalender.texte[day]};{team.team_id};{voll}"
        if day not in anwesend:
            yield day, NIE, f"{header};{voll};0"
            continue
        weg = round(fachkraft.stunden * 0.3, 1) if rng.random() < 0.06 else 0.0
        frei = (fachkraft.stunden - weg) * team.freischaltung * (0.85 + 0.3 * rng.random())
        yield day, NIE, f"{header};{_decimal(weg)};{_decimal(round(frei * 4) / 4)}"


def _sofo_rows(house: SampleHouse, team: Team, fachkraft: Fachkraft, number: int) -> Iterator[DatedRow]:
    """Appointments of newcomers on SoFo duty and others without a person; key numbers follow `number`."""
    rng = stream(house.seed, "sofo", fachkraft.ifk_id)
    texte = house.kalender.texte
    for day in fachkraft.anwesend[fachkraft.sofo_rest :: fachkraft.sofo_takt]:
        for slot in range(1 + int(rng.random() * 3)):
            booked = house.kalender.arbeitstag(day - int(rng.random() * 6))
            key = house.schluessel("t", number)
            number += 1
            art = "sofo" if slot or rng.random() < 0.8 else "sonstiger"
            seat = f"{team.team_id};{fachkraft.ifk_id};{texte[day]};{fachkraft.slot_start(slot)}"
            header = f"{key};;{seat};30;{art};persoenlich"
            status = ("wahrgenommen", "nicht_erschienen")[rng.random() < 0.12]
            yield booked, day, f"{header};geplant;{texte[booked]};"
            yield day, NIE, f"{header};{status};{texte[booked]};"


def _decimal(hours: float) -> str:
    return f"{hours:g}".replace(".", ",")


def _check_size(order: SampleOrder, teams: int) -> None:
    """Refuse what cannot be drawn; keys last for eight million persons, the calendar for 20 years.

    :raises UsageError: says what there is
    """
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", order.last_month):
        raise UsageError(f"Der letzte Monat der Beispieldaten ist {order.last_month!r}; er braucht die Form JJJJ-MM.")
    bounds = (1 <= order.persons <= 8_000_000, 1 <= order.months <= 240, 0.5 <= order.years <= 20, 9 <= teams <= 4000)
    if not all(bounds):
        raise UsageError(
            "Beispieldaten gibt es für 1 bis 8 Millionen Personen, 1 bis 240 Monate, 0,5 bis 20 Jahre "
            "Vorgeschichte und 9 bis 4000 Teams; bitte die Angaben anpassen."
        )
