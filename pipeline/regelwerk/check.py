"""What is wrong with a rule set as a whole: everything at once, each with its key."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.katalog import Katalog
from pipeline.regelwerk.decision_table import unreachable
from pipeline.regelwerk.kontaktregel import Kontaktregel
from pipeline.regelwerk.numbers import Absolventen
from pipeline.regelwerk.regelwerk import Bestand, Kontakt, Regelwerk, Ziel
from pipeline.toml_file import name_place, validation_sentences
from schemas.codes import BESTAND_STATUS, KONTAKTART

T = TypeVar("T", bound=BaseModel)


def find_regelwerk_errors(data: Mapping[str, Any], katalog: Katalog) -> list[str]:
    """Return every reason why this is no usable rule set.

    What one part says about itself the models check; what parts say about each other is checked here, on those
    parts that can be read.
    """
    try:
        Regelwerk.model_validate(data)
        reasons = []
    except ValidationError as error:
        reasons = list(validation_sentences(error, data))
    regeln = _entries(data, "kontaktregel", Kontaktregel)
    ziele = _entries(data, "ziel", Ziel)
    return [
        *reasons,
        *_check_period(data),
        *_check_kontaktregeln(data, regeln),
        *_check_reachable(data, regeln),
        *_check_ziele(data, ziele, katalog, [r.id for r in regeln.values()]),
        *_check_double_ziele(data, ziele),
        *_check_absolventen(data),
        *_check_quellen(data, katalog),
    ]


def _entries(data: Mapping[str, Any], key: str, kind: type[T]) -> dict[int, T]:
    """Return the readable entries of a list of tables, by their position."""
    liste = data.get(key)
    gelesen = {n: _part(e, kind) for n, e in enumerate(liste if isinstance(liste, list) else [])}
    return {n: e for n, e in gelesen.items() if e is not None}


def _part(data: Any, kind: type[T]) -> T | None:
    try:
        return kind.model_validate(data)
    except ValidationError:
        return None


def _check_period(data: Mapping[str, Any]) -> Iterator[str]:
    ab, bis = data.get("gueltig_ab"), data.get("gueltig_bis")
    if isinstance(ab, date) and isinstance(bis, date) and bis < ab:
        yield "gueltig_bis: liegt vor gueltig_ab"


def _check_kontaktregeln(data: Mapping[str, Any], regeln: dict[int, Kontaktregel]) -> Iterator[str]:
    ab, bis = data.get("gueltig_ab"), data.get("gueltig_bis")
    gesehen: set[str] = set()
    for number, regel in regeln.items():
        location = name_place(("kontaktregel", number), data)
        if regel.id in gesehen:
            yield f"{location}.id: steht zweimal da"
        gesehen.add(regel.id)
        if "marktnaehe" not in data and any(b.marktnaehe for b in regel.wenn):
            yield f"{location}.wenn: fragt nach marktnaehe, aber der Abschnitt [marktnaehe] fehlt"
        if isinstance(ab, date) and regel.bis_stichtag and regel.bis_stichtag < ab:
            yield f"{location}.bis_stichtag: liegt vor dem Beginn des Regelwerks"
        if isinstance(bis, date) and regel.ab_stichtag and regel.ab_stichtag > bis:
            yield f"{location}.ab_stichtag: liegt nach dem Ende des Regelwerks"


def _check_reachable(data: Mapping[str, Any], regeln: dict[int, Kontaktregel]) -> Iterator[str]:
    bestand = _part(data.get("bestand"), Bestand)
    locations = list(regeln)
    for position, reason in unreachable(list(regeln.values()), bestand.av_status if bestand else BESTAND_STATUS):
        yield f"{name_place(('kontaktregel', locations[position]), data)}.wenn: {reason}"


def _check_ziele(data: Mapping[str, Any], ziele: dict[int, Ziel], katalog: Katalog, regeln: list[str]) -> Iterator[str]:
    kontakt = _part(data.get("kontakt"), Kontakt)
    segmente = {kind: list(worte) for kind, worte in katalog.segment.items()}
    segmente |= {"kontaktregel": regeln, "kontaktart": kontakt.kontaktart if kontakt else KONTAKTART}
    for number, ziel in ziele.items():
        location = name_place(("ziel", number), data)
        kennzahl = next((k for k in katalog.kennzahl if k.id == ziel.kennzahl), None)
        if kennzahl is None:
            yield f"{location}.kennzahl: Eine Kennzahl {ziel.kennzahl} gibt es nicht"
            continue
        if kennzahl.is_share and max(ziel.wert, ziel.mindest or 0) > 1:
            yield f"{location}.{ziel.richtung}: Anteile stehen als Zahl von 0 bis 1, 60 % als 0.6"
        ohne_zeile = "gesamt" not in kennzahl.segmente and not kennzahl.holds_for_parts(ziel.wert)
        if ziel.segment_art is None and ohne_zeile:
            moeglich = ", ".join(kennzahl.segmente)
            yield f"{location}: {ziel.kennzahl} gibt es nicht insgesamt; bitte segment_art nennen (möglich: {moeglich})"
        elif ziel.segment_art and ziel.segment_art not in kennzahl.segmente:
            moeglich = ", ".join(kennzahl.segmente)
            yield f"{location}.segment_art: {ziel.kennzahl} gibt es nicht nach {ziel.segment_art} (möglich: {moeglich})"
        elif ziel.segment_art and ziel.segment and ziel.segment not in segmente[ziel.segment_art]:
            moeglich = ", ".join(segmente[ziel.segment_art])
            yield f"{location}.segment: {ziel.segment} gibt es nicht (möglich: {moeglich})"


def _check_double_ziele(data: Mapping[str, Any], ziele: dict[int, Ziel]) -> Iterator[str]:
    """Two targets of one row would leave open which one holds; a more precisely named one is no conflict."""
    for number, ziel in ziele.items():
        for andere, erstes in ziele.items():
            gleich = (ziel.kennzahl, ziel.segment_art, ziel.segment) == (
                erstes.kennzahl,
                erstes.segment_art,
                erstes.segment,
            )
            teams = set(ziel.team_art) & set(erstes.team_art) or not (ziel.team_art or erstes.team_art)
            if andere < number and gleich and teams:
                yield f"{name_place(('ziel', number), data)}: für dieselbe Zeile gilt schon ziel[{andere + 1}]"


def _check_absolventen(data: Mapping[str, Any]) -> Iterator[str]:
    absolventen, kontakt = _part(data.get("absolventen"), Absolventen), _part(data.get("kontakt"), Kontakt)
    if absolventen is None or kontakt is None:
        return
    if fremd := [k for k in absolventen.ohne_kontaktart if k not in kontakt.kontaktart]:
        yield f"absolventen.ohne_kontaktart: {', '.join(fremd)} zählt schon nach [kontakt] nicht"
    elif set(absolventen.ohne_kontaktart) == set(kontakt.kontaktart):
        yield "absolventen.ohne_kontaktart: nimmt alle Kontaktarten aus, kein Gespräch könnte zählen"


def _check_quellen(data: Mapping[str, Any], katalog: Katalog) -> Iterator[str]:
    known = {k.id for k in katalog.kennzahl}
    quellen = data.get("quellen")
    for kennzahl in quellen if isinstance(quellen, dict) else ():
        if kennzahl not in known:
            yield f"quellen.{kennzahl}: Eine Kennzahl {kennzahl} gibt es nicht"
