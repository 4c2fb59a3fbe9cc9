"""Contact density asked for and reached, by year, Jobcenter and Profillage."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pipeline.evaluate.mean import Mean
from pipeline.evaluate.soll_ist import SollIst, SollIstBlock, SollIstZeile
from pipeline.present import blocks as b
from pipeline.present import cell
from pipeline.present.cell import Cell
from pipeline.present.documents.units import join_names
from pipeline.present.prose import read_pairs

TITLE = "Kontaktdichte: Soll und Ist"
_UNIT = "Gespräche je Person im Halbjahr"
_NOTE = f"Soll und Ist: {_UNIT}. „10 von 12“: zwei Monate sind geheim und zählen nicht mit."


def _number(mean: Mean, wert: float | None, write: Callable[[float, int], Cell], decimals: int = 1) -> Cell:
    return cell.shown(wert, mean.gesperrt, lambda amount: write(amount, decimals))


def _actual(zeile: SollIstZeile) -> Cell:
    """The Ist, with as many decimals as it takes to see whether it reaches the Soll."""
    bounds = () if zeile.soll is None else (("mindestens", zeile.soll),)
    decimals = cell.telling_decimals(zeile.ist.wert or 0.0, 1, bounds)
    return _number(zeile.ist, zeile.ist.wert, cell.plain_number, decimals)


def _deviation(zeile: SollIstZeile) -> Cell:
    """Ist minus Soll; empty only where there is no Soll."""
    write = partial(cell.telling_difference, decimals=1)
    return Cell() if zeile.soll is None else cell.shown(zeile.abweichung, zeile.ist.gesperrt, write)


def _light(zeile: SollIstZeile) -> Cell:
    """The light; empty only where there is no Soll."""
    return Cell() if zeile.soll is None else cell.shown(zeile.ampel, zeile.ist.gesperrt, cell.light_cell)


_COLUMNS: tuple[b.Column[SollIstZeile], ...] = (
    b.Column("Profillage", "text", lambda z: Cell(z.titel), 36, wraps=True),
    b.Column("Soll", "number", lambda z: Cell() if z.soll is None else cell.plain_number(z.soll, 0, "≥\u00a0"), 9),
    b.Column("Vorgabe in Worten", "text", lambda z: Cell(z.vorgabe), 46, wraps=True),
    b.Column("Ist", "number", _actual, 9),
    b.Column("Abweichung", "number", _deviation, 14),
    b.Column("Bewertung", "text", _light, 20),
    b.Column("Personen", "number", lambda z: _number(z.ist, z.ist.mean_nenner, cell.plain_number, 0), 12),
    b.Column("Eingehalten", "number", lambda z: _number(z.quote, z.quote.wert, cell.percentage), 14),
    b.Column("Monate (Ist)", "number", lambda z: cell.months_in(z.ist.monate, z.ist.geheim), 14),
    b.Column("Monate (eingehalten)", "number", lambda z: cell.months_in(z.quote.monate, z.quote.geheim), 16),
)


def soll_ist_document(soll_ist: SollIst, hinweise: Sequence[str]) -> b.Document:
    """Return the year's table as a document; `hinweise` say what is to be minded of the months in the warehouse."""
    names = list(dict.fromkeys(g.jobcenter for g in soll_ist.bloecke))
    years = f"{'Jahr' if len(soll_ist.jahre) == 1 else 'Jahre'} {', '.join(str(j) for j in soll_ist.jahre)}"
    legend = b.Legend(cell.SHORT_SIGNS, _NOTE)
    hints = (b.Paragraph(text, "hint", "Hinweis") for text in hinweise)
    method = read_pairs("soll-ist", mindestfallzahl=soll_ist.mindestfallzahl, geheim=cell.SUPPRESSED)
    return b.Document(
        b.Masthead(TITLE, join_names(names), years, years, soll_ist.stichtag, soll_ist.version),
        (
            b.Section("tafeln", "Soll und Ist", (legend, *_notes(soll_ist), *hints, _table(soll_ist))),
            b.Section("methode", "Erläuterungen", (method,)),
        ),
    )


def _table(soll_ist: SollIst) -> b.Table:
    """Return a group per Jobcenter and year, all Profillagen together last."""
    groups = (
        b.Group((*(b.make_row(_COLUMNS, z) for z in j.zeilen), b.make_row(_COLUMNS, j.summe, "summe")), Cell(_title(j)))
        for j in soll_ist.bloecke
    )
    by = b.Head("Jobcenter und Jahr", "text", 40)
    return b.Table(TITLE, b.make_heads(_COLUMNS), tuple(groups), name="tblSollIst", frozen=2, repeats=True, by=by)


def _title(year: SollIstBlock) -> str:
    return f"{year.jobcenter}, {year.jahr} ({year.regelwerk})"


def _notes(soll_ist: SollIst) -> Iterator[b.Paragraph]:
    """Say from which months each group comes."""
    for year in soll_ist.bloecke:
        how_many = len(year.monate)
        word = "Monat" if how_many == 1 else "Monaten"
        missing = f"; {12 - how_many} fehlen im Warehouse" if how_many < 12 else ""
        text = f"aus {how_many} {word} des Jahres ({', '.join(year.monate)}){missing}."
        yield b.Paragraph(text, "note", label=_title(year))
        for bruch in year.brueche:
            label = f"{_title(year)}, ab {bruch.monat} nicht mit früher vergleichbar"
            yield b.Paragraph(f"{bruch.grund}.", "hint", label)
