"""What is wrong with a rule set as a whole: everything at once, each with its key."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.katalog import Katalog
from pipeline.regelwerk.decision_table import unreachable
from pipeline.regelwerk.kontaktregel import Kontaktregel
from pipeline.regelwerk.regelwerk import Bestand, Kontakt, Regelwerk, Ziel
from pipeline.toml_file import name_place, validation_sentences
from schemas.codes import AV_STATUS, KONTAKTART

T = TypeVar("T", bound=BaseModel)


def find_errors(daten: Mapping[str, Any], katalog: Katalog) -> list[str]:
    """Return every reason why this is no usable rule set.

    What one part says about itself the models check; what parts say about each other is checked here, on those
    parts that can be read.
    """
    try:
        Regelwerk.model_validate(daten)
        gruende = []
    except ValidationError as fehler:
        gruende = list(validation_sentences(fehler, daten))
    regeln = _entries(daten, "kontaktregel", Kontaktregel)
    ziele = _entries(daten, "ziel", Ziel)
    return [
        *gruende,
        *_check_period(daten),
        *_check_rules(daten, regeln),
        *_check_reachable(daten, regeln),
        *_check_targets(daten, ziele, katalog, [r.id for r in regeln.values()]),
        *_check_double_targets(daten, ziele),
        *_check_sources(daten, katalog),
    ]


def _entries(daten: Mapping[str, Any], schluessel: str, art: type[T]) -> dict[int, T]:
    """Return the readable entries of a list of tables, by their position."""
    liste = daten.get(schluessel)
    gelesen = {n: _part(e, art) for n, e in enumerate(liste if isinstance(liste, list) else [])}
    return {n: e for n, e in gelesen.items() if e is not None}


def _part(daten: Any, art: type[T]) -> T | None:
    try:
        return art.model_validate(daten)
    except ValidationError:
        return None


def _check_period(daten: Mapping[str, Any]) -> Iterator[str]:
    ab, bis = daten.get("gueltig_ab"), daten.get("gueltig_bis")
    if isinstance(ab, date) and isinstance(bis, date) and bis < ab:
        yield "gueltig_bis: liegt vor gueltig_ab"


def _check_rules(daten: Mapping[str, Any], regeln: dict[int, Kontaktregel]) -> Iterator[str]:
    ab, bis = daten.get("gueltig_ab"), daten.get("gueltig_bis")
    gesehen: set[str] = set()
    for nummer, regel in regeln.items():
        ort = name_place(("kontaktregel", nummer), daten)
        if regel.id in gesehen:
            yield f"{ort}.id: steht zweimal da"
        gesehen.add(regel.id)
        if "marktnaehe" not in daten and any(b.marktnaehe for b in regel.wenn):
            yield f"{ort}.wenn: fragt nach marktnaehe, aber der Abschnitt [marktnaehe] fehlt"
        if isinstance(ab, date) and regel.bis_stichtag and regel.bis_stichtag < ab:
            yield f"{ort}.bis_stichtag: liegt vor dem Beginn des Regelwerks"
        if isinstance(bis, date) and regel.ab_stichtag and regel.ab_stichtag > bis:
            yield f"{ort}.ab_stichtag: liegt nach dem Ende des Regelwerks"


def _check_reachable(daten: Mapping[str, Any], regeln: dict[int, Kontaktregel]) -> Iterator[str]:
    bestand = _part(daten.get("bestand"), Bestand)
    orte = list(regeln)
    for position, grund in unreachable(list(regeln.values()), bestand.av_status if bestand else AV_STATUS):
        yield f"{name_place(('kontaktregel', orte[position]), daten)}.wenn: {grund}"


def _check_targets(
    daten: Mapping[str, Any], ziele: dict[int, Ziel], katalog: Katalog, regeln: list[str]
) -> Iterator[str]:
    kontakt = _part(daten.get("kontakt"), Kontakt)
    segmente = {art: list(worte) for art, worte in katalog.segment.items()}
    segmente |= {"kontaktregel": regeln, "kontaktart": kontakt.kontaktart if kontakt else KONTAKTART}
    for nummer, ziel in ziele.items():
        ort = name_place(("ziel", nummer), daten)
        kennzahl = next((k for k in katalog.kennzahl if k.id == ziel.kennzahl), None)
        if kennzahl is None:
            yield f"{ort}.kennzahl: Eine Kennzahl {ziel.kennzahl} gibt es nicht"
            continue
        if kennzahl.ist_anteil and max(ziel.wert, ziel.mindest or 0) > 1:
            yield f"{ort}.{ziel.richtung}: Anteile stehen als Zahl von 0 bis 1, 60 % als 0.6"
        if ziel.segment_art and ziel.segment_art not in kennzahl.segmente:
            moeglich = ", ".join(kennzahl.segmente)
            yield f"{ort}.segment_art: {ziel.kennzahl} gibt es nicht nach {ziel.segment_art} (möglich: {moeglich})"
        elif ziel.segment_art and ziel.segment and ziel.segment not in segmente[ziel.segment_art]:
            moeglich = ", ".join(segmente[ziel.segment_art])
            yield f"{ort}.segment: {ziel.segment} gibt es nicht (möglich: {moeglich})"


def _check_double_targets(daten: Mapping[str, Any], ziele: dict[int, Ziel]) -> Iterator[str]:
    """Two targets of one row would leave open which one holds; a more precisely named one is no conflict."""
    for nummer, ziel in ziele.items():
        for andere, erstes in ziele.items():
            gleich = (ziel.kennzahl, ziel.segment_art, ziel.segment) == (
                erstes.kennzahl,
                erstes.segment_art,
                erstes.segment,
            )
            teams = set(ziel.team_art) & set(erstes.team_art) or not (ziel.team_art or erstes.team_art)
            if andere < nummer and gleich and teams:
                yield f"{name_place(('ziel', nummer), daten)}: für dieselbe Zeile gilt schon ziel[{andere + 1}]"


def _check_sources(daten: Mapping[str, Any], katalog: Katalog) -> Iterator[str]:
    bekannt = {k.id for k in katalog.kennzahl}
    quellen = daten.get("quellen")
    for kennzahl in quellen if isinstance(quellen, dict) else ():
        if kennzahl not in bekannt:
            yield f"quellen.{kennzahl}: Eine Kennzahl {kennzahl} gibt es nicht"
