"""The page for the management: figures with a target at a glance, units × figures, the course, everything by unit."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from pipeline.evaluate.bericht import Bericht
from pipeline.evaluate.einheit import Einheit, Zeile, in_order
from pipeline.katalog import GESCHLOSSENE_SEGMENTE
from pipeline.notation import day, month
from pipeline.present import blocks as b
from pipeline.present import figure
from pipeline.present.cell import SHORT_SIGNS, SIGNS, Cell, sign_cell, unit_note
from pipeline.present.chart import common_scale, make_chart
from pipeline.present.documents.befunde import in_short, quality_blocks
from pipeline.present.documents.beside import funnel, uncovered
from pipeline.present.documents.changes import change_section, new_stand
from pipeline.present.documents.share import share_tables
from pipeline.present.documents.unit import NOT_IN_FORCE, read_as_report
from pipeline.present.documents.units import compare_units, compared_kennzahlen, join_names
from pipeline.present.explain import explain_as_entries, explain_rules, law_hints
from pipeline.regelwerk import wording

_ALL_LOADED = "Alle Zeilen der Lieferung wurden geladen, ohne Hinweis."
_COMPARISON = "Dieser Bericht ist ein Vergleich und keine Auswertung nach geltenden Vorgaben."


def page_document(bericht: Bericht) -> b.Document:
    """Return the page of all units."""
    invalid = [w for w in bericht.regelwerke if w.id in bericht.nicht_gueltig]
    short, quality = in_short(bericht.datenqualitaet), quality_blocks(bericht.datenqualitaet)
    first = bericht.vorheriger_stichtag + timedelta(days=1)
    title = f"Kontaktdichte und Beratung, {month(bericht.monat)}"
    stand = f"Stichtag {day(bericht.stichtag)}"
    return b.Document(
        b.Masthead(title, _who(bericht), stand, stand, bericht.stichtag, bericht.version),
        (
            b.Section("blick", "Auf einen Blick", tuple(_glances(bericht))),
            b.Section("uebersicht", "Teams im Überblick", tuple(_overviews(bericht))),
            b.Section("verlauf", "Verlauf", tuple(_courses(bericht))),
            _units(bericht),
            *change_section(bericht),
            b.Section("datenqualitaet", "Datenqualität", (b.Paragraph(short or _ALL_LOADED), *quality)),
            b.Section("erlaeuterungen", "Erläuterungen", tuple(_explanations(bericht))),
        ),
        warnings=tuple(f"{wording.not_in_force(w, bericht.stichtag)} {_COMPARISON}" for w in invalid),
        running=NOT_IN_FORCE if invalid else "",
        facts=(
            ("Berichtszeitraum", (f"{day(first)} bis {day(bericht.stichtag)}",)),
            ("Regelwerk", tuple(f"{w.id} – {w.titel} ({w.papier})" for w in bericht.regelwerke)),
            *_changes_of_law(bericht),
        ),
        notices=(
            *((b.Paragraph(short, "hint", "Datenqualität", link="datenqualitaet"),) if short else ()),
            *(b.Paragraph(text, "hint", "Hinweis") for text in bericht.hinweise),
            *new_stand(bericht),
        ),
    )


def _changes_of_law(bericht: Bericht) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what has changed in the law behind the papers, sentences of the same ones together."""
    of: dict[str, list[str]] = {}
    for hint in law_hints(bericht.regelwerke, bericht.stichtag):
        of.setdefault(hint.label, []).append(hint.text)
    yield from ((label, tuple(sentences)) for label, sentences in of.items())


def _who(bericht: Bericht) -> str:
    titles = [e.titel for e in bericht.of_ebene("jobcenter")] or [e.titel for e in bericht.einheiten[:1]]
    return join_names(titles)


def _glances(bericht: Bericht) -> Iterator[b.Block]:
    """Show the highest level that has targets: above Jobcenter of different rule sets there are none."""
    for ebene in ("gesamt", "jobcenter", "bereich", "team"):
        einheiten = [e for e in bericht.of_ebene(ebene) if any(z.ziel is not None for z in e.zeilen)]
        if einheiten:
            for einheit in einheiten:
                yield _glance(bericht, einheit)
                yield from share_tables(bericht.katalog, einheit)
            return
    yield b.Paragraph("Für keine Kennzahl nennt das Regelwerk ein Ziel.")


def _glance(bericht: Bericht, einheit: Einheit) -> b.Cards:
    teams = () if einheit.ebene == "team" else bericht.teams_of(einheit)
    with_target = [z for z in einheit.zeilen if z.ziel is not None]
    cards = (_card(einheit, list(zeilen), teams) for _, zeilen in groupby(with_target, key=lambda z: z.kennzahl.id))
    lights = figure.lights_of(z for z in with_target if z.is_main)
    return b.Cards(f"{einheit.titel}: Kennzahlen mit Ziel", lights, tuple(cards))


def _card(einheit: Einheit, zeilen: list[Zeile], teams: Sequence[Einheit]) -> b.Card:
    """Show a figure with its total; of its splits those whose target is another than the total's."""
    kennzahl = zeilen[0].kennzahl
    total = next((z for z in zeilen if z.is_main), None)
    parts = [z for z in zeilen if figure.has_own_target(z, einheit)]
    of_teams = [z for t in teams if total and (z := t.find(kennzahl.id)) and z.ziel is not None]
    lamp, beside = figure.light(total) if total else Cell(), (figure.ACTUAL, figure.LIGHT)
    return b.Card(
        title=figure.kennzahl_title(kennzahl)._replace(note=""),
        tone=lamp.tone,
        value=figure.actual(total) if total else None,
        unit=unit_note(kennzahl),
        light=lamp if lamp.sign else Cell(),
        course=figure.course(total) if total else Cell(),
        pairs=tuple((c.title, c.cell(total)) for c in figure.FIGURE if c not in beside) if total else (),
        parts=tuple((Cell(z.segment_titel), figure.actual(z), figure.target(z), figure.light(z)) for z in parts),
        lights=(Cell(note="Teams:"), *figure.lights_of(of_teams)) if of_teams else (),
    )


def _overviews(bericht: Bericht) -> Iterator[b.Block]:
    """One table of teams per Jobcenter, and one of the Jobcenter where there are several."""
    text = "Die Namen führen zu allen Kennzahlen der Einheit, die Spaltentitel zu ihrer Erläuterung."
    yield b.Legend(SHORT_SIGNS, text)
    for gesamt in bericht.of_ebene("gesamt"):
        haeuser = bericht.of_ebene("jobcenter")
        kennzahlen = compared_kennzahlen(bericht.katalog, (gesamt, *haeuser))
        yield compare_units("Jobcenter im Vergleich", kennzahlen, [(None, haeuser)], gesamt)
    for jobcenter, zweige in bericht.houses():
        title = f"Teams – {jobcenter.titel}" if jobcenter else "Teams"
        groups = [(z.einheit, z.teams) if z.unter else (None, (z.einheit,)) for z in zweige]
        alle = [e for head, parts in groups for e in (head, *parts) if e] + ([jobcenter] if jobcenter else [])
        yield compare_units(title, compared_kennzahlen(bericht.katalog, alle), groups, jobcenter)
        if jobcenter:
            yield from _other_teams(bericht, jobcenter, {e.id for e in alle if e.ebene == "team"})


def _other_teams(bericht: Bericht, jobcenter: Einheit, listed: set[str]) -> Iterator[b.Paragraph]:
    """Say where a Jobcenter's total is not that of the teams above it, because a Bereich belongs to several."""
    own = set(jobcenter.teams)
    for ids, text in ((own - listed, "enthält auch"), (listed - own, "enthält nicht")):
        if names := [t.titel for t in bericht.of_ebene("team") if t.id in ids]:
            reason = "Der Bereich gehört zu mehreren Jobcentern"
            yield b.Paragraph(f"{jobcenter.titel} {text}: {', '.join(names)}. {reason}.", "note")


def _courses(bericht: Bericht) -> Iterator[b.Block]:
    """Draw the months of the first figure for the highest unit large and for all others on one small scale."""
    kennzahl = bericht.katalog.diagramme[0]
    einheiten = [e for e, _ in in_order(bericht.einheiten)]
    zeilen = [z for e in einheiten if (z := e.find(kennzahl.id))]
    if not zeilen:
        yield b.Paragraph("Für den Verlauf liegen keine Werte vor.")
        return
    scale = common_scale(figure.course_of(z) for z in zeilen)

    def draw(einheit: Einheit, scale: tuple[float, float] | None) -> tuple[Cell, b.Chart | Cell]:
        zeile, title = einheit.find(kennzahl.id), figure.einheit_title(einheit)
        made = make_chart(kennzahl.id, title, figure.course_of(zeile), scale) if zeile else sign_cell(gesperrt=False)
        return title, made

    yield b.Heading(figure.kennzahl_title(kennzahl))
    yield b.Charts((draw(einheiten[0], None),), large=True)
    yield b.Paragraph(
        "Alle kleinen Diagramme haben dieselbe Skala; gestrichelt das Ziel. Lücken sind Monate ohne Wert oder mit "
        "geheim gehaltenem Wert; auch wo eine Einheit eine andere wurde, ist die Linie unterbrochen.",
        "note",
    )
    for einheit in einheiten:
        notes = zip(einheit.brueche, figure.bruch_notes(einheit), strict=True)
        yield from (n._replace(text=f"{einheit.titel} {n.text}") for bruch, n in notes if bruch.trennt)
    for title, parts in _chart_groups(bericht):
        yield b.Heading(Cell(title), 4)
        yield b.Charts(tuple(draw(e, scale) for e in parts))


def _chart_groups(bericht: Bericht) -> Iterator[tuple[str, tuple[Einheit, ...]]]:
    haeuser, bereiche = bericht.of_ebene("jobcenter"), bericht.of_ebene("bereich")
    if len(haeuser) > 1:
        yield "Jobcenter", haeuser
    if bereiche:
        yield "Bereiche", bereiche
    for _, zweige in bericht.houses():
        yield from ((f"Teams – {z.einheit.titel}", z.teams) for z in zweige if z.teams)
        if alone := tuple(z.einheit for z in zweige if z.einheit.ebene == "team"):
            yield "Teams", alone


def _units(bericht: Bericht) -> b.Section:
    note = "Die Kennzahl führt zu ihrer Erläuterung. PP: Prozentpunkte. Aufgliederungen lassen sich aufklappen."
    parts = tuple(_part(bericht, einheit, above) for einheit, above in in_order(bericht.einheiten))
    return b.Section("einheiten", "Alle Kennzahlen je Einheit", (), note=note, parts=parts)


def _part(bericht: Bericht, einheit: Einheit, above: Sequence[Einheit]) -> b.Section:
    title = figure.einheit_title(einheit)
    path = (*(figure.einheit_title(e) for e in above), Cell("zum Überblick", link="uebersicht"))
    return b.Section(title.link, title.text, tuple(_tables(bericht, einheit)), path=path)


def _tables(bericht: Bericht, einheit: Einheit) -> Iterator[b.Block]:
    if not einheit.zeilen:
        yield b.Paragraph("Für diese Einheit liegen keine Werte vor.")
        return
    yield from figure.bruch_notes(einheit)
    columns = (figure.TITLE, *figure.FIGURE, figure.COURSE, *figure.COUNTS)
    front = [z for z in einheit.zeilen if _stands_in_front(z)]
    groups = figure.by_chapter(bericht.katalog, columns, front)
    title = f"{einheit.titel}: Kennzahlen {month(bericht.monat)}"
    yield b.Table(title, b.make_heads(columns), groups, look="werte")
    yield from uncovered(einheit.nebenangaben)
    yield from share_tables(bericht.katalog, einheit)
    if steps := tuple(funnel(einheit)):
        yield b.Details("Neukunden: vom Antrag zum Erstgespräch", steps)
    deeper = [z for z in einheit.zeilen if not _stands_in_front(z)]
    if deeper:
        kinds = dict.fromkeys(_kind(bericht, z) for z in deeper)
        yield b.Details(f"Aufgliederungen nach {', '.join(kinds)}", (_splits(bericht, einheit, deeper),))


def _splits(bericht: Bericht, einheit: Einheit, zeilen: list[Zeile]) -> b.Table:
    segment: b.Column[Zeile] = b.Column("Ausprägung", "text", lambda z: Cell(z.segment_titel))
    columns = (segment, *figure.FIGURE, *figure.COUNTS)
    groups = tuple(
        b.Group(
            tuple(b.make_row(columns, z) for z in own),
            figure.kennzahl_title(kennzahl)._replace(text=f"{kennzahl.titel} nach {kind}"),
        )
        for (kennzahl, kind), rows in groupby(zeilen, lambda z: (z.kennzahl, _kind(bericht, z)))
        if (own := list(rows))
    )
    title = f"{einheit.titel}: Aufgliederungen {month(bericht.monat)}"
    return b.Table(title, b.make_heads(columns), groups, look="werte")


def _stands_in_front(zeile: Zeile) -> bool:
    """Keep a figure's total in sight, and the few classes of a figure that has no total."""
    without_total = "gesamt" not in zeile.kennzahl.segmente
    return zeile.is_main or (without_total and zeile.segment_art in GESCHLOSSENE_SEGMENTE)


def _kind(bericht: Bericht, zeile: Zeile) -> str:
    return bericht.katalog.segmentart[zeile.segment_art]


def _explanations(bericht: Bericht) -> Iterator[b.Block]:
    reading = read_as_report(bericht)
    yield reading._replace(rows=(*((sign, (text,)) for sign, text in SIGNS), *reading.rows))
    yield from explain_as_entries(bericht.katalog, bericht.regelwerke)
    yield from explain_rules(bericht, bericht.regelwerke)
