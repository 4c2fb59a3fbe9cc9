"""What a new Stand of a month says otherwise than the one before: for workbook, page and file the same rows."""

from collections.abc import Callable, Iterator

import polars as pl

from pipeline.evaluate.bericht import Bericht
from pipeline.evaluate.changes import Change, Changes, Reading
from pipeline.evaluate.einheit import Einheit
from pipeline.present import blocks as b
from pipeline.present import cell
from pipeline.present.cell import Cell
from pipeline.present.figure import kennzahl_title

TITLE = "Was hat sich geändert"
_NONE = Cell("nicht ausgewiesen")


def _of(side: str, write: Callable[[Change, Reading], Cell]) -> Callable[[Change], Cell]:
    def written(change: Change) -> Cell:
        reading: Reading | None = getattr(change, side)
        return _NONE if reading is None else write(change, reading)

    return written


def _value(change: Change, reading: Reading) -> Cell:
    return cell.value(change.kennzahl, reading.wert, gesperrt=reading.gesperrt)


def _numerator(_: Change, reading: Reading) -> Cell:
    return cell.count(reading.zaehler, gesperrt=reading.gesperrt)


def _denominator(change: Change, reading: Reading) -> Cell:
    return Cell() if change.kennzahl.nenner is None else cell.count(reading.nenner, gesperrt=reading.gesperrt)


def _target(change: Change, reading: Reading) -> Cell:
    return Cell() if reading.ziel is None else cell.value(change.kennzahl, reading.ziel)


def _light(_: Change, reading: Reading) -> Cell:
    return Cell() if reading.ampel is None or reading.gesperrt else cell.light_cell(reading.ampel)


def _title(change: Change) -> Cell:
    title = kennzahl_title(change.kennzahl)
    is_main = change.segment_art == "gesamt"
    return title if is_main else title._replace(text=f"{title.text}: {change.segment_titel}")


_SIDES = (("vorher", "bisher"), ("jetzt", "neu"))
_COLUMNS: tuple[b.Column[Change], ...] = (
    b.Column("Kennzahl", "text", _title, 50, wraps=True),
    *(b.Column(f"Wert {word}", "number", _of(side, _value), 14) for side, word in _SIDES),
    *(b.Column(f"Zähler {word}", "number", _of(side, _numerator), 14) for side, word in _SIDES),
    *(b.Column(f"Nenner {word}", "number", _of(side, _denominator), 14) for side, word in _SIDES),
    *(b.Column(f"Ziel {word}", "number", _of(side, _target), 12) for side, word in _SIDES),
    *(b.Column(f"Bewertung {word}", "text", _of(side, _light), 22) for side, word in _SIDES),
)


def change_sheet(bericht: Bericht, einheit: Einheit) -> Iterator[b.Section]:
    """Return the sheet of a unit's workbook, if any of its figures has changed."""
    changes = bericht.aenderungen
    if changes and (rows := changes.of(einheit.ebene, einheit.id)):
        note = f"Gegenüber Stand {changes.seit:02d} dieses Berichts. {_why(changes)}"
        table = b.make_table(f"{TITLE} – {einheit.titel}", _COLUMNS, rows, name="tblAenderungen", look="werte")
        yield b.Section("aenderungen", TITLE, (table,), note=note)


def change_section(bericht: Bericht) -> Iterator[b.Section]:
    """Return the section of the page, from the second Stand of a month on."""
    changes = bericht.aenderungen
    if changes is None:
        return
    blocks: list[b.Block] = [b.Paragraph(f"Gegenüber Stand {changes.seit:02d} dieses Berichts. {_why(changes)}")]
    for einheit in bericht.einheiten:
        if rows := changes.of(einheit.ebene, einheit.id):
            table = b.make_table(f"{einheit.titel}: {_how_many(len(rows))}", _COLUMNS, rows, look="werte")
            blocks.append(b.Details(f"{einheit.titel} ({_how_many(len(rows))})", (table,)))
    gone = {(z.ebene, z.einheit_id) for z in changes.zeilen} - {(e.ebene, e.id) for e in bericht.einheiten}
    if gone:
        names = ", ".join(sorted(einheit_id for _, einheit_id in gone))
        blocks.append(b.Paragraph(f"Nicht mehr im Bericht: {names}."))
    if not changes.zeilen:
        blocks.append(b.Paragraph("Keine veröffentlichte Zahl hat sich geändert."))
    yield b.Section("aenderungen", TITLE, tuple(blocks))


def new_stand(bericht: Bericht) -> Iterator[b.Paragraph]:
    """Say that the month was reported before, and how many figures read otherwise now."""
    if bericht.aenderungen:
        count = len(bericht.aenderungen.zeilen)
        what = "eine veröffentlichte Zahl ist" if count == 1 else f"{count or 'keine'} veröffentlichte Zahlen sind"
        text = f"Dieser Bericht ersetzt Stand {bericht.aenderungen.seit:02d}; {what} anders."
        yield b.Paragraph(text, "hint", TITLE, link="aenderungen")


def change_frame(changes: Changes) -> pl.DataFrame:
    """Return the changes as a table for other programs: a row per figure, its readings as `…_bisher` and `…_neu`.

    Before these it has `ebene`, `einheit_id`, `kennzahl`, `segment_art` and `segment`.
    """
    rows = [
        {
            "ebene": z.ebene,
            "einheit_id": z.einheit_id,
            "kennzahl": z.kennzahl.id,
            "segment_art": z.segment_art,
            "segment": z.segment,
            **{
                f"{name}_{word}": None if (reading := getattr(z, side)) is None else getattr(reading, name)
                for name in ("wert", "zaehler", "nenner", "ziel", "ampel", "gesperrt")
                for side, word in _SIDES
            },
        }
        for z in changes.zeilen
    ]
    numbers = {f"{name}_{word}": pl.Float64 for name in ("wert", "zaehler", "nenner", "ziel") for _, word in _SIDES}
    signs = {f"ampel_{word}": pl.String for _, word in _SIDES} | {f"gesperrt_{word}": pl.Boolean for _, word in _SIDES}
    texts = dict.fromkeys(("ebene", "einheit_id", "kennzahl", "segment_art", "segment"), pl.String)
    return pl.DataFrame(rows, schema={**texts, **numbers, **signs})


def _why(changes: Changes) -> str:
    return " ".join(changes.gruende) or "Die Eingaben sind dieselben."


def _how_many(number: int) -> str:
    return "eine Zahl" if number == 1 else f"{number} Zahlen"
