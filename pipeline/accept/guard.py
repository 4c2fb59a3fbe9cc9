"""The privacy guard: no clear-text identity gets past reading, in whichever column it hides.

It looks at all delivered columns, also at those that would be dropped, at damaged rows and at titles, before anything
is written anywhere. Messages name file, column and number of hits, never a value.
"""

import re
from collections.abc import Iterable

import polars as pl

from pipeline.accept.export import RawExport
from pipeline.accept.formats.table import ZEILE
from pipeline.accept.values import form, is_emptied
from pipeline.errors import ConfigurationError, LieferungError
from schemas import EXPORTS

PSEUDONYME = ("kunde_id", "bg_id", "ifk_id")
# Words that announce a person wherever they stand in a header; compared in lower case.
_PERSON = """
    kontaktperson ansprechpartner ansprechpartnerin
    vorname vornamen nachname familienname geburtsname zuname rufname kundenname personenname
    anschrift adresse wohnanschrift strasse straße hausnummer hausnr plz postleitzahl wohnort
    mail email emailadresse telefon telefonnummer tel telnr mobil mobilnummer mobiltelefon handy handynummer
    geburtsdatum geburtstag gebdatum gebdat iban bic kontonummer steuerid
    kundennummer kundennr bgnummer bgnr rentenversicherungsnummer rvnummer
    sozialversicherungsnummer sozialversicherungsnr svnummer svnr
"""
# A name is personal by itself or beside one of these; the name of a team or a measure is not.
_TRAEGER = """
    kunde kunden kundin person personen klient klientin teilnehmer teilnehmerin teilnehmende familie vor nach
    mitarbeiter mitarbeiterin sachbearbeiter sachbearbeiterin fachkraft ifk berater beraterin bearbeiter
"""
_IBAN = "IBAN"
# Shapes of identifiers; blanks as people write them.
_FORMEN = {
    "Kundennummer": r"\d{3} ?[A-Z] ?\d{6}",
    "BG-Nummer": r"\d{5} ?(?://|BG) ?\d{7}",
    "Sozialversicherungsnummer": r"\d{2} ?(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2} ?[A-Z] ?\d{3}",
    _IBAN: r"[A-Z]{2}\d{2} ?(?:[A-Z0-9]{4} ?){2,7}[A-Z0-9]{1,4}",
    "E-Mail-Adresse": r"[^@\s;,<>()]+@[^@\s;,<>()]+\.[A-Za-z]{2,}",
}
_ALLE = "|".join(_FORMEN.values())
_GANZ, _DARIN = r"^(?:{})$", r"(?:^|[^0-9A-Za-z])(?:{})(?:[^0-9A-Za-z]|$)"
# A day other than the first of its month, which is how some systems write a month.
_GANZER_TAG = r"^(?:(?:0[2-9]|[1-3]\d)\.\d{2}\.\d{4}|\d{4}-\d{2}-(?:0[2-9]|[1-3]\d))(?:[ T].*)?$"
# What a pattern for pseudonyms must not let pass.
_KLARTEXT = ("123A456789", "12345//0001234", "12345BG0001234", "65170839J003", "DE02120300000000202051", "a.b@c.de")


def require_no_clear_text(raw: RawExport, pseudonym_muster: str | None = None) -> None:
    """Refuse an export that holds clear-text identifiers, or pseudonyms that do not look as the site says they do.

    Looked at are all cells of all columns, also of those that are in no schema, damaged rows, titles and footers.

    :raises LieferungError: names file, columns and numbers of hits
    """
    hits = [
        f"Spalte {_shown(column)} (dem Namen nach personenbezogen)"
        for column in raw.foreign_columns
        if announces_person(column)
    ]
    for column in raw.frame.columns:
        if column != ZEILE:
            hits += _column_hits(raw, column, pseudonym_muster)
    hits += [f"Kopfzeile: {n} × {art}" for art, n in _count(pl.Series(raw.foreign_columns, dtype=pl.String), _DARIN)]
    cells = pl.Series([feld for u in raw.unreadable for feld in u.cells], dtype=pl.String).str.strip_chars(' "\t\r\n')
    hits += [f"nicht lesbare Zeilen: {n} × {art}" for art, n in _count(cells, _GANZ)]
    hits += [f"Titel und Fußzeilen: {n} × {art}" for art, n in _count(pl.Series(raw.extras, dtype=pl.String), _DARIN)]
    if hits:
        raise LieferungError(
            f"{raw.file} enthält Klartext: {'; '.join(hits)}. Es wurde nichts gespeichert. Bitte eine "
            "pseudonymisierte Lieferung anfordern oder mit kontaktdichte pseudonymise erzeugen und diese Datei löschen."
        )


def announces_person(column: str) -> bool:
    """Tell whether a header promises clear text: „Name des Kunden“ or „E-Mail privat“, not „Name der Maßnahme“."""
    woerter = re.findall(r"[a-zäöüß]+", re.sub(r"([a-zäöüß])([A-ZÄÖÜ])", r"\1 \2", column).lower())
    if {"".join(woerter), *woerter} & set(_PERSON.split()):
        return True
    return woerter == ["name"] or ("name" in woerter and bool(set(_TRAEGER.split()) & set(woerter)))


def require_safe_pattern(pseudonym_muster: str | None) -> None:
    """Refuse a pattern that is none, or that would take clear-text identifiers for pseudonyms.

    :raises ConfigurationError: says why
    """
    if pseudonym_muster is None:
        return
    try:
        erkannt = pl.Series(_KLARTEXT).str.contains(f"^(?:{pseudonym_muster})$").any()
    except pl.exceptions.ComputeError:
        raise ConfigurationError("pseudonym_muster ist kein gültiger regulärer Ausdruck. Bitte berichtigen.") from None
    if erkannt:
        raise ConfigurationError(
            "pseudonym_muster ließe auch Kundennummern, BG-Nummern oder ähnliche Kennungen durch. Bitte enger fassen, "
            "zum Beispiel k[0-9a-f]{16}."
        )


def has_clear_text(values: Iterable[str]) -> bool:
    """Tell whether any of the values is or holds an identifier."""
    return bool(_count(pl.Series(list(values), dtype=pl.String), _DARIN))


def _column_hits(raw: RawExport, column: str, pseudonym_muster: str | None) -> list[str]:
    """Return what speaks against one column; free text that is dropped anyway may mention numbers, not be one."""
    values, schema = raw.frame[column], EXPORTS[raw.export].to_schema().columns
    if values.null_count() == len(values):
        return []
    if column in PSEUDONYME and pseudonym_muster is not None:
        anders = (~values.str.contains(f"^(?:{pseudonym_muster})$")).sum()
        return [f"Spalte {column}: {anders} × nicht wie ein Pseudonym (pseudonym_muster)"] if anders else []
    if (
        column in schema
        and form(schema[column]) == "monat"
        and values.str.contains(_GANZER_TAG).sum() > len(values) / 2
    ):
        return [f"Spalte {column}: {values.str.contains(_GANZER_TAG).sum()} × Geburtsdatum mit Tag"]
    genau = column in schema and is_emptied(schema[column])
    return [f"Spalte {_shown(column)}: {n} × {art}" for art, n in _count(values, _GANZ if genau else _DARIN)]


def _shown(column: str) -> str:
    """Return a delivered header for a message, unless it holds an identifier itself."""
    return "(Klartext)" if has_clear_text([column]) else column


def _count(values: pl.Series, pattern: str) -> list[tuple[str, int]]:
    """Count the values of each shape; one pass over all values, closer looks only at what it finds."""
    verdaechtig = values.filter(values.str.contains(pattern.format(_ALLE)).fill_null(False))
    if verdaechtig.is_empty():
        return []
    anzahlen = {art: int(verdaechtig.str.contains(pattern.format(muster)).sum()) for art, muster in _FORMEN.items()}
    if anzahlen[_IBAN]:
        kandidaten = verdaechtig.str.extract(f"({_FORMEN[_IBAN]})").drop_nulls()
        anzahlen[_IBAN] = sum(_is_iban(k) for k in kandidaten)
    return [(art, count) for art, count in anzahlen.items() if count]


def _is_iban(text: str) -> bool:
    """German ones by their length, foreign ones by their check digits: other codes are shaped alike."""
    iban = text.replace(" ", "")
    if iban.startswith("DE") and len(iban) == 22 and iban[2:].isdigit():
        return True
    return int("".join(str(int(z, 36)) for z in iban[4:] + iban[:4])) % 97 == 1
