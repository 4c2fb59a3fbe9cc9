"""The sheets Übersicht (what a team lead reads in a minute) and Teams (a comparison)."""

from pipeline.evaluate.bericht import Bericht, Einheit, Zeile, in_order
from pipeline.katalog import Kennzahl
from pipeline.present import cell as formate
from pipeline.present.excel import fields as felder
from pipeline.present.excel.chart import Flaeche, Reihe, add_chart
from pipeline.present.excel.package import keep_together
from pipeline.present.excel.sheet import (
    FETT,
    FILTERKOPF,
    FREI,
    KOPF,
    NOTIZ,
    TEXT,
    TITEL,
    UNTERTITEL,
    WARNUNG,
    ZAHL,
    ZAHLKOPF,
    Blatt,
    Feld,
    Stil,
    one_line,
)
from pipeline.present.excel.tables import add_table
from pipeline.regelwerk.wording import period

_BREITEN = (52, 11, 26, 14, 14, 12, 15, 24)
_SPALTEN = ("Kennzahl", "Ist", "Einheit", "Ziel", "Abweichung", "Vormonat", "Veränderung", "Bewertung")
_TEXTSPALTEN = ("Kennzahl", "Einheit", "Bewertung")
# The block above the table: texts in the first columns, the chart in the others.
_TEXT_SPALTEN, _KOPFBLOCK_ZEILEN = 4, 12
_LISTE_MAX = 6
# How many figures fit beside each other on a page.
_TEAM_KENNZAHLEN_MAX = 6


def write_uebersicht(blatt: Blatt, bericht: Bericht, einheit: Einheit, reihe: Reihe | None) -> int | None:
    """Fill the first sheet; returns the header row to repeat in print."""
    blatt.set_widths(_BREITEN)
    _write_title(blatt, bericht, einheit)
    zeilen = felder.main_rows(einheit)
    if not zeilen:
        blatt.skip()
        blatt.add_line("Für diese Einheit liegen in diesem Berichtsmonat keine Kennzahlen vor.", FETT)
        return None
    blatt.zeile = oben = max(blatt.zeile, 3)
    _write_summary(blatt, zeilen)
    if reihe is not None:
        blatt.zeile = max(blatt.zeile, oben + _KOPFBLOCK_ZEILEN)
        add_chart(blatt, reihe, Flaeche(_TEXT_SPALTEN + 1, oben, len(_BREITEN), blatt.zeile - 1))
    blatt.skip()
    kopfzeile = _write_table(blatt, bericht, zeilen)
    blatt.skip()
    zeichen = " · ".join(f"{zeichen} {text.split(':')[0]}" for zeichen, text in formate.ZEICHENERKLAERUNG)
    blatt.add_line(f"Zeichen: {zeichen}. Näheres im Blatt Erläuterungen.", NOTIZ)
    blatt.add_line(felder.HINWEIS_ANTEIL, NOTIZ)
    return kopfzeile


def _write_title(blatt: Blatt, bericht: Bericht, einheit: Einheit) -> None:
    blatt.add_line(einheit.titel, TITEL)
    blatt.add_line(f"{formate.monat(bericht.stichtag)} · Stichtag {formate.tag(bericht.stichtag)}", UNTERTITEL)
    for werk in bericht.regelwerk_of(einheit):
        if werk.id in bericht.nicht_gueltig:
            gilt = f"Das Regelwerk gilt {period(werk.gueltig_ab, werk.gueltig_bis)}, nicht am Stichtag"
            blatt.add_line(f"ACHTUNG, nur zum Vergleich: {gilt} ({werk.papier}).", WARNUNG, quer=True)
        blatt.add_line(f"Regelwerk: {werk.titel}, {werk.papier}", NOTIZ)


def _write_summary(blatt: Blatt, zeilen: list[Zeile]) -> None:
    """Say what is missed before any table: the sentence that a reader with one minute needs."""
    blatt.skip()
    breite = sum(_BREITEN[:_TEXT_SPALTEN])
    # Figures themselves go first, so that a long list ends with splits.
    geordnet = sorted(zeilen, key=lambda z: not z.ist_hauptzeile)
    for ampel in ("rot", "gelb"):
        if betroffen := [z for z in geordnet if z.ampel == ampel]:
            stil = Stil(schrift=ampel)
            zeichen, wort = formate.AMPEL[ampel]
            blatt.add_line(f"{zeichen} {wort}: {len(betroffen)}", stil, breite=breite)
            for z in betroffen[:_LISTE_MAX]:
                blatt.add_line(f"     {_statement(z)}", FREI, breite=breite)
            if len(betroffen) > _LISTE_MAX:
                blatt.add_line(f"und {len(betroffen) - _LISTE_MAX} weitere in der Tabelle", FREI, breite=breite)
    zeichen, wort = formate.AMPEL["gruen"]
    gruen = [z for z in zeilen if z.ampel == "gruen"]
    if gruen:
        blatt.add_line(f"{zeichen} {wort}: {len(gruen)}", Stil(schrift="gruen"), breite=breite)
    bewertbar = [z for z in zeilen if z.ziel is not None and z.richtung != "richtwert"]
    if not bewertbar:
        blatt.add_line("Das Regelwerk nennt für diese Einheit keine Ziele.", FREI, breite=breite)
    elif offen := [z for z in bewertbar if not z.ampel]:
        blatt.add_line(f"ohne Bewertung (kein veröffentlichter Wert): {len(offen)}", NOTIZ, breite=breite)


def _statement(zeile: Zeile) -> str:
    einheit = "" if zeile.kennzahl.form == "anteil" else f" {zeile.kennzahl.einheit}"
    wert = f"{formate.wert(zeile.kennzahl, zeile.wert, gesperrt=zeile.gesperrt)}{einheit}"
    return f"{felder.row_title(zeile)}: {wert} (Ziel {formate.ziel(zeile)})"


def _write_table(blatt: Blatt, bericht: Bericht, zeilen: list[Zeile]) -> int:
    kopf = [Feld(name, KOPF if name in _TEXTSPALTEN else ZAHLKOPF) for name in _SPALTEN]
    kopfzeile = blatt.add_row(kopf, mindesthoehe=20)
    for abschnitt in bericht.katalog.abschnitt:
        eigene = [z for z in zeilen if z.kennzahl.abschnitt == abschnitt.id]
        if eigene:
            keep_together(blatt, len(eigene) + 1)
            blatt.add_section(abschnitt.titel)
        for z in eigene:
            blatt.add_row(_row(z))
    return kopfzeile


def _row(z: Zeile) -> list[Feld]:
    schrift = "fett" if z.ampel == "rot" else "normal"
    return [
        Feld(felder.row_title(z), TEXT._replace(schrift=schrift, lage="text" if z.ist_hauptzeile else "einzug")),
        felder.value(z.kennzahl, z.wert, gesperrt=z.gesperrt, stil=ZAHL._replace(schrift=schrift)),
        Feld(felder.unit(z.kennzahl)),
        felder.target(z),
        felder.difference(z.kennzahl, z.abweichung, ZAHL._replace(schrift="rot" if z.ampel == "rot" else "normal")),
        felder.previous(z),
        felder.difference(z.kennzahl, z.veraenderung),
        felder.light(z),
    ]


def write_teams(blatt: Blatt, bericht: Bericht, einheit: Einheit) -> int:
    """Compare the unit's teams in its main figures, the unit itself last; returns the header row."""
    teams = bericht.teams_of(einheit)
    kennzahlen = _team_figures(bericht, (einheit, *teams))
    bewertet = {k.id for k in kennzahlen if any(_has_light(e, k) for e in (einheit, *teams))}
    orte = _places(einheit)
    spalten = [w for k in kennzahlen for w in ((_width(k), 19.0) if k.id in bewertet else (_width(k),))]
    blatt.set_widths([46, *[30] * len(orte), *spalten])
    blatt.add_line(f"Teams – {einheit.titel}", TITEL)
    blatt.add_line(f"{formate.monat(bericht.stichtag)}, Stichtag {formate.tag(bericht.stichtag)}", NOTIZ)
    blatt.skip()
    kopf = [Feld("Team", KOPF), *(Feld(ort.capitalize(), KOPF) for ort in orte)]
    for k in kennzahlen:
        kopf.append(Feld(f"{k.titel} ({formate.einheit(k)})", FILTERKOPF))
        if k.id in bewertet:
            kopf.append(Feld(f"Bewertung: {k.titel}", KOPF))
    kopfzeile = blatt.add_row(kopf)
    oberhalb = {e.id: oben for e, oben in in_order(bericht.einheiten) if e.ebene == "team"}
    for team in teams:
        namen = {e.ebene: one_line(e.name) for e in oberhalb[team.id]}
        herkunft = [Feld(namen.get(ort, "")) for ort in orte]
        blatt.add_row([Feld(one_line(team.name)), *herkunft, *_team_fields(team, kennzahlen, bewertet)])
    if teams:
        add_table(blatt, "tblTeams", kopfzeile, blatt.spalten)
    summe = Stil(schrift="fett", rahmen="summe", lage="text")
    werte = [_emphasise(f) for f in _team_fields(einheit, kennzahlen, bewertet)]
    blatt.add_row([Feld(einheit.titel, summe), *[Feld(None, summe)] * len(orte), *werte])
    blatt.ws.freeze_panes = f"B{kopfzeile + 1}"
    return kopfzeile


def _width(kennzahl: Kennzahl) -> float:
    """Wide enough for the longest word of the header and its filter button."""
    return max(14.0, max(map(len, kennzahl.titel.split())) * 0.95 + 5)


def _places(einheit: Einheit) -> list[str]:
    """Which levels stand between the unit and its teams."""
    return {"gesamt": ["jobcenter", "bereich"], "jobcenter": ["bereich"]}.get(einheit.ebene, [])


def _team_figures(bericht: Bericht, einheiten: tuple[Einheit, ...]) -> list[Kennzahl]:
    """Figures with a target first, then the usual ones, in the order of the catalogue."""
    vorhanden = [k for k in bericht.katalog.kennzahl if any(e.find(k.id) for e in einheiten)]
    mit_ziel = [k for k in vorhanden if any(_has_light(e, k) for e in einheiten)]
    weitere = [k for k in vorhanden if k.im_team and k not in mit_ziel]
    auswahl = {k.id for k in [*mit_ziel, *weitere][:_TEAM_KENNZAHLEN_MAX]}
    return [k for k in vorhanden if k.id in auswahl]


def _has_light(einheit: Einheit, kennzahl: Kennzahl) -> bool:
    zeile = einheit.find(kennzahl.id)
    return zeile is not None and zeile.ziel is not None and zeile.richtung != "richtwert"


def _team_fields(einheit: Einheit, kennzahlen: list[Kennzahl], bewertet: set[str]) -> list[Feld]:
    ergebnis = []
    for k in kennzahlen:
        z = einheit.find(k.id)
        ergebnis.append(felder.value(k, z.wert if z else None, gesperrt=bool(z and z.gesperrt)))
        if k.id in bewertet:
            ergebnis.append(felder.light(z) if z else Feld(formate.OHNE_WERT))
    return ergebnis


def _emphasise(feld: Feld) -> Feld:
    schrift = "fett" if feld.stil.schrift == "normal" else feld.stil.schrift
    return Feld(feld.inhalt, feld.stil._replace(schrift=schrift, rahmen="summe"))
