"""What only a look at the month before shows: the same files delivered again, and exports that shrink."""

from decimal import Decimal

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.validate import CheckedExport
from pipeline.notation import exact
from pipeline.warehouse import tables
from pipeline.warehouse.connection import Warehouse

# One row per month and export: what was delivered. Beside the rows themselves, so that it is rolled back with them.
TABELLE = "raw.lieferung"
SPALTEN = {"export": pl.String, "pruefsumme": pl.String, "geladen": pl.Int64}
# The organisation is often the same for months, and that is fine.
DARF_GLEICH_BLEIBEN = ("organisation",)


def compare_with_previous(
    con: Warehouse,
    month: str,
    parts: list[CheckedExport],
    zaehlungen: tuple[bf.Zaehlung, ...],
    hoechster_rueckgang: Decimal,
) -> pl.DataFrame:
    """Return notices against the latest earlier month of each export, and remember this one.

    `hoechster_rueckgang` is a share of the earlier month's loaded rows, 0 to 1. The result has the columns of
    `accept.befund.SCHEMA`; what is remembered goes into `raw.lieferung`: `export`, `pruefsumme`, `geladen`.

    :raises ConfigurationError: the warehouse holds `raw.lieferung` of another version
    """
    loaded = {z.export: z.geladen for z in zaehlungen}
    rows = [(t.export, t.checksum, loaded[t.export]) for t in parts]
    tables.replace_month(con, TABELLE, month, pl.DataFrame(rows, SPALTEN, orient="row"))
    earlier = tables.read_table(con, TABELLE).filter(pl.col("monat") < month).sort("monat")
    letzte = {z["export"]: (z["monat"], z["pruefsumme"], z["geladen"]) for z in earlier.iter_rows(named=True)}
    result = [bf.empty()]
    for part in parts:
        if part.export in letzte:
            result += _compare(part, loaded[part.export], letzte[part.export], hoechster_rueckgang)
    return bf.join(result)


def _compare(
    part: CheckedExport, loaded: int, earlier: tuple[str, str, int], hoechster_rueckgang: Decimal
) -> list[pl.DataFrame]:
    month, checksum, before = earlier
    saetze = {}
    if checksum == part.checksum and part.export not in DARF_GLEICH_BLEIBEN:
        saetze["lieferung_wie_vormonat"] = (
            f"Die Datei ist Byte für Byte die des Monats {month}; vermutlich wurde sie versehentlich wieder geliefert."
        )
    if loaded < (1 - hoechster_rueckgang) * before:
        prozent = round((1 - loaded / before) * 100)
        saetze["rueckgang"] = (
            f"Der Export hat {prozent} % weniger Zeilen als im Monat {month} (Grenze: "
            f"{exact(hoechster_rueckgang * 100)} %); vermutlich ist er unvollständig."
        )
    return [
        bf.make([None], bf.BefundKind(code, bf.HINWEIS, sentence), export=part.export, file=part.file)
        for code, sentence in saetze.items()
    ]
