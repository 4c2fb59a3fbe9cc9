"""Teamvereinbarungen: stricter intervals for single teams, laid over a rule set. Only differences are written."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import Field, model_validator

from pipeline.regelwerk.frist import Code, Frist, FristText, Identifier, Text, is_never_longer
from pipeline.regelwerk.kontaktregel import Bedingung, Kontaktregel
from pipeline.regelwerk.regelwerk import Annahme, Regelwerk
from pipeline.regelwerk.wording import describe_frist, intervals, period
from pipeline.toml_file import Strict, name_place


class Teamvereinbarung(Strict):
    """A stricter interval for one team; without `regel` for all rules of the base that name an interval."""

    team_id: Text
    regel: list[Code] = Field(default_factory=list)
    ziel: FristText | None = None
    mindest: FristText | None = None
    ab: date
    bis: date | None = None
    grund: Text

    @model_validator(mode="after")
    def _require_demand(self) -> "Teamvereinbarung":
        if not (self.ziel or self.mindest):
            raise ValueError("ziel oder mindest ist anzugeben")
        if self.bis and self.bis < self.ab:
            raise ValueError("bis liegt vor ab")
        return self


class Overlay(Strict):
    """A Jobcenter's own file: the rule set it stands on, and what its teams have agreed."""

    id: Identifier
    grundlage: Text
    titel: Text | None = None
    teamvereinbarung: list[Teamvereinbarung] = Field(min_length=1)

    def in_order(self) -> list[Teamvereinbarung]:
        """Return the agreements; of several for one team the latest in force goes first."""
        return sorted(self.teamvereinbarung, key=lambda vereinbarung: vereinbarung.ab, reverse=True)


def find_overlay_errors(overlay: Overlay, grundlage: Regelwerk, data: Any) -> list[str]:
    """Return every reason why the agreements do not fit the rule set they are laid over."""
    reasons = []
    gesehen: set[str] = set()
    for number, vereinbarung in enumerate(overlay.teamvereinbarung):
        location = name_place(("teamvereinbarung", number), data)
        reasons += [f"{location}{reason}" for reason in _check(vereinbarung, grundlage)]
        for regel in _affected(vereinbarung, grundlage):
            identifier = _kontaktregel_id(regel, vereinbarung)
            if identifier in gesehen:
                reasons.append(f"{location}.ab: zur Regel {regel.id} gibt es ab diesem Tag schon eine Vereinbarung")
            gesehen.add(identifier)
    return reasons


def _check(vereinbarung: Teamvereinbarung, grundlage: Regelwerk) -> Iterator[str]:
    known = [regel.id for regel in grundlage.kontaktregel]
    if fremd := [identifier for identifier in vereinbarung.regel if identifier not in known]:
        yield f".regel: {', '.join(fremd)} gibt es nicht (möglich: {', '.join(known)})"
        return
    if grundlage.gueltig_bis and vereinbarung.ab > grundlage.gueltig_bis:
        yield ".ab: liegt nach dem Ende des Regelwerks"
    regeln = _affected(vereinbarung, grundlage)
    reasons = [reason for regel in regeln for reason in _laxer(vereinbarung, regel)]
    yield from reasons
    if not reasons and not any(_changes(vereinbarung, regel) for regel in regeln):
        yield ": ändert am Regelwerk nichts"


def _affected(vereinbarung: Teamvereinbarung, grundlage: Regelwerk) -> list[Kontaktregel]:
    if vereinbarung.regel:
        return [r for r in grundlage.kontaktregel if r.id in vereinbarung.regel]
    return [r for r in grundlage.kontaktregel if (r.ziel or r.mindest) and _narrow(r, vereinbarung.team_id)]


def _laxer(vereinbarung: Teamvereinbarung, regel: Kontaktregel) -> Iterator[str]:
    if regel.mindest_anzahl or regel.mindest_durchschnitt:
        yield f".regel: Die Regel {regel.id} zählt Gespräche; ein Abstand lässt sich damit nicht vergleichen"
        return
    for name in ("ziel", "mindest"):
        neu, bisher = getattr(vereinbarung, name), getattr(regel, name)
        if neu and bisher and not is_never_longer(neu, bisher):
            yield (
                f".{name}: {describe_frist(neu)} ist nicht strenger als die Regel {regel.id} "
                f"({describe_frist(bisher)}); erlaubt sind nur strengere Abstände, regel nennt einzelne Regeln"
            )
    ziel, mindest = _intervals(vereinbarung, regel)
    bisher, neu = regel.mindest or regel.ziel, mindest or ziel
    if not regel.mindest and bisher and neu and not is_never_longer(neu, bisher):
        yield f".mindest: Überfällig wäre erst, wer {describe_frist(neu)} wartet, bisher {describe_frist(bisher)}"
    if ziel and mindest and not is_never_longer(ziel, mindest):
        yield f".mindest: Das Ziel der Regel {regel.id} wäre dann länger als ihr Mindestabstand; bitte auch ziel nennen"


def _intervals(vereinbarung: Teamvereinbarung, regel: Kontaktregel) -> tuple[Frist | None, Frist | None]:
    return vereinbarung.ziel or regel.ziel, vereinbarung.mindest or regel.mindest


def _changes(vereinbarung: Teamvereinbarung, regel: Kontaktregel) -> bool:
    return bool(_narrow(regel, vereinbarung.team_id)) and _intervals(vereinbarung, regel) != (regel.ziel, regel.mindest)


def _narrow(regel: Kontaktregel, team_id: str) -> list[Bedingung]:
    """Return the rule's conditions narrowed to one team; none if the rule is for other teams only."""
    return [
        b.model_copy(update={"team_id": [team_id]})
        for b in regel.wenn or [Bedingung()]
        if b.team_id is None or team_id in b.team_id
    ]


def lay_over(overlay: Overlay, grundlage: Regelwerk) -> Regelwerk:
    """Return the rule set with each agreement as a rule of its own, right before the rule it tightens."""
    regeln, ziele = [], list(grundlage.ziel)
    for regel in grundlage.kontaktregel:
        strengere = [
            _tighten(regel, v) for v in overlay.in_order() if regel in _affected(v, grundlage) and _changes(v, regel)
        ]
        regeln += [*strengere, regel]
        # A target of the base rule holds for the persons who have now a rule of their own.
        ziele += [
            ziel.model_copy(update={"segment": neu.id})
            for ziel in grundlage.ziel
            if (ziel.segment_art, ziel.segment) == ("kontaktregel", regel.id)
            for neu in strengere
        ]
    return grundlage.model_copy(
        update={
            "id": overlay.id,
            "titel": overlay.titel or f"{grundlage.titel}, mit Teamvereinbarungen",
            "papier": f"{grundlage.papier}, mit Teamvereinbarungen",
            "kontaktregel": regeln,
            "ziel": ziele,
            "annahme": [*grundlage.annahme, *(_explain(v) for v in overlay.teamvereinbarung)],
        }
    )


def _tighten(regel: Kontaktregel, vereinbarung: Teamvereinbarung) -> Kontaktregel:
    ziel, mindest = _intervals(vereinbarung, regel)
    enden = [day for day in (regel.bis_stichtag, vereinbarung.bis) if day]
    return regel.model_copy(
        update={
            "id": _kontaktregel_id(regel, vereinbarung),
            "titel": f"{regel.titel}, Team {vereinbarung.team_id} ab {vereinbarung.ab:%d.%m.%Y}",
            "quelle": f"Teamvereinbarung: {vereinbarung.grund}",
            "wenn": _narrow(regel, vereinbarung.team_id),
            "ziel": ziel,
            "mindest": mindest,
            "ab_stichtag": max(vereinbarung.ab, regel.ab_stichtag or date.min),
            "bis_stichtag": min(enden, default=None),
        }
    )


def _kontaktregel_id(regel: Kontaktregel, vereinbarung: Teamvereinbarung) -> str:
    """Name the rule by what it is rather than by its position: a report compares it with earlier months."""
    team = re.sub(r"\W+", "_", vereinbarung.team_id, flags=re.ASCII)
    return f"{regel.id}_{team}_{vereinbarung.ab:%Y%m%d}"


def _explain(vereinbarung: Teamvereinbarung) -> Annahme:
    gilt = period(vereinbarung.ab, vereinbarung.bis).capitalize()
    vorgabe = intervals(vereinbarung.ziel, vereinbarung.mindest)
    fuer = f" (Regeln: {', '.join(vereinbarung.regel)})" if vereinbarung.regel else ""
    return Annahme(
        thema=f"Teamvereinbarung Team {vereinbarung.team_id}",
        text=f"{gilt}: {vorgabe}{fuer}. Grund: {vereinbarung.grund}",
    )
