"""The privacy guard: no clear-text identity gets past reading, in whichever column it hides.

It looks at all delivered columns, also at those that would be dropped, before anything is written anywhere.
"""

import re

import polars as pl

from pipeline.errors import LieferungError
from pipeline.exports import ZEILE, Rohdaten

# Column names that announce a person; compared in lower case without signs (team_name and the like are ours).
_NAMEN = {
    "name",
    "nachname",
    "familienname",
    "vorname",
    "geburtsname",
    "anschrift",
    "adresse",
    "strasse",
    "straße",
    "hausnummer",
    "plz",
    "wohnort",
    "iban",
    "bic",
    "kontonummer",
    "email",
    "emailadresse",
    "mail",
    "telefon",
    "telefonnummer",
    "mobil",
    "mobilnummer",
    "handy",
    "geburtsdatum",
    "geburtstag",
    "kundennummer",
    "kundenname",
    "bgnummer",
    "steuerid",
    "rentenversicherungsnummer",
    "rvnummer",
    "sozialversicherungsnummer",
    "svnummer",
}
# Shapes of identifiers as whole values.
_FORMEN = {
    "Kundennummer": r"^\d{3}[A-Z]\d{6}$",
    "BG-Nummer": r"^\d{5}(//|BG)\d{7}$",
    "Sozialversicherungsnummer": r"^\d{2}(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d{2}[A-Z]\d{3}$",
    "IBAN": r"^[A-Z]{2}\d{2} ?(?:[A-Z0-9]{4} ?){2,7}[A-Z0-9]{1,4}$",
    "E-Mail-Adresse": r"^[^@\s;]+@[^@\s;]+\.[A-Za-z]{2,}$",
}


def require_no_clear_text(roh: Rohdaten) -> None:
    """Refuse an export that holds clear-text identifiers; names file, column and number of hits, never a value."""
    treffer = [
        f"Spalte {spalte} (dem Namen nach personenbezogen)"
        for spalte in roh.fremde_spalten
        if re.sub(r"[^a-zäöüß]", "", spalte.lower()) in _NAMEN
    ]
    treffer += [f"Spalte {spalte}: {anzahl} × {form}" for spalte, form, anzahl in _shaped_values(roh.frame)]
    if treffer:
        raise LieferungError(
            f"{roh.datei.name} enthält Klartext: {'; '.join(treffer)}. Es wurde nichts gespeichert. Bitte eine "
            "pseudonymisierte Lieferung anfordern und diese Datei löschen."
        )


def _shaped_values(frame: pl.DataFrame) -> list[tuple[str, str, int]]:
    spalten = [name for name in frame.columns if name != ZEILE]
    zaehler = frame.lazy().select(
        pl.col(spalte).str.contains(muster).sum().alias(f"{spalte}\t{form}")
        for spalte in spalten
        for form, muster in _FORMEN.items()
    )
    zeile = zaehler.collect().row(0, named=True) if spalten else {}
    return [(*key.split("\t", 1), anzahl) for key, anzahl in zeile.items() if anzahl]
