"""What the figures of a report mean and where its rules come from: the blocks of all its explanations."""

from collections.abc import Iterator, Sequence
from datetime import date

from pipeline.evaluate.bericht import Bericht
from pipeline.katalog import Katalog, Kennzahl, Side
from pipeline.present import blocks as b
from pipeline.present.cell import Cell, unit
from pipeline.present.figure import kennzahl_anchor
from pipeline.regelwerk import wording
from pipeline.regelwerk.regelwerk import Regelwerk

_NOT_REGULATED, _NO_TARGET = "vom Papier nicht geregelt", "kein Ziel im Papier"
_LOOKAHEAD = "Vorschau, keine bewertete Kennzahl"
_COUNTED = {"personen": "Personen", "faelle": "Fälle", "menge": "Menge"}
_WIDTHS = (34, 84, 30, 40, 38)


def explain_as_table(katalog: Katalog, regelwerke: Sequence[Regelwerk]) -> b.Table:
    """Explain every figure on a line; sources and targets are each paper's own."""
    heads = ("Kennzahl", "Definition, Zähler und Nenner", "Einheit", "Quelle", "Ziel")
    return _table("Kennzahlen", heads, [_line(k, katalog, regelwerke) for k in katalog.kennzahl])


def _line(kennzahl: Kennzahl, katalog: Katalog, regelwerke: Sequence[Regelwerk]) -> tuple[str, ...]:
    sides = "\n".join(f"{name}: {text}" for name, text in _parts(kennzahl))
    targets = "\n".join(_targets(kennzahl, katalog, regelwerke)) or _NO_TARGET
    meaning, sources = f"{kennzahl.definition}\n{sides}", "\n".join(_sources(kennzahl, regelwerke))
    title = f"{kennzahl.titel} ({_LOOKAHEAD})" if kennzahl.vorschau else kennzahl.titel
    return title, meaning, unit(kennzahl), sources, targets


def explain_as_entries(katalog: Katalog, regelwerke: Sequence[Regelwerk]) -> Iterator[b.Block]:
    """Explain every figure in an article that links lead to, by chapter."""
    yield b.Heading(Cell("Kennzahlen"))
    for abschnitt in katalog.abschnitt:
        yield b.Heading(Cell(abschnitt.titel), 4)
        yield b.Entries(tuple(_entry(k, katalog, regelwerke) for k in katalog.kennzahl if k.abschnitt == abschnitt.id))


def _entry(kennzahl: Kennzahl, katalog: Katalog, regelwerke: Sequence[Regelwerk]) -> b.Entry:
    title = Cell(kennzahl.titel, mark=_LOOKAHEAD if kennzahl.vorschau else "")
    rows = (
        *((name, (text,)) for name, text in _parts(kennzahl)),
        ("Einheit", (unit(kennzahl),)),
        ("Quelle", _sources(kennzahl, regelwerke)),
        ("Ziel", _targets(kennzahl, katalog, regelwerke)),
    )
    pairs = b.Pairs(tuple((short, texts) for short, texts in rows if texts))
    return b.Entry(title, kennzahl_anchor(kennzahl), kennzahl.definition, pairs)


def _parts(kennzahl: Kennzahl) -> Iterator[tuple[str, str]]:
    """Yield what a value is made of."""
    yield "Zähler", _side(kennzahl.zaehler)
    yield "Nenner", _side(kennzahl.nenner)
    if kennzahl.faktor > 1:
        yield "Wert", f"{kennzahl.faktor} × Zähler ÷ Nenner"


def _side(side: Side | None) -> str:
    return f"{side.text} ({_COUNTED[side.zaehlt]})" if side else "keiner (Anzahl)"


def _sources(kennzahl: Kennzahl, regelwerke: Sequence[Regelwerk]) -> tuple[str, ...]:
    quellen = [(w.papier, w.quellen.get(kennzahl.id)) for w in regelwerke]
    return tuple(f"{p}: {wording.describe_quelle(q) if q else _NOT_REGULATED}" for p, q in quellen)


def _targets(kennzahl: Kennzahl, katalog: Katalog, regelwerke: Sequence[Regelwerk]) -> tuple[str, ...]:
    of = {w.id: f"{w.papier}: " if len(regelwerke) > 1 else "" for w in regelwerke}
    ziele = ((w, z) for w in regelwerke for z in w.ziel if z.kennzahl == kennzahl.id)
    return tuple(
        f"{of[w.id]}{wording.describe_ziel(z, katalog)} ({wording.describe_quelle(z.quelle)})" for w, z in ziele
    )


def explain_rules(bericht: Bericht, regelwerke: Sequence[Regelwerk]) -> Iterator[b.Block]:
    """Explain the rule sets: terms, contact rules, targets and what had to be assumed."""
    for regelwerk in regelwerke:
        yield b.Heading(Cell(f"{regelwerk.id} – {regelwerk.titel}"), anchor=f"regelwerk-{regelwerk.id}")
        force = ", am Stichtag NICHT in Kraft" if regelwerk.id in bericht.nicht_gueltig else ""
        text = f"{regelwerk.papier}, {wording.validity(regelwerk)}{force}. Feiertage: {wording.holidays(regelwerk)}."
        yield b.Paragraph(text, "note")
        yield from _rule_tables(regelwerk, bericht.katalog)
        if annahmen := tuple((a.thema, (a.text,)) for a in regelwerk.annahme):
            yield b.Pairs(annahmen, "Annahmen, wo das Papier nichts regelt")


def law_hints(regelwerke: Sequence[Regelwerk], stichtag: date) -> tuple[b.Paragraph, ...]:
    """Say of each paper what has changed up to the Stichtag in the law that it rests on."""
    of: dict[str, list[str]] = {}
    for regelwerk in regelwerke:
        for sentence in wording.changes_of_law(regelwerk, stichtag):
            of.setdefault(sentence, []).append(regelwerk.id)
    whose = {sentence: f" ({', '.join(ids)})" if len(regelwerke) > 1 else "" for sentence, ids in of.items()}
    return tuple(b.Paragraph(sentence, "hint", f"Rechtsstand{whose[sentence]}") for sentence in of)


def _rule_tables(regelwerk: Regelwerk, katalog: Katalog) -> Iterator[b.Table]:
    terms = [(t.titel, t.text, wording.describe_quelle(t.quelle)) for t in wording.terms(regelwerk, katalog)]
    yield _table("Begriffe", ("Begriff", "Festlegung", "Quelle"), terms)
    rules = [
        (
            r.titel,
            wording.ziel_interval(r),
            wording.minimum(r, katalog),
            wording.period(r.ab_stichtag, r.bis_stichtag),
            wording.describe_quelle(r.quelle),
        )
        for r in regelwerk.kontaktregel
    ]
    heads = ("Regel", "Ziel", "Mindestvorgabe", "Geltung", "Quelle")
    yield _table("Kontaktregeln (die erste zutreffende gilt)", heads, rules)
    if regelwerk.ziel:
        scopes = ((z, wording.ziel_scope(z, katalog), wording.ziel_value(z, katalog)) for z in regelwerk.ziel)
        targets = [
            (katalog[z.kennzahl].titel, scope, bound, wording.describe_quelle(z.quelle)) for z, scope, bound in scopes
        ]
        yield _table("Ziele", ("Kennzahl", "gilt für", "Ziel", "Quelle"), targets)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> b.Table:
    return b.text_table(title, heads, _WIDTHS, [[Cell(text) for text in row] for row in rows])
