"""One tree of units: a Bereich that lies in two Jobcenter, and a team whose Bereich is missing, stand in one place."""

import io
import re
from datetime import date
from html.parser import HTMLParser

import openpyxl
import polars as pl
import pytest

from drawn.reports import draw_bericht, draw_einheit
from pipeline.disclose.history import PublishedMonths
from pipeline.evaluate import vergleich
from pipeline.evaluate.bericht import Bericht
from pipeline.evaluate.einheit import Branch, Einheit, in_order, tree
from pipeline.evaluate.evaluation import build_evaluation as compare_months
from pipeline.evaluate.evaluation import split_months
from pipeline.evaluate.month import build_einheiten
from pipeline.kalender import Berichtsmonat
from pipeline.katalog import read_katalog
from pipeline.present.documents.page import page_document
from pipeline.present.documents.unit import unit_document
from pipeline.present.documents.vergleich import vergleich_document
from pipeline.present.excel.render import render_workbook
from pipeline.present.html.render import render_page
from pipeline.regelwerk.files import find_regelwerk

SEPTEMBER, OKTOBER = date(2026, 9, 30), date(2026, 10, 31)
ZEIT = Berichtsmonat("2026-10", SEPTEMBER, OKTOBER)
WERK = find_regelwerk("weinstrasse-2023")
KATALOG = read_katalog()

# level, id, name, Jobcenter, Bereich. Bereich Mitte lies in both Jobcenter: `mart.einheit` names Ahausen for it.
# Team 3 names a Bereich that is not there. All of Bergen's teams with a Bereich lie in Mitte.
DRAWN = (
    ("gesamt", "gesamt", "Alle Jobcenter", None, None),
    ("jobcenter", "J1", "Jobcenter Ahausen", "J1", None),
    ("jobcenter", "J2", "Jobcenter Bergen", "J2", None),
    ("bereich", "MITTE", "Bereich Mitte", "J1", None),
    ("bereich", "SUED", "Bereich Süd", "J1", None),
    ("team", "T1", "Team 1", "J1", "SUED"),
    ("team", "T2", "Team 2", "J2", "MITTE"),
    ("team", "T3", "Team 3", "J2", "FEHLT"),
    ("team", "T4", "Team 4", "J1", "MITTE"),
)
# Worked out by hand: every unit once, with what it stands below.
PLACES = [
    ("Alle Jobcenter",),
    ("Alle Jobcenter", "Jobcenter Ahausen"),
    ("Alle Jobcenter", "Jobcenter Ahausen", "Bereich Mitte"),
    ("Alle Jobcenter", "Jobcenter Ahausen", "Bereich Mitte", "Team 2"),
    ("Alle Jobcenter", "Jobcenter Ahausen", "Bereich Mitte", "Team 4"),
    ("Alle Jobcenter", "Jobcenter Ahausen", "Bereich Süd"),
    ("Alle Jobcenter", "Jobcenter Ahausen", "Bereich Süd", "Team 1"),
    ("Alle Jobcenter", "Jobcenter Bergen"),
    ("Alle Jobcenter", "Jobcenter Bergen", "Team 3"),
]
TITLES_AND_DEPTHS = [(pfad[-1], len(pfad) - 1) for pfad in PLACES]


def unit_rows(stichtag: date) -> pl.DataFrame:
    spalten = ("ebene", "einheit_id", "name", "jobcenter_id", "bereich_id")
    zeilen = [dict(zip(spalten, zeile, strict=True)) for zeile in DRAWN]
    return pl.DataFrame(zeilen).with_columns(
        stichtag=pl.lit(stichtag), regelwerk=pl.lit(WERK.id), fachkraefte=pl.lit(9)
    )


def figure_rows(stichtag: date) -> pl.DataFrame:
    """One figure for every unit, and the counts that the hours of a comparison come from."""
    zeilen = [
        {"ebene": ebene, "einheit_id": kennung, "kennzahl": kennzahl}
        for ebene, kennung, *_ in DRAWN
        for kennzahl in ("beratungsaktivitaet_tage", "ueberfaellig")
    ]
    zahlen = {"zaehler": 90.0, "nenner": 10.0, "wert": 9.0}
    leer = dict.fromkeys(("ziel", "mindest"), pl.lit(None, pl.Float64))
    leer |= dict.fromkeys(("ampel", "richtung"), pl.lit(None, pl.String))
    return pl.DataFrame(zeilen).with_columns(
        stichtag=pl.lit(stichtag),
        regelwerk=pl.lit(WERK.id),
        segment_art=pl.lit("gesamt"),
        segment=pl.lit("gesamt"),
        gesperrt=False,
        **{name: pl.lit(wert) for name, wert in zahlen.items()},
        **leer,
    )


@pytest.fixture(scope="module")
def bericht() -> Bericht:
    einheiten = build_einheiten(
        PublishedMonths(figure_rows(OKTOBER), unit_rows(OKTOBER), {"2026-10": OKTOBER}), KATALOG, [WERK], ZEIT
    )
    return draw_bericht(*einheiten)


@pytest.fixture(scope="module")
def compared() -> tuple[vergleich.VergleichEinheit, ...]:
    rechnung = vergleich.Calculation(WERK, figure_rows(OKTOBER), unit_rows(OKTOBER), ())
    return vergleich.build_vergleich([rechnung], [figure_rows(OKTOBER)], KATALOG, ZEIT)


class _Sections(HTMLParser):
    """The path of each unit's section of the page: its links upwards and its heading."""

    def __init__(self, quelle: str) -> None:
        super().__init__()
        self.pfade: list[list[str]] = []
        self._titel = self._pfad = False
        self.feed(quelle)

    def handle_starttag(self, tag, attrs):
        self._titel = tag == "h3" and bool(re.match(r"(gesamt|jobcenter|bereich|team)-", dict(attrs).get("id") or ""))
        self._pfad = (self._pfad and tag != "p") or dict(attrs).get("class") == "pfad"

    def handle_endtag(self, tag):
        self._titel = False
        self._pfad = self._pfad and tag != "p"

    def handle_data(self, data):
        if self._titel:
            self.pfade.append([data])
        elif self._pfad and data.strip(" ›\n") and data != "zum Überblick":
            self.pfade[-1].insert(-1, data)


def test_model_holds_every_unit_once_below_its_superior(bericht):
    assert [(*(o.titel for o in oberhalb), e.titel) for e, oberhalb in in_order(bericht.einheiten)] == PLACES

    def flat(zweige: tuple[Branch, ...]) -> list[tuple[str, int]]:
        return [paar for z in zweige for paar in ((z.einheit.titel, z.tiefe), *flat(z.unter))]

    assert flat(bericht.tree()) == TITLES_AND_DEPTHS


def test_sums_stay_those_of_the_teams_that_belong_to_a_unit(bericht):
    teams = {e.id: [t.id for t in bericht.teams_of(e)] for e in bericht.einheiten if e.ebene != "team"}
    assert teams == {
        "gesamt": ["T2", "T4", "T1", "T3"],
        "J1": ["T4", "T1"],
        "J2": ["T2", "T3"],
        "MITTE": ["T2", "T4"],
        "SUED": ["T1"],
    }


def test_page_shows_units_in_these_places(bericht):
    seite = render_page(page_document(bericht))
    assert [tuple(pfad) for pfad in _Sections(seite).pfade] == PLACES
    # The tables of teams and the groups of charts: Mitte stands in Ahausen alone, Team 3 in Bergen.
    tabellen = re.findall(r"<caption>Teams – (.+?)</caption>.*?</table>", seite, re.DOTALL)
    assert tabellen == ["Jobcenter Ahausen", "Jobcenter Bergen"]
    je_haus = [re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)', t) for t in _team_tables(seite)]
    assert je_haus == [
        ["Bereich Mitte", "Team 2", "Team 4", "Bereich Süd", "Team 1", "Jobcenter Ahausen"],
        ["Team 3", "Jobcenter Bergen"],
    ]


def test_page_says_where_a_total_is_not_that_of_the_teams_above_it(bericht):
    seite = render_page(page_document(bericht))
    reason = "Der Bereich gehört zu mehreren Jobcentern."
    assert f"Jobcenter Ahausen enthält nicht: Team 2. {reason}" in seite
    assert f"Jobcenter Bergen enthält auch: Team 2. {reason}" in seite
    assert seite.count(reason) == 2


def _team_tables(seite: str) -> list[str]:
    return re.findall(r"<caption>Teams – .+?</table>", seite, re.DOTALL)


def test_comparison_shows_units_in_these_places(compared):
    assert [(e.titel, e.tiefe) for e in compared] == TITLES_AND_DEPTHS
    modell = vergleich.Vergleich(
        "2026-10", OKTOBER, "1.2.3", 3, KATALOG, (vergleich.VergleichColumn(WERK, True, ()),), compared, ()
    )
    seite = render_page(vergleich_document(modell))
    ueberschriften = re.findall(r"<h3[^>]*>([^<]+)</h3>", seite)
    assert [u for u in ueberschriften if u in {t for t, _ in TITLES_AND_DEPTHS}] == [t for t, _ in TITLES_AND_DEPTHS]


def test_evaluation_shows_units_in_these_places():
    monate = {"2026-09": SEPTEMBER, "2026-10": OKTOBER}
    figuren = pl.concat([figure_rows(s) for s in monate.values()])
    reihe = PublishedMonths(figuren, pl.concat([unit_rows(s) for s in monate.values()]), monate)
    zeitraum = split_months(monate, "2026-09", "2026-10", date(2026, 10, 1))
    einheiten, _ = compare_months(reihe, zeitraum, KATALOG)
    assert [(e.titel, e.tiefe) for e in einheiten] == TITLES_AND_DEPTHS


def teams_sheet(bericht: Bericht, kennung: str) -> list[tuple[str, ...]]:
    """The names in the first columns of the sheet Teams, without the sum."""
    einheit = next(e for e in bericht.einheiten if e.id == kennung)
    ws = openpyxl.load_workbook(io.BytesIO(render_workbook(unit_document(bericht, einheit))))["Teams"]
    kopf, *zeilen = ws[ws.tables["tblTeams"].ref]
    spalten = [n for n, c in enumerate(kopf) if c.value in ("Einheit", "Jobcenter", "Bereich")]
    return [tuple(zeile[n].value or "" for n in spalten) for zeile in zeilen]


def test_workbook_shows_teams_in_these_places(bericht):
    assert teams_sheet(bericht, "gesamt") == [
        ("Team 2", "Jobcenter Bergen", "Bereich Mitte"),
        ("Team 4", "Jobcenter Ahausen", "Bereich Mitte"),
        ("Team 1", "Jobcenter Ahausen", "Bereich Süd"),
        ("Team 3", "Jobcenter Bergen", ""),
    ]
    # Its own teams only, since the last row is their sum.
    assert teams_sheet(bericht, "J2") == [("Team 2", "Bereich Mitte"), ("Team 3", "")]


def place(ebene: str, kennung: str, jobcenter: str | None = None, bereich: str | None = None) -> Einheit:
    return draw_einheit(ebene, kennung, kennung, jobcenter_id=jobcenter, bereich_id=bereich)


def test_what_has_nothing_above_it_stands_at_the_top():
    einheiten = (place("bereich", "B", "fehlt"), place("team", "t1", "fehlt", "B"), place("team", "t2", "fehlt"))
    assert [(z.einheit.id, [t.id for t in z.teams], z.tiefe) for z in tree(einheiten)] == [
        ("B", ["t1"], 0),
        ("t2", [], 0),
    ]


def test_a_jobcenter_without_a_bereich_of_its_own_still_stands_there():
    einheiten = (place("jobcenter", "J1", "J1"), place("jobcenter", "J2", "J2"), place("bereich", "B", "J1"))
    assert [(z.einheit.id, len(z.unter)) for z in tree(einheiten)] == [("J1", 1), ("J2", 0)]
    assert tree(()) == ()
