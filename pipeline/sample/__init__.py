"""Seeded sample deliveries of a fictional Jobcenter, for trying out, for tests and for measuring.

The same arguments give the same bytes. A person's history comes from a stream of random numbers of its own
(seed and number of the person) and is written month by month while it is drawn: memory does not grow with
the number of persons.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import TextIO

from pipeline.errors import UsageError
from pipeline.sample.haus import NIE, Fachkraft, Haus, Kalender, Team, Zeile, Zeilen, stream
from pipeline.sample.person import draw_person
from pipeline.sample.personen import write_history

COLUMNS = {
    "organisation": "team_id;team_name;team_art;bereich_id;bereich_name;jobcenter_id;jobcenter_name",
    "verbis_kunden": "kunde_id;bg_id;team_id;ifk_id;betreuung;geburtsmonat;av_status;av_seit;profillage;"
    "marktnaehe;ausbildungssuchend;gefluechtet;schwerbehindert_reha;selbststaendig;ergaenzer;par10;par53a",
    "verbis_lebenslauf": "kunde_id;art;von;bis",
    "verbis_vermerke": "vermerk_id;kunde_id;datum;vermerktyp;kontaktart;betreff",
    "verbis_massnahmen": "teilnahme_id;kunde_id;massnahmeart;mit_qualifizierung;eintritt;austritt;ergebnis",
    "verbis_vereinbarungen": "vereinbarung_id;kunde_id;art;datum;gueltig_bis",
    "atv_termine": "termin_id;kunde_id;team_id;ifk_id;datum;beginn;dauer_min;terminart;kontaktart;status;"
    "gebucht_am;abgesagt_am",
    "atv_kapazitaet": "ifk_id;datum;team_id;arbeitszeit_std;abwesend_std;freigeschaltet_std",
    "allegro_antraege": "antrag_id;kunde_id;bg_id;antragsdatum;status;leistung_von;leistung_bis;"
    "einmalzahlung;alg_aufstocker;inland;sonderfall",
}
# Allegro and the capacity come from older systems.
WINDOWS_1252 = ("allegro_antraege", "atv_kapazitaet")
HAUS_NUMMERN = 1 << 35  # keys of rows without a person, beyond those of any person
HAUS_NUMMERN_JE_KRAFT = 8192
PLANT_NUMMERN = 3 << 34


@dataclass(frozen=True)
class Plant:
    """An oddity: copies of the export's first rows, each with a new key and the changed columns."""

    export: str
    zeilen: int
    change: Callable[[date], dict[str, str]]
    ist_doppelt: bool = False  # keep the key of the copied row


PLANTS = {
    "unbekannte_person": Plant("verbis_vermerke", 2, lambda stichtag: {"kunde_id": "k000000000"}),
    "unbekanntes_team": Plant("atv_termine", 2, lambda stichtag: {"team_id": "T999"}),
    "doppelter_schluessel": Plant("verbis_vermerke", 1, lambda stichtag: {}, ist_doppelt=True),
    "code_unbekannt": Plant("verbis_vermerke", 2, lambda stichtag: {"kontaktart": "brieftaube"}),
    "datum_unlesbar": Plant("atv_termine", 2, lambda stichtag: {"datum": f"31.02.{stichtag.year}"}),
    "pflichtwert_fehlt": Plant("verbis_vermerke", 1, lambda stichtag: {"vermerktyp": ""}),
    "betreff_freitext": Plant(
        "verbis_vermerke",
        3,
        lambda stichtag: {"vermerktyp": "allgemein", "betreff": "kommt lieber vormittags"},
    ),
    "bis_vor_von": Plant(
        "verbis_lebenslauf",
        1,
        lambda stichtag: {
            "art": "arbeitsunfaehig",
            "von": f"20.{stichtag:%m.%Y}",
            "bis": f"02.{stichtag:%m.%Y}",
        },
    ),
    "termin_am_sonntag": Plant(
        "atv_termine",
        1,
        lambda stichtag: {
            "datum": f"{stichtag - timedelta((stichtag.weekday() + 1) % 7):%d.%m.%Y}",
            "gebucht_am": f"01.{stichtag:%m.%Y}",
            "terminart": "sonstiger",
            "status": "wahrgenommen",
            "abgesagt_am": "",
        },
    ),
    "klartext_kundennummer": Plant("verbis_vermerke", 1, lambda stichtag: {"kunde_id": "123A456789"}),
}


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
    (`code_unbekannt`) or in one (`code_unbekannt@2026-08`). They are appended to the export, so that the rest
    stays as it is without them:

    - `unbekannte_person`: two notes of a person whom verbis_kunden does not know
    - `unbekanntes_team`: two appointments of a team that organisation does not know
    - `doppelter_schluessel`: the first note once more, with the same key
    - `code_unbekannt`: two notes with a kontaktart that is not in the list
    - `datum_unlesbar`: two appointments on the 31st of February
    - `pflichtwert_fehlt`: a note without vermerktyp
    - `betreff_freitext`: three notes with free text as betreff
    - `bis_vor_von`: an illness that ends before it begins
    - `termin_am_sonntag`: a held appointment on the last Sunday of the month
    - `klartext_kundennummer`: a note whose kunde_id is shaped like a clear-text number; to be refused
    """
    teams = derive_teams(persons) if teams is None else teams
    _check_umfang(persons, months, last_month, years, teams)
    kalender = Kalender(last_month, months, years)
    _check_plants(plants, [monat for monat, _ in kalender.stichtage])
    haus = Haus(seed, persons, teams, kalender)
    with ExitStack() as offen:
        lieferungen = [_open_lieferung(offen, output, *monat) for monat in kalender.stichtage]
        for zeilen in _all_rows(haus, persons):
            for lieferung in lieferungen:
                lieferung.write(zeilen)
    for lieferung in lieferungen:
        stichtag = date.fromordinal(kalender.basis + lieferung.stichtag)
        for name in plants:
            if "@" not in name or name.endswith(lieferung.ordner.name):
                _plant(lieferung.ordner, PLANTS[name.partition("@")[0]], stichtag, haus)
    return [lieferung.ordner for lieferung in lieferungen]


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
        ende = "\r\n" if export in WINDOWS_1252 else "\n"
        pfad = ordner / f"{export}.csv"
        datei = offen.enter_context(pfad.open("w", encoding=_encoding(export), newline=""))
        datei.write(kopf + ende)
        dateien[export] = (datei, ende)
    return _Lieferung(ordner, stichtag, dateien)


def _encoding(export: str) -> str:
    return "cp1252" if export in WINDOWS_1252 else "utf-8-sig"


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


def _check_plants(plants: Iterable[str], monate: Sequence[str]) -> None:
    for name in plants:
        plant, _, monat = name.partition("@")
        if plant not in PLANTS or (monat and monat not in monate):
            raise UsageError(
                f"Die Auffälligkeit {name!r} gibt es für diese Monate nicht; bekannt sind "
                f"{', '.join(PLANTS)}, auf Wunsch mit @Monat ({', '.join(monate)})."
            )


def _plant(ordner: Path, plant: Plant, stichtag: date, haus: Haus) -> None:
    """Append the oddity's rows to its export."""
    pfad = ordner / f"{plant.export}.csv"
    kopf = COLUMNS[plant.export].split(";")
    with pfad.open(encoding=_encoding(plant.export), newline="") as datei:
        next(datei)
        vorlagen = [zeile.rstrip("\r\n").split(";") for zeile in islice(datei, plant.zeilen)]
        datei.seek(0, 2)
        nummer = datei.tell()  # unused by any other row, and different for each oddity
    with pfad.open("a", encoding=_encoding(plant.export).removesuffix("-sig"), newline="") as datei:
        for stelle, vorlage in enumerate(vorlagen):
            zeile = dict(zip(kopf, vorlage, strict=True)) | plant.change(stichtag)
            if kopf[0] != "kunde_id" and not plant.ist_doppelt:
                zeile[kopf[0]] = haus.schluessel(vorlage[0][0], PLANT_NUMMERN + nummer + stelle)
            datei.write(";".join(zeile.values()) + ("\r\n" if plant.export in WINDOWS_1252 else "\n"))
