"""Comparison of rule sets → workbook."""

from openpyxl.utils import get_column_letter

from pipeline.evaluate.bericht import Zeile
from pipeline.evaluate.cost import Betrag
from pipeline.evaluate.vergleich import Figur, Vergleich, VergleichEinheit
from pipeline.present import cell as formate
from pipeline.present.documents import vergleich as texte
from pipeline.present.excel import fields as felder
from pipeline.present.excel.package import keep_together
from pipeline.present.excel.sheet import (
    AMPEL,
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

_GANZE, _DIFFERENZ = "#,##0", "+#,##0;-#,##0;±0"
_FETT = LANGTEXT._replace(schrift="fett")
_SUMME = {"schrift": "fett", "fuellung": "abschnitt"}


def render(vergleich: Vergleich) -> bytes:
    """Return the bytes of the workbook; the same comparison gives the same bytes."""
    mappe = Mappe()
    blaetter: dict[Blatt, Kopfzeilen] = {}
    for name, schreiben in (
        ("Überblick", _write_overview),
        ("Kennzahlen", _write_figures),
        ("Erläuterungen", _write_method),
    ):
        blatt = mappe.add_sheet(name)
        blaetter[blatt] = schreiben(blatt, vergleich)
    stand = f"Stichtag {formate.tag(vergleich.stichtag)}"
    return save_workbook(mappe, blaetter, Rahmen(texte.TITEL, stand, vergleich.stichtag, vergleich.version))


def _write_head(blatt: Blatt, vergleich: Vergleich, titel: str) -> None:
    oberste = vergleich.einheiten[0]
    blatt.add_line(f"{titel} – {oberste.titel}", TITEL)
    blatt.add_line(
        f"{formate.monat(vergleich.stichtag)} · Stichtag {formate.tag(vergleich.stichtag)} · "
        f"Regelwerke: {', '.join(s.werk.id for s in vergleich.spalten)}",
        NOTIZ,
    )
    for warnung in texte.warnings(vergleich):
        blatt.add_line(f"ACHTUNG: {warnung}", WARNUNG, quer=True)
    blatt.skip()


def _write_overview(blatt: Blatt, vergleich: Vergleich) -> Kopfzeilen:
    """Say the outcome first, then lay the units of each measure beside each other."""
    spalten = len(vergleich.spalten)
    blatt.set_widths([52, *[23] * (2 * spalten - 1)])
    _write_head(blatt, vergleich, texte.TITEL)
    blatt.add_line("Ergebnis", UNTERTITEL)
    for kennung, satz in texte.statements(vergleich):
        blatt.add_line(f"{kennung}: {satz}", FREI)
    blatt.add_line(texte.held_hours(vergleich.einheiten[0]), NOTIZ)
    blatt.add_line(
        f"In Klammern und in den rechten Spalten: Unterschied zu {vergleich.spalten[0].werk.id}. "
        f"{formate.GESPERRT} geheim gehalten. Wie gerechnet wird, steht im Blatt Erläuterungen.",
        NOTIZ,
    )
    for groesse in texte.GROESSEN:
        keep_together(blatt, len(vergleich.einheiten) + 3)
        blatt.skip()
        _write_measure(blatt, vergleich, groesse)
    return None


def _write_measure(blatt: Blatt, vergleich: Vergleich, groesse: texte.Groesse) -> None:
    zusatz = "" if groesse.einheit in groesse.titel else f" ({groesse.einheit})"
    blatt.add_line(f"{groesse.titel}{zusatz}", UNTERTITEL)
    ids = [s.werk.id for s in vergleich.spalten]
    koepfe = [*ids, *(f"{kennung}: Unterschied" for kennung in ids[1:])]
    blatt.add_row([Feld("Einheit", KOPF), *(Feld(k, ZAHLKOPF) for k in koepfe)], mindesthoehe=20)
    for einheit in vergleich.einheiten:
        betraege = [groesse.betrag(a) for a in einheit.aufwand]
        differenzen = [texte.difference(b, betraege[0]) for b in betraege[1:]]
        stil = _SUMME if einheit.ebene != "team" else {}
        titel = Feld(f"{'    ' * einheit.tiefe}{einheit.titel}", TEXT._replace(**stil))
        zellen = [_amount(b, _GANZE, stil) for b in betraege] + [_amount(d, _DIFFERENZ, stil) for d in differenzen]
        blatt.add_row([titel, *zellen])


def _amount(betrag: Betrag, form: str, stil: dict[str, str]) -> Feld:
    zahl = ZAHL._replace(**stil)
    if betrag.gesperrt or betrag.wert is None:
        return Feld(texte.number(betrag), zahl)
    # What rounds to zero must not show a sign.
    klein = abs(betrag.wert) < 0.5
    zeichen = f'"{texte.RUND}"' if betrag.rund else ""
    form = ";".join(f"{zeichen}{teil}" for teil in form.split(";"))
    return Feld(0.0 if klein else betrag.wert, zahl._replace(format=form))


def _write_figures(blatt: Blatt, vergleich: Vergleich) -> Kopfzeilen:
    """All units and figures in one list to filter; returns the header rows to repeat in print."""
    blatt.set_widths([48, 40, 26, 20, *[11, 12, 7] * len(vergleich.spalten)])
    _write_head(blatt, vergleich, "Kennzahlen im Vergleich")
    zeichen = " · ".join(f"{zeichen} {wort}" for zeichen, wort in formate.AMPEL.values())
    blatt.add_line(f"Bewertung: {zeichen} · leer: kein Ziel. {formate.GESPERRT} geheim gehalten, – kein Wert.", NOTIZ)
    gruppen = [Feld(None, KOPF)] * 4
    for spalte in vergleich.spalten:
        gruppen += [Feld(spalte.werk.id, KOPF._replace(lage="frei")), Feld(None, KOPF), Feld(None, KOPF)]
    blatt.add_row(gruppen)
    koepfe = [Feld(k, KOPF) for k in ("Einheit", "Kennzahl", "Ausprägung", "gemessen in")]
    je_werk = [Feld("Ist", ZAHLKOPF), Feld("Ziel", ZAHLKOPF), Feld("Bew.", KOPF._replace(lage="frei"))]
    kopfzeile = blatt.add_row([*koepfe, *je_werk * len(vergleich.spalten)], mindesthoehe=20)
    for einheit in vergleich.einheiten:
        for figur in einheit.figuren:
            blatt.add_row(_figure_row(vergleich, einheit, figur))
    blatt.ws.auto_filter.ref = f"A{kopfzeile}:{get_column_letter(blatt.spalten)}{blatt.zeile - 1}"
    blatt.ws.freeze_panes = f"C{kopfzeile + 1}"
    return kopfzeile - 1, kopfzeile


def _figure_row(vergleich: Vergleich, einheit: VergleichEinheit, figur: Figur) -> list[Feld]:
    muster = figur.muster
    zeile = [
        Feld(einheit.titel),
        Feld(muster.kennzahl.titel),
        Feld(texte.segment_title(vergleich.katalog, muster.segment_art, muster.segment_titel)),
        Feld(formate.einheit(muster.kennzahl)),
    ]
    for z in figur.zeilen:
        zeile += [Feld(formate.OHNE_WERT, ZAHL), Feld(None, ZAHL), Feld(None)] if z is None else _cells(z)
    return zeile


def _cells(zeile: Zeile) -> list[Feld]:
    zeichen = Feld(formate.AMPEL[zeile.ampel][0], AMPEL[zeile.ampel]) if zeile.ampel else Feld(None)
    return [felder.value(zeile.kennzahl, zeile.wert, gesperrt=zeile.gesperrt), felder.target(zeile), zeichen]


def _write_method(blatt: Blatt, vergleich: Vergleich) -> Kopfzeilen:
    blatt.set_widths([46, 64, 24, 60])
    _write_head(blatt, vergleich, "Erläuterungen zum Vergleich")
    blatt.add_section("So wird gerechnet")
    for kurz, lang in texte.method(vergleich):
        blatt.add_row([Feld(kurz, _FETT), Feld(lang, LANGTEXT)])
    blatt.skip()
    blatt.add_section("Dauer eines Folgegesprächs")
    blatt.add_row([Feld(k, KOPF) for k in ("Regelwerk", "Teams", "Minuten", "Herkunft")])
    for werk, teams, minuten, herkunft in texte.duration_rows(vergleich):
        blatt.add_row([Feld(werk, _FETT), Feld(teams, LANGTEXT), Feld(minuten, LANGTEXT), Feld(herkunft, LANGTEXT)])
    for spalte in vergleich.spalten:
        blatt.skip()
        blatt.add_section(f"Kontaktregeln {spalte.werk.id}: {spalte.werk.titel}")
        koepfe = ("Regel", "Vorgabe", "Gespräche je Monat, Mindestvorgabe", "Gespräche je Monat, Zielabstand")
        blatt.add_row([Feld(k, KOPF) for k in koepfe])
        for titel, *angaben in texte.rule_rows(spalte, vergleich):
            blatt.add_row([Feld(titel, _FETT), *(Feld(angabe, LANGTEXT) for angabe in angaben)])
    return None
