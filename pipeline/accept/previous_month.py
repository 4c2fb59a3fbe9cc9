"""What only a look at the month before shows: the same files delivered again, and exports that shrink."""

from decimal import Decimal

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.validate import Geprueft
from pipeline.warehouse.connection import Warehouse

# One row per month and export: what was delivered. Beside the rows themselves, so that it is rolled back with them.
TABELLE = "raw.lieferung"
# The organisation is often the same for months, and that is fine.
DARF_GLEICH_BLEIBEN = ("organisation",)


def compare_with_previous(
    con: Warehouse,
    monat: str,
    teile: list[Geprueft],
    zaehlungen: tuple[bf.Zaehlung, ...],
    hoechster_rueckgang: Decimal,
) -> pl.DataFrame:
    """Return notices against the latest earlier month, and remember this one."""
    con.execute(
        f"create table if not exists {TABELLE} (monat varchar, export varchar, pruefsumme varchar, geladen bigint)"
    )
    con.execute(f"delete from {TABELLE} where monat = ?", [monat])  # noqa: S608
    ergebnis = [bf.empty()]
    for teil, zaehlung in zip(teile, zaehlungen, strict=True):
        frueher = con.execute(
            f"select monat, pruefsumme, geladen from {TABELLE} "  # noqa: S608
            "where export = ? and monat < ? order by monat desc limit 1",
            [teil.export, monat],
        ).fetchall()
        for zeile in frueher:
            ergebnis += _compare(teil, zaehlung.geladen, zeile, hoechster_rueckgang)
        con.execute(
            f"insert into {TABELLE} values (?, ?, ?, ?)",  # noqa: S608
            [monat, teil.export, teil.pruefsumme, zaehlung.geladen],
        )
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
