"""The catalogue of figures: title, meaning, unit and order of everything a report shows."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.resources import resource_folder
from pipeline.toml_file import read_toml

# The levels of units, from the highest to the lowest, as `mart.einheit` names them.
EBENEN = ("gesamt", "jobcenter", "bereich", "team")
# Splits whose rows are all shown even without a case; kontaktart: those that the rule set admits.
GESCHLOSSENE_SEGMENTE = (
    *("gesamt", "dauerklasse", "kontaktart", "terminart", "trichter"),
    *("warteklasse", "bewegung", "versaeumnisklasse"),
)
# What hours of counselling are computed from: the figures, and their splits by minutes.
UEBERFAELLIG, BEDARF = "ueberfaellig", "gespraechsbedarf"
NACHHOLEN, MINDESTENS, ZIEL = "nachholen_min", "mindest_min_je_monat", "ziel_min_je_monat"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Side(_Strict):
    """Numerator or denominator: what it is, what it counts, and its unit conversion.

    `je_person`: a quantity to which one person adds so much at most, days of persons for example.
    """

    text: str
    zaehlt: Literal["personen", "faelle", "menge"]
    teiler: Decimal = Decimal(1)
    je_person: int | None = Field(default=None, ge=1)


class Anteile(_Strict):
    """Which split (`nach`) tells who makes up a mean, under which title, and short words for its classes and sides."""

    nach: str
    titel: str
    klasse: str
    zaehler: str
    nenner: str


class Abschnitt(_Strict):
    """A chapter of every report; `von_fachkraeften`: its figures come from the counsellors' hours or appointments."""

    id: str
    titel: str
    von_fachkraeften: bool = False


class Kennzahl(_Strict):
    """One figure.

    `faktor`: its value is that many times numerator by denominator. `anteile`: shares of classes stand beside its mean.
    `vorschau`, `nebenangabe`: it looks ahead, or says more about the figures in a sentence or step by step, and is none
    of them. `vormonat`: it has rows only where the month before is kept. `diagramm`: its place among the line charts, 1
    is the one drawn large. `im_team`: teams are compared by it.
    """

    id: str
    titel: str
    definition: str
    abschnitt: str
    form: Literal["mittel", "anteil", "anzahl"]
    einheit: str
    dezimalen: int = Field(ge=0, le=3)
    richtung: Literal["hoch", "niedrig", "neutral"]
    segmente: list[str] = Field(min_length=1)
    zaehler: Side
    nenner: Side | None = None
    faktor: int = Field(default=1, ge=1)
    anteile: Anteile | None = None
    vorschau: bool = False
    nebenangabe: Literal["satz", "schritte"] | None = None
    vormonat: bool = False
    diagramm: int | None = Field(default=None, ge=1)
    im_team: bool = False

    def holds_for_parts(self, ziel: Decimal) -> bool:
        """Tell whether a target of the whole is one of its splits, too: what all shall reach, each part shall."""
        return self.is_share and ziel == 1

    @property
    def is_beside(self) -> bool:
        """Tell whether it is shown beside the figures and is none of them."""
        return self.vorschau or self.nebenangabe is not None

    @property
    def is_share(self) -> bool:
        """Tell whether the figure is a part of a whole, written in percent."""
        return self.form == "anteil"

    @model_validator(mode="after")
    def _require_total(self) -> "Kennzahl":
        if (self.diagramm or self.im_team) and "gesamt" not in self.segmente:
            raise ValueError(f"{self.id} hat kein gesamt: diagramm und im_team brauchen die Kennzahl als Ganzes")
        return self

    @model_validator(mode="after")
    def _require_ratio(self) -> "Kennzahl":
        if self.nenner is None and self.faktor > 1:
            raise ValueError(f"{self.id} hat keinen nenner: faktor braucht einen")
        if self.anteile and (self.form != "mittel" or not {"gesamt", self.anteile.nach} <= {*self.segmente}):
            raise ValueError(f"{self.id}: anteile brauchen die form mittel, gesamt und die Gliederung, die sie nennen")
        return self


class Katalog(_Strict):
    """All figures in the order of the report, and the words for codes.

    `segment` has the words by list and code: of splits, and of other codes that a report writes out. `segmentart` has
    a word for each kind of split.
    """

    abschnitt: list[Abschnitt]
    kennzahl: list[Kennzahl]
    segment: dict[str, dict[str, str]]
    segmentart: dict[str, str]

    def __getitem__(self, identifier: str) -> Kennzahl:
        """Return the figure of that id; KeyError if there is none."""
        return self._by_id()[identifier]

    def word(self, art: str, code: str) -> str:
        """Return the word for a code of a list (`team_art`, `ebene`, …); the code itself if there is none."""
        return self.segment.get(art, {}).get(code, code)

    def words(self, art: str, codes: Iterable[str]) -> str:
        """Return the words for codes of a list, with commas between them."""
        return ", ".join(self.word(art, code) for code in codes)

    def is_of_fachkraefte(self, kennzahl: Kennzahl) -> bool:
        """Tell whether a figure would judge single counsellors where a unit has very few of them."""
        return any(a.von_fachkraeften for a in self.abschnitt if a.id == kennzahl.abschnitt)

    @property
    def diagramme(self) -> tuple[Kennzahl, ...]:
        """Return the figures whose months are drawn as line charts, the one that is drawn large first."""
        return tuple(sorted((k for k in self.kennzahl if k.diagramm), key=lambda k: k.diagramm or 0))

    @model_validator(mode="after")
    def _require_distinct(self) -> "Katalog":
        nummern = [k.diagramm for k in self.kennzahl if k.diagramm]
        if len(set(nummern)) < len(nummern):
            raise ValueError("zwei Kennzahlen haben dieselbe Nummer in diagramm")
        return self

    def _by_id(self) -> dict[str, Kennzahl]:
        return {entry.id: entry for entry in self.kennzahl}


@cache
def read_katalog() -> Katalog:
    """Read reports/kennzahlen.toml."""
    return Katalog.model_validate(read_toml(resource_folder("reports") / "kennzahlen.toml"))


def with_aufwand(katalog: Katalog) -> Katalog:
    """Return the catalogue with what disclosure control must know of persons counted by minutes; no report shows them.

    It adds the figure `gespraechsbedarf` (persons under a contact rule, split by the minutes per month that minimum or
    target cost) and to `ueberfaellig` the split by the minutes of catching up.
    """
    personen = Side(text="Personen", zaehlt="personen")
    bedarf = Kennzahl(
        id=BEDARF,
        titel=BEDARF,
        definition=BEDARF,
        abschnitt=katalog[UEBERFAELLIG].abschnitt,
        form="anzahl",
        einheit="Anzahl",
        dezimalen=0,
        richtung="neutral",
        segmente=["gesamt", MINDESTENS, ZIEL],
        zaehler=personen,
    )
    ueberfaellig = katalog[UEBERFAELLIG]
    erweitert = ueberfaellig.model_copy(update={"segmente": [*ueberfaellig.segmente, NACHHOLEN]})
    andere = [erweitert if k.id == UEBERFAELLIG else k for k in katalog.kennzahl]
    return katalog.model_copy(update={"kennzahl": [*andere, bedarf]})
