"""How sheets print, and how a workbook becomes the same bytes for the same report."""

import io
import re
from datetime import date, datetime, time
from typing import cast
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties

from pipeline.evaluate.bericht import Bericht, Einheit
from pipeline.present import cell as formate
from pipeline.present.excel.sheet import LEERZEILE, Blatt, Mappe, clean, one_line

PRODUKT = "Kontaktdichte"
_A4 = 9
# Excel accepts 255 characters for all three parts together.
_KOPFZEILE_NAME_MAX = 90
# What A4 landscape leaves between the margins; the height of a usual row.
_SEITENBREITE_PT, _SEITENHOEHE_PT, _ZEILE_PT = 770, 488, 17.0
_ZIP_ZEIT = (1980, 1, 1, 0, 0, 0)
_FONT_REIHENFOLGE = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
)


def set_up_page(blatt: Blatt, bericht: Bericht, einheit: Einheit, *, kopfzeile: int | None) -> None:
    """A4 landscape, one page wide, with repeated header row and running titles."""
    ws = blatt.ws
    ws.page_setup.paperSize = _A4
    ws.page_setup.orientation = "landscape"
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    ws.print_options.horizontalCentered = True
    ws.page_margins.left = ws.page_margins.right = 0.5
    ws.page_margins.top = ws.page_margins.bottom = 0.7
    ws.page_margins.header = ws.page_margins.footer = 0.35
    ws.print_area = f"A1:{get_column_letter(blatt.spalten)}{max(blatt.zeile - 1, 1)}"
    if kopfzeile:
        ws.print_title_rows = f"{kopfzeile}:{kopfzeile}"
    kopf, fuss = cast(HeaderFooterItem, ws.oddHeader), cast(HeaderFooterItem, ws.oddFooter)
    kopf.left.text = _header_text(einheit.titel)
    if bericht.nicht_gueltig:
        kopf.center.text = "NUR ZUM VERGLEICH: Regelwerk am Stichtag nicht in Kraft"
    kopf.right.text = f"Stichtag {formate.tag(bericht.stichtag)}"
    fuss.left.text = f"{PRODUKT} {bericht.version}"
    fuss.center.text = ws.title
    fuss.right.text = "Seite &P von &N"


def keep_together(blatt: Blatt, zeilen: int) -> None:
    """Begin a new page if so many usual rows do not fit on the current one, printed one page wide."""
    breite_pt = sum(breite * 7 for breite in blatt.breiten) * 0.75
    platz_pt = _SEITENHOEHE_PT / min(_SEITENBREITE_PT / breite_pt, 1)
    beginn = max((umbruch.id for umbruch in blatt.ws.row_breaks.brk), default=0) + 1
    hoehen = (blatt.ws.row_dimensions[n].height or LEERZEILE for n in range(beginn, blatt.zeile))
    kopf_pt = 0 if beginn == 1 else _ZEILE_PT
    if kopf_pt + sum(hoehen) + zeilen * _ZEILE_PT > platz_pt:
        blatt.break_page()


def _header_text(text: str) -> str:
    """An ampersand starts a command in page headers, so that a real one is doubled."""
    zeile = one_line(text)
    kurz = zeile if len(zeile) <= _KOPFZEILE_NAME_MAX else f"{zeile[: _KOPFZEILE_NAME_MAX - 1]}…"
    return kurz.replace("&", "&&")


def save_bytes(mappe: Mappe, bericht: Bericht, einheit: Einheit) -> bytes:
    """Return the workbook as a file that says the same in the same bytes, whenever it is written."""
    wb = mappe.workbook
    wb.active = 0
    wb.worksheets[0].sheet_view.tabSelected = True
    # Nothing is calculated: without this Excel asks on closing whether to save.
    wb.calculation.fullCalcOnLoad = False
    stichtag = datetime.combine(bericht.stichtag, time())
    eigenschaften = wb.properties
    eigenschaften.creator = eigenschaften.lastModifiedBy = PRODUKT
    eigenschaften.title = f"{PRODUKT} {formate.monat(bericht.stichtag)} – {one_line(einheit.titel)}"
    eigenschaften.language = "de-DE"
    eigenschaften.created = eigenschaften.modified = stichtag
    puffer = io.BytesIO()
    wb.save(puffer)
    alternativtexte = [text for ws in wb.worksheets for text in mappe.alternativtexte.get(ws.title, [])]
    return normalise(puffer, bericht.stichtag, alternativtexte)


def normalise(quelle: io.BytesIO, stichtag: date, alternativtexte: list[str]) -> bytes:
    """Fix what openpyxl takes from the clock, and add what it cannot write."""
    rest = iter(alternativtexte)
    ergebnis = io.BytesIO()
    with ZipFile(quelle) as alt, ZipFile(ergebnis, "w", ZIP_DEFLATED) as neu:
        for name in alt.namelist():
            inhalt = alt.read(name)
            if name == "docProps/core.xml":
                inhalt = _set_dates(inhalt, stichtag)
            elif name == "xl/styles.xml":
                inhalt = _sort_fonts(inhalt)
            elif name.startswith("xl/drawings/drawing"):
                inhalt = re.sub(
                    rb'<(?:\w+:)?cNvPr id="\d+" name="Chart \d+"', lambda t: _describe(t, next(rest)), inhalt
                )
            eintrag = ZipInfo(name, _ZIP_ZEIT)
            eintrag.compress_type, eintrag.external_attr = ZIP_DEFLATED, 0o600 << 16
            neu.writestr(eintrag, inhalt)
    return ergebnis.getvalue()


def _set_dates(inhalt: bytes, stichtag: date) -> bytes:
    zeit = f"{stichtag.isoformat()}T00:00:00Z".encode()
    return re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", lambda t: t[1] + zeit, inhalt)


def _sort_fonts(inhalt: bytes) -> bytes:
    """The schema asks for an order of the properties of a font that openpyxl does not keep."""

    def sort_one(treffer: re.Match[bytes]) -> bytes:
        teile = re.findall(rb"<(\w+)[^>]*/>", treffer[2])
        elemente = re.findall(rb"<\w+[^>]*/>", treffer[2])
        paare = sorted(zip(teile, elemente, strict=True), key=lambda p: _FONT_REIHENFOLGE.index(p[0].decode()))
        return treffer[1] + b"".join(element for _, element in paare) + treffer[3]

    return re.sub(rb"(<font>)(.*?)(</font>)", sort_one, inhalt, flags=re.DOTALL)


def _describe(treffer: re.Match[bytes], text: str) -> bytes:
    return treffer[0] + b" descr=" + quoteattr(clean(text)).encode()
