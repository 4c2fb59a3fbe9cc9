"""What only a look at the month before shows: the same files delivered again, and exports that shrink."""

from decimal import Decimal

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.validate import Geprueft
from pipeline.warehouse import tables
from pipeline.warehouse.connection import Warehouse

# One row per month and export: what was delivered. Beside the rows themselves, so that it is rolled back with them.
TABELLE = "raw.lieferung"
SPALTEN = {"export": pl.String, "pruefsumme": pl.String, "geladen": pl.Int64}
# The organisation is often the same for months, and that is fine.
DARF_GLEICH_BLEIBEN = ("organisation",)


def compare_with_previous(
    con: Warehouse,
    monat: str,
    teile: list[Geprueft],
    zaehlungen: tuple[bf.Zaehlung, ...],
    hoechster_rueckgang: Decimal,
) -> pl.DataFrame:
    """Return notices against the latest earlier month of each export, and remember this one.

    `hoechster_rueckgang` is a share of the earlier month's loaded rows, 0 to 1.
    """
    geladen = {z.export: z.geladen for z in zaehlungen}
    zeilen = [(t.export, t.pruefsumme, geladen[t.export]) for t in teile]
    tables.replace_month(con, TABELLE, monat, pl.DataFrame(zeilen, SPALTEN, orient="row"))
    frueher = tables.read_table(con, TABELLE).filter(pl.col("monat") < monat).sort("monat")
    letzte = {z["export"]: (z["monat"], z["pruefsumme"], z["geladen"]) for z in frueher.iter_rows(named=True)}
    ergebnis = [bf.empty()]
    for teil in teile:
        if teil.export in letzte:
            ergebnis += _compare(teil, geladen[teil.export], letzte[teil.export], hoechster_rueckgang)
    return bf.join(ergebnis)


def _compare(
    teil: Geprueft, geladen: int, frueher: tuple[str, str, int], hoechster_rueckgang: Decimal
) -> list[pl.DataFrame]:
    monat, pruefsumme, vorher = frueher
    saetze = {}
    if pruefsumme == teil.pruefsumme and teil.export not in DARF_GLEICH_BLEIBEN:
        saetze["lieferung_wie_vormonat"] = (
            f"Die Datei ist Byte für Byte die des Monats {monat}; vermutlich wurde sie versehentlich wieder geliefert."
        )
    if geladen < (1 - hoechster_rueckgang) * vorher:
        prozent = round((1 - geladen / vorher) * 100)
        saetze["rueckgang"] = (
            f"Der Export hat {prozent} % weniger Zeilen als im Monat {monat} (Grenze: "
            f"{(hoechster_rueckgang * 100).normalize():f} %); vermutlich ist er unvollständig."
        )
    return [
        bf.make([None], export=teil.export, datei=teil.datei, spalte=None, code=code, schwere=bf.HINWEIS, satz=satz)
        for code, satz in saetze.items()
    ]
