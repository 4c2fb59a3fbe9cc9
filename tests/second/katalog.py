"""The figures (section 4): their units, their closed classes, and what the Mindestfallzahl has to know (section 8)."""

from __future__ import annotations

from dataclasses import dataclass

from .bestand import RANGFOLGE, Ziel

GESAMT = ("gesamt", "gesamt")
# The most days between two Stichtage where they move, and in twelve months.
MONAT, JAHR = 62, 366
DAUERKLASSEN = ("bis_3_monate", "3_bis_6_monate", "6_bis_12_monate", "ueber_12_monate", "keine")
TERMINARTEN = ("erstgespraech", "folgegespraech")
WARTEKLASSEN = ("bis_10at", "11_bis_30at", "ueber_30at")
BEWEGUNGEN = ("verblieben", "zugang", "abgang", "teamwechsel_zu", "teamwechsel_ab")
VERSAEUMNISKLASSEN = ("0", "1", "2", "3_und_mehr")
# Closed classes always have all their rows; of kontaktart those that a rule set of the unit admits.
GESCHLOSSEN = {
    "dauerklasse": DAUERKLASSEN,
    "kontaktart": RANGFOLGE,
    "terminart": TERMINARTEN,
    "warteklasse": WARTEKLASSEN,
    "bewegung": BEWEGUNGEN,
    "versaeumnisklasse": VERSAEUMNISKLASSEN,
}


@dataclass(frozen=True)
class Kennzahl:
    """What the roll-up, the targets and the suppression have to know about a figure."""

    einheit: str = "Anteil"
    zaehler_faelle: bool = True  # zaehler counts persons, talks, appointments or applications
    nenner_faelle: bool = True
    ohne_nenner: bool = False
    gesamt: bool = True  # has a row gesamt/gesamt
    klassen: str = ""  # segment_art of its closed class
    fachkraefte: bool = False  # drawn from counsellors' hours or appointments: hidden for a unit with few of them
    faktor: int = 1
    # What a person adds at most to a number that counts days of persons.
    zaehler_tage: int = 0
    nenner_tage: int = 0


def _anzahl(einheit: str = "Anzahl", **weiteres: object) -> Kennzahl:
    return Kennzahl(einheit, nenner_faelle=False, ohne_nenner=True, **weiteres)


def _mittel(einheit: str, **weiteres: object) -> Kennzahl:
    """A sum of days or minutes per case."""
    return Kennzahl(einheit, zaehler_faelle=False, **weiteres)


def _stunden(einheit: str = "Anteil") -> Kennzahl:
    return Kennzahl(einheit, zaehler_faelle=False, nenner_faelle=False, fachkraefte=True)


_TERMINE = Kennzahl(fachkraefte=True)

KENNZAHLEN: dict[str, Kennzahl] = {
    "beratungsaktivitaet_tage": _mittel("Tage", klassen="dauerklasse"),
    "gespraeche_monat": _anzahl(),
    "gespraeche_av_periode": Kennzahl("Anzahl je Person"),
    "hoechstabstand_quote": Kennzahl(),
    "letzte_beratung": Kennzahl(gesamt=False, klassen="dauerklasse"),
    "kontaktdichte_ziel_quote": Kennzahl(),
    "kontaktdichte_mindest_quote": Kennzahl(),
    "ueberfaellig": _anzahl(),
    "kontakte_halbjahr": Kennzahl("Anzahl je Person", gesamt=False),
    "kontaktart_anteil": Kennzahl(gesamt=False, klassen="kontaktart"),
    "erstgespraech_quote": Kennzahl(),
    "erstgespraech_10at_quote": Kennzahl(),
    "erstgespraech_30at_quote": Kennzahl(),
    "erstgespraech_begruendet_quote": Kennzahl(),
    "erstgespraech_persoenlich_quote": Kennzahl(),
    "standortbestimmung_quote": Kennzahl(),
    "absolventen_ies_quote": Kennzahl(),
    "absolventen_iws_quote": Kennzahl(),
    "absolventen_vorschau": Kennzahl(),
    "vereinbarung_quote": Kennzahl(),
    "kapazitaet_nutzung": _stunden(),
    "beratungszeit_anteil": _stunden(),
    "beratungsstunden_je_vzae_woche": _stunden("Stunden"),
    "gespraeche_je_vzae_woche": Kennzahl("Anzahl je Vollzeitkraft und Woche", nenner_faelle=False, fachkraefte=True),
    "betreuungsschluessel": Kennzahl("Personen je Vollzeitkraft", nenner_faelle=False, fachkraefte=True),
    "gespraechsdauer_mittel": _mittel("Minuten", gesamt=False, klassen="terminart", fachkraefte=True),
    "terminausfall_quote": _TERMINE,
    "ausfall_kontaktversuch_quote": _TERMINE,
    "absage_neubesetzt_quote": _TERMINE,
    "folgetermin_quote": _TERMINE,
    "dokumentation_atv_quote": _TERMINE,
    "dokumentation_vermerk_quote": _TERMINE,
    "bg_beratung_quote": Kennzahl(),
    "neukunden_wartend": _anzahl(klassen="warteklasse"),
    "erstgespraech_wartezeit": _mittel("Arbeitstage"),
    "eg_termin_10at_quote": Kennzahl(),
    "ueberfaellige_tage_anteil": Kennzahl(
        zaehler_faelle=False, nenner_faelle=False, zaehler_tage=MONAT, nenner_tage=MONAT
    ),
    "abstand_tage": _mittel("Tage"),
    "gespraeche_je_personenjahr": Kennzahl("Anzahl je Personenjahr", nenner_faelle=False, faktor=365, nenner_tage=JAHR),
    "bestandsbewegung": _anzahl(gesamt=False, klassen="bewegung"),
    "versaeumt_in_folge": Kennzahl(gesamt=False, klassen="versaeumnisklasse", fachkraefte=True),
}


def gilt_ohne_segment(ziel: Ziel, kennzahl: str, segment: tuple[str, str]) -> bool:
    """A target without a named segment holds for the row `gesamt`, for the other rows only where it is 100 %."""
    return segment == GESAMT or (ziel.ziel == 1 and KENNZAHLEN[kennzahl].einheit == "Anteil")
