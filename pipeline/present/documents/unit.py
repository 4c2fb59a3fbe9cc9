"""The workbook of a unit: what a team lead reads in a minute, then everything to filter, the course and the meaning."""

from collections.abc import Iterator

from pipeline.evaluate.bericht import Bericht
from pipeline.evaluate.einheit import Einheit, Zeile
from pipeline.notation import day, month, short_month
from pipeline.present import blocks as b
from pipeline.present import figure
from pipeline.present.cell import LIGHTS, SHORT_SIGNS, SIGNS, Cell, for_chart, unit_note
from pipeline.present.chart import make_chart, stretches
from pipeline.present.documents.befunde import quality_blocks
from pipeline.present.documents.beside import funnel, uncovered
from pipeline.present.documents.changes import change_sheet
from pipeline.present.documents.share import share_sentences, share_tables
from pipeline.present.documents.units import compare_units, compared_kennzahlen
from pipeline.present.explain import explain_as_table, explain_rules, law_hints
from pipeline.present.prose import read_pairs
from pipeline.regelwerk import wording

NOT_IN_FORCE = "NUR ZUM VERGLEICH: Regelwerk am Stichtag nicht in Kraft"
# How many figures fit beside each other on a printed page.
_MOST_COMPARED = 6
_LONGEST_LIST = 6


def unit_document(bericht: Bericht, einheit: Einheit) -> b.Document:
    """Return the unit's workbook."""
    zeilen = tuple(z for z in einheit.zeilen if z.is_main or figure.has_own_target(z, einheit))
    charts = _charts(bericht, einheit)
    sections = [
        _overview(bericht, einheit, zeilen, charts[:1]),
        *([_teams(bericht, einheit)] if einheit.ebene != "team" else []),
        _all_rows(bericht, einheit),
        *_new_clients(bericht, einheit),
        *change_sheet(bericht, einheit),
        _course(bericht, einheit, zeilen, charts),
        *_quality(bericht, einheit),
        _explanations(bericht, einheit),
    ]
    invalid = tuple(w for w in bericht.regelwerk_of(einheit) if w.id in bericht.nicht_gueltig)
    stand = f"Stichtag {day(bericht.stichtag)}"
    return b.Document(
        b.Masthead("Kontaktdichte", einheit.titel, month(bericht.monat), stand, bericht.stichtag, bericht.version),
        tuple(sections),
        warnings=tuple(
            f"Nur zum Vergleich. Das Regelwerk ist {wording.validity(w)}, nicht am Stichtag ({w.papier})."
            for w in invalid
        ),
        running=NOT_IN_FORCE if invalid else "",
    )


def _when(bericht: Bericht) -> str:
    return f"{month(bericht.monat)} · Stichtag {day(bericht.stichtag)}"


def _overview(bericht: Bericht, einheit: Einheit, zeilen: tuple[Zeile, ...], charts: tuple[b.Chart, ...]) -> b.Section:
    blocks: list[b.Block] = [
        *(b.Paragraph(f"Regelwerk: {w.titel}, {w.papier}", "note") for w in bericht.regelwerk_of(einheit)),
        *figure.month_notes(bericht, einheit),
    ]
    if zeilen:
        columns = (figure.TITLE, figure.ACTUAL, figure.UNIT, *(c for c in figure.FIGURE if c is not figure.ACTUAL))
        groups = figure.by_chapter(bericht.katalog, columns, zeilen)
        blocks += [
            b.Aside((*_summary(zeilen), *share_sentences(bericht.katalog, einheit)), charts[0] if charts else None),
            b.Table("Kennzahlen", b.make_heads(columns), groups, repeats=True),
            b.Legend(SHORT_SIGNS, "Näheres im Blatt Erläuterungen."),
            b.Paragraph(figure.SHARE_NOTE, "note"),
            *uncovered(einheit.nebenangaben),
            *share_tables(bericht.katalog, einheit),
        ]
    else:
        blocks.append(b.Paragraph("Für diese Einheit liegen in diesem Berichtsmonat keine Kennzahlen vor.", "strong"))
    blocks += law_hints(bericht.regelwerk_of(einheit), bericht.stichtag)
    return b.Section("uebersicht", "Übersicht", tuple(blocks), heading=einheit.titel, note=_when(bericht))


def _summary(zeilen: tuple[Zeile, ...]) -> Iterator[b.Paragraph]:
    """Say what is missed before any table: the sentences that a reader with one minute needs."""
    # Figures themselves go first, so that a long list ends with splits.
    ordered = sorted(zeilen, key=lambda z: not z.is_main)
    for ampel in ("rot", "gelb"):
        affected = [z for z in ordered if z.ampel == ampel]
        if affected:
            yield b.Paragraph(f"{' '.join(LIGHTS[ampel])}: {len(affected)}", ampel)
            yield from (b.Paragraph(_statement(z), depth=1) for z in affected[:_LONGEST_LIST])
        if len(affected) > _LONGEST_LIST:
            yield b.Paragraph(f"und {len(affected) - _LONGEST_LIST} weitere in der Tabelle")
    if met := sum(z.ampel == "gruen" for z in zeilen):
        yield b.Paragraph(f"{' '.join(LIGHTS['gruen'])}: {met}", "gruen")
    judged = [z for z in zeilen if figure.is_judged(z)]
    if not judged:
        yield b.Paragraph("Das Regelwerk nennt für diese Einheit keine Ziele.")
    elif without := sum(not z.ampel for z in judged):
        yield b.Paragraph(f"ohne Bewertung (kein veröffentlichter Wert): {without}", "note")


def _statement(zeile: Zeile) -> str:
    value = f"{figure.actual(zeile).text} {unit_note(zeile.kennzahl)}".rstrip(" ")
    return f"{figure.row_title(zeile).text}: {value} (Ziel {figure.target(zeile).text})"


def _teams(bericht: Bericht, einheit: Einheit) -> b.Section:
    teams = bericht.teams_of(einheit)
    kennzahlen = compared_kennzahlen(bericht.katalog, (einheit, *teams), _MOST_COMPARED)
    table = compare_units("Teams", kennzahlen, [(None, teams)], einheit, _places(bericht, einheit))
    return b.Section("teams", "Teams", (table,), note=_when(bericht))


def _places(bericht: Bericht, einheit: Einheit) -> tuple[b.Column[Einheit], ...]:
    """Return columns for the levels that stand between the unit and its teams."""
    names = {(e.ebene, e.id): e.name for e in bericht.einheiten}
    places: tuple[b.Column[Einheit], ...] = (
        b.Column("Jobcenter", "text", lambda e: Cell(names.get(("jobcenter", e.jobcenter_id or ""), "")), 30),
        b.Column("Bereich", "text", lambda e: Cell(names.get(("bereich", e.bereich_id or ""), "")), 30),
    )
    return {"gesamt": places, "jobcenter": places[1:]}.get(einheit.ebene, ())


def _all_rows(bericht: Bericht, einheit: Einheit) -> b.Section:
    chapters = {a.id: a.titel for a in bericht.katalog.abschnitt}
    columns: tuple[b.Column[Zeile], ...] = (
        b.Column("Abschnitt", "text", lambda z: Cell(chapters[z.kennzahl.abschnitt]), 29),
        b.Column("Kennzahl", "text", lambda z: figure.kennzahl_title(z.kennzahl), 43),
        b.Column("Gliederung", "text", lambda z: Cell(bericht.katalog.segmentart[z.segment_art]), 17),
        b.Column("Ausprägung", "text", lambda z: Cell(z.segment_titel), 35),
        figure.UNIT,
        *figure.FIGURE,
        *figure.COUNTS,
    )
    note = f"{_when(bericht)}. {figure.SHARE_NOTE}"
    if not einheit.zeilen:
        empty = b.Paragraph("Für diese Einheit liegen keine Kennzahlen vor.")
        return b.Section("kennzahlen", "Kennzahlen", (empty,), note=note)
    table = b.make_table("Kennzahlen", columns, einheit.zeilen, name="tblKennzahlen", frozen=2, repeats=True)
    return b.Section("kennzahlen", "Kennzahlen", (table,), note=note)


def _new_clients(bericht: Bericht, einheit: Einheit) -> Iterator[b.Section]:
    if blocks := tuple(funnel(einheit)):
        yield b.Section("neukunden", "Neukunden", blocks, note=_when(bericht))


def _charts(bericht: Bericht, einheit: Einheit) -> tuple[b.Chart, ...]:
    zeilen = (einheit.find(k.id) for k in bericht.katalog.diagramme)
    drawn = (z for z in zeilen if z and figure.has_course(z))
    return tuple(make_chart(z.kennzahl.id, Cell(einheit.titel), figure.course_of(z)) for z in drawn)


def _course(bericht: Bericht, einheit: Einheit, zeilen: tuple[Zeile, ...], charts: tuple[b.Chart, ...]) -> b.Section:
    note = f"Berichtsmonate bis {month(bericht.monat)}, Ziele nach heutigem Stand."
    if not zeilen:
        empty = b.Paragraph("Für diese Einheit liegen keine Kennzahlen vor.")
        return b.Section("verlauf", "Verlauf", (empty,), note=note)
    width = max(9.5, 76 / len(zeilen[0].verlauf))
    months = tuple(b.Head(short_month(p.monat), width=width) for p in zeilen[0].verlauf)
    heads = (b.Head("Kennzahl", "text", 46), b.Head("Einheit", "text", 22), b.Head("Ziel", width=14), *months)
    first = (figure.row_title, figure.UNIT.cell, figure.target)
    rows = (b.Row((*(make(z) for make in first), *(m.cell for m in figure.course_of(z).months))) for z in zeilen)
    blocks: list[b.Block] = [*figure.month_notes(bericht, einheit)]
    if charts:
        blocks.append(b.Charts(tuple((c.title, c) for c in charts)))
    blocks.append(b.Table("Verlauf", heads, (b.Group(tuple(rows)),), repeats=True))
    if charts:
        blocks += [
            b.Heading(Cell("Werte der Diagramme")),
            b.Paragraph("Leere Zellen sind Monate ohne Wert oder mit geheim gehaltenem Wert.", "note"),
            _chart_values(charts, months),
        ]
    return b.Section("verlauf", "Verlauf", tuple(blocks), note=note)


def _chart_values(charts: tuple[b.Chart, ...], months: tuple[b.Head, ...]) -> b.Table:
    """Return the rows that the charts draw."""
    heads = (b.Head("Diagramm", "text", 46), b.Head("Einheit", "text", 22), b.Head("Reihe", "text", 18), *months)
    rows = []
    for chart in charts:
        course = chart.course
        first = (Cell(course.title), Cell(course.unit))
        for name, stretch in stretches(course).items():
            cells = (for_chart(m.cell) if m in stretch else Cell() for m in course.months)
            rows.append(b.Row((*first, Cell(name), *cells), key=(chart.key, name)))
        if course.target.number is not None:
            goal = (*first, Cell("Ziel"), *[course.target] * len(months))
            rows.append(b.Row(goal, key=(chart.key, "Ziel")))
    return b.Table("Werte der Diagramme", heads, (b.Group(tuple(rows)),), caption=False)


def _quality(bericht: Bericht, einheit: Einheit) -> Iterator[b.Section]:
    """Show the state of the delivery to those who answer for all of it: its counts are no team's and no Bereich's."""
    if einheit.ebene not in ("jobcenter", "gesamt"):
        return
    note = (
        f"Gesamte Lieferung für {month(bericht.monat)}, nicht nur {einheit.titel}. Ausgeschlossene Zeilen gehen in "
        "keine Kennzahl ein; Hinweise schließen nichts aus."
    )
    yield b.Section("datenqualitaet", "Datenqualität", quality_blocks(bericht.datenqualitaet), note=note)


def _explanations(bericht: Bericht, einheit: Einheit) -> b.Section:
    """Explain the sheets, the figures and only those rule sets that hold in the unit."""
    regelwerke = bericht.regelwerk_of(einheit)
    blocks = (
        read_as_report(bericht),
        read_pairs("mappe")._replace(title="Die Blätter dieser Mappe"),
        b.Pairs(tuple((sign, (text,)) for sign, text in SIGNS), "Zeichen"),
        explain_as_table(bericht.katalog, regelwerke),
        *explain_rules(bericht, regelwerke),
    )
    return b.Section("erlaeuterungen", "Erläuterungen", blocks, note=month(bericht.monat))


def read_as_report(bericht: Bericht) -> b.Pairs:
    """Say what a reader must know of a report to read its figures."""
    return read_pairs(
        "lesen",
        stichtag=day(bericht.stichtag),
        davor=day(bericht.vorheriger_stichtag),
        mindestfallzahl=bericht.mindestfallzahl,
        version=bericht.version,
    )._replace(title="Zum Lesen")
