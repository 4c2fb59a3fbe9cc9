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
from pipeline.sample.form import COLUMNS, WINDOWS_1252, Monat, encoding, line_end
from pipeline.sample.history import write_history
from pipeline.sample.house import NIE, Fachkraft, Haus, Kalender, Team, Zeile, Zeilen, stream
from pipeline.sample.oddities import PLANTS, plant_all, require_known
from pipeline.sample.person import draw_person

__all__ = ["COLUMNS", "PLANTS", "WINDOWS_1252", "derive_teams", "write_sample"]

HAUS_NUMMERN = 1 << 35  # keys of rows without a person, beyond those of any person
HAUS_NUMMERN_JE_KRAFT = 8192


def write_sample(
    output: Path,
    *,
    persons: int,
    months: int,
    seed: int,
    last_month: str = "2026-10",
    years: float = 5.0,
    teams: int | None = None,
    plants: Sequence[str] = (),
) -> list[Path]:
    """Write `months` month folders with the nine exports each, the last one for `last_month`; return them.

    `years` is the length of the history of notes, appointments and capacity. `teams` is derived from the
    number of persons if not given. `plants` names oddities to plant, see `PLANTS`: in every month
    (`code_unbekannt`) or in one (`code_unbekannt@2026-08`). Whatever they do not touch stays as it is without them.
    """
    teams = derive_teams(persons) if teams is None else teams
    _check_umfang(persons, months, last_month, years, teams)
    kalender = Kalender(last_month, months, years)
    require_known(plants, [monat for monat, _ in kalender.stichtage])
    haus = Haus(seed, persons, teams, kalender)
    with ExitStack() as offen:
        lieferungen = [_open_lieferung(offen, output, *monat) for monat in kalender.stichtage]
        for zeilen in _all_rows(haus, persons):
            for lieferung in lieferungen:
                lieferung.write(zeilen)
    stichtage = [date.fromordinal(kalender.basis + lieferung.stichtag) for lieferung in lieferungen]
    ordner = [lieferung.ordner for lieferung in lieferungen]
    plant_all(plants, [Monat(*monat) for monat in zip(ordner, stichtage, [None, *ordner], strict=False)], haus)
    return ordner


def derive_teams(persons: int) -> int:
    """Nine teams in a small house, 25 for 12,000 persons, 200 for 120,000."""
    return max(9, round(25 * math.pow(max(persons, 1) / 12_000, 0.903)))


@dataclass
class _Lieferung:
    """One month folder while it is being written."""

    ordner: Path
    stichtag: int
    dateien: dict[str, tuple[TextIO, str]]

    def write(self, zeilen: Zeilen) -> None:
        """Write the rows that stand in the exports at this Stichtag, nothing of a person who is not there."""
        stichtag = self.stichtag
        if "verbis_kunden" in zeilen and not any(ab <= stichtag < bis for ab, bis, _ in zeilen["verbis_kunden"]):
            return
        for export, eintraege in zeilen.items():
            datei, zeilenende = self.dateien[export]
            text = [zeile for ab, bis, zeile in eintraege if ab <= stichtag < bis]
            if text:
                datei.write(zeilenende.join(text) + zeilenende)


def _open_lieferung(offen: ExitStack, output: Path, monat: str, stichtag: int) -> _Lieferung:
    ordner = output / monat
    ordner.mkdir(parents=True, exist_ok=True)
    dateien: dict[str, tuple[TextIO, str]] = {}
    for export, kopf in COLUMNS.items():
        ende = line_end(export)
        pfad = ordner / f"{export}.csv"
        datei = offen.enter_context(pfad.open("w", encoding=encoding(export), newline=""))
        datei.write(kopf + ende)
        dateien[export] = (datei, ende)
    return _Lieferung(ordner, stichtag, dateien)


def _all_rows(haus: Haus, persons: int) -> Iterator[Zeilen]:
    yield {"organisation": list(_organisation_rows(haus))}
    nummer = HAUS_NUMMERN
    for team in haus.teams:
        for kraft in team.fachkraefte:
            yield {
                "atv_kapazitaet": list(_kapazitaet_rows(haus, team, kraft)),
                "atv_termine": list(_sofo_rows(haus, team, kraft, nummer)),
            }
            nummer += HAUS_NUMMERN_JE_KRAFT
    for index in range(persons):
        person = draw_person(haus, index)
        if write_history(person):
            yield person.zeilen


def _organisation_rows(haus: Haus) -> Iterator[Zeile]:
    """One row per team."""
    for team in haus.teams:
        bereich = f"B{team.bereich + 1:02d};Geschäftsstelle {team.bereich + 1} Birkental"
        yield 0, NIE, f"{team.team_id};{team.name};{team.art.art};{bereich};JC01;Jobcenter Birkental"


def _kapazitaet_rows(haus: Haus, team: Team, kraft: Fachkraft) -> Iterator[Zeile]:
    """One row per counsellor and working day, absences included."""
    rng = stream(haus.seed, "kapazitaet", kraft.ifk_id)
    kalender = haus.kalender
    anwesend = set(kraft.anwesend)
    voll = _dezimal(kraft.stunden)
    for tag in range(kalender.beginn, kalender.ende + 1):
        if kalender.wochentage[tag] not in kraft.wochentage or not kalender.ist_arbeitstag[tag]:
            continue
        kopf = f"{kraft.ifk_id};{kalender.texte[tag]};{team.team_id};{voll}"
        if tag not in anwesend:
            yield tag, NIE, f"{kopf};{voll};0"
            continue
        weg = round(kraft.stunden * 0.3, 1) if rng.random() < 0.06 else 0.0
        frei = (kraft.stunden - weg) * team.freischaltung * (0.85 + 0.3 * rng.random())
        yield tag, NIE, f"{kopf};{_dezimal(weg)};{_dezimal(round(frei * 4) / 4)}"


def _sofo_rows(haus: Haus, team: Team, kraft: Fachkraft, nummer: int) -> Iterator[Zeile]:
    """Appointments of newcomers on SoFo duty and others without a person; key numbers follow `nummer`."""
    rng = stream(haus.seed, "sofo", kraft.ifk_id)
    texte = haus.kalender.texte
    for tag in kraft.anwesend[kraft.sofo_rest :: kraft.sofo_takt]:
        for slot in range(1 + int(rng.random() * 3)):
            gebucht = haus.kalender.arbeitstag(tag - int(rng.random() * 6))
            schluessel = haus.schluessel("t", nummer)
            nummer += 1
            art = "sofo" if slot or rng.random() < 0.8 else "sonstiger"
            kopf = f"{schluessel};;{team.team_id};{kraft.ifk_id};{texte[tag]};{kraft.beginn(slot)};30;{art};persoenlich"
            status = ("wahrgenommen", "nicht_erschienen")[rng.random() < 0.12]
            yield gebucht, tag, f"{kopf};geplant;{texte[gebucht]};"
            yield tag, NIE, f"{kopf};{status};{texte[gebucht]};"


def _dezimal(stunden: float) -> str:
    return f"{stunden:g}".replace(".", ",")


def _check_umfang(persons: int, months: int, last_month: str, years: float, teams: int) -> None:
    """Refuse what cannot be drawn; keys last for eight million persons, the calendar for 20 years."""
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", last_month):
        raise UsageError(f"Der letzte Monat der Beispieldaten ist {last_month!r}; er braucht die Form JJJJ-MM.")
    if not (1 <= persons <= 8_000_000 and 1 <= months <= 240 and 0.5 <= years <= 20 and 9 <= teams <= 4000):
        raise UsageError(
            "Beispieldaten gibt es für 1 bis 8 Millionen Personen, 1 bis 240 Monate, 0,5 bis 20 Jahre "
            "Vorgeschichte und 9 bis 4000 Teams; bitte die Angaben anpassen."
        )
