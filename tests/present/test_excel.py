"""Workbooks: what a reader, a filter, a printer and an attacker find in them."""

import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from drawn.reports import MONTHS, STICHTAG, draw_bericht, draw_einheit, draw_zeile
from pipeline.accept.befund import Zaehlung
from pipeline.evaluate.bericht import BefundGroup, Bericht, DataQuality
from pipeline.evaluate.einheit import Einheit, Point, Zeile
from pipeline.katalog import read_katalog
from pipeline.present import cell
from pipeline.present.documents.unit import unit_document
from pipeline.present.excel.render import render_workbook
from pipeline.present.figure import COUNTS, FIGURE
from pipeline.regelwerk.files import find_regelwerk

KATALOG = read_katalog()
# A number that no test expects anywhere: it stands where a suppressed value would be.
GEHEIM = 4711.25


def make_row(kennzahl: str, wert: float | None = None, *, monate: tuple[Any, ...] = (), **felder: Any) -> Zeile:
    """A row of the figure; `monate` are values of the months before, "•" for a suppressed one."""
    gesperrt = felder.get("gesperrt", False)
    verlauf = [*[None] * (len(MONTHS) - 1 - len(monate)), *monate, "•" if gesperrt else wert]
    sides = {"zaehler": None if gesperrt else 40.0, "nenner": None if gesperrt else 50.0}
    punkte = tuple(Point(m, GEHEIM if w == "•" else w, w == "•") for m, w in zip(MONTHS, verlauf, strict=True))
    return draw_zeile(kennzahl, wert=wert, verlauf=punkte, **{**sides, **felder})


def typical_rows() -> tuple[Zeile, ...]:
    tage = "beratungsaktivitaet_tage"
    u25 = {"segment_art": "altersgruppe", "segment": "u25", "segment_titel": "unter 25"}
    return (
        make_row(
            tage,
            114.25,
            monate=(90.5, None, 100.0),
            richtung="hoechstens",
            ziel=110.0,
            ampel="rot",
            abweichung=4.25,
            vormonat=100.0,
            veraenderung=14.25,
        ),
        make_row(tage, gesperrt=True, monate=(80.0, "•", 70.0), richtung="hoechstens", ziel=90.0, **u25),
        make_row("gespraeche_monat", 42.0, zaehler=42.0, nenner=None, monate=(1.0, 2.0, 3.0)),
        make_row(
            "hoechstabstand_quote",
            0.76,
            monate=(0.7, 0.8, "•"),
            richtung="mindestens",
            ziel=1.0,
            mindest=0.7,
            ampel="gelb",
            abweichung=-0.24,
            vormonat=GEHEIM,
            vormonat_gesperrt=True,
        ),
        make_row(
            "erstgespraech_30at_quote", 1.0, monate=(1.0, 1.0, 1.0), richtung="mindestens", ziel=1.0, ampel="gruen"
        ),
        make_row("absolventen_vorschau", 0.5, monate=(None, None, None)),
        make_row("kapazitaet_nutzung", zaehler=0.0, nenner=0.0),
        make_row("terminausfall_quote", 0.1, zaehler=1.25, nenner=12.5, vormonat=0.1002, veraenderung=-0.0002),
    )


def make_unit(ebene: str = "team", kennung: str = "T1", name: str = "Team 1", **felder: Any) -> Einheit:
    return draw_einheit(ebene, kennung, name, **{"zeilen": typical_rows(), **felder})


def make_report(*einheiten: Einheit, **felder: Any) -> Bericht:
    befund = BefundGroup("verbis_kunden", None, "doppelt", "ausschluss", "Der Schlüssel steht zweimal da.", 3)
    quality = DataQuality((Zaehlung("verbis_kunden", 1000, 3),), (befund,))
    return draw_bericht(*einheiten, **{"version": "9.9.9", "datenqualitaet": quality, **felder})


def house() -> tuple[Einheit, ...]:
    teams = (make_unit(), make_unit(kennung="T2", name="Team 2", zeilen=()))
    return (
        make_unit("jobcenter", "J1", "Jobcenter Tal", teams=("T1", "T2")),
        make_unit("bereich", "B1", "Bereich Nord", teams=("T1", "T2")),
        *teams,
    )


@cache
def typical() -> bytes:
    return render(make_unit())


def render(einheit: Einheit | None = None, **felder: Any) -> bytes:
    einheit = einheit or make_unit()
    return workbook_of(make_report(einheit, **felder), einheit)


def workbook_of(bericht: Bericht, einheit: Einheit) -> bytes:
    return render_workbook(unit_document(bericht, einheit))


def read(inhalt: bytes) -> Workbook:
    return load_workbook(io.BytesIO(inhalt))


def texts(wb: Workbook, blatt: str | None = None) -> list[str]:
    blaetter = [wb[blatt]] if blatt else wb.worksheets
    return [c.value for ws in blaetter for zeile in ws for c in zeile if isinstance(c.value, str)]


def parts(inhalt: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(inhalt)) as mappe:
        return {name: mappe.read(name).decode() for name in mappe.namelist()}


def table_rows(wb: Workbook) -> list[dict[str, Any]]:
    """The cells of the Excel table on Kennzahlen, by header."""
    ws = wb["Kennzahlen"]
    kopf, *zeilen = ws[ws.tables["tblKennzahlen"].ref]
    return [dict(zip([c.value for c in kopf], zeile, strict=True)) for zeile in zeilen]


def overview_row(wb: Workbook, titel: str) -> list[Any]:
    return next([*zeile] for zeile in wb["Übersicht"] if zeile[0].value == titel)


def test_sheets_of_a_team_and_of_larger_units() -> None:
    jobcenter, bereich, team, _ = house()
    bericht = make_report(jobcenter, bereich, team)
    quality = ["Datenqualität"]
    for einheit, more, whole in ((team, [], []), (bereich, ["Teams"], []), (jobcenter, ["Teams"], quality)):
        sheets = ["Übersicht", *more, "Kennzahlen", "Verlauf", *whole, "Erläuterungen"]
        assert read(workbook_of(bericht, einheit)).sheetnames == sheets


def test_table_has_unique_headers_filter_and_one_row_per_figure() -> None:
    ws = read(typical())["Kennzahlen"]
    tabelle = ws.tables["tblKennzahlen"]
    kopf = [c.value for c in ws[tabelle.ref][0]]
    assert kopf == list(tabelle.column_names)
    assert len(set(kopf)) == len(kopf)
    assert kopf[-len(FIGURE) - len(COUNTS) :] == [column.title for column in (*FIGURE, *COUNTS)]
    assert tabelle.autoFilter.ref == tabelle.ref
    assert len(ws[tabelle.ref]) - 1 == len(typical_rows())
    assert ws.freeze_panes == "C5"


def test_values_are_numbers_with_number_formats() -> None:
    zeilen = table_rows(read(typical()))
    tage, _, gespraeche, hoechst, *_, ausfall = zeilen
    assert (tage["Ist"].value, tage["Ist"].number_format) == (114.25, "#,##0.0")
    assert (tage["Abweichung"].value, tage["Abweichung"].number_format) == (4.25, '"+"#,##0.0;"\u2212"#,##0.0')
    assert (tage["Ziel"].value, tage["Ziel"].number_format) == (110, '"≤\u00a0"#,##0')
    assert (gespraeche["Ist"].value, gespraeche["Ist"].number_format) == (42, "#,##0")
    assert gespraeche["Nenner"].value is None
    assert (hoechst["Ist"].value, hoechst["Ist"].number_format) == (0.76, "0.0%")
    assert hoechst["Ziel"].value == 1
    assert hoechst["Ziel"].number_format == '"≥\u00a0"0%", Mindestwert ≥\u00a070\u00a0%"'
    assert hoechst["Einheit"].value == "%"
    assert hoechst["Abweichung"].number_format == '"+"#,##0.0"\u00a0PP";"\u2212"#,##0.0"\u00a0PP"'
    assert ausfall["Zähler"].number_format == "#,##0.00"


def test_differences_of_shares_are_percentage_points() -> None:
    zeilen = table_rows(read(typical()))
    assert (zeilen[3]["Abweichung"].value, zeilen[3]["Abweichung"].data_type) == (-24, "n")
    # -0,02 percentage points must show neither as -0,0 nor as nothing.
    assert zeilen[-1]["Veränderung"].number_format == '"+"#,##0.00"\u00a0PP";"\u2212"#,##0.00"\u00a0PP"'
    assert zeilen[-1]["Veränderung"].value == -0.02


def test_suppressed_values_show_a_sign_and_stand_nowhere() -> None:
    inhalt = typical()
    zeilen = table_rows(read(inhalt))
    assert [zeilen[1][k].value for k in ("Zähler", "Nenner", "Ist", "Bewertung")] == ["•"] * 4
    assert zeilen[3]["Vormonat"].value == "•"
    assert zeilen[6]["Ist"].value == "–"
    for name, text in parts(inhalt).items():
        assert "4711" not in text, name


def test_lights_have_sign_and_word() -> None:
    wb = read(typical())
    assert overview_row(wb, "Tage seit der letzten Beratung")[7].value == "▼ Ziel verfehlt"
    assert overview_row(wb, "Höchstabstand eingehalten")[7].value == "● Mindestwert erreicht"
    assert overview_row(wb, "Erstgespräch binnen 30 Arbeitstagen")[7].value == "▲ im Ziel"
    assert overview_row(wb, "Tage seit der letzten Beratung: unter 25")[7].value == "•"
    anfang = texts(wb, "Übersicht")[:8]
    assert "▼ Ziel verfehlt: 1" in anfang
    assert any("114,3 Tage (Ziel ≤\u00a0110)" in t for t in anfang)


def test_overview_shows_figures_by_chapter_and_splits_with_a_target() -> None:
    erste_spalte = [zeile[0].value for zeile in read(typical())["Übersicht"] if zeile[0].value]
    ohne_ziel = make_row("gespraeche_monat", 1.0, segment_art="altersgruppe", segment="u25", segment_titel="unter 25")
    mit = [z[0].value for z in read(render(make_unit(zeilen=(*typical_rows(), ohne_ziel))))["Übersicht"] if z[0].value]
    assert mit == erste_spalte
    kapitel = [a.titel for a in KATALOG.abschnitt if a.titel in erste_spalte]
    assert [t for t in erste_spalte if t in kapitel] == kapitel
    assert "Tage seit der letzten Beratung: unter 25" in erste_spalte


def test_a_long_list_of_missed_targets_points_to_the_table() -> None:
    rot = make_row("hoechstabstand_quote", 0.5, richtung="mindestens", ziel=1.0, ampel="rot")
    kopf = texts(read(render(make_unit(zeilen=(rot,) * 9))), "Übersicht")[:14]
    assert "▼ Ziel verfehlt: 9" in kopf
    assert "und 3 weitere in der Tabelle" in kopf


def test_a_rule_set_that_is_not_in_force_is_marked_loudly() -> None:
    wb = read(render(nicht_gueltig=("weinstrasse-2023",)))
    for blatt in wb.sheetnames:
        assert any(t.startswith("ACHTUNG: Nur zum Vergleich") for t in texts(wb, blatt)), blatt
    assert any("NICHT in Kraft" in t for t in texts(wb, "Erläuterungen"))
    assert not any("ACHTUNG" in t for t in texts(read(typical())))


@pytest.mark.parametrize("name", ["=cmd|'/c calc'!A1", "+1+1", "@SUMME(A1)", "-2+3", "#N/A", "=1", "\t=1", "http://x"])
def test_texts_from_data_stay_texts(name: str) -> None:
    haus = house()
    team = replace(haus[2], name=name, zeilen=(replace(typical_rows()[0], segment_titel=name),))
    bericht = make_report(haus[0], haus[1], team, datenqualitaet=make_quality(name))
    for einheit in (haus[0], team):
        inhalt = workbook_of(bericht, einheit)
        for teil, text in parts(inhalt).items():
            # In charts <f> is the address of their cells.
            assert not re.search("<f[ >/]|ddeLink", text) or teil.startswith("xl/charts/"), teil
            assert "externalLink" not in teil
        wb = read(inhalt)
        treffer = [c for ws in wb for z in ws for c in z if str(c.value).strip() == name.strip()]
        assert treffer
        assert {c.data_type for c in treffer} == {"s"}
        assert all(c.quotePrefix for c in treffer if c.value[0] in "=+-@")


def make_quality(satz: str) -> DataQuality:
    return DataQuality((), (BefundGroup(satz, satz, satz, "hinweis", satz, 1),))


@pytest.mark.parametrize(
    "name", ["A & B", "&L&G", "x" * 300, "a\x00b\x1fc", "<b>\"'</b>", "Team\r\nZwei", "𝔘𝔫𝔦 \uffff", "[1]*?/\\:", " "]
)
def test_weird_unit_names(name: str) -> None:
    team = make_unit(name=name)
    jobcenter = make_unit("jobcenter", "J1", name, teams=("T1",))
    for einheit in (team, jobcenter):
        inhalt = workbook_of(make_report(jobcenter, team), einheit)
        ws = read(inhalt)["Übersicht"]
        kopfzeile = re.search("<oddHeader>(.*?)</oddHeader>", parts(inhalt)["xl/worksheets/sheet1.xml"])
        assert kopfzeile is not None
        assert len(kopfzeile[1]) < 255
        assert "Stichtag 31.10.2026" in kopfzeile[1]
        assert ws["A1"].value


def test_ampersand_is_doubled_in_page_headers() -> None:
    blatt = parts(render(make_unit(name="Team M & I")))["xl/worksheets/sheet1.xml"]
    assert "&amp;LTeam M &amp;&amp; I" in blatt
    assert "Seite &amp;P von &amp;N" in blatt


def test_same_report_gives_same_bytes() -> None:
    einheit = make_unit()
    erste, zweite = render(einheit), render(einheit)
    assert erste == zweite
    with zipfile.ZipFile(io.BytesIO(erste)) as mappe:
        assert {i.date_time for i in mappe.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    wb = read(erste)
    assert wb.properties.creator == wb.properties.lastModifiedBy == "Kontaktdichte"
    assert wb.properties.created.date() == wb.properties.modified.date() == STICHTAG
    assert wb.properties.language == "de-DE"
    assert wb.properties.title == "Kontaktdichte Oktober 2026 – Team 1"


def test_charts_have_visible_axes_titles_and_alternative_texts() -> None:
    inhalt = typical()
    diagramme = [t for n, t in parts(inhalt).items() if n.startswith("xl/charts/chart")]
    assert len(diagramme) == 1 + 4
    for text in diagramme:
        assert text.count('<c:delete val="0"') + text.count('<delete val="0"') == 2
        assert "Berichtsmonat" in text
        assert 'dispBlanksAs val="gap"' in text
        assert "Cache>" not in text
    zeichnungen = "".join(t for n, t in parts(inhalt).items() if n.startswith("xl/drawings/drawing"))
    alternativen = re.findall(r'name="Chart \d+" descr="([^"]+)"', zeichnungen)
    assert len(alternativen) == 5
    assert "August 2026: kein Wert" in alternativen[0]
    assert any("September 2026: geheim gehalten" in t for t in alternativen)


def test_missing_and_suppressed_months_are_gaps_in_the_chart() -> None:
    ws = read(typical())["Verlauf"]
    werte = {(z[0].value, z[2].value): [c.value for c in z[3:7]] for z in ws if z[2].value in ("Ist", "Ziel")}
    assert werte["Tage seit der letzten Beratung", "Ist"] == [90.5, None, 100, 114.25]
    assert werte["Tage seit der letzten Beratung", "Ziel"] == [110] * 4
    assert werte["Höchstabstand eingehalten", "Ist"] == [0.7, 0.8, None, 0.76]
    tabelle = next([c.value for c in z[3:7]] for z in ws if z[0].value == "Höchstabstand eingehalten")
    assert tabelle == [0.7, 0.8, "•", 0.76]


def test_charts_cover_empty_cells_only() -> None:
    wb = read(typical())
    for ws in wb:
        for chart in ws._charts:
            von, bis = chart.anchor._from, chart.anchor.to
            bereich = ws.iter_rows(von.row + 1, bis.row, von.col + 1, bis.col)
            assert all(c.value is None for zeile in bereich for c in zeile)


def test_a_figure_without_any_value_has_no_chart() -> None:
    rot = make_row("beratungsaktivitaet_tage", gesperrt=True, monate=("•", None))
    assert not [n for n in parts(render(make_unit(zeilen=(rot,)))) if "chart" in n]


def test_unit_without_rows_says_so() -> None:
    wb = read(render(make_unit(zeilen=())))
    for blatt in ("Übersicht", "Kennzahlen", "Verlauf"):
        assert any("keine Kennzahlen" in t for t in texts(wb, blatt))
    assert not wb["Kennzahlen"].tables


def test_teams_are_compared_with_their_lights() -> None:
    haus = house()
    ws = read(workbook_of(make_report(*haus), haus[0]))["Teams"]
    kopf, *zeilen = [[c.value for c in z] for z in ws[ws.tables["tblTeams"].ref]]
    assert len(set(kopf)) == len(kopf)
    assert kopf[:3] == ["Einheit", "Bereich", "Tage seit der letzten Beratung (Tage · Ziel ≤\u00a0110): Ist"]
    assert [z[:4] for z in zeilen] == [
        ["Team 1", "Bereich Nord", 114.25, "▼ Ziel verfehlt"],
        ["Team 2", "Bereich Nord", "–", "–"],
    ]
    assert ws.cell(ws.max_row, 1).value == "Jobcenter Tal"


def test_explanations_name_every_figure_rule_assumption_and_sign() -> None:
    wb = read(typical())
    alle = "\n".join(texts(wb, "Erläuterungen"))
    werk = find_regelwerk("weinstrasse-2023")
    for k in KATALOG.kennzahl:
        assert k.titel in alle
        assert k.definition in alle
        assert k.zaehler.text in alle
        quelle = f"Abschnitt\u00a0{werk.quellen[k.id]}" if k.id in werk.quellen else "vom Papier nicht geregelt"
        assert f"{werk.papier}: {quelle}" in alle
    for annahme in werk.annahme:
        assert annahme.thema in alle
        assert annahme.text in alle
    assert all(regel.titel in alle for regel in werk.kontaktregel)
    assert all(zeichen in alle and text in alle for zeichen, text in cell.SIGNS)
    assert "Kontaktdichte, Version 9.9.9" in alle
    assert "Vorschau, keine bewertete Kennzahl" in alle


def test_all_together_explains_every_rule_set() -> None:
    werke = (find_regelwerk("weinstrasse-2023"), find_regelwerk("bremen-2022"))
    einheit = make_unit("gesamt", "gesamt", "Alle Jobcenter", regelwerk="weinstrasse-2023+bremen-2022")
    alle = "\n".join(texts(read(render(einheit, regelwerke=werke)), "Erläuterungen"))
    assert all(annahme.text in alle for werk in werke for annahme in werk.annahme)
    nur_eines = "\n".join(texts(read(render(regelwerke=werke)), "Erläuterungen"))
    assert werke[1].papier not in nur_eines


def test_data_quality_counts_and_findings() -> None:
    ws = read(render(make_unit("jobcenter", "J1", "Jobcenter Tal")))["Datenqualität"]
    assert [[c.value for c in z] for z in ws[ws.tables["tblExporte"].ref]][1] == ["verbis_kunden", 1000, 3, 997]
    befund = [c.value for c in ws[ws.tables["tblBefunde"].ref][1]]
    assert befund == ["Der Schlüssel steht zweimal da.", "Zeile ausgeschlossen", "verbis_kunden", None, 3]
    assert {"Zeilen je Export der Lieferung", "Befunde nach Art"} <= {z[0].value for z in ws}


def test_sheets_print_on_a4_landscape_and_hide_nothing() -> None:
    wb = read(typical())
    assert wb.active.title == "Übersicht"
    for ws in wb:
        assert (ws.page_setup.paperSize, ws.page_setup.orientation) == (9, "landscape")
        assert (ws.page_setup.fitToWidth, ws.page_setup.fitToHeight) == (1, 0)
        assert ws.sheet_properties.pageSetUpPr.fitToPage
        assert ws.print_area
        assert ws.sheet_state == "visible"
        assert not ws.merged_cells.ranges
        assert not any(d.hidden for d in (*ws.column_dimensions.values(), *ws.row_dimensions.values()))
    for blatt in ("Übersicht", "Kennzahlen", "Verlauf"):
        assert wb[blatt].print_title_rows


def test_wrapped_texts_get_the_height_they_need() -> None:
    ws = read(typical())["Erläuterungen"]
    definition = KATALOG["bg_beratung_quote"].definition
    zelle = next(c for z in ws for c in z if isinstance(c.value, str) and c.value.startswith(definition))
    # Three lines of definition, then one each of numerator and denominator.
    assert ws.row_dimensions[zelle.row].height >= 5 * 13
