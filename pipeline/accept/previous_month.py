"""What only a look at the other months shows: the same rows again, exports that shrink, persons nobody knows."""

from decimal import Decimal

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.validate import CheckedExport
from pipeline.notation import exact
from pipeline.warehouse import tables
from pipeline.warehouse.connection import Warehouse

TABELLE = tables.DELIVERED
# How many persons of the kept month before come again.
WIEDERKEHR = "fct.wiederkehr"
PERSONEN = "verbis_kunden"
SPALTEN = {"export": pl.String, "pruefsumme": pl.String, "geladen": pl.Int64}
# The organisation is often the same for months, and that is fine.
DARF_GLEICH_BLEIBEN = ("organisation",)
# In a small office an export of few rows may well be that of another month; this many rows are not by chance.
BEURTEILBAR = 20
# An export with this many rows that loses two fifths of them is half an export.
GROSS = 50


def compare_with_previous(
    con: Warehouse,
    month: str,
    parts: list[CheckedExport],
    zaehlungen: tuple[bf.Zaehlung, ...],
    hoechster_rueckgang: Decimal,
) -> pl.DataFrame:
    """Return what is odd against the other months of each export, and remember this one.

    The same rows are looked for in all months that the warehouse has, fewer rows in the latest earlier one.
    `hoechster_rueckgang` is a share of the earlier month's loaded rows, 0 to 1. The result has the columns of
    `accept.befund.SCHEMA`; what is remembered goes into `raw.lieferung`: `export`, `pruefsumme`, `geladen`.

    :raises ConfigurationError: the warehouse holds `raw.lieferung` of another version
    """
    loaded = remember_delivered(con, month, parts, zaehlungen)
    others = tables.read_table(con, TABELLE).filter(pl.col("monat") != month).sort("monat")
    result = [bf.empty()]
    for part in parts:
        known = others.filter(export=part.export)
        found = [_find_repeated(con, part, month, loaded[part.export], known)]
        if earlier := known.filter(pl.col("monat") < month).select("monat", "geladen").rows():
            found.append(_find_fall(loaded[part.export], earlier[-1], hoechster_rueckgang))
        result += [bf.make([None], kind, export=part.export, file=part.file) for kind in found if kind]
    return bf.join(result)


def remember_delivered(
    con: Warehouse, month: str, parts: list[CheckedExport], zaehlungen: tuple[bf.Zaehlung, ...]
) -> dict[str, int]:
    """Remember what a month was delivered in `raw.lieferung`; returns the number of loaded rows by export.

    :raises ConfigurationError: the warehouse holds `raw.lieferung` of another version
    """
    loaded = {z.export: z.geladen for z in zaehlungen}
    rows = [(t.export, t.checksum, loaded[t.export]) for t in parts]
    tables.replace_month(con, TABELLE, month, pl.DataFrame(rows, SPALTEN, orient="row"))
    return loaded


def find_other_pseudonyms(con: Warehouse, month: str, parts: list[CheckedExport]) -> pl.DataFrame:
    """Return the warning that hardly anybody of the kept month before comes again, with the columns of `SCHEMA`."""
    result = [bf.empty()]
    for row in tables.read_table(con, WIEDERKEHR).filter(monat=month).iter_rows(named=True):
        if row["hat_andere_pseudonyme"]:
            sentence = (
                f"Von den {row['davor']} Personen des Monats {row['monat_davor']} kommt fast keine wieder vor; "
                "vermutlich sind die Pseudonyme andere (neuer Schlüssel). Wer blieb, lässt sich dann nicht zählen. "
                "Bitte mit dem Schlüssel der Monate davor pseudonymisieren (--key-file) und neu laden."
            )
            kind = bf.BefundKind("schluessel_fremd", bf.WARNUNG, sentence)
            result += [bf.make([None], kind, export=p.export, file=p.file) for p in parts if p.export == PERSONEN]
    return bf.join(result)


def _find_repeated(
    con: Warehouse, part: CheckedExport, current: str, loaded: int, known: pl.DataFrame
) -> bf.BefundKind | None:
    """Find a month other than the current one that has the same file or rows.

    `known` has `monat`, `pruefsumme` and `geladen`.
    """
    if part.export in DARF_GLEICH_BLEIBEN or not loaded:
        return None
    schwere = bf.WARNUNG if loaded >= BEURTEILBAR else bf.HINWEIS
    for month, checksum, rows in known.select("monat", "pruefsumme", "geladen").iter_rows():
        same = "Byte für Byte" if checksum == part.checksum else ""
        if not same and rows == loaded and tables.has_same_rows(con, f"raw.{part.export}", current, month):
            same = "Zeile für Zeile"
        if same:
            sentence = (
                f"Der Export ist {same} der des Monats {month}; vermutlich wurde er versehentlich wieder geliefert. "
                "Bitte den des Berichtsmonats liefern."
            )
            return bf.BefundKind("lieferung_wie_vormonat", schwere, sentence)
    return None


def _find_fall(loaded: int, earlier: tuple[str, int], hoechster_rueckgang: Decimal) -> bf.BefundKind | None:
    month, before = earlier
    if loaded >= (1 - hoechster_rueckgang) * before:
        return None
    is_half = before >= GROSS and loaded * 5 < before * 3
    sentence = (
        f"Der Export hat {round((1 - loaded / before) * 100)} % weniger Zeilen als im Monat {month} (Grenze: "
        f"{exact(hoechster_rueckgang * 100)} %); vermutlich ist er unvollständig. Bitte "
        "prüfen und vollständig neu liefern lassen."
    )
    return bf.BefundKind("rueckgang", bf.WARNUNG if is_half else bf.HINWEIS, sentence)
