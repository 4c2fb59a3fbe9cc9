"""Evaluation → workbook."""

from openpyxl.utils import get_column_letter

from pipeline.evaluate.evaluation import Evaluation, Veraenderung
from pipeline.evaluate.mean import Mittel
from pipeline.present import cell as formate
from pipeline.present.documents import evaluation as texte
from pipeline.present.excel import fields as felder
from pipeline.present.excel.sheet import (
    FETT,
    FILTERKOPF,
    FREI,
    KOPF,
    LANGTEXT,
    NOTIZ,
    TEXT,
    TITEL,
    UNTERTITEL,
    WARNUNG,
    ZAHL,
    ZAHLKOPF,
    Blatt,
    Feld,
    Mappe,
)
from pipeline.present.frame import Kopfzeilen, Rahmen, save_workbook

_SPALTEN = {
    "Einheit": 46,
    "Kennzahl": 40,
    "gemessen in": 24,
    "Vorher": 12,
    "Nachher": 12,
    "Unterschied": 15,
    "95-%-Bereich": 25,
    "Urteil": 48,
    "Monate": 16,
    "p (angepasst)": 16,
}
_TEXTSPALTEN = ("Einheit", "Kennzahl", "gemessen in", "Urteil")
_ERKENNBAR = TEXT._replace(schrift="fett", fuellung="abschnitt")


def render(evaluation: Evaluation) -> bytes:
    """Return the bytes of the workbook; the same evaluation gives the same bytes."""
    mappe = Mappe()
    blaetter: dict[Blatt, Kopfzeilen] = {}
    for name, schreiben in (("Ergebnis", _write_result), ("Alle Vergleiche", _write_all), ("Verfahren", _write_method)):
        blatt = mappe.add_sheet(name)
        blaetter[blatt] = schreiben(blatt, evaluation)
    tag = evaluation.zeitraum.stichtag
    rahmen = Rahmen(texte.TITEL, f"Stichtag {formate.tag(tag)}", tag, evaluation.version)
    return save_workbook(mappe, blaetter, rahmen)


def _write_head(blatt: Blatt, evaluation: Evaluation, titel: str) -> None:
    blatt.add_line(f"{titel} – {evaluation.einheiten[0].titel}", TITEL)
    blatt.add_line(texte.subtitle(evaluation), NOTIZ)
    if evaluation.regelwechsel:
        blatt.add_line(f"ACHTUNG: {texte.warnings(evaluation)[0]}", WARNUNG, quer=True)
    blatt.skip()


def _write_result(blatt: Blatt, evaluation: Evaluation) -> Kopfzeilen:
    """Say the outcome, and lay out the figures of the highest unit."""
    breiten = {n: b for n, b in _SPALTEN.items() if n not in ("Einheit", "p (angepasst)")}
    blatt.set_widths(list(breiten.values()))
    _write_head(blatt, evaluation, texte.TITEL)
    blatt.add_line(texte.summary(evaluation), FETT)
    for einheit, z in texte.findings(evaluation):
        satz = f"{einheit.titel}: {z.kennzahl.titel} {texte.mean(z, z.vorher)} → {texte.mean(z, z.nachher)}"
        blatt.add_line(f"     {satz} ({texte.difference(z)}; {texte.interval(z)})", FREI)
    for hinweis in texte.warnings(evaluation)[len(evaluation.regelwechsel) :]:
        blatt.add_line(f"Hinweis: {hinweis}", NOTIZ)
    blatt.skip()
    blatt.add_line(evaluation.einheiten[0].titel, UNTERTITEL)
    kopf = [Feld(n, KOPF if n in _TEXTSPALTEN else ZAHLKOPF) for n in breiten]
    kopfzeile = blatt.add_row(kopf, mindesthoehe=20)
    for zeile in evaluation.einheiten[0].zeilen:
        blatt.add_row(_cells(zeile))
    return kopfzeile, kopfzeile


def _write_all(blatt: Blatt, evaluation: Evaluation) -> Kopfzeilen:
    """Write all comparisons as one list, to filter; returns the header rows to repeat in print."""
    blatt.set_widths(list(_SPALTEN.values()))
    _write_head(blatt, evaluation, "Alle Vergleiche")
    kopf = [Feld(n, KOPF if n in _TEXTSPALTEN else FILTERKOPF) for n in _SPALTEN]
    kopfzeile = blatt.add_row(kopf, mindesthoehe=20)
    for einheit in evaluation.einheiten:
        for z in einheit.zeilen:
            p = Feld(None, ZAHL) if z.p is None else Feld(round(z.p, 4), ZAHL._replace(format="0.000"))
            blatt.add_row([Feld(einheit.titel), *_cells(z), p])
    blatt.ws.auto_filter.ref = f"A{kopfzeile}:{get_column_letter(blatt.spalten)}{blatt.zeile - 1}"
    blatt.ws.freeze_panes = f"C{kopfzeile + 1}"
    return kopfzeile, kopfzeile


def _cells(z: Veraenderung) -> list[Feld]:
    differenz = z.unterschied.differenz if z.unterschied else None
    return [
        Feld(z.kennzahl.titel),
        Feld(felder.unit(z.kennzahl)),
        _mean(z, z.vorher),
        _mean(z, z.nachher),
        felder.difference(z.kennzahl, differenz),
        Feld(texte.interval(z) or None, ZAHL),
        Feld(texte.verdict(z), _ERKENNBAR if z.urteil == "erkennbar" else TEXT),
        Feld(texte.months(z), ZAHL),
    ]


def _mean(z: Veraenderung, mittel: Mittel) -> Feld:
    return felder.value(z.kennzahl, mittel.wert, gesperrt=mittel.gesperrt)


def _write_method(blatt: Blatt, evaluation: Evaluation) -> Kopfzeilen:
    blatt.set_widths([30, 120])
    _write_head(blatt, evaluation, "Verfahren und Grenzen")
    for kurz, lang in texte.method(evaluation):
        blatt.add_row([Feld(kurz, LANGTEXT._replace(schrift="fett")), Feld(lang, LANGTEXT)])
    return None
