"""Rule sets: what a source paper asks for, as data. Reads and checks the TOML files under regelwerke/."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from pipeline.errors import KonfigurationError
from pipeline.resources import resource_dir
from schemas import codes

ALTERSGRUPPE = ["u25", "ue25"]
OHNE = "ohne"


class Frist(NamedTuple):
    """An interval of calendar months and days; one of them is 0."""

    monate: int
    tage: int


def _parse_frist(text: Any) -> Frist:
    treffer = re.fullmatch(r"(\d+) (Tage?|Wochen?|Monate?)", text) if isinstance(text, str) else None
    if treffer is None:
        raise ValueError('eine Frist heißt zum Beispiel "180 Tage", "6 Wochen" oder "3 Monate"')
    anzahl, einheit = int(treffer[1]), treffer[2]
    if einheit.startswith("Monat"):
        return Frist(anzahl, 0)
    return Frist(0, anzahl * (7 if einheit.startswith("Woche") else 1))


FristText = Annotated[Frist, BeforeValidator(_parse_frist)]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+$")]


class _Streng(BaseModel):
    """Unknown keys are errors; nothing is converted silently; nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LebenslaufBedingung(_Streng):
    """A CV entry that covers the Stichtag, or the latest that ended before it."""

    art: Literal[*codes.LEBENSLAUF_ART]  # type: ignore[valid-type]
    seit_mindestens: FristText | None = None
    seit_hoechstens: FristText | None = None


class Bedingung(_Streng):
    """All of the named conditions hold; within a list any value suffices."""

    altersgruppe: list[Literal[*ALTERSGRUPPE]] | None = None  # type: ignore[valid-type]
    team_art: list[Literal[*codes.TEAM_ART]] | None = None  # type: ignore[valid-type]
    team_id: list[str] | None = None
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


class Anzahl(_Streng):
    """A minimum number of Gespräche in the period up to the Stichtag."""

    gespraeche: int = Field(ge=1)
    zeitraum: FristText


class Durchschnitt(_Streng):
    """On average one Gespräch per interval since the end of a CV entry."""

    abstand: FristText
    seit_ende_von: Literal[*codes.LEBENSLAUF_ART]  # type: ignore[valid-type]

    @model_validator(mode="after")
    def _abstand_in_tagen(self) -> "Durchschnitt":
        if self.abstand.monate:
            raise ValueError("der mittlere Abstand ist in Tagen oder Wochen anzugeben")
        return self


class Kontaktregel(_Streng):
    """One line of the decision table; the first whose conditions hold is the person's rule."""

    id: Code
    titel: str
    quelle: str
    wenn: list[Bedingung] = Field(default_factory=list)
    ziel: FristText | None = None
    mindest: FristText | None = None
    mindest_anzahl: Anzahl | None = None
    mindest_durchschnitt: Durchschnitt | None = None
    bis_stichtag: date | None = None

    @model_validator(mode="before")
    @classmethod
    def _einzelne_bedingung(cls, daten: Any) -> Any:
        """`wenn` may be one table of conditions or a list of alternatives."""
        if isinstance(daten, dict) and isinstance(daten.get("wenn"), dict):
            return {**daten, "wenn": [daten["wenn"]]}
        return daten

    @model_validator(mode="after")
    def _hoechstens_ein_minimum(self) -> "Kontaktregel":
        if sum(m is not None for m in (self.mindest, self.mindest_anzahl, self.mindest_durchschnitt)) > 1:
            raise ValueError("nur eines von mindest, mindest_anzahl und mindest_durchschnitt ist möglich")
        return self


class Ziel(_Streng):
    """A target of a figure: an upper or lower bound, or a guide value without traffic light.

    Without `segment_art` it holds for all rows of the figure; the more precisely named target goes first.
    """

    kennzahl: Code
    segment_art: Code | None = None
    segment: Code | None = None
    team_art: list[Literal[*codes.TEAM_ART]] = Field(default_factory=list)  # type: ignore[valid-type]
    hoechstens: Decimal | None = None
    mindestens: Decimal | None = None
    richtwert: Decimal | None = None
    mindest: Decimal | None = None
    quelle: str

    @property
    def richtung(self) -> str:
        """`hoechstens`, `mindestens` or `richtwert`."""
        return next(n for n in ("hoechstens", "mindestens", "richtwert") if getattr(self, n) is not None)

    @property
    def wert(self) -> Decimal:
        """The bound itself, in the unit of the figure."""
        return Decimal(getattr(self, self.richtung))

    @model_validator(mode="after")
    def _genau_eine_richtung(self) -> "Ziel":
        if sum(w is not None for w in (self.hoechstens, self.mindestens, self.richtwert)) != 1:
            raise ValueError("genau eines von hoechstens, mindestens und richtwert ist anzugeben")
        if self.richtwert is not None and self.mindest is not None:
            raise ValueError("ein Richtwert hat keinen Mindestwert")
        return self


class Bestand(_Streng):
    """Which statuses make up the AV-Bestand."""

    av_status: list[Literal[*codes.AV_STATUS]] = Field(min_length=1)  # type: ignore[valid-type]
    quelle: str


class Kontakt(_Streng):
    """What makes a note a qualified contact."""

    vermerktyp: list[Literal[*codes.VERMERKTYP]] = Field(min_length=1)  # type: ignore[valid-type]
    kontaktart: list[Literal[*codes.KONTAKTART]] = Field(min_length=1)  # type: ignore[valid-type]
    mindestdauer_min: int | None = Field(default=None, ge=1)
    quelle: str


class Hoechstabstand(_Streng):
    """The longest gap between two talks that the paper allows."""

    frist: FristText
    ohne_betreuung: list[Literal[*codes.BETREUUNG]] = Field(default_factory=list)  # type: ignore[valid-type]
    quelle: str


class Neukunde(_Streng):
    """Which application makes a person a Neukunde."""

    freie_tage_mehr_als: int = Field(ge=0)
    bg_wechsel: bool
    inland: bool = False
    mindestalter: int | None = Field(default=None, ge=0)
    altersgrenze: bool = False
    quelle: str


class Marktnaehe(_Streng):
    """Profillagen that count as marktnah where the delivery leaves `marktnaehe` empty."""

    marktnah_bei: list[Literal[*codes.PROFILLAGE]]  # type: ignore[valid-type]
    quelle: str


class Annahme(_Streng):
    """A decision that the paper leaves open; every report shows it."""

    thema: str
    text: str


class Regelwerk(_Streng):
    """One source paper as data."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{3,60}$")]
    titel: str
    papier: str
    gueltig_ab: date
    gueltig_bis: date | None = None
    land: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    bestand: Bestand
    kontakt: Kontakt
    hoechstabstand: Hoechstabstand
    neukunde: Neukunde
    marktnaehe: Marktnaehe | None = None
    kontaktregel: list[Kontaktregel] = Field(min_length=1)
    ziel: list[Ziel] = Field(default_factory=list)
    annahme: list[Annahme] = Field(default_factory=list)
    quellen: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _regeln_eindeutig_und_erreichbar(self) -> "Regelwerk":
        gesehen: set[str] = set()
        for nummer, regel in enumerate(self.kontaktregel):
            if regel.id in gesehen:
                raise ValueError(f"die Kontaktregel {regel.id} steht zweimal da")
            gesehen.add(regel.id)
            letzte = nummer == len(self.kontaktregel) - 1
            if not regel.wenn and regel.bis_stichtag is None and not letzte:
                raise ValueError(f"nach der Kontaktregel {regel.id}, die immer zutrifft, ist keine weitere erreichbar")
        return self

    def gilt_am(self, stichtag: date) -> bool:
        """Tell whether the paper was in force on that day."""
        return self.gueltig_ab <= stichtag and (self.gueltig_bis is None or stichtag <= self.gueltig_bis)


class Altersgrenze(_Streng):
    """One line of § 7a SGB II."""

    geboren_bis: int | None = None
    jahre: int
    monate: int


class Vereinbarungsart(_Streng):
    """A kind of agreement and the last Stichtag at which it counts."""

    art: Literal[*codes.VEREINBARUNG_ART]  # type: ignore[valid-type]
    bis_stichtag: date | None = None


class Gesetz(_Streng):
    """What the law fixes for all rule sets."""

    titel: str
    altersgrenze: list[Altersgrenze]
    vereinbarung: list[Vereinbarungsart]


_DEUTSCH = {
    "missing": "fehlt",
    "extra_forbidden": "ist kein bekannter Schlüssel",
    "literal_error": "ist kein bekannter Wert (möglich: {expected})",
    "greater_than_equal": "muss mindestens {ge} sein",
    "less_than_equal": "darf höchstens {le} sein",
    "string_pattern_mismatch": "hat nicht die erwartete Form {pattern}",
    "too_short": "braucht mindestens {min_length} Eintrag",
    "string_type": "muss Text sein",
    "list_type": "muss eine Liste sein",
    "dict_type": "muss eine Tabelle sein",
    "model_type": "muss eine Tabelle sein",
    "int_type": "muss eine ganze Zahl sein",
    "int_parsing": "muss eine ganze Zahl sein",
    "int_from_float": "muss eine ganze Zahl sein",
    "bool_type": "muss true oder false sein",
    "bool_parsing": "muss true oder false sein",
    "decimal_type": "muss eine Zahl sein",
    "decimal_parsing": "muss eine Zahl sein",
    "date_type": "muss ein Datum JJJJ-MM-TT sein",
    "date_from_datetime_parsing": "muss ein Datum JJJJ-MM-TT sein",
}


def validation_sentences(fehler: ValidationError) -> Iterator[str]:
    """Turn pydantic's findings into `key: reason`, in German where pydantic speaks English."""
    for eintrag in fehler.errors():
        ort = ".".join(str(teil) for teil in eintrag["loc"]) or "(Datei)"
        grund = _DEUTSCH.get(eintrag["type"])
        if grund is None:
            yield f"{ort}: {eintrag['msg'].removeprefix('Value error, ')}"
        else:
            yield f"{ort} {grund.format(**eintrag.get('ctx', {}))}"


def read_toml(datei: Path) -> dict[str, Any]:
    """Read a TOML file; a syntax error names file and place."""
    try:
        return tomllib.loads(datei.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fehler:
        raise KonfigurationError(f"{datei.name} ist kein gültiges TOML ({fehler}). Bitte berichtigen.") from None


def read_regelwerk(datei: Path) -> Regelwerk:
    """Read and check one rule-set file."""
    try:
        return Regelwerk.model_validate(read_toml(datei))
    except ValidationError as fehler:
        gruende = "; ".join(validation_sentences(fehler))
        raise KonfigurationError(f"Regelwerk {datei.name}: {gruende}. Bitte die Datei berichtigen.") from None


def read_gesetz() -> Gesetz:
    """Read what the law fixes for all rule sets."""
    return Gesetz.model_validate(read_toml(resource_dir("regelwerke") / "gesetz" / "sgb-ii.toml"))


def known_regelwerke() -> dict[str, Path]:
    """Map the ids of the delivered rule sets (their file names) to their files."""
    return {datei.stem: datei for datei in sorted(resource_dir("regelwerke").glob("*.toml"))}


def find_regelwerk(kennung: str) -> Regelwerk:
    """Read the rule set of that id, or of that file if it names one."""
    bekannte = known_regelwerke()
    if kennung in bekannte:
        return read_regelwerk(bekannte[kennung])
    if kennung.endswith(".toml") and Path(kennung).is_file():
        return read_regelwerk(Path(kennung))
    raise KonfigurationError(
        f"Das Regelwerk {kennung} gibt es nicht. Vorhanden sind: {', '.join(bekannte)}. "
        "Ein eigenes nennt man mit dem Pfad seiner TOML-Datei."
    )


def require_valid(werke: list[Regelwerk], stichtag: date, kennzahlen: set[str], *, auch_ungueltig: bool) -> None:
    """Refuse rule sets that are not in force at the Stichtag or that speak of figures nobody computes."""
    for werk in werke:
        if not (auch_ungueltig or werk.gilt_am(stichtag)):
            ende = f" bis {werk.gueltig_bis:%d.%m.%Y}" if werk.gueltig_bis else ""
            raise KonfigurationError(
                f"Das Regelwerk {werk.id} gilt ab {werk.gueltig_ab:%d.%m.%Y}{ende}, nicht am Stichtag "
                f"{stichtag:%d.%m.%Y}. Für einen Vergleich lässt --auch-ungueltig es zu."
            )
        if fremd := sorted(({z.kennzahl for z in werk.ziel} | werk.quellen.keys()) - kennzahlen):
            raise KonfigurationError(
                f"Das Regelwerk {werk.id} nennt Kennzahlen, die es nicht gibt: {', '.join(fremd)}. "
                "Bitte die Datei berichtigen."
            )
