"""Every unreadable value is said with its cause and a way out, and never with the value."""

import pytest

from drawn.rows import check

FAELLE = [
    ("atv_kapazitaet", "arbeitszeit_std", "7.8", "Dezimalpunkt", "Dezimalkomma exportieren"),
    ("atv_kapazitaet", "arbeitszeit_std", "7.800", "Tausenderpunkt", "Dezimalkomma exportieren"),
    ("atv_kapazitaet", "arbeitszeit_std", "0.500", "Dezimalpunkt", "Dezimalkomma exportieren"),
    ("atv_kapazitaet", "arbeitszeit_std", "7,8 h", "Einheit", "nur die Zahl"),
    ("atv_kapazitaet", "arbeitszeit_std", "7:48", "Doppelpunkt", "7:30 Stunden also als 7,5"),
    ("atv_kapazitaet", "arbeitszeit_std", "1234567890123", "zu viele Stellen", "berichtigen"),
    ("atv_termine", "dauer_min", "60 min", "Einheit", "nur die Zahl"),
    ("atv_termine", "dauer_min", "45'", "Zeichen hinter der Zahl", "nur die Zahl"),
    ("atv_termine", "dauer_min", "1:00", "mit Doppelpunkt", "in Minuten exportieren, 1:00 Stunden also als 60"),
    ("atv_termine", "dauer_min", "00:45", "mit Doppelpunkt", "in Minuten exportieren"),
    ("atv_termine", "dauer_min", "01:30:00", "mit Doppelpunkt", "in Minuten exportieren"),
    ("atv_termine", "dauer_min", "7,5", "Nachkommastellen", "runden"),
    ("atv_termine", "dauer_min", "6,0E+01", "Zehnerpotenzen", "ganz exportieren"),
    ("atv_termine", "beginn", "25:00", "die es nicht gibt", "berichtigen"),
    ("atv_termine", "beginn", "24:00", "die es nicht gibt", "berichtigen"),
    ("atv_termine", "beginn", "25:00 Uhr", "die es nicht gibt", "berichtigen"),
    ("atv_termine", "beginn", "9:00 AM", "Zusatz hinter der Uhrzeit", "als HH:MM"),
    ("atv_termine", "beginn", "09:00 Uhr", "Zusatz hinter der Uhrzeit", "als HH:MM"),
    ("atv_termine", "beginn", "09:00:00 h", "Zusatz hinter der Uhrzeit", "als HH:MM"),
    ("atv_termine", "beginn", "09:00-10:00", "Zusatz hinter der Uhrzeit", "als HH:MM"),
    ("atv_termine", "beginn", "9 Uhr", "Zusatz hinter der Uhrzeit", "als HH:MM"),
    ("atv_termine", "beginn", "05.10.2026 09:00", "auch einen Tag", "als HH:MM"),
    ("atv_termine", "beginn", "9:5", "Minuten mit einer Ziffer", "HH:MM exportieren"),
    ("atv_termine", "beginn", "0,3333333", "Bruchteil eines Tages", "als Uhrzeit formatieren"),
    ("atv_termine", "beginn", "8.30", "keinen Doppelpunkt", "HH:MM exportieren"),
    ("atv_termine", "beginn", "0830", "keinen Doppelpunkt", "HH:MM exportieren"),
    ("atv_termine", "datum", "01.02.26", "zweistelliges Jahr", "vierstelligem Jahr"),
    ("atv_termine", "datum", "14.10.0226", "Jahr, das nicht stimmen kann", "berichtigen"),
    ("atv_termine", "datum", "31.02.2026", "den es nicht gibt", "berichtigen"),
    ("atv_termine", "datum", "2026-02-31", "den es nicht gibt", "berichtigen"),
    ("atv_termine", "datum", "10.25.2026", "Tag und Monat vertauscht", "als TT.MM.JJJJ exportieren"),
    ("atv_termine", "datum", "02.31.2026 09:00", "Tag und Monat vertauscht", "als TT.MM.JJJJ exportieren"),
    ("atv_termine", "datum", "2026-25-10", "Tag und Monat vertauscht", "als TT.MM.JJJJ exportieren"),
    ("atv_termine", "datum", "13.25.2026", "den es nicht gibt", "berichtigen"),
    ("atv_termine", "datum", "10.32.2026", "den es nicht gibt", "berichtigen"),
    ("atv_termine", "datum", "31.02.2026 14:30", "Tag, den es nicht gibt", "berichtigen"),
    ("atv_termine", "datum", "05.10.2026 24:00", "Uhrzeit, die es nicht gibt", "nur den Tag"),
    ("atv_termine", "datum", "2026-10-15T99:99:99", "Uhrzeit, die es nicht gibt", "nur den Tag"),
    ("atv_termine", "datum", "05.10.2026 14:30 Uhr", "Zusatz hinter dem Tag", "nur den Tag"),
    ("atv_termine", "datum", "05.10.2026, 14:30", "Zusatz hinter dem Tag", "nur den Tag"),
    ("atv_termine", "datum", "2026-10-05 (Mo)", "Zusatz hinter dem Tag", "nur den Tag"),
    ("atv_termine", "datum", "Mo, 05.10.2026", "Zusatz vor dem Tag", "nur den Tag"),
    ("atv_termine", "datum", "05.10.20026", "Jahr mit fünf Ziffern", "berichtigen"),
    ("atv_termine", "datum", "20026-10-05", "Jahr mit fünf Ziffern", "berichtigen"),
    ("atv_termine", "datum", "46309", "Tageszahl statt eines Datums", "als Datum formatieren"),
    ("atv_termine", "datum", "10/14/2026", "Schrägstriche", "TT.MM.JJJJ exportieren"),
    ("atv_termine", "datum", "1.2.2026", "mit einer Ziffer", "führender Null"),
    ("atv_termine", "datum", "2026-10-13T22:00:00Z", "Zeitzone", "nur den Tag"),
    ("verbis_kunden", "geburtsmonat", "17.05.1980", "Geburtsdatum", "kontaktdichte pseudonymise"),
    ("verbis_kunden", "geburtsmonat", "05.80", "zweistelliges Jahr", "vierstelligem Jahr"),
    ("verbis_kunden", "geburtsmonat", "0979-05", "Jahr, das nicht stimmen kann", "berichtigen"),
    ("verbis_kunden", "kunde_id", "4,56E+11", "Ziffern sind verloren", "als Text exportieren"),
    ("verbis_kunden", "kunde_id", "#BEZUG!", "Fehlerwert einer Tabellenkalkulation", "Formel"),
    ("verbis_kunden", "par10", "vielleicht", "nicht lesbar", "[werte.verbis_kunden.par10]"),
    ("verbis_kunden", "par10", "#REF!", "Fehlerwert", "Formel"),
    ("atv_termine", "datum", "irgendwann", "nicht lesbar", "berichtigen"),
]


@pytest.mark.parametrize(("export", "spalte", "text", "grund", "ausweg"), FAELLE)
def test_the_sentence_names_cause_and_way_out_but_no_value(tmp_path, export, spalte, text, grund, ausweg):
    befunde = check(tmp_path, export, {spalte: text}).befunde.filter(spalte=spalte, schwere="ausschluss")
    (satz,) = befunde["satz"]
    assert satz.startswith(f"{spalte} ")
    assert grund in satz
    assert ausweg in satz
    assert text not in satz.replace("7.8.", "").replace("7,5.", "").replace("1:00 Stunden also als 60", "")


def test_several_causes_of_one_column_are_said_apart(tmp_path):
    texte = ["31.02.2026", "01.02.26", "46309", "45962"]
    zeilen = [{"vermerk_id": f"n{n}", "datum": text} for n, text in enumerate(texte)]
    befunde = check(tmp_path, "verbis_vermerke", *zeilen).befunde
    saetze = dict(befunde.select("zeile", "satz").rows())
    assert len(saetze) == 4
    assert saetze[4] == saetze[5]
    assert len(set(saetze.values())) == 3


def test_what_is_unreadable_but_not_needed_counts_as_empty(tmp_path):
    geprueft = check(tmp_path, "atv_termine", {"abgesagt_am": "14.10.0226"})
    (satz,) = geprueft.befunde["satz"]
    assert "nicht stimmen kann" in satz
    assert satz.endswith("Der Wert zählt als leer.")
    assert geprueft.frame["abgesagt_am"].to_list() == [None]
