"""What a rule set may say: the model of the files under regelwerke/, with what each part checks for itself."""

import json
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from pipeline.regelwerk.frist import Code, CodeLists, FristText, Identifier, Number, Quelle, Text
from pipeline.regelwerk.kontaktregel import Kontaktregel
from pipeline.regelwerk.numbers import NICHT_GENANNT, Absage, Absolventen, BgBeratung, Sofo, Terminausfall, Vereinbarung
from pipeline.toml_file import Strict
from schemas import codes

LAENDER = ["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"]


class Ziel(CodeLists):
    """A target of a figure: an upper or lower bound, or a guide value without traffic light.

    Without `segment_art` it holds for the figure as a whole, and only what all shall reach (100 %) for its parts too;
    the more precisely named target goes first.
    """

    kennzahl: Code
    segment_art: Code | None = None
    segment: Code | None = None
    team_art: list[Literal[*codes.TEAM_ART]] = Field(default_factory=list)  # type: ignore[valid-type]
    hoechstens: Number | None = None
    mindestens: Number | None = None
    richtwert: Number | None = None
    mindest: Number | None = None
    quelle: Quelle

    @property
    def richtung(self) -> str:
        """`hoechstens`, `mindestens` or `richtwert`."""
        return next(n for n in ("hoechstens", "mindestens", "richtwert") if getattr(self, n) is not None)

    @property
    def wert(self) -> Decimal:
        """The bound itself, in the unit of the figure."""
        return Decimal(getattr(self, self.richtung))

    @model_validator(mode="after")
    def _require_consistent(self) -> "Ziel":
        if sum(w is not None for w in (self.hoechstens, self.mindestens, self.richtwert)) != 1:
            raise ValueError("genau eines von hoechstens, mindestens und richtwert ist anzugeben")
        if self.segment and not self.segment_art:
            raise ValueError("segment verlangt auch segment_art")
        if self.mindest is None:
            return self
        if self.richtwert is not None:
            raise ValueError("ein Richtwert hat keinen Mindestwert")
        strenger = self.mindest < self.wert if self.hoechstens is not None else self.mindest > self.wert
        if strenger:
            raise ValueError("mindest ist strenger als das Ziel selbst")
        return self


class Bestand(CodeLists):
    """Which statuses make up the AV-Bestand."""

    av_status: list[Literal[*codes.BESTAND_STATUS]] = Field(min_length=1)  # type: ignore[valid-type]
    quelle: Quelle


class Kontakt(CodeLists):
    """What makes a note a qualified contact."""

    vermerktyp: list[Literal[*codes.VERMERKTYP]] = Field(min_length=1)  # type: ignore[valid-type]
    kontaktart: list[Literal[*codes.KONTAKTART]] = Field(min_length=1)  # type: ignore[valid-type]
    mindestdauer_min: int | None = Field(default=None, ge=1)
    quelle: Quelle


class Hoechstabstand(CodeLists):
    """The longest gap between two talks that the paper allows."""

    frist: FristText
    ohne_betreuung: list[Literal[*codes.BETREUUNG]] = Field(default_factory=list)  # type: ignore[valid-type]
    quelle: Quelle


class Neukunde(Strict):
    """Which application makes a person a Neukunde."""

    freie_tage_mehr_als: int = Field(ge=0)
    bg_wechsel: bool
    inland: bool = False
    mindestalter: int | None = Field(default=None, ge=0)
    altersgrenze: bool = False
    quelle: Quelle


class Marktnaehe(CodeLists):
    """Profillagen that count as marktnah where the delivery leaves `marktnaehe` empty."""

    marktnah_bei: list[Literal[*codes.PROFILLAGE]]  # type: ignore[valid-type]
    quelle: Quelle


class Annahme(Strict):
    """A decision that the paper leaves open; every report shows it."""

    thema: Text
    text: Text


class Rechtsstand(Strict):
    """A change of the law that a paper rests on, and what it means for the paper; every report since then says so."""

    ab: date
    hinweis: Text


class Regelwerk(Strict):
    """One source paper as data."""

    id: Identifier
    titel: Text
    papier: Text
    gueltig_ab: date
    gueltig_bis: date | None = None
    land: Literal[*LAENDER] | None = None  # type: ignore[valid-type]
    bestand: Bestand
    kontakt: Kontakt
    hoechstabstand: Hoechstabstand
    neukunde: Neukunde
    marktnaehe: Marktnaehe | None = None
    absolventen: Absolventen = Absolventen(quelle=NICHT_GENANNT)
    vereinbarung: Vereinbarung = Vereinbarung(quelle=NICHT_GENANNT)
    bg_beratung: BgBeratung = BgBeratung(quelle=NICHT_GENANNT)
    sofo: Sofo = Sofo(quelle=NICHT_GENANNT)
    absage: Absage = Absage(quelle=NICHT_GENANNT)
    terminausfall: Terminausfall = Terminausfall(quelle=NICHT_GENANNT)
    kontaktregel: list[Kontaktregel] = Field(min_length=1)
    ziel: list[Ziel] = Field(default_factory=list)
    annahme: list[Annahme] = Field(default_factory=list)
    rechtsstand: list[Rechtsstand] = Field(default_factory=list)
    quellen: dict[str, Quelle] = Field(default_factory=dict)

    def is_in_force(self, stichtag: date) -> bool:
        """Tell whether the paper was in force on that day."""
        return self.gueltig_ab <= stichtag and (self.gueltig_bis is None or stichtag <= self.gueltig_bis)

    def as_json(self) -> str:
        """Return all that it says, defaults included, as JSON: the same for the same rules."""
        return json.dumps(self.model_dump(warnings=False), ensure_ascii=False, indent=1, sort_keys=True, default=str)


class Altersgrenze(Strict):
    """One line of § 7a SGB II."""

    geboren_bis: int | None = None
    jahre: int
    monate: int


class VereinbarungArt(Strict):
    """A kind of agreement, from which day on it may be dated and the last Stichtag at which it counts."""

    art: Literal[*codes.VEREINBARUNG_ART]  # type: ignore[valid-type]
    ab_datum: date | None = None
    bis_stichtag: date | None = None


class GesetzZiel(Ziel):
    """A target of the law, and the first Stichtag at which it holds."""

    ab_stichtag: date


class Gesetz(Strict):
    """What the law fixes for all rule sets."""

    titel: str
    altersgrenze: list[Altersgrenze]
    vereinbarung: list[VereinbarungArt]
    ziel: list[GesetzZiel]

    def add_to(self, regelwerk: Regelwerk, stichtag: date) -> Regelwerk:
        """Return the rule set with the targets that the law sets at that day, for figures to which it gives none."""
        own = {ziel.kennzahl for ziel in regelwerk.ziel}
        of_law = [z for z in self.ziel if z.ab_stichtag <= stichtag and z.kennzahl not in own]
        return regelwerk.model_copy(update={"ziel": [*regelwerk.ziel, *of_law]})
