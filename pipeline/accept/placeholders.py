"""What stands for nothing in a delivery becomes nothing, before any text is parsed; said once per cell or column.

Delivered values that the settings map are theirs: what a Jobcenter says about them wins over what is known here.
"""

from collections.abc import Mapping

import pandera.polars as pa
import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept import values as w
from pipeline.accept.emptied import Emptied
from pipeline.accept.export import RawExport
from pipeline.accept.formats.table import ZEILE

_ERGAENZEN = "bitte in der Quelle ergänzen lassen."
_HAKEN = ("X", "✓", "✔", "☑")
# What a spreadsheet writes where a look-up found nothing.
_NICHT_GEFUNDEN = r"^(?i:#NV|#N/A)$"
# From this share on, of at least so many values, what stands for nothing speaks against the column as a whole.
_ZEHNTEL, _GENUG = 10, 20
_NEIN = [text for text, is_set in w.FLAGS.items() if not is_set]


def read_placeholders(
    raw: RawExport, schema: pa.DataFrameSchema, values: Mapping[str, Mapping[str, str]]
) -> tuple[pl.DataFrame, list[pl.DataFrame], tuple[Emptied, ...]]:
    """Map the delivered values, empty what stands for nothing or "open", and read what is only ticked.

    `values` maps delivered values to our codes, per column; empty ones have the key "" there. The text that is
    returned has `zeile` and the columns of the export's schema, the Befunde have those of `accept.befund.SCHEMA`; last
    come the cells that were emptied, and why.
    """
    text, befunde = raw.frame.select(ZEILE, *schema.columns), []
    emptied: list[Emptied] = []
    for name, column in schema.columns.items():
        cells, leer = read_cells(text[name], column, values.get(name, {}))
        if leer.any():
            rows, sentence = text.filter(leer)[ZEILE], _nothing(raw, name)
            befunde.append(raw.find(rows, name, "leerwert", bf.HINWEIS, sentence))
            emptied.append(Emptied(name, f"{sentence} Sonst {_ERGAENZEN}", rows))
            fehler = int(text[name].filter(leer).str.contains(_NICHT_GEFUNDEN).sum())
            befunde += _doubt(raw, name, fehler, text[name].count(), "sind Fehlerwerte einer Tabellenkalkulation (#NV)")
        text = text.with_columns(cells)
        if w.form(column) in ("datum", "monat"):
            offen = text.select(w.open_days(column).fill_null(False)).to_series()
            if offen.any():
                sentence = _open(column)
                found = text.filter(offen)
                befunde.append(raw.find(found[ZEILE], name, "datum_offen", bf.HINWEIS, sentence))
                emptied.append(Emptied(name, f"{sentence} Den Tag {_ERGAENZEN}", found[ZEILE]))
                unknown = int(found.select(w.unknown_end(column).sum()).item())
                what = "sind ein Datum, das „unbekannt“ bedeutet (wie 30.12.1899, 01.01.1970)"
                befunde += _doubt(raw, name, unknown, text[name].count(), what)
                text = text.with_columns(pl.when(~offen).then(pl.col(name)).alias(name))
    return *_read_ticks(raw, schema, text, befunde), tuple(emptied)


def read_cells(delivered: pl.Series, column: pa.Column, mapping: Mapping[str, str]) -> tuple[pl.Series, pl.Series]:
    """Return the cells of any column as mapped, and which of them stood for nothing and are not in the `mapping`."""
    leer = delivered.str.contains(w.nothing(column)).fill_null(False)
    if mapping:
        leer &= ~delivered.is_in(list(mapping)).fill_null(False)
        delivered = delivered.fill_null("").replace(dict(mapping)).replace("", None)
    return (delivered.set(leer, None) if leer.any() else delivered), leer


def _doubt(raw: RawExport, name: str, hits: int, filled: int, what: str) -> list[pl.DataFrame]:
    """Warn of a column of which a tenth is `what` a source writes that does not know the value."""
    if filled < _GENUG or hits * _ZEHNTEL < filled:
        return []
    sentence = (
        f"{hits} von {filled} Werten der Spalte {name} {what}; sie zählen als leer. Fehlen die Angaben nur, bitte den "
        f"Export berichtigen lassen. Ist „leer“ gemeint, ordnet ihn [werte.{raw.export}.{name}] in kontaktdichte.toml "
        'mit "" zu.'
    )
    return [raw.find([None], name, "spalte_zweifelhaft", bf.WARNUNG, sentence)]


def _open(column: pa.Column) -> str:
    words, what = (", laufend, unbefristet", "Datum oder Wort") if w.is_end(column) else ("", "Datum")
    return (
        f"{column.name} enthält ein {what}, das „offen“ oder „unbekannt“ bedeutet (wie 31.12.9999, 01.01.1900{words}); "
        "es zählt als leer."
    )


def _nothing(raw: RawExport, name: str) -> str:
    return (
        f"{name} enthält ein Zeichen oder Wort für „nichts“ (wie -, NULL oder k. A.); es zählt als leer. Ist doch ein "
        f"Wert gemeint, ordnet ihn [werte.{raw.export}.{name}] in kontaktdichte.toml zu."
    )


def _read_ticks(
    raw: RawExport, schema: pa.DataFrameSchema, text: pl.DataFrame, befunde: list[pl.DataFrame]
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Read the blanks of flags that are only ticked as no, those of a column that nobody has ticked as well.

    Where no flag of the export holds anything, nothing shows that they are ticked: that is worth a warning.
    """
    flags = [name for name, column in schema.columns.items() if w.form(column) == "flag" and text.height]
    blank = [name for name in flags if text[name].null_count() == text.height]
    ticked = [name for name in flags if _is_only_ticked(text[name])]
    for name in [*ticked, *blank] if ticked or blank == flags else []:
        leer = text[name].null_count()
        if not ticked:
            sentence = (
                f"{name} ist in keiner Zeile gefüllt und zählt überall als N. Fehlen die Angaben nur, bitte den Export "
                "berichtigen lassen."
            )
            befunde.append(raw.find(text[ZEILE], name, "leer_ist_nein", bf.WARNUNG, sentence))
        elif leer:
            sentence = f"{name} ist nur angekreuzt oder leer; leere Zellen ({leer}) zählen als N."
            befunde.append(raw.find([None], name, "leer_ist_nein", bf.HINWEIS, sentence))
        text = text.with_columns(pl.col(name).fill_null("N"))
    return text, befunde


def _is_only_ticked(column: pl.Series) -> bool:
    """Tell whether most filled cells are ticks, and none says no; single bad ones change nothing about the others."""
    gross = column.str.to_uppercase()
    return bool(gross.is_in(_HAKEN).sum() * 2 > len(column) - column.null_count() and not gross.is_in(_NEIN).any())
