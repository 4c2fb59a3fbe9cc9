"""Contact rules: one line of a decision table, its conditions and what it asks for."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from pipeline.regelwerk.frist import Code, CodeLists, FristText, Quelle, Text, is_never_longer
from pipeline.toml_file import Strict
from schemas import codes

ALTERSGRUPPE = ["u25", "ue25"]
OHNE = "ohne"


class LebenslaufBedingung(Strict):
    """A CV entry that covers the Stichtag, or the latest that ended before it."""

    art: Literal[*codes.LEBENSLAUF_ART]  # type: ignore[valid-type]
    seit_mindestens: FristText | None = None
    seit_hoechstens: FristText | None = None

    @model_validator(mode="after")
    def _require_possible_span(self) -> "LebenslaufBedingung":
        lang, kurz = self.seit_mindestens, self.seit_hoechstens
        if lang and kurz and not is_never_longer(lang, kurz):
            raise ValueError("seit_mindestens ist länger als seit_hoechstens, das trifft auf niemanden zu")
        return self


class Bedingung(CodeLists):
    """All of the named conditions hold; within a list any value suffices."""

    altersgruppe: list[Literal[*ALTERSGRUPPE]] | None = None  # type: ignore[valid-type]
    team_art: list[Literal[*codes.TEAM_ART]] | None = None  # type: ignore[valid-type]
    team_id: list[Text] | None = None
    betreuung: list[Literal[*codes.BETREUUNG]] | None = None  # type: ignore[valid-type]
    av_status: list[Literal[*codes.AV_STATUS]] | None = None  # type: ignore[valid-type]
    profillage: list[Literal[*codes.PROFILLAGE, OHNE]] | None = None  # type: ignore[valid-type]
    marktnaehe: list[Literal[*codes.MARKTNAEHE]] | None = None  # type: ignore[valid-type]
    ausbildungssuchend: bool | None = None
    gefluechtet: bool | None = None
    schwerbehindert_reha: bool | None = None
    selbststaendig: bool | None = None
    ergaenzer: bool | None = None
    par10: bool | None = None
    par53a: bool | None = None
    massnahme_laufend: bool | None = None
    lebenslauf: LebenslaufBedingung | None = None
    lebenslauf_beendet: LebenslaufBedingung | None = None
    av_seit_mindestens: FristText | None = None

    @field_validator("*")
    @classmethod
    def _require_value(cls, value: Any) -> Any:
        if value == []:
            raise ValueError("die Liste ist leer, das trifft auf niemanden zu")
        return value


class MindestAnzahl(Strict):
    """A minimum number of Gespräche in the period up to the Stichtag."""

    gespraeche: int = Field(ge=1)
    zeitraum: FristText


class MindestDurchschnitt(Strict):
    """On average one Gespräch per interval since the end of a CV entry."""

    abstand: FristText
    seit_ende_von: Literal[*codes.LEBENSLAUF_ART]  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _require_days(self) -> "MindestDurchschnitt":
        if self.abstand.monate:
            raise ValueError("der mittlere Abstand ist in Tagen oder Wochen anzugeben")
        return self


class Kontaktregel(Strict):
    """One line of the decision table; the first whose conditions hold is the person's rule."""

    id: Code
    titel: Text
    quelle: Quelle
    wenn: list[Bedingung] = Field(default_factory=list)
    ziel: FristText | None = None
    mindest: FristText | None = None
    mindest_anzahl: MindestAnzahl | None = None
    mindest_durchschnitt: MindestDurchschnitt | None = None
    ab_stichtag: date | None = None
    bis_stichtag: date | None = None

    def is_in_force(self, stichtag: date) -> bool:
        """Tell whether the rule is in force on that day."""
        return (self.ab_stichtag or date.min) <= stichtag <= (self.bis_stichtag or date.max)

    @model_validator(mode="before")
    @classmethod
    def _wrap_single(cls, data: Any) -> Any:
        """`wenn` may be one table of conditions or a list of alternatives."""
        if isinstance(data, dict) and isinstance(data.get("wenn"), dict):
            return {**data, "wenn": [data["wenn"]]}
        return data

    @model_validator(mode="after")
    def _require_consistent(self) -> "Kontaktregel":
        if reasons := list(self._contradictions()):
            raise ValueError("; ".join(reasons))
        return self

    def _contradictions(self) -> Iterator[str]:
        if sum(m is not None for m in (self.mindest, self.mindest_anzahl, self.mindest_durchschnitt)) > 1:
            yield "nur eines von mindest, mindest_anzahl und mindest_durchschnitt ist möglich"
        if self.ziel and self.mindest and not is_never_longer(self.ziel, self.mindest):
            yield "ziel ist länger als mindest"
        if (self.ab_stichtag or date.min) > (self.bis_stichtag or date.max):
            yield "ab_stichtag liegt nach bis_stichtag"
        schnitt = self.mindest_durchschnitt
        arten = {b.lebenslauf_beendet and b.lebenslauf_beendet.art for b in self.wenn} or {None}
        if schnitt and arten != {schnitt.seit_ende_von}:
            yield (
                f"mindest_durchschnitt zählt seit dem Ende von {schnitt.seit_ende_von}; jede Bedingung muss "
                "lebenslauf_beendet dieser Art verlangen"
            )
