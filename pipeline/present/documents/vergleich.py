"""The same delivery under several rule sets, side by side."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from pipeline.evaluate.aufwand import VERDECKT_HOECHSTENS, Amount, Aufwand
from pipeline.evaluate.einheit import Zeile
from pipeline.evaluate.vergleich import Vergleich, VergleichColumn, VergleichEinheit, VergleichZeile
from pipeline.katalog import Katalog
from pipeline.notation import day, month, number
from pipeline.present import blocks as b
from pipeline.present.cell import SHORT_SIGNS, SUPPRESSED, Cell, plain_number, shown, sign_cell, signed_number, unit
from pipeline.present.documents.beside import uncovered
from pipeline.present.explain import law_hints
from pipeline.present.figure import actual, light, row_title, target
from pipeline.present.prose import read_pairs
from pipeline.regelwerk import wording
from pipeline.regelwerk.rate import MINUTEN_ANNAHME, gespraeche_per_month

TITLE = "Vergleich der Regelwerke"
# In front of estimated hours.
ABOUT = "≈\u00a0"
_WIDTHS = (46, 64, 24, 60)
_SUBSTITUTE = (
    "Annahme: Das Regelwerk nennt keine Dauer; es gilt die mittlere Dauer der gehaltenen Folgegespräche dieser "
    f"Lieferung (wo sie fehlt oder geheim ist, {MINUTEN_ANNAHME} Minuten)."
)


class Measure(NamedTuple):
    """What is compared per unit beside the figures."""

    title: str
    unit: str
    amount: Callable[[Aufwand], Amount]


MEASURES = (
    Measure("Überfällige Personen", "Personen", lambda a: a.ueberfaellig),
    Measure("Überfällige nachholen", "Std. einmalig", lambda a: a.nachholen_std),
    Measure("Laufender Bedarf, Mindestvorgabe", "Std. je Monat", lambda a: a.mindest_std),
    Measure("Laufender Bedarf, Zielabstand", "Std. je Monat", lambda a: a.ziel_std),
)


def vergleich_document(vergleich: Vergleich) -> b.Document:
    """Return the comparison as a document."""
    highest, stichtag = vergleich.einheiten[0].titel, vergleich.stichtag
    werke = [s.werk for s in vergleich.spalten]
    stand = f"Stichtag {day(stichtag)}"
    return b.Document(
        b.Masthead(TITLE, highest, f"{month(vergleich.monat)} · {stand}", stand, stichtag, vergleich.version),
        (
            b.Section("ergebnis", "Ergebnis", (*law_hints(werke, stichtag), *_result(vergleich))),
            b.Section("einheiten", "Einheiten im Vergleich", tuple(_measures(vergleich))),
            b.Section("liste", "Kennzahlen", (_list(vergleich),), media=("sheet",)),
            b.Section("kennzahlen", "Kennzahlen, Ziele und Bewertung", tuple(_by_unit(vergleich)), media=("page",)),
            b.Section("methode", "So wird gerechnet", tuple(_method(vergleich))),
        ),
        warnings=tuple(
            f"{wording.not_in_force(s.werk, stichtag)} Es wird hier nur zum Vergleich angewandt."
            for s in vergleich.spalten
            if not s.gilt
        ),
        facts=tuple((s.werk.id, (f"{s.werk.papier}, {wording.validity(s.werk)}",)) for s in vergleich.spalten),
    )


def amount_cell(amount: Amount) -> Cell:
    """A number of persons or hours, or why there is none; estimated ones with ≈."""
    about = ABOUT if amount.rund else ""
    return shown(amount.wert, amount.gesperrt, lambda wert: plain_number(wert, 0, before=about))


def amount_difference(amount: Amount, first: Amount) -> Cell:
    """What one rule set asks for beyond another, if both may be shown."""
    wert = None if amount.wert is None or first.wert is None else amount.wert - first.wert
    about = ABOUT if amount.rund or first.rund else ""
    return shown(wert, amount.gesperrt or first.gesperrt, lambda more: signed_number(more, 0, before=about))


def _ids(vergleich: Vergleich) -> list[str]:
    return [s.werk.id for s in vergleich.spalten]


def _result(vergleich: Vergleich) -> Iterator[b.Block]:
    """Say for the highest unit what each rule set would mean, and what it costs beyond the first."""
    highest = vergleich.einheiten[0]
    for column, aufwand in zip(vergleich.spalten, highest.aufwand, strict=True):
        is_first = column is vergleich.spalten[0]
        texts = [_statement(m, aufwand, None if is_first else highest.aufwand[0]) for m in MEASURES]
        goal = f"; nach Zielabständen {texts[3]}" if texts[3] != texts[2] else ""
        yield b.Paragraph(
            f"{texts[0]} Personen überfällig; sie zu beraten, kostet einmalig {texts[1]} Std. Der laufende Bedarf "
            f"beträgt {texts[2]} Std. im Monat{goal}.",
            "result",
            column.werk.id,
        )
    yield from _uncovered(vergleich, highest)
    yield b.Paragraph(
        f"Zum Vergleich: Im Berichtsmonat wurden {amount_cell(highest.gehalten_std).text} Beratungsstunden gehalten "
        f"(Erst- und Folgegespräche). In Klammern: Unterschied zu {_ids(vergleich)[0]}.",
        "note",
    )


def _uncovered(vergleich: Vergleich, einheit: VergleichEinheit) -> Iterator[b.Paragraph]:
    """Say under each rule set for how many persons it asks for no contact: they can never be overdue."""
    for id_, nebenangaben in zip(_ids(vergleich), einheit.nebenangaben, strict=True):
        yield from uncovered(nebenangaben, id_)


def _statement(measure: Measure, aufwand: Aufwand, first: Aufwand | None) -> str:
    amount = measure.amount(aufwand)
    more = f" ({amount_difference(amount, measure.amount(first)).text})" if first else ""
    return f"{amount_cell(amount).text}{more}"


def _measures(vergleich: Vergleich) -> Iterator[b.Block]:
    """Lay the units of each measure beside each other."""
    ids = _ids(vergleich)
    yield b.Legend(SHORT_SIGNS[:2], f"Klein daneben oder rechts: Unterschied zu {ids[0]}.")
    for measure in MEASURES:
        columns = tuple(_measure_columns(measure, ids))
        rows = tuple(
            b.Row(tuple(c.cell(e) for c in columns), "teil" if e.ebene != "team" else "") for e in vergleich.einheiten
        )
        made = b.make_heads(columns)
        heads = tuple(h._replace(position="beside") if h.title.endswith("Unterschied") else h for h in made)
        title = measure.title if measure.unit in measure.title else f"{measure.title} ({measure.unit})"
        yield b.Heading(Cell(title))
        yield b.Table(title, heads, (b.Group(rows),), caption=False)


def _measure_columns(measure: Measure, ids: list[str]) -> Iterator[b.Column[VergleichEinheit]]:
    yield b.Column("Einheit", "text", lambda e: Cell(e.titel, depth=e.tiefe), 52, wraps=True)
    for n, id_ in enumerate(ids):
        yield b.Column(id_, "number", lambda e, n=n: amount_cell(measure.amount(e.aufwand[n])), 23)  # type: ignore[misc]
        if n:
            yield b.Column(
                f"{id_}: Unterschied",
                "number",
                lambda e, n=n: amount_difference(measure.amount(e.aufwand[n]), measure.amount(e.aufwand[0])),  # type: ignore[misc]
                23,
            )


def _figure_heads(vergleich: Vergleich) -> tuple[b.Head, ...]:
    return tuple(
        head
        for id_ in _ids(vergleich)
        for head in (
            b.Head("Ist", group=id_),
            b.Head("Ziel", width=14, group=id_, position="under"),
            b.Head("Bewertung", "text", 22, group=id_, position="beside"),
        )
    )


def _figure_cells(zeile: VergleichZeile) -> tuple[Cell, ...]:
    return tuple(cell for z in zeile.zeilen for cell in _cells(z))


def _cells(zeile: Zeile | None) -> tuple[Cell, Cell, Cell]:
    return (actual(zeile), target(zeile), light(zeile)) if zeile else (sign_cell(gesperrt=False), Cell(), Cell())


def _list(vergleich: Vergleich) -> b.Table:
    """Return all units and figures as one list to filter."""
    first = ("Einheit", 48.0), ("Kennzahl", 40.0), ("Ausprägung", 30.0), ("gemessen in", 20.0)
    heads = (*(b.Head(title, "text", width) for title, width in first), *_figure_heads(vergleich))
    rows = (
        b.Row((Cell(e.titel), *_names(f.example, vergleich.katalog), *_figure_cells(f)))
        for e in vergleich.einheiten
        for f in e.kennzahlen
    )
    return b.Table("Kennzahlen", heads, (b.Group(tuple(rows)),), name="tblVergleich", frozen=2, repeats=True)


def _names(zeile: Zeile, katalog: Katalog) -> tuple[Cell, ...]:
    kind = katalog.segmentart.get(zeile.segment_art, zeile.segment_art)
    split = "" if zeile.is_main else f"{kind}: {zeile.segment_titel}"
    return Cell(zeile.kennzahl.titel), Cell(split), Cell(unit(zeile.kennzahl))


def _by_unit(vergleich: Vergleich) -> Iterator[b.Block]:
    """Per unit, the figures that the rule sets judge differently, and the rest folded away."""
    yield b.Legend(SHORT_SIGNS)
    for einheit in vergleich.einheiten:
        different = [f for f in einheit.kennzahlen if not f.is_alike]
        alike = [f for f in einheit.kennzahlen if f.is_alike]
        yield b.Heading(Cell(einheit.titel))
        yield from _uncovered(vergleich, einheit)
        if different:
            title = f"{einheit.titel}: was die Regelwerke verschieden zählen oder bewerten"
            yield _figures(vergleich, title, different)
        else:
            yield b.Paragraph("Kein Unterschied zwischen den Regelwerken.")
        if alike:
            table = _figures(vergleich, f"{einheit.titel}: unter allen Regelwerken gleich", alike)
            yield b.Details(f"Unter allen Regelwerken gleich und ohne Ziel: {len(alike)} Zeilen", (table,))


def _figures(vergleich: Vergleich, title: str, zeilen: list[VergleichZeile]) -> b.Table:
    rows = (b.Row((row_title(f.example)._replace(link="", depth=0), *_figure_cells(f))) for f in zeilen)
    return b.Table(title, (b.Head("Kennzahl", "text", 50), *_figure_heads(vergleich)), (b.Group(tuple(rows)),))


def _method(vergleich: Vergleich) -> Iterator[b.Block]:
    yield read_pairs(
        "vergleich",
        monat=vergleich.monat,
        gelesen=number(sum(z.gelesen for z in vergleich.zaehlungen), 0),
        ausgeschlossen=number(sum(z.ausgeschlossen for z in vergleich.zaehlungen), 0),
        mindestfallzahl=vergleich.mindestfallzahl,
        rund=ABOUT,
        verdeckt=number(VERDECKT_HOECHSTENS * 100, 0),
        geheim=SUPPRESSED,
        erstes=_ids(vergleich)[0],
    )
    durations = [row for column in vergleich.spalten for row in _durations(column, vergleich.katalog)]
    yield b.text_table("Dauer eines Folgegesprächs", ("Regelwerk", "Teams", "Minuten", "Herkunft"), _WIDTHS, durations)
    for column in vergleich.spalten:
        title = f"Kontaktregeln {column.werk.id}: {column.werk.titel}"
        heads = ("Regel", "Vorgabe", "Gespräche je Monat, Mindestvorgabe", "Gespräche je Monat, Zielabstand")
        yield b.text_table(title, heads, _WIDTHS, list(_rules(column, vergleich)))


def _durations(column: VergleichColumn, katalog: Katalog) -> Iterator[tuple[Cell, ...]]:
    """Yield rule set, kinds of team, minutes of a follow-up talk and where they come from."""
    groups = groupby(sorted(column.dauern, key=lambda d: (d.minuten, d.quelle)), lambda d: (d.minuten, d.quelle))
    kinds = [(minuten, quelle, [d.team_art for d in dauern]) for (minuten, quelle), dauern in groups]
    for minuten, quelle, arten in kinds:
        teams = "alle" if len(kinds) == 1 else katalog.words("team_art", arten)
        origin = wording.describe_quelle(quelle) if quelle else _SUBSTITUTE
        yield Cell(column.werk.id), Cell(teams), plain_number(float(minuten), 0), Cell(origin)


def _rules(column: VergleichColumn, vergleich: Vergleich) -> Iterator[tuple[Cell, ...]]:
    """Yield each contact rule in force: what it asks for, and its talks per month at the minimum and at the target."""
    for regel in column.werk.kontaktregel:
        if regel.is_in_force(vergleich.stichtag):
            rates = (_rate(gespraeche_per_month(regel, by_ziel=nach_ziel)) for nach_ziel in (False, True))
            yield Cell(regel.titel), Cell(wording.demand(regel, vergleich.katalog)), *rates


def _rate(rate: Fraction | None) -> Cell:
    return shown(rate, False, lambda r: plain_number(float(r), 2))
