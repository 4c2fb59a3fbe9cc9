"""What the figures of a report mean and where its rules come from: the blocks of all its explanations."""

from collections.abc import Iterator, Sequence

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


def explain_as_table(katalog: Katalog, werke: Sequence[Regelwerk]) -> b.Table:
    """Explain every figure on a line; sources and targets are each paper's own."""
    heads = ("Kennzahl", "Definition, Zähler und Nenner", "Einheit", "Quelle", "Ziel")
    return _table("Kennzahlen", heads, [_line(k, katalog, werke) for k in katalog.kennzahl])


def _line(kennzahl: Kennzahl, katalog: Katalog, werke: Sequence[Regelwerk]) -> tuple[str, ...]:
    sides = f"Zähler: {_side(kennzahl.zaehler)}\nNenner: {_side(kennzahl.nenner)}"
    targets = "\n".join(_targets(kennzahl, katalog, werke)) or _NO_TARGET
    meaning, sources = f"{kennzahl.definition}\n{sides}", "\n".join(_sources(kennzahl, werke))
    title = f"{kennzahl.titel} ({_LOOKAHEAD})" if kennzahl.vorschau else kennzahl.titel
    return title, meaning, unit(kennzahl), sources, targets


def explain_as_entries(katalog: Katalog, werke: Sequence[Regelwerk]) -> Iterator[b.Block]:
    """Explain every figure in an article that links lead to, by chapter."""
    yield b.Heading(Cell("Kennzahlen"))
    for abschnitt in katalog.abschnitt:
        yield b.Heading(Cell(abschnitt.titel), 4)
        yield b.Entries(tuple(_entry(k, katalog, werke) for k in katalog.kennzahl if k.abschnitt == abschnitt.id))


def _entry(kennzahl: Kennzahl, katalog: Katalog, werke: Sequence[Regelwerk]) -> b.Entry:
    title = Cell(kennzahl.titel, mark=_LOOKAHEAD if kennzahl.vorschau else "")
    rows = (
        ("Zähler", (_side(kennzahl.zaehler),)),
        ("Nenner", (_side(kennzahl.nenner),)),
        ("Einheit", (unit(kennzahl),)),
        ("Quelle", _sources(kennzahl, werke)),
        ("Ziel", _targets(kennzahl, katalog, werke)),
    )
    pairs = b.Pairs(tuple((short, texts) for short, texts in rows if texts))
    return b.Entry(title, kennzahl_anchor(kennzahl), kennzahl.definition, pairs)


def _side(seite: Side | None) -> str:
    return f"{seite.text} ({_COUNTED[seite.zaehlt]})" if seite else "keiner (Anzahl)"


def _sources(kennzahl: Kennzahl, werke: Sequence[Regelwerk]) -> tuple[str, ...]:
    quellen = ((w, w.quellen.get(kennzahl.id)) for w in werke)
    return tuple(
        f"{w.papier}: {wording.describe_quelle(quelle) if quelle else _NOT_REGULATED}" for w, quelle in quellen
    )


def _targets(kennzahl: Kennzahl, katalog: Katalog, werke: Sequence[Regelwerk]) -> tuple[str, ...]:
    of = {w.id: f"{w.papier}: " if len(werke) > 1 else "" for w in werke}
    ziele = ((w, z) for w in werke for z in w.ziel if z.kennzahl == kennzahl.id)
    return tuple(
        f"{of[w.id]}{wording.describe_ziel(z, katalog)} ({wording.describe_quelle(z.quelle)})" for w, z in ziele
    )


def explain_rules(bericht: Bericht, werke: Sequence[Regelwerk]) -> Iterator[b.Block]:
    """Explain the rule sets: terms, contact rules, targets and what had to be assumed."""
    for werk in werke:
        yield b.Heading(Cell(f"{werk.id} – {werk.titel}"), anchor=f"regelwerk-{werk.id}")
        force = ", am Stichtag NICHT in Kraft" if werk.id in bericht.nicht_gueltig else ""
        text = f"{werk.papier}, {wording.validity(werk)}{force}. Feiertage: {wording.holidays(werk)}."
        yield b.Paragraph(text, "note")
        yield from _rule_tables(werk, bericht.katalog)
        if werk.annahme:
            yield b.Pairs(tuple((a.thema, (a.text,)) for a in werk.annahme), "Annahmen, wo das Papier nichts regelt")


def _rule_tables(werk: Regelwerk, katalog: Katalog) -> Iterator[b.Table]:
    terms = [(t.titel, t.text, wording.describe_quelle(t.quelle)) for t in wording.terms(werk, katalog)]
    yield _table("Begriffe", ("Begriff", "Festlegung", "Quelle"), terms)
    rules = [
        (
            r.titel,
            wording.ziel_interval(r),
            wording.minimum(r, katalog),
            wording.period(r.ab_stichtag, r.bis_stichtag),
            wording.describe_quelle(r.quelle),
        )
        for r in werk.kontaktregel
    ]
    heads = ("Regel", "Ziel", "Mindestvorgabe", "Geltung", "Quelle")
    yield _table("Kontaktregeln (die erste zutreffende gilt)", heads, rules)
    if werk.ziel:
        scopes = ((z, wording.ziel_scope(z, katalog), wording.ziel_value(z, katalog)) for z in werk.ziel)
        targets = [
            (katalog[z.kennzahl].titel, scope, bound, wording.describe_quelle(z.quelle)) for z, scope, bound in scopes
        ]
        yield _table("Ziele", ("Kennzahl", "gilt für", "Ziel", "Quelle"), targets)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> b.Table:
    return b.text_table(title, heads, _WIDTHS, [[Cell(text) for text in row] for row in rows])
