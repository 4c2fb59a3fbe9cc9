"""The page: complete, accessible, closed to the outside, and silent about what is suppressed."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from drawn.reports import MONTHS, draw_bericht, draw_einheit, draw_zeile
from pipeline.accept.befund import Zaehlung
from pipeline.evaluate.bericht import BefundGroup, Bericht, DataQuality
from pipeline.evaluate.einheit import Einheit, Point, Zeile
from pipeline.katalog import read_katalog
from pipeline.present.cell import Cell
from pipeline.present.chart import common_scale, make_chart
from pipeline.present.documents.page import page_document
from pipeline.present.figure import course, course_of, einheit_anchor
from pipeline.present.html.render import render_page
from pipeline.present.html.svg import draw_chart, draw_sparkline
from pipeline.regelwerk.files import find_regelwerk
from pipeline.resources import resource_folder

KATALOG = read_katalog()
LEER = {"br", "circle", "img", "input", "link", "meta", "path"}
# A suppressed row that still carries its numbers: the page must not show one of them.
GEHEIMES = {"wert": 0.98765, "zaehler": 97531.0, "nenner": 98642.0, "abweichung": -0.01235, "veraenderung": 0.31313}


class Seite(HTMLParser):
    """Elements with their attributes and texts; fails on tags that are not closed in order."""

    def __init__(self, quelle: str) -> None:
        super().__init__()
        self.elemente: list[tuple[str, dict[str, str]]] = []
        self.texte: list[tuple[tuple[str, ...], str]] = []
        self._offen: list[str] = []
        self.feed(quelle)
        self.close()
        assert not self._offen

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elemente.append((tag, {name: wert or "" for name, wert in attrs}))
        if tag not in LEER:
            self._offen.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elemente.append((tag, {name: wert or "" for name, wert in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in LEER:
            assert self._offen.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texte.append((tuple(self._offen), data))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attribute for name, attribute in self.elemente if name == tag]

    def text(self) -> str:
        return "".join(text for offen, text in self.texte if "style" not in offen)


def zeile(
    kennzahl: str, wert: float | None = 100.0, segment: tuple[str, str] = ("gesamt", "gesamt"), **felder
) -> Zeile:
    titel = KATALOG.segment.get(segment[0], {}).get(segment[1], segment[1])
    sides = {"zaehler": 200.0, "nenner": 2.0 if KATALOG[kennzahl].nenner else None}
    course = tuple(Point(m, wert, False) for m in MONTHS)
    place = {"segment_art": segment[0], "segment": segment[1], "segment_titel": titel}
    return draw_zeile(kennzahl, wert=wert, **{"verlauf": course, **sides, **place, **felder})


def zeilen() -> tuple[Zeile, ...]:
    """Return one row of every figure: its total, else its first class."""
    ergebnis = []
    for k in KATALOG.kennzahl:
        art = "gesamt" if "gesamt" in k.segmente else k.segmente[0]
        ergebnis.append(zeile(k.id, 0.5, (art, next(iter(KATALOG.segment[art])))))
    ziel = {"richtung": "hoechstens", "ziel": 110.0, "abweichung": 12.3, "ampel": "rot"}
    ergebnis[0] = zeile("beratungsaktivitaet_tage", 122.3, **ziel, vormonat=120.0, veraenderung=2.3)
    ergebnis.insert(1, zeile("beratungsaktivitaet_tage", 81.5, ("altersgruppe", "u25"), **(ziel | {"ziel": 90.0})))
    return tuple(ergebnis)


def einheit(ebene: str, kennung: str, name: str, **felder) -> Einheit:
    return draw_einheit(ebene, kennung, name, **{"teams": ("T1", "T2"), "zeilen": zeilen(), **felder})


def bericht(*einheiten: Einheit, **felder) -> Bericht:
    return draw_bericht(*(einheiten or haus()), **felder)


def haus() -> tuple[Einheit, ...]:
    return (
        einheit("jobcenter", "J1", "Jobcenter Talheim"),
        einheit("bereich", "B1", "Nord"),
        einheit("team", "T1", "Team 101", teams=("T1",)),
        einheit("team", "T2", "Team 102", teams=("T2",)),
    )


def render_report(report: Bericht) -> str:
    return render_page(page_document(report))


@pytest.fixture(scope="module")
def quelle() -> str:
    return render_report(bericht())


@pytest.fixture(scope="module")
def seite(quelle: str) -> Seite:
    return Seite(quelle)


def test_page_shows_every_unit_and_every_figure(seite: Seite) -> None:
    ueberschriften = {text.strip() for offen, text in seite.texte if offen[-1:] == ("h3",)}
    assert ueberschriften >= {"Jobcenter Talheim", "Bereich Nord", "Team 101", "Team 102"}
    ziele = [a["href"] for a in seite.all("a")]
    ids = {attribute.get("id") for _, attribute in seite.elemente}
    for kennzahl in KATALOG.kennzahl:
        assert f"kennzahl-{kennzahl.id}" in ids
        assert ziele.count(f"#kennzahl-{kennzahl.id}") >= len(haus()), kennzahl.id
        assert kennzahl.definition in seite.text()


def test_page_names_month_paper_targets_rules_and_assumptions(seite: Seite) -> None:
    text = seite.text()
    werk = find_regelwerk("weinstrasse-2023")
    assert "Oktober 2026" in text
    assert "31.10.2026" in text
    assert "01.10.2026 bis 31.10.2026" in text
    assert "vom Papier nicht geregelt" in text
    assert "Version 1.2.3" in text
    for annahme in werk.annahme:
        assert annahme.text in text
    for regel in werk.kontaktregel:
        assert regel.titel in text
    assert "≤\u00a0110\u00a0Tage – gesamt (Abschnitt\u00a02)" in text


def test_anchors_are_unique_and_every_link_stays_in_the_page(seite: Seite) -> None:
    ids = [attribute["id"] for _, attribute in seite.elemente if "id" in attribute]
    assert len(ids) == len(set(ids))
    for link in seite.all("a"):
        assert link["href"].startswith("#")
        assert link["href"][1:] in ids
    for _, attribute in seite.elemente:
        if "aria-labelledby" in attribute:
            assert attribute["aria-labelledby"] in ids


def test_ids_that_look_alike_get_different_anchors() -> None:
    kennungen = ["a b", "a_b", "a-b", "a_20_b", "ä", "a\u00a0b", '"', ""]
    anker = {einheit_anchor(einheit("team", k, "x")) for k in kennungen}
    assert len(anker) == len(kennungen)
    assert all(re.fullmatch(r"[A-Za-z][\w-]*", a, re.ASCII) for a in anker)


def test_page_has_one_title_landmarks_and_a_skip_link(seite: Seite) -> None:
    for tag in ("h1", "main", "header", "footer", "nav"):
        assert len(seite.all(tag)) == 1, tag
    assert seite.all("html") == [{"lang": "de"}]
    assert seite.all("a")[0] == {"class": "sprung", "href": "#inhalt"}
    ebenen = [int(tag[1]) for tag, _ in seite.elemente if re.fullmatch(r"h[1-6]", tag)]
    assert all(b - a <= 1 for a, b in pairwise(ebenen))


def test_tables_have_captions_and_scoped_heads(seite: Seite) -> None:
    folge = [tag for tag, _ in seite.elemente]
    tabellen = [i for i, tag in enumerate(folge) if tag == "table"]
    assert tabellen
    assert all(folge[i + 1] == "caption" for i in tabellen)
    assert all(kopf.get("scope") in {"col", "row", "rowgroup"} for kopf in seite.all("th"))


def test_drawings_speak_german(seite: Seite) -> None:
    bilder = seite.all("svg")
    assert bilder
    assert all(bild["role"] == "img" and bild["aria-label"] for bild in bilder)
    assert any(bild["aria-label"].startswith("Verlauf 07/2026 bis 10/2026: ") for bild in bilder)


def test_page_is_closed_to_the_outside(quelle: str, seite: Seite) -> None:
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in quelle
    for tag, attribute in seite.elemente:
        assert tag not in {"script", "iframe", "object", "embed", "link", "img", "form", "base"}
        assert not [name for name in attribute if name.startswith("on") or name in {"src", "style"}]
    assert "http:" not in quelle
    assert "https:" not in quelle
    assert "url(" not in quelle
    assert "@import" not in quelle


PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "{{ 7*7 }}",
    "</style>'",
]


@pytest.mark.parametrize("name", PAYLOADS)
def test_names_stay_text(name: str) -> None:
    wer = einheit("jobcenter", name, name, jobcenter_id=name)
    befund = BefundGroup(name, name, "x", "hinweis", name, 1)
    daten = DataQuality((Zaehlung(name, 1, 0),), (befund,))
    team = einheit("team", name, name, jobcenter_id=name, bereich_id=name, teams=(name,))
    quelle = render_report(bericht(wer, team, datenqualitaet=daten))
    seite = Seite(quelle)
    assert f"Team {name}" in seite.text()
    test_page_is_closed_to_the_outside(quelle, seite)
    test_anchors_are_unique_and_every_link_stays_in_the_page(seite)
    assert len(seite.all("style")) == 1


def suppressed(**felder) -> Zeile:
    verlauf = (Point(MONTHS[0], 0.4, False), Point(MONTHS[1], 0.98765, True), Point(MONTHS[3], 0.98765, True))
    ziel = {"richtung": "mindestens", "ziel": 1.0, "ampel": "gelb"}
    return zeile("hoechstabstand_quote", gesperrt=True, verlauf=verlauf, **(GEHEIMES | ziel | felder))


def test_suppressed_values_show_a_sign_and_nothing_else() -> None:
    quelle = render_report(bericht(einheit("jobcenter", "J1", "Talheim", zeilen=(suppressed(),))))
    seite = Seite(quelle)
    assert "•" in seite.text()
    assert "Verlauf 07/2026 bis 10/2026: 40,0\u00a0%; geheim gehalten; geheim gehalten" in quelle
    for geheim in ("98,8", "98.765", "0.98765", "97.531", "98.642", "1,2\u00a0PP", "31,3"):
        assert geheim not in quelle
    # A traffic light would tell on which side of the target the value lies.
    assert not [a for _, a in seite.elemente if "gelb" in a.get("class", "").split()]


def test_a_suppressed_previous_month_cannot_be_computed_back() -> None:
    davor = zeile("beratungsaktivitaet_tage", 50.0, vormonat=47.77, vormonat_gesperrt=True, veraenderung=2.23)
    quelle = render_report(bericht(einheit("jobcenter", "J1", "Talheim", zeilen=(davor,))))
    assert "47,8" not in quelle
    assert "+2,2" not in quelle


def test_missing_months_are_gaps() -> None:
    werte = (1.0, 2.0, None, 3.0)
    verlauf = tuple(Point(m, w, False) for m, w in zip(MONTHS, werte, strict=True))
    luecke = zeile("beratungsaktivitaet_tage", 3.0, verlauf=verlauf)
    linie = draw_sparkline(course_of(luecke))
    assert linie.path.count("M") == 2
    assert linie.islands.count("M") == 1
    assert linie.text.endswith("1,0; 2,0; kein Wert; 3,0")
    diagramm = draw_chart(make_chart("x", Cell("Team"), course_of(luecke)), large=False)
    assert [p.text for p in diagramm.dots] == ["Juli 2026: 1,0", "August 2026: 2,0", "Oktober 2026: 3,0"]


def test_the_large_chart_names_the_line_of_the_target(quelle: str) -> None:
    assert re.findall(r'class="zt"[^>]*>([^<]*)<', quelle)[:2] == ["Ziel ≤\u00a0110", "≤\u00a0110"]


def test_scales_ignore_suppressed_months() -> None:
    offen, geheim = Point(MONTHS[0], 4.0, False), Point(MONTHS[1], 4000.0, True)
    ende, _ = common_scale([course_of(zeile("beratungsaktivitaet_tage", 4.0, verlauf=(offen, geheim)))])
    assert ende == 4.0


def test_a_figure_without_a_visible_month_has_no_line() -> None:
    assert course(zeile("terminausfall_quote", verlauf=(Point(MONTHS[0], 0.5, True),))) == Cell()
    assert course(zeile("terminausfall_quote", verlauf=())) == Cell()


def test_missing_values_show_a_dash() -> None:
    ohne = zeile("terminausfall_quote", None, zaehler=0.0, nenner=0.0)
    seite = Seite(render_report(bericht(einheit("jobcenter", "J1", "Talheim", zeilen=(ohne,)))))
    assert "– kein Wert" in seite.text()


def test_a_unit_without_rows_is_named_and_said_to_be_empty() -> None:
    seite = Seite(render_report(bericht(*haus()[:2], einheit("team", "T1", "Team Neu", zeilen=()))))
    assert "Team Neu" in seite.text()
    assert "Für diese Einheit liegen keine Werte vor." in seite.text()


def test_a_report_without_units_is_a_page() -> None:
    seite = Seite(render_report(replace(bericht(), einheiten=())))
    assert "Für den Verlauf liegen keine Werte vor." in seite.text()


def test_several_jobcenters_are_compared_and_all_named() -> None:
    ohne_ziel = tuple(z for z in zeilen() if z.ziel is None)
    alle = einheit("gesamt", "gesamt", "Alle Jobcenter", jobcenter_id=None, zeilen=ohne_ziel)
    zweites = einheit("jobcenter", "J2", "Jobcenter Bergen", jobcenter_id="J2", teams=())
    seite = Seite(render_report(bericht(alle, *haus(), zweites)))
    assert "Jobcenter im Vergleich" in seite.text()
    assert "Jobcenter Talheim, Jobcenter Bergen" in seite.text()
    # All together have no target of their own: the glance shows those that have.
    assert "Jobcenter Bergen: Kennzahlen mit Ziel" in seite.text()


def test_units_without_their_superiors_are_shown() -> None:
    seite = Seite(render_report(bericht(haus()[2])))
    assert "Team 101" in seite.text()
    test_anchors_are_unique_and_every_link_stays_in_the_page(seite)


def test_rule_sets_not_in_force_are_announced_loudly(quelle: str) -> None:
    assert "Achtung" not in quelle
    seite = Seite(render_report(bericht(nicht_gueltig=("weinstrasse-2023",))))
    assert "weinstrasse-2023 gilt am Stichtag 31.10.2026 nicht (gültig ab 01.03.2023)" in seite.text()
    assert [a for a in seite.all("p") if a.get("class") == "warnung"]


def test_data_quality_is_shown_at_the_top_and_in_full(quelle: str) -> None:
    assert 'class="hinweis"' not in quelle
    befund = BefundGroup("atv_termine", "datum", "c", "ausschluss", "Das Datum ist keines.", 12)
    daten = DataQuality((Zaehlung("atv_termine", 12345, 12),), (befund,))
    text = Seite(render_report(bericht(datenqualitaet=daten))).text()
    assert text.count("12 von 12.345 Zeilen ausgeschlossen, keine Hinweise.") == 2
    assert "12.333" in text
    assert "Das Datum ist keines." in text


def test_lookahead_is_marked(seite: Seite) -> None:
    assert "Vorschau, keine bewertete Kennzahl" in seite.text()


def test_lights_are_sign_and_words(seite: Seite) -> None:
    lichter = [i for i, (_, a) in enumerate(seite.elemente) if {"a", "rot"} <= set(a.get("class", "").split())]
    assert lichter
    assert all(seite.elemente[i + 1] == ("span", {"aria-hidden": "true"}) for i in lichter)
    assert "▼ Ziel verfehlt" in seite.text()


def test_same_report_same_bytes(quelle: str) -> None:
    assert render_report(bericht()) == quelle


def test_colours_have_enough_contrast() -> None:
    stil = (resource_folder("reports") / "templates" / "stil.css").read_text(encoding="utf-8")
    farben = dict(re.findall(r"--(\w+): #([0-9a-f]{6});", stil.split("}")[0]))
    for name in ("tinte", "grau", "akzent", "gut", "mittel", "schlecht"):
        for grund in ("ffffff", farben["flaeche"], "fdf6ea"):
            hell, dunkel = sorted((_luminance(grund), _luminance(farben[name])), reverse=True)
            assert (hell + 0.05) / (dunkel + 0.05) >= 4.5, (name, grund)


def _luminance(farbe: str) -> float:
    kanaele = (int(farbe[i : i + 2], 16) / 255 for i in (0, 2, 4))
    linear = [k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in kanaele]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
