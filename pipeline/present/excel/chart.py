"""The sheet Verlauf and the native line charts: months so far, with a gap where no value may or can be shown."""

from typing import NamedTuple

from openpyxl.chart import LineChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.evaluate.bericht import Bericht, Einheit, Zeile
from pipeline.present import cell as formate
from pipeline.present.excel import fields as felder
from pipeline.present.excel.sheet import KOPF, NOTIZ, SCHRIFTART, TEXT, TITEL, UNTERTITEL, ZAHL, ZAHLKOPF, Blatt, Feld

_LINIE, _ZIEL, _GITTER = "1F5C7A", "9C1C13", "D9D9D9"
_DIAGRAMMZEILEN = 15
# The months share this width as long as they fit; very few leave some of it empty.
_MONATSSPALTEN_MIN, _MONATSBREITE_MIN, _MONATE_BREITE = 4, 9.5, 76


class Reihe(NamedTuple):
    """Where the months of a figure stand for charts; `ziel_zeile` is None without a target."""

    zeile: Zeile
    ws: Worksheet
    kopf_zeile: int
    ist_zeile: int
    ziel_zeile: int | None


class Flaeche(NamedTuple):
    """The cells that a chart covers: first and last column and row, counted from 1."""

    von_spalte: int
    von_zeile: int
    bis_spalte: int
    bis_zeile: int


def write_verlauf(blatt: Blatt, bericht: Bericht, einheit: Einheit) -> tuple[dict[str, Reihe], int | None]:
    """Fill the sheet; returns the chart data by figure and the header row to repeat in print."""
    zeilen = felder.main_rows(einheit)
    monate = zeilen[0].verlauf if zeilen else ()
    koepfe = [formate.monat_kurz(p.stichtag) for p in monate]
    spalten = max(len(koepfe), _MONATSSPALTEN_MIN)
    blatt.set_widths([46, 22, 14, *[max(_MONATSBREITE_MIN, _MONATE_BREITE / spalten)] * spalten])
    blatt.add_line(f"Verlauf – {einheit.titel}", TITEL)
    blatt.add_line(f"Berichtsmonate bis {formate.monat(bericht.stichtag)}, Ziele nach heutigem Stand.", NOTIZ)
    if not zeilen:
        blatt.add_line("Für diese Einheit liegen keine Kennzahlen vor.")
        return {}, None
    darstellbar = _figures_with_values(bericht, einheit)
    platz = _reserve(blatt, len(darstellbar))
    if platz:
        blatt.break_page()
    kopfzeile = _write_months(blatt, zeilen, koepfe)
    reihen = _write_chart_data(blatt, darstellbar, koepfe)
    for reihe, flaeche in zip(reihen.values(), platz, strict=True):
        add_chart(blatt, reihe, flaeche)
    return reihen, kopfzeile


def _figures_with_values(bericht: Bericht, einheit: Einheit) -> list[Zeile]:
    zeilen = [z for k in bericht.katalog.diagramme() if (z := einheit.find(k.id))]
    return [z for z in zeilen if any(p.wert is not None and not p.gesperrt for p in z.verlauf)]


def _reserve(blatt: Blatt, anzahl: int) -> list[Flaeche]:
    """Keep rows free for the charts, two side by side, split where both halves are nearly as wide."""
    summen = [sum(blatt.breiten[:n]) for n in range(blatt.spalten)]
    mitte = min(range(1, blatt.spalten), key=lambda n: abs(summen[n] - sum(blatt.breiten) / 2))
    haelften = ((1, mitte), (mitte + 1, blatt.spalten))
    beginn = blatt.zeile + 1
    blatt.skip(((anzahl + 1) // 2) * (_DIAGRAMMZEILEN + 1) + 1)
    oben = [beginn + (n // 2) * (_DIAGRAMMZEILEN + 1) for n in range(anzahl)]
    return [
        Flaeche(haelften[n % 2][0], zeile, haelften[n % 2][1], zeile + _DIAGRAMMZEILEN - 1)
        for n, zeile in enumerate(oben)
    ]


def _write_months(blatt: Blatt, zeilen: list[Zeile], koepfe: list[str]) -> int:
    kopfzeile = blatt.add_row(
        [Feld("Kennzahl", KOPF), Feld("Einheit", KOPF), Feld("Ziel", ZAHLKOPF), *(Feld(k, ZAHLKOPF) for k in koepfe)],
        mindesthoehe=20,
    )
    for z in zeilen:
        werte = [felder.month_value(z.kennzahl, p) for p in z.verlauf]
        blatt.add_row([Feld(felder.row_title(z)), Feld(formate.einheit(z.kennzahl)), felder.target(z), *werte])
    return kopfzeile


def _write_chart_data(blatt: Blatt, zeilen: list[Zeile], koepfe: list[str]) -> dict[str, Reihe]:
    if not zeilen:
        return {}
    blatt.skip()
    blatt.add_line("Werte der Diagramme", UNTERTITEL)
    blatt.add_line("Leere Zellen sind Monate ohne Wert oder mit geheim gehaltenem Wert.", NOTIZ)
    kopf = blatt.add_row(
        [Feld("Diagramm", KOPF), Feld("Einheit", KOPF), Feld("Reihe", KOPF), *(Feld(k, ZAHLKOPF) for k in koepfe)],
        mindesthoehe=20,
    )
    reihen = {}
    for z in zeilen:
        titel, einheit = Feld(felder.figure_title(z.kennzahl)), Feld(formate.einheit(z.kennzahl))
        werte = [felder.chart_value(z.kennzahl, p) for p in z.verlauf]
        ist = blatt.add_row([titel, einheit, Feld("Ist", TEXT), *werte])
        ziel = None
        if z.ziel is not None:
            betrag = Feld(z.ziel, ZAHL._replace(format=felder.value_format(z.kennzahl)))
            ziel = blatt.add_row([titel, einheit, Feld("Ziel", TEXT), *[betrag] * len(koepfe)])
        reihen[z.kennzahl.id] = Reihe(z, blatt.ws, kopf, ist, ziel)
    return reihen


def add_chart(blatt: Blatt, reihe: Reihe, flaeche: Flaeche) -> None:
    """Place a line chart exactly over the given empty cells."""
    kennzahl = reihe.zeile.kennzahl
    chart = LineChart()
    chart.title = _title(felder.figure_title(kennzahl), 1100, fett=True)
    chart.series = [_series(reihe, reihe.ist_zeile, "Ist", ziel=False)]
    if reihe.ziel_zeile is not None:
        chart.series.append(_series(reihe, reihe.ziel_zeile, f"Ziel {formate.ziel(reihe.zeile)}", ziel=True))
    _shape_axes(chart, formate.einheit(kennzahl), felder.value_format(kennzahl), anteil=kennzahl.form == "anteil")
    if chart.legend is not None:
        chart.legend.position, chart.legend.overlay = "b", False
        chart.legend.txPr = _text(900)
    chart.roundedCorners = False
    chart.display_blanks = "gap"
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    anker = TwoCellAnchor(
        editAs="oneCell",
        _from=AnchorMarker(col=flaeche.von_spalte - 1, row=flaeche.von_zeile - 1, colOff=50_000, rowOff=20_000),
        to=AnchorMarker(col=flaeche.bis_spalte, row=flaeche.bis_zeile),
    )
    # The stubs know addresses only.
    chart.anchor = anker  # type: ignore[assignment]
    blatt.ws.add_chart(chart)
    blatt.mappe.alternativtexte.setdefault(blatt.ws.title, []).append(_alternative_text(reihe.zeile))


def _series(reihe: Reihe, zeile: int, name: str, *, ziel: bool) -> Series:
    erste, letzte = 4, 3 + len(reihe.zeile.verlauf)

    def refer(nummer: int) -> str:
        return str(Reference(reihe.ws, min_col=erste, max_col=letzte, min_row=nummer, max_row=nummer))

    farbe = _ZIEL if ziel else _LINIE
    strich = LineProperties(solidFill=farbe, w=15_875 if ziel else 28_575, prstDash="dash" if ziel else None)
    punkt = GraphicalProperties(solidFill=farbe, ln=LineProperties(solidFill=farbe))
    return Series(
        tx=SeriesLabel(v=name),
        spPr=GraphicalProperties(ln=strich),
        marker=Marker(symbol="none") if ziel else Marker(symbol="circle", size=6, spPr=punkt),
        cat=AxDataSource(strRef=StrRef(f=refer(reihe.kopf_zeile))),
        val=NumDataSource(numRef=NumRef(f=refer(zeile))),
        smooth=False,
    )


def _shape_axes(chart: LineChart, einheit: str, zahlenformat: str, *, anteil: bool) -> None:
    """Show both axes, which openpyxl hides unless told; values begin at zero."""
    for achse, titel in ((chart.x_axis, "Berichtsmonat"), (chart.y_axis, einheit)):
        achse.delete = False
        achse.title = _title(titel, 900)
        achse.txPr = _text(900)
        achse.majorTickMark = "none"
        achse.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill="8C8C8C"))
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.scaling.min = 0
    if anteil:
        chart.y_axis.scaling.max = 1
        chart.y_axis.majorUnit = 0.25
    chart.y_axis.number_format = "0%" if anteil else zahlenformat.split(".")[0]
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=_GITTER)))


def _title(text: str, groesse: int, *, fett: bool = False) -> Title:
    schrift = _characters(groesse, fett=fett)
    absatz = Paragraph(pPr=ParagraphProperties(defRPr=schrift), r=[RegularTextRun(rPr=schrift, t=text)])
    return Title(tx=Text(rich=RichText(p=[absatz])), overlay=False)


def _text(groesse: int) -> RichText:
    absatz = Paragraph(pPr=ParagraphProperties(defRPr=_characters(groesse)), endParaRPr=_characters(groesse))
    return RichText(p=[absatz])


def _characters(groesse: int, *, fett: bool = False) -> CharacterProperties:
    return CharacterProperties(lang="de-DE", sz=groesse, b=fett, solidFill="333333", latin=Font(typeface=SCHRIFTART))


def _alternative_text(zeile: Zeile) -> str:
    """What a reader who does not see the chart needs to know; published values only."""
    kennzahl = zeile.kennzahl
    monate = "; ".join(
        f"{formate.monat(p.stichtag)}: "
        + ("geheim gehalten" if p.gesperrt else "kein Wert" if p.wert is None else formate.wert(kennzahl, p.wert))
        for p in zeile.verlauf
    )
    ziel = f" Ziel: {formate.ziel(zeile)}." if zeile.ziel is not None else ""
    return f"Liniendiagramm „{felder.figure_title(kennzahl)}“ in {formate.einheit(kennzahl)}. {monate}.{ziel}"
