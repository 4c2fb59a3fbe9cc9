"""The catalogue of figures: title, meaning, unit and order of everything a report shows."""

from decimal import Decimal
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.resources import resource_dir
from pipeline.toml_file import read_toml

# Splits whose rows are all shown even without a case; kontaktart: those that the rule set admits.
GESCHLOSSENE_SEGMENTE = ("gesamt", "dauerklasse", "kontaktart", "terminart")
# What hours of counselling are computed from: the figures, and their splits by minutes.
UEBERFAELLIG, BEDARF = "ueberfaellig", "gespraechsbedarf"
NACHHOLEN, MINDESTENS, ZIEL = "nachholen_min", "mindest_min_je_monat", "ziel_min_je_monat"


class _Streng(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Seite(_Streng):
    """Numerator or denominator: what it is, what it counts, and its unit conversion."""

    text: str
    zaehlt: Literal["personen", "faelle", "menge"]
    teiler: Decimal = Decimal(1)


class Abschnitt(_Streng):
    """A chapter of every report."""

    id: str
    titel: str


class Kennzahl(_Streng):
    """One figure."""

    id: str
    titel: str
    definition: str
    abschnitt: str
    form: Literal["mittel", "anteil", "anzahl"]
    einheit: str
    dezimalen: int = Field(ge=0, le=3)
    richtung: Literal["hoch", "niedrig", "neutral"]
    segmente: list[str] = Field(min_length=1)
    zaehler: Seite
    nenner: Seite | None = None
    kapazitaet: bool = False
    vorschau: bool = False


class Katalog(_Streng):
    """All figures in the order of the report, and the words for their splits."""

    abschnitt: list[Abschnitt]
    kennzahl: list[Kennzahl]
    segment: dict[str, dict[str, str]]
    segmentart: dict[str, str]

    def __getitem__(self, kennung: str) -> Kennzahl:
        """Return the figure of that id; KeyError if there is none."""
        return self._nach_id()[kennung]

    def _nach_id(self) -> dict[str, Kennzahl]:
        return {eintrag.id: eintrag for eintrag in self.kennzahl}


@cache
def read_katalog() -> Katalog:
    """Read reports/kennzahlen.toml."""
    return Katalog.model_validate(read_toml(resource_dir("reports") / "kennzahlen.toml"))


def with_costs(katalog: Katalog) -> Katalog:
    """Return the catalogue with what disclosure control must know of persons counted by minutes; no report shows them.

    It adds the figure `gespraechsbedarf` (persons under a contact rule, split by the minutes per month that minimum or
    target cost) and to `ueberfaellig` the split by the minutes of catching up.
    """
    personen = Seite(text="Personen", zaehlt="personen")
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
