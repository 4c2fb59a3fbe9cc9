"""The months before and after a day, figure by figure and unit by unit."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pipeline.evaluate.difference import LevelDifference
from pipeline.evaluate.evaluation import MINDESTMONATE, RISIKO, Evaluation, EvaluationEinheit, EvaluationZeile
from pipeline.evaluate.window import say_missing
from pipeline.katalog import read_katalog
from pipeline.notation import day, number
from pipeline.present import blocks as b
from pipeline.present.cell import (
    SHORT_SIGNS,
    Cell,
    difference,
    months_in,
    plain_number,
    shown,
    telling_decimals,
    unit,
    value,
)
from pipeline.present.prose import read_pairs

TITLE = "Vorher und nachher"
_VERDICTS = {
    "erkennbar": "Veränderung erkennbar",
    "ueblich": "im Rahmen der üblichen Schwankung",
    "zu_wenige": f"zu wenige Monate (mindestens {MINDESTMONATE} vor und {MINDESTMONATE} nach dem Stichtag)",
    "ohne_schwankung": "nicht beurteilbar: die Monate schwanken nicht",
    "geheim": "zu wenige Monate ohne Geheimhaltung",
    "kein_wert": "kein Wert",
}


def _difference(zeile: EvaluationZeile) -> Cell:
    return shown(zeile.unterschied, zeile.gesperrt, lambda u: difference(zeile.kennzahl, u.differenz))


def _interval(zeile: EvaluationZeile) -> Cell:
    """The range that the difference lies in."""
    # Shares cannot differ by more than all.
    most = 1.0 if zeile.kennzahl.is_share else math.inf

    def write(change: LevelDifference) -> Cell:
        ends = max(change.unten, -most), min(change.oben, most)
        return Cell(" bis ".join(difference(zeile.kennzahl, end).text for end in ends))

    return shown(zeile.unterschied, zeile.gesperrt, write)


def _verdict(zeile: EvaluationZeile) -> Cell:
    """The verdict, of a recognisable change also its direction."""
    text = _VERDICTS[zeile.urteil]
    if zeile.urteil != "erkennbar" or zeile.unterschied is None:
        return Cell(text)
    direction = "gestiegen" if zeile.unterschied.differenz > 0 else "gesunken"
    judgement = {True: ", günstig", False: ", ungünstig", None: ""}[zeile.is_favourable]
    return Cell(f"{text}: {direction}{judgement}")


def _p_value(p: float) -> Cell:
    """A probability, with as many decimals as it takes to see on which side of the accepted risk it lies."""
    return plain_number(p, telling_decimals(p, 3, (("mindestens", RISIKO),)))


def _months(zeile: EvaluationZeile) -> Cell:
    """How many months are in on both sides."""
    return Cell(" / ".join(months_in(m.monate, m.geheim).text for m in (zeile.vorher, zeile.nachher)))


_COLUMNS: tuple[b.Column[EvaluationZeile], ...] = (
    b.Column("Kennzahl", "text", lambda z: Cell(z.kennzahl.titel), 40, wraps=True),
    b.Column("gemessen in", "text", lambda z: Cell(unit(z.kennzahl)), 24, wraps=True),
    b.Column("Vorher", "number", lambda z: value(z.kennzahl, z.vorher.wert, gesperrt=z.vorher.gesperrt), 12),
    b.Column("Nachher", "number", lambda z: value(z.kennzahl, z.nachher.wert, gesperrt=z.nachher.gesperrt), 12),
    b.Column("Unterschied", "number", _difference, 15),
    b.Column("95-%-Bereich", "number", _interval, 25),
    b.Column("Urteil", "text", _verdict, 48, wraps=True),
    b.Column("Monate vorher / nachher", "number", _months, 16),
    b.Column("p (angepasst)", "number", lambda z: shown(z.p, z.gesperrt, _p_value), 16),
)


def evaluation_document(evaluation: Evaluation, hinweise: Sequence[str]) -> b.Document:
    """Return the evaluation as a document; `hinweise` say what is to be minded of the months in the warehouse."""
    zeit = evaluation.zeitraum
    stand = f"Stichtag {day(zeit.stichtag)}"
    when = f"{stand} · vorher {_span(zeit.vorher)} · nachher {_span(zeit.nachher)}"
    return b.Document(
        b.Masthead(TITLE, evaluation.einheiten[0].titel, when, stand, zeit.stichtag, evaluation.version),
        (
            b.Section("ergebnis", "Ergebnis", tuple(_result(evaluation, hinweise))),
            b.Section("vergleiche", "Alle Vergleiche", (b.Legend(SHORT_SIGNS[:2]), _table(evaluation.einheiten))),
            b.Section("methode", "Verfahren und Grenzen", (_method(evaluation),)),
        ),
        warnings=tuple(
            f"Zwischen den Monaten wechselte das Regelwerk ({change}). Viele Kennzahlen werden danach anders gezählt; "
            "der Vergleich misst auch das. Abhilfe: alle Monate unter einem Regelwerk neu rechnen."
            for change in evaluation.regelwechsel
        ),
    )


def _span(monate: Mapping[str, date]) -> str:
    """Write the months of a side: first, last and how many."""
    names = list(monate)
    how_many = "1 Monat" if len(names) == 1 else f"{len(names)} Monate"
    return f"{names[0]} bis {names[-1]} ({how_many})" if len(names) > 1 else f"{names[0]} ({how_many})"


def recognised(evaluation: Evaluation) -> list[EvaluationEinheit]:
    """Return the units with their recognisable changes alone."""
    alle = (replace(e, zeilen=tuple(z for z in e.zeilen if z.urteil == "erkennbar")) for e in evaluation.einheiten)
    return [einheit for einheit in alle if einheit.zeilen]


def _result(evaluation: Evaluation, hinweise: Sequence[str]) -> Iterator[b.Block]:
    """Say the outcome, what to mind, and what changed; then the figures of the highest unit."""
    yield b.Paragraph(_summary(evaluation), "strong")
    yield from (b.Paragraph(text, "hint", "Hinweis") for text in (*_notices(evaluation), *hinweise))
    if einheiten := recognised(evaluation):
        yield replace(_table(einheiten), title="Erkennbare Veränderungen", name="")


def _table(einheiten: Sequence[EvaluationEinheit]) -> b.Table:
    """Return the comparisons, unit by unit."""
    groups = (b.Group(tuple(b.make_row(_COLUMNS, z) for z in e.zeilen), Cell(e.titel)) for e in einheiten if e.zeilen)
    by = b.Head("Einheit", "text", 46)
    return b.Table(
        "Alle Vergleiche", b.make_heads(_COLUMNS), tuple(groups), name="tblVergleiche", frozen=2, repeats=True, by=by
    )


def _summary(evaluation: Evaluation) -> str:
    how_many = sum(len(e.zeilen) for e in recognised(evaluation))
    of = sum(evaluation.vergleiche.values())
    if not of:
        return (
            "Die Monate reichen für kein Urteil: Gebraucht werden je Kennzahl mindestens "
            f"{MINDESTMONATE} veröffentlichte Monate vor und {MINDESTMONATE} nach dem Stichtag."
        )
    rest = "" if how_many else "; alle liegen im Rahmen der üblichen Schwankung"
    return f"Bei {how_many or 'keinem'} von {of} Vergleichen ist eine Veränderung erkennbar{rest}."


def _notices(evaluation: Evaluation) -> Iterator[str]:
    """Say what a reader must know before reading on."""
    zeit = evaluation.zeitraum
    if {m[-2:] for m in zeit.vorher} != {m[-2:] for m in zeit.nachher}:
        yield (
            "Vorher und nachher umfassen nicht dieselben Kalendermonate. Was an der Jahreszeit liegt (Ferien, "
            "Feiertage, Schuljahr), kann wie eine Veränderung aussehen."
        )
    if zeit.uebergang:
        yield f"In {', '.join(zeit.uebergang)} fällt der Stichtag; der Monat zählt auf keiner Seite."
    if zeit.fehlend:
        yield say_missing(zeit.fehlend, "Der Vergleich")
    for einheit in evaluation.einheiten:
        if einheit.brueche:
            reasons = "; ".join(bruch.grund for bruch in einheit.brueche)
            change = "weil daraus zwischendurch eine andere Einheit wurde"
            yield f"{einheit.titel} ist nicht verglichen, {change}: {reasons}."


def _method(evaluation: Evaluation) -> b.Block:
    """Explain what is computed, and what the outcome does not say."""
    katalog, counted = read_katalog(), evaluation.vergleiche.items()
    return read_pairs(
        "evaluation",
        risiko=number(RISIKO * 100, 0),
        vergleiche=", ".join(f"{katalog.word('ebenen', e)} {n}" for e, n in counted) or "keine",
        mindestmonate=MINDESTMONATE,
        mindestfallzahl=evaluation.mindestfallzahl,
    )
