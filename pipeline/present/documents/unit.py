"""Report → workbook: one file per unit."""

from pipeline.evaluate.bericht import Bericht, Einheit
from pipeline.present.excel.chart import write_verlauf
from pipeline.present.excel.explanations import write_erlaeuterungen
from pipeline.present.excel.overview import write_teams, write_uebersicht
from pipeline.present.excel.package import save_bytes, set_up_page
from pipeline.present.excel.sheet import Mappe
from pipeline.present.excel.tables import write_datenqualitaet, write_kennzahlen

BLAETTER = ("Übersicht", "Teams", "Kennzahlen", "Verlauf", "Datenqualität", "Erläuterungen")


def render_workbook(bericht: Bericht, einheit: Einheit) -> bytes:
    """Return the bytes of the unit's workbook; the same report gives the same bytes."""
    mappe = Mappe()
    namen = [n for n in BLAETTER if n != "Teams" or einheit.ebene != "team"]
    blaetter = {name: mappe.add_sheet(name) for name in namen}
    kopfzeilen: dict[str, int | None] = {}
    # The chart of the first sheet draws the months of this one.
    reihen, kopfzeilen["Verlauf"] = write_verlauf(blaetter["Verlauf"], bericht, einheit)
    grosse = next((reihen.get(k.id) for k in bericht.katalog.diagramme()), None)
    kopfzeilen["Übersicht"] = write_uebersicht(blaetter["Übersicht"], bericht, einheit, grosse)
    if "Teams" in blaetter:
        kopfzeilen["Teams"] = write_teams(blaetter["Teams"], bericht, einheit)
    kopfzeilen["Kennzahlen"] = write_kennzahlen(blaetter["Kennzahlen"], bericht, einheit)
    write_datenqualitaet(blaetter["Datenqualität"], bericht, einheit)
    write_erlaeuterungen(blaetter["Erläuterungen"], bericht, einheit)
    for name, blatt in blaetter.items():
        set_up_page(blatt, bericht, einheit, kopfzeile=kopfzeilen.get(name))
    return save_bytes(mappe, bericht, einheit)
