"""Reads the nine CSV exports and drops exactly the rows that have to be dropped (section 2).

Readings of the open points: values are stripped; a value of blanks alone is missing; dates need two-digit
days and months; numbers take comma or point, no thousands separator; keys are compared as read (so that
01.02.2026 and 2026-02-01 are the same day); codes and flags are case-sensitive; missing cells at the end of
a line are empty.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

Satz = SimpleNamespace


class LieferungUnlesbarError(Exception):
    """A file or a column is missing: nothing can be calculated."""


def _text(wert: str) -> str:
    return wert


def _datum(wert: str) -> date:
    if treffer := re.fullmatch(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})", wert):
        tag, monat, jahr = map(int, treffer.groups())
    elif treffer := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", wert):
        jahr, monat, tag = map(int, treffer.groups())
    else:
        raise ValueError
    return date(jahr, monat, tag)


def _monat(wert: str) -> date:
    """`JJJJ-MM` as the first day of the month, which is the birthday by convention."""
    treffer = re.fullmatch(r"([0-9]{4})-([0-9]{2})", wert)
    if not treffer:
        raise ValueError
    return date(int(treffer[1]), int(treffer[2]), 1)


def _uhrzeit(wert: str) -> int:
    """`HH:MM` as minutes since midnight."""
    treffer = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", wert)
    if not treffer:
        raise ValueError
    return int(treffer[1]) * 60 + int(treffer[2])


def _stunden(wert: str) -> Fraction:
    if not re.fullmatch(r"[+-]?[0-9]+([.,][0-9]+)?", wert):
        raise ValueError
    return Fraction(Decimal(wert.replace(",", ".")))


def _minuten(wert: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", wert):
        raise ValueError
    return int(wert)


def _flagge(wert: str) -> bool:
    return {"J": True, "N": False}[wert]


@dataclass(frozen=True)
class Feld:
    """How one column is read; with `codes` the value has to be one of them."""

    lesen: Callable[[str], Any]
    pflicht: bool = True
    codes: frozenset[str] = frozenset()
    freitext: bool = False  # betreff: what is not a code is dropped, the row stays


def _code(codes: str, *, pflicht: bool = True, freitext: bool = False) -> Feld:
    return Feld(_text, pflicht, frozenset(codes.split()), freitext)


TEXT, DATUM, FLAGGE, STUNDEN = Feld(_text), Feld(_datum), Feld(_flagge), Feld(_stunden)
TEXT_LEER, DATUM_LEER = Feld(_text, pflicht=False), Feld(_datum, pflicht=False)
KONTAKTART = _code("persoenlich walk_and_talk video telefon schriftlich kein_kontakt")

EXPORTE: dict[str, tuple[tuple[str, ...], dict[str, Feld]]] = {
    "organisation": (
        ("team_id",),
        {
            "team_id": TEXT,
            "team_name": TEXT,
            "team_art": _code("ue25 u25 fallmanagement reha_sbm selbststaendige projekt netzwerk_abc sonstige"),
            "bereich_id": TEXT,
            "bereich_name": TEXT,
            "jobcenter_id": TEXT,
            "jobcenter_name": TEXT,
        },
    ),
    "verbis_kunden": (
        ("kunde_id",),
        {
            "kunde_id": TEXT,
            "bg_id": TEXT,
            "team_id": TEXT,
            "ifk_id": TEXT_LEER,
            "betreuung": _code("ifk fm projekt"),
            "geburtsmonat": Feld(_monat),
            "av_status": _code("arbeitslos arbeitsuchend ratsuchend nicht_gesetzt abgemeldet"),
            "av_seit": DATUM,
            "profillage": _code("M A F E S U I Z", pflicht=False),
            "marktnaehe": _code("marktnah nicht_marktnah", pflicht=False),
            "ausbildungssuchend": FLAGGE,
            "gefluechtet": FLAGGE,
            "schwerbehindert_reha": FLAGGE,
            "selbststaendig": FLAGGE,
            "ergaenzer": FLAGGE,
            "par10": FLAGGE,
            "par53a": FLAGGE,
        },
    ),
    "verbis_lebenslauf": (
        ("kunde_id", "art", "von"),
        {
            "kunde_id": TEXT,
            "art": _code(
                "vollzeitschulpflicht elternzeit kinderbetreuung arbeitsunfaehig integrationskurs schulentlassjahr "
                "mangelnde_verfuegbarkeit"
            ),
            "von": DATUM,
            "bis": DATUM_LEER,
        },
    ),
    "verbis_vermerke": (
        ("vermerk_id",),
        {
            "vermerk_id": TEXT,
            "kunde_id": TEXT,
            "datum": DATUM,
            "vermerktyp": _code("beratungsvermerk standortbestimmung fallmanagement allgemein"),
            "kontaktart": KONTAKTART,
            "betreff": _code("bg_beratung erstgespraech eg_verzoegerung kontaktversuch", pflicht=False, freitext=True),
        },
    ),
    "verbis_massnahmen": (
        ("teilnahme_id",),
        {
            "teilnahme_id": TEXT,
            "kunde_id": TEXT,
            "massnahmeart": TEXT,
            "mit_qualifizierung": FLAGGE,
            "eintritt": DATUM,
            "austritt": DATUM_LEER,
            "ergebnis": _code("laufend erfolgreich abgebrochen nicht_angetreten"),
        },
    ),
    "verbis_vereinbarungen": (
        ("vereinbarung_id",),
        {
            "vereinbarung_id": TEXT,
            "kunde_id": TEXT,
            "art": _code("einv kooperationsplan verwaltungsakt verzicht"),
            "datum": DATUM,
            "gueltig_bis": DATUM_LEER,
        },
    ),
    "atv_termine": (
        ("termin_id",),
        {
            "termin_id": TEXT,
            "kunde_id": TEXT_LEER,
            "team_id": TEXT,
            "ifk_id": TEXT,
            "datum": DATUM,
            "beginn": Feld(_uhrzeit),
            "dauer_min": Feld(_minuten),
            "terminart": _code("erstgespraech folgegespraech sofo sonstiger"),
            "kontaktart": KONTAKTART,
            "status": _code("geplant wahrgenommen nicht_erschienen abgesagt_kunde abgesagt_jobcenter"),
            "gebucht_am": DATUM,
            "abgesagt_am": DATUM_LEER,
        },
    ),
    "atv_kapazitaet": (
        ("ifk_id", "datum"),
        {
            "ifk_id": TEXT,
            "datum": DATUM,
            "team_id": TEXT,
            "arbeitszeit_std": STUNDEN,
            "abwesend_std": STUNDEN,
            "freigeschaltet_std": STUNDEN,
        },
    ),
    "allegro_antraege": (
        ("antrag_id",),
        {
            "antrag_id": TEXT,
            "kunde_id": TEXT,
            "bg_id": TEXT,
            "antragsdatum": DATUM,
            "status": _code("bewilligt abgelehnt offen"),
            "leistung_von": DATUM_LEER,
            "leistung_bis": DATUM_LEER,
            "einmalzahlung": FLAGGE,
            "alg_aufstocker": FLAGGE,
            "inland": FLAGGE,
            "sonderfall": TEXT_LEER,
        },
    ),
}
MIT_TEAMPRUEFUNG = ("verbis_kunden", "atv_termine", "atv_kapazitaet")


@dataclass
class Lieferung:
    """The rows that count, per export, and how many were dropped and why."""

    organisation: list[Satz] = field(default_factory=list)
    verbis_kunden: list[Satz] = field(default_factory=list)
    verbis_lebenslauf: list[Satz] = field(default_factory=list)
    verbis_vermerke: list[Satz] = field(default_factory=list)
    verbis_massnahmen: list[Satz] = field(default_factory=list)
    verbis_vereinbarungen: list[Satz] = field(default_factory=list)
    atv_termine: list[Satz] = field(default_factory=list)
    atv_kapazitaet: list[Satz] = field(default_factory=list)
    allegro_antraege: list[Satz] = field(default_factory=list)
    ausgeschlossen: Counter[tuple[str, str]] = field(default_factory=Counter)
    freitexte: int = 0


def _zeilen(datei: Path, spalten: list[str]) -> list[dict[str, str]]:
    if not datei.is_file():
        raise LieferungUnlesbarError(datei.name)
    roh = datei.read_bytes()
    try:
        text = roh.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = roh.decode("cp1252")
    zeilen = [zeile for zeile in csv.reader(io.StringIO(text, newline=""), delimiter=";") if zeile]
    kopf = [name.strip() for name in zeilen[0]] if zeilen else []
    fehlend = [spalte for spalte in spalten if spalte not in kopf]
    if fehlend:
        raise LieferungUnlesbarError(f"{datei.name}: {', '.join(fehlend)}")
    stellen = {spalte: kopf.index(spalte) for spalte in spalten}
    return [
        {spalte: zeile[i].strip() if i < len(zeile) else "" for spalte, i in stellen.items()} for zeile in zeilen[1:]
    ]


def _wert(feld: Feld, roh: str) -> tuple[Any, str | None]:
    """The value read and the reason for which its row is excluded, if any."""
    if not roh:
        return None, "fehlt" if feld.pflicht else None
    if feld.codes:
        if roh in feld.codes:
            return roh, None
        return None, None if feld.freitext else "code"
    try:
        return feld.lesen(roh), None
    except (ValueError, KeyError):
        return None, "unlesbar" if feld.pflicht else None


def _satz(zeile: dict[str, str], felder: dict[str, Feld]) -> tuple[Satz, dict[str, str]]:
    werte, gruende = {}, {}
    for spalte, feld in felder.items():
        werte[spalte], grund = _wert(feld, zeile[spalte])
        if grund:
            gruende[spalte] = grund
    return Satz(**werte), gruende


def lies(ordner: Path) -> Lieferung:
    """All nine exports of one month, `organisation` first because others refer to its teams."""
    lieferung = Lieferung()
    for export in EXPORTE:
        _lies_export(Path(ordner), export, lieferung)
    return lieferung


def _lies_export(ordner: Path, export: str, lieferung: Lieferung) -> None:
    schluessel, felder = EXPORTE[export]
    teams = {team.team_id for team in lieferung.organisation} if export in MIT_TEAMPRUEFUNG else None
    gesehen: set[tuple[Any, ...]] = set()
    for zeile in _zeilen(ordner / f"{export}.csv", list(felder)):
        satz, gruende = _satz(zeile, felder)
        if felder.get("betreff") and zeile["betreff"] and satz.betreff is None:
            lieferung.freitexte += 1
        key = tuple(getattr(satz, spalte) for spalte in schluessel)
        if any(spalte in gruende for spalte in schluessel):
            grund = "schluessel"
        elif key in gesehen:
            grund = "doppelt"
        elif gruende:
            grund = next(iter(gruende.values()))
        elif teams is not None and satz.team_id not in teams:
            grund = "team"
        else:
            grund = None
            getattr(lieferung, export).append(satz)
        if None not in key:
            gesehen.add(key)
        if grund:
            lieferung.ausgeschlossen[export, grund] += 1
