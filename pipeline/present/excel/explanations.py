"""The sheet Erläuterungen: what the sheets show, what each figure means, and where rules and targets come from."""

from dataclasses import replace

from pipeline.evaluate.bericht import Bericht, Einheit
from pipeline.present import cell as formate
from pipeline.present.excel.fields import EINHEIT_ANTEIL, HINWEIS_ANTEIL
from pipeline.present.excel.package import PRODUKT
from pipeline.present.excel.sheet import KOPF, LANGTEXT, NOTIZ, TITEL, UNTERTITEL, Blatt, Feld
from pipeline.present.explain import Erklaerung, Papier, explain_figures, explain_rules

_FETT = LANGTEXT._replace(schrift="fett")
_BREITEN = (34, 84, 18, 40, 38)
_KEIN_ZIEL = "kein Ziel im Papier"
_BLAETTER = (
    (
        "Übersicht",
        "Jede Kennzahl der Einheit auf einer Zeile, dazu Aufgliederungen mit eigenem Ziel. Oben stehen die verfehlten "
        "Ziele und der Verlauf der Tage seit der letzten Beratung.",
    ),
    ("Teams", "Die Teams der Einheit im Vergleich; die letzte Zeile ist die Einheit selbst (nicht in Teammappen)."),
    (
        "Kennzahlen",
        "Alle Zeilen mit Zähler und Nenner und mit allen Aufgliederungen, zum Filtern und Weiterrechnen. Abweichung = "
        "Ist − Ziel, Veränderung = Ist − Vormonat.",
    ),
    ("Verlauf", "Die bisherigen Berichtsmonate als Diagramme und als Tabelle; Lücken sind Monate ohne Wert."),
    ("Datenqualität", "Was aus der Lieferung gelesen, ausgeschlossen und bemerkt wurde."),
)


def write_erlaeuterungen(blatt: Blatt, bericht: Bericht, einheit: Einheit) -> None:
    """Fill the sheet; only the rule sets that hold in the unit are explained."""
    eigener = replace(bericht, regelwerke=bericht.regelwerk_of(einheit))
    blatt.set_widths(_BREITEN)
    blatt.add_line("Erläuterungen", TITEL)
    blatt.add_line(f"{einheit.titel}, {formate.monat(bericht.stichtag)}", NOTIZ)
    blatt.skip()
    papiere = explain_rules(eigener)
    _write_report(blatt, eigener, einheit, papiere)
    _write_pairs(blatt, "Die Blätter dieser Mappe", _BLAETTER if einheit.ebene != "team" else _without_teams())
    _write_pairs(blatt, "Zeichen", formate.ZEICHENERKLAERUNG)
    _write_figures(blatt, eigener)
    for papier in papiere:
        _write_rules(blatt, papier)


def _without_teams() -> tuple[tuple[str, str], ...]:
    return tuple(b for b in _BLAETTER if b[0] != "Teams")


def _write_report(blatt: Blatt, bericht: Bericht, einheit: Einheit, papiere: tuple[Papier, ...]) -> None:
    davor, stichtag = formate.tag(bericht.vorheriger_stichtag), formate.tag(bericht.stichtag)
    werke = tuple(
        (
            "Regelwerk" if p.id not in bericht.nicht_gueltig else "Regelwerk, am Stichtag NICHT in Kraft",
            f"{p.titel}; {p.papier}; {p.gueltigkeit}; Feiertage: {p.feiertage}",
        )
        for p in papiere
    )
    _write_pairs(
        blatt,
        "Dieser Bericht",
        (
            ("Einheit", einheit.titel),
            ("Stichtag und Zeitraum", f"Stichtag {stichtag}; im Berichtsmonat heißt: nach dem {davor} bis {stichtag}."),
            *werke,
            (
                "Mindestfallzahl",
                f"{bericht.mindestfallzahl}: Ein Wert, hinter dem weniger Personen oder Fälle stünden, wird geheim "
                "gehalten. Aus Summen lässt sich ein geheimer Wert unter Umständen noch errechnen.",
            ),
            ("Anteile", HINWEIS_ANTEIL),
            ("Erstellt mit", f"{PRODUKT}, Version {bericht.version}"),
        ),
    )


def _write_pairs(blatt: Blatt, titel: str, paare: tuple[tuple[str, str], ...]) -> None:
    """Write a heading and lines of a short and a long text."""
    blatt.add_section(titel)
    for kurz, lang in paare:
        blatt.add_row([Feld(kurz, _FETT), Feld(lang, LANGTEXT)])
    blatt.skip()


def _write_figures(blatt: Blatt, bericht: Bericht) -> None:
    blatt.add_section("Kennzahlen")
    koepfe = ("Kennzahl", "Definition, Zähler und Nenner", "Einheit", "Quelle", "Ziel")
    blatt.add_row([Feld(k, KOPF) for k in koepfe], mindesthoehe=20)
    je_papier = [
        [e for kapitel in explain_figures(replace(bericht, regelwerke=(werk,))) for e in kapitel.erklaerungen]
        for werk in bericht.regelwerke
    ]
    for erklaerungen in zip(*je_papier, strict=True):
        blatt.add_row(_figure(erklaerungen))
    blatt.skip()


def _figure(je_papier: tuple[Erklaerung, ...]) -> list[Feld]:
    """One figure, explained once per rule set: meaning is common, sources and targets are each paper's own."""
    e = je_papier[0]
    titel = f"{e.titel} (Vorschau, keine Kennzahl des Monats)" if e.vorschau else e.titel
    quellen = [(papier, quelle) for eine in je_papier for papier, quelle in eine.quellen]
    ziele = [f"{eine.quellen[0][0]}: {z}" if len(je_papier) > 1 else z for eine in je_papier for z in eine.ziele]
    texte = (
        f"{e.definition}\nZähler: {e.zaehler}\nNenner: {e.nenner}",
        EINHEIT_ANTEIL if e.einheit.endswith("%") else e.einheit,
        "\n".join(f"{papier}: {quelle}" for papier, quelle in quellen),
        "\n".join(ziele) or _KEIN_ZIEL,
    )
    return [Feld(titel, _FETT), *(Feld(t, LANGTEXT) for t in texte)]


def _write_rules(blatt: Blatt, papier: Papier) -> None:
    blatt.add_line(papier.titel, UNTERTITEL)
    blatt.add_line(papier.papier, NOTIZ)
    blatt.add_section("Begriffe und Kontaktregeln")
    koepfe = ("Begriff oder Regel", "Vorgabe", "Geltung", "Quelle", None)
    blatt.add_row([Feld(k, KOPF) for k in koepfe], mindesthoehe=20)
    for begriff in papier.begriffe:
        _write_rule(blatt, begriff.titel, begriff.texte[0], "", begriff.quelle)
    for regel in papier.regeln:
        ziel, mindest, geltung = regel.texte
        vorgabe = f"Zielabstand: {ziel}; Mindestvorgabe: {mindest}"
        _write_rule(blatt, f"Kontaktregel: {regel.titel}", vorgabe, geltung, regel.quelle)
    blatt.skip()
    _write_pairs(blatt, "Annahmen, wo das Papier nichts regelt", papier.annahmen)


def _write_rule(blatt: Blatt, titel: str, *texte: str) -> None:
    blatt.add_row([Feld(titel, _FETT), *(Feld(t or None, LANGTEXT) for t in texte)])
