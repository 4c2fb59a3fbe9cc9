"""Numerator and denominator of every figure at team level (section 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from .bestand import Bestand, Person, arbeitstag_nach, arbeitstage, plus_monate, zurueck
from .lieferung import Satz
from .regeln import urteil

DAUERKLASSEN = ("bis_3_monate", "3_bis_6_monate", "6_bis_12_monate", "ueber_12_monate", "keine")
TERMINARTEN = ("erstgespraech", "folgegespraech", "sofo", "sonstiger")
GESAMT = ("gesamt", "gesamt")

Team = dict[tuple[str, str, str, str], list]  # (kennzahl, team_id, segment_art, segment) → [zaehler, nenner]


@dataclass(frozen=True)
class Kennzahl:
    """What the roll-up and the suppression have to know about a figure."""

    anteil: bool = True
    zaehler_faelle: bool = True  # zaehler counts persons, talks, appointments or applications
    nenner_faelle: bool = True
    ohne_nenner: bool = False
    gesamt: bool = True  # has a row gesamt/gesamt
    kapazitaet: bool = False


_WERT = Kennzahl(anteil=False)
_STUNDEN = Kennzahl(anteil=False, zaehler_faelle=False, nenner_faelle=False, kapazitaet=True)
_JE_VZAE = Kennzahl(anteil=False, nenner_faelle=False, kapazitaet=True)

KENNZAHLEN: dict[str, Kennzahl] = {
    "beratungsaktivitaet_tage": Kennzahl(anteil=False, zaehler_faelle=False),
    "gespraeche_monat": Kennzahl(anteil=False, nenner_faelle=False, ohne_nenner=True),
    "gespraeche_av_periode": _WERT,
    "hoechstabstand_quote": Kennzahl(),
    "letzte_beratung": Kennzahl(gesamt=False),
    "kontaktdichte_ziel_quote": Kennzahl(),
    "kontaktdichte_mindest_quote": Kennzahl(),
    "ueberfaellig": Kennzahl(anteil=False, nenner_faelle=False, ohne_nenner=True),
    "kontakte_halbjahr": Kennzahl(anteil=False, gesamt=False),
    "kontaktart_anteil": Kennzahl(gesamt=False),
    "erstgespraech_quote": Kennzahl(),
    "erstgespraech_10at_quote": Kennzahl(),
    "erstgespraech_30at_quote": Kennzahl(),
    "erstgespraech_begruendet_quote": Kennzahl(),
    "erstgespraech_persoenlich_quote": Kennzahl(),
    "standortbestimmung_quote": Kennzahl(),
    "absolventen_ies_quote": Kennzahl(),
    "absolventen_iws_quote": Kennzahl(),
    "absolventen_vorschau": Kennzahl(),
    "vereinbarung_quote": Kennzahl(),
    "kapazitaet_nutzung": _STUNDEN,
    "beratungszeit_anteil": _STUNDEN,
    "beratungsstunden_je_vzae_woche": _STUNDEN,
    "gespraeche_je_vzae_woche": _JE_VZAE,
    "betreuungsschluessel": _JE_VZAE,
    "gespraechsdauer_mittel": Kennzahl(anteil=False, zaehler_faelle=False, gesamt=False),
    "terminausfall_quote": Kennzahl(),
    "ausfall_kontaktversuch_quote": Kennzahl(),
    "absage_neubesetzt_quote": Kennzahl(),
    "folgetermin_quote": Kennzahl(),
    "dokumentation_atv_quote": Kennzahl(),
    "dokumentation_vermerk_quote": Kennzahl(),
    "bg_beratung_quote": Kennzahl(),
}


class Sammler:
    """Adds up zaehler and nenner per team, figure and segment."""

    def __init__(self, b: Bestand) -> None:
        self.zellen: Team = {}
        for team_id, rw in b.rw.items():
            for name, kennzahl in KENNZAHLEN.items():
                if kennzahl.gesamt:
                    self.plus(name, team_id, GESAMT, 0, 0)
            for klasse in DAUERKLASSEN:
                self.plus("letzte_beratung", team_id, ("dauerklasse", klasse), 0, 0)
            for art in rw.kontaktarten:
                self.plus("kontaktart_anteil", team_id, ("kontaktart", art), 0, 0)
            for art in TERMINARTEN:
                self.plus("gespraechsdauer_mittel", team_id, ("terminart", art), 0, 0)

    def plus(
        self,
        kennzahl: str,
        team_id: str,
        segment: tuple[str, str],
        zaehler: int | Fraction,
        nenner: int | Fraction,
    ) -> None:
        zelle = self.zellen.setdefault((kennzahl, team_id, *segment), [0, 0])
        zelle[0] += zaehler
        zelle[1] += nenner

    def fall(self, kennzahl: str, team_id: str, erfuellt: bool, segment: tuple[str, str] = GESAMT) -> None:
        """One case of the denominator, with or without the property that is asked for."""
        self.plus(kennzahl, team_id, segment, int(erfuellt), 1)


def je_team(b: Bestand) -> Team:
    """All cells of all teams."""
    sammler = Sammler(b)
    for berechne in (_personen, _kontaktdichte, _gespraeche, _erstgespraeche, _absolventen, _termine):
        berechne(b, sammler)
    _kapazitaet(b, sammler)
    _kontaktversuche(b, sammler)
    _neubesetzungen(b, sammler)
    _folgetermine(b, sammler)
    _bedarfsgemeinschaften(b, sammler)
    return sammler.zellen


# Persons of the AV-Bestand


def _dauerklasse(p: Person, s: date) -> str:
    """A class that starts at S − n Monate contains that day."""
    if p.letzte is None:
        return "keine"
    for monate, klasse in zip((3, 6, 12), DAUERKLASSEN, strict=False):
        if p.letzte >= plus_monate(s, -monate):
            return klasse
    return "ueber_12_monate"


def _hoechstabstand(p: Person, s: date) -> bool:
    return p.rw.hoechstabstand.nach(p.basis) >= s


def _vereinbart(b: Bestand) -> set[str]:
    s = b.s
    return {
        v.kunde_id
        for v in b.lieferung.verbis_vereinbarungen
        if v.kunde_id in b.personen
        and zurueck(s, b.personen[v.kunde_id].rw.zahlen.vereinbarung) < v.datum <= s
        and (v.art != "einv" or s <= date(2023, 12, 31))
    }


def _personen(b: Bestand, sammler: Sammler) -> None:
    vereinbart, vor_halbjahr = _vereinbart(b), plus_monate(b.s, -6)
    for p in b.av:
        alle = GESAMT, ("altersgruppe", p.altersgruppe)
        profillage = ("profillage", p.profillage or "ohne")
        for segment in (*alle, ("av_status", p.av_status), profillage):
            sammler.plus("beratungsaktivitaet_tage", p.team_id, segment, p.tage, 1)
        for segment in alle:
            seit_av = sum(tag >= p.av_seit for tag in p.gespraeche)
            sammler.plus("gespraeche_monat", p.team_id, segment, p.gespraeche_in(b.vorher, b.s), 0)
            sammler.plus("gespraeche_av_periode", p.team_id, segment, seit_av, 1)
            sammler.fall("vereinbarung_quote", p.team_id, p.kunde_id in vereinbart, segment)
            if p.betreuung not in p.rw.ohne_hoechstabstand:
                sammler.fall("hoechstabstand_quote", p.team_id, _hoechstabstand(p, b.s), segment)
        for klasse in DAUERKLASSEN:
            erfuellt = _dauerklasse(p, b.s) == klasse
            sammler.fall("letzte_beratung", p.team_id, erfuellt, ("dauerklasse", klasse))
        if p.av_seit <= vor_halbjahr:
            anzahl = p.gespraeche_in(vor_halbjahr, b.s)
            sammler.plus("kontakte_halbjahr", p.team_id, profillage, anzahl, 1)


def _kontaktdichte(b: Bestand, sammler: Sammler) -> None:
    for p in b.av:
        u = urteil(b, p)
        if u is None:
            continue
        segmente = GESAMT, ("kontaktregel", u.regel), ("profillage", p.profillage or "ohne")
        for segment in segmente:
            if u.ziel is not None:
                sammler.fall("kontaktdichte_ziel_quote", p.team_id, u.ziel, segment)
            if u.mindest is not None:
                sammler.fall("kontaktdichte_mindest_quote", p.team_id, u.mindest, segment)
        for segment in segmente[:2]:
            sammler.plus("ueberfaellig", p.team_id, segment, int(u.ueberfaellig), 0)


def _gespraeche(b: Bestand, sammler: Sammler) -> None:
    """Gespräche in m of the AV-Bestand, also those before av_seit: the contract does not exclude them."""
    wahrgenommen = {(t.kunde_id, t.datum) for t in b.lieferung.atv_termine if t.status == "wahrgenommen" and t.kunde_id}
    for p in b.av:
        for tag, kontaktart in p.gespraeche.items():
            if not b.in_m(tag):
                continue
            for art in p.rw.kontaktarten:
                sammler.fall("kontaktart_anteil", p.team_id, art == kontaktart, ("kontaktart", art))
            sammler.fall("dokumentation_atv_quote", p.team_id, (p.kunde_id, tag) in wahrgenommen)


# Applications and participations


def _erstgespraeche(b: Bestand, sammler: Sammler) -> None:
    standort = {(v.kunde_id, v.datum) for v in b.lieferung.verbis_vermerke if v.vermerktyp == "standortbestimmung"}
    begruendet = defaultdict(list)
    for v in b.lieferung.verbis_vermerke:
        if v.vermerktyp == "allgemein" and v.betreff == "eg_verzoegerung" and v.datum <= b.s:
            begruendet[v.kunde_id].append(v.datum)
    for n in b.neukunden():
        p, tag, team = n.person, n.erstgespraech, n.person.team_id
        frist10, frist30 = (arbeitstag_nach(n.a, anzahl, p.rw.land) for anzahl in (10, 30))
        sammler.fall("erstgespraech_quote", team, tag is not None)
        sammler.fall("erstgespraech_10at_quote", team, tag is not None and tag <= frist10)
        sammler.fall("erstgespraech_30at_quote", team, tag is not None and tag <= frist30)
        if tag is None or tag > frist30:
            grund = any(n.a <= vermerk for vermerk in begruendet[p.kunde_id])
            sammler.fall("erstgespraech_begruendet_quote", team, grund)
        if tag is not None:
            sammler.fall("erstgespraech_persoenlich_quote", team, p.gespraeche[tag] == "persoenlich")
            sammler.fall("standortbestimmung_quote", team, (p.kunde_id, tag) in standort)


def _absolventen(b: Bestand, sammler: Sammler) -> None:
    for t in b.absolventen():
        p = b.personen[t.kunde_id]
        davor, danach = _fenster(t, p)
        sammler.fall("absolventen_ies_quote", p.team_id, p.gespraeche_in(davor, t.austritt) > 0)
        sammler.fall("absolventen_iws_quote", p.team_id, p.gespraeche_in(davor, danach) > 0)
    for t in b.offene_fenster():
        p = b.personen[t.kunde_id]
        sammler.fall("absolventen_vorschau", p.team_id, p.gespraeche_in(*_fenster(t, p)) > 0)


def _fenster(t: Satz, p: Person) -> tuple[date, date]:
    """The day before the window around the end of a participation, and its last day."""
    zahlen = p.rw.zahlen
    return t.austritt - timedelta(days=zahlen.vor_ende + 1), t.austritt + timedelta(days=zahlen.nach_ende)


# Appointments and capacity


def _in_m(b: Bestand) -> Iterator[Satz]:
    return (t for t in b.lieferung.atv_termine if b.in_m(t.datum))


def _beratungstermine(b: Bestand, *status: str) -> Iterator[Satz]:
    """Erst- and Folgegespräche in m with one of the `status`."""
    arten = ("erstgespraech", "folgegespraech")
    return (t for t in _in_m(b) if t.terminart in arten and t.status in status)


def _abgesagt(t: Satz) -> bool:
    return t.status in ("abgesagt_kunde", "abgesagt_jobcenter")


def _termine(b: Bestand, sammler: Sammler) -> None:
    for t in _in_m(b):
        if t.status == "wahrgenommen":
            sammler.plus("gespraechsdauer_mittel", t.team_id, ("terminart", t.terminart), t.dauer_min, 1)
    for t in _beratungstermine(b, "wahrgenommen"):
        stunden = Fraction(t.dauer_min, 60)
        sammler.plus("kapazitaet_nutzung", t.team_id, GESAMT, stunden, 0)
        sammler.plus("beratungszeit_anteil", t.team_id, GESAMT, stunden, 0)
        sammler.plus("gespraeche_je_vzae_woche", t.team_id, GESAMT, 1, 0)
        if t.kunde_id:
            gespraeche = b.gespraeche[b.rw[t.team_id].kennung].get(t.kunde_id, {})
            sammler.fall("dokumentation_vermerk_quote", t.team_id, t.datum in gespraeche)
    for t in _beratungstermine(b, "geplant", "wahrgenommen", "nicht_erschienen"):
        sammler.plus("beratungsstunden_je_vzae_woche", t.team_id, GESAMT, Fraction(t.dauer_min, 60), 0)
    sofo = {(t.team_id, t.ifk_id, t.datum) for t in _in_m(b) if t.terminart == "sofo" and not _abgesagt(t)}
    for team_id, _, _ in sofo:
        sammler.plus("beratungsstunden_je_vzae_woche", team_id, GESAMT, b.rw[team_id].zahlen.sofo_std, 0)
    for t in _beratungstermine(b, "wahrgenommen", "nicht_erschienen"):
        sammler.fall("terminausfall_quote", t.team_id, t.status == "nicht_erschienen")


def _kapazitaet(b: Bestand, sammler: Sammler) -> None:
    tage = {rw.land: arbeitstage(b.erster, b.s, rw.land) for rw in b.rw.values()}
    for k in b.lieferung.atv_kapazitaet:
        if not b.in_m(k.datum):
            continue
        anwesend = k.arbeitszeit_std - k.abwesend_std
        vollzeit = Fraction(78, 10) * tage[b.rw[k.team_id].land]
        sammler.plus("kapazitaet_nutzung", k.team_id, GESAMT, 0, k.freigeschaltet_std)
        sammler.plus("beratungszeit_anteil", k.team_id, GESAMT, 0, anwesend)
        sammler.plus("beratungsstunden_je_vzae_woche", k.team_id, GESAMT, 0, anwesend / 39)
        sammler.plus("gespraeche_je_vzae_woche", k.team_id, GESAMT, 0, anwesend / 39)
        if vollzeit:
            sammler.plus("betreuungsschluessel", k.team_id, GESAMT, 0, k.arbeitszeit_std / vollzeit)
    for p in b.av:
        sammler.plus("betreuungsschluessel", p.team_id, GESAMT, 1, 0)


def _kontaktversuche(b: Bestand, sammler: Sammler) -> None:
    versuche = defaultdict(set)
    for v in b.lieferung.verbis_vermerke:
        if v.datum <= b.s and (v.kontaktart == "telefon" or v.betreff == "kontaktversuch"):
            versuche[v.kunde_id].add(v.datum)
    for t in _beratungstermine(b, "nicht_erschienen"):
        rw = b.rw[t.team_id]
        bis = arbeitstag_nach(t.datum, rw.zahlen.versuch_arbeitstage, rw.land)
        versucht = bool(t.kunde_id) and any(t.datum <= tag <= bis for tag in versuche[t.kunde_id])
        sammler.fall("ausfall_kontaktversuch_quote", t.team_id, versucht)


def _neubesetzungen(b: Bestand, sammler: Sammler) -> None:
    kalender = defaultdict(list)
    for t in _in_m(b):
        if not _abgesagt(t):
            kalender[t.ifk_id, t.datum].append(t.beginn)
    for t in _beratungstermine(b, "abgesagt_kunde"):
        if t.abgesagt_am is None or (t.datum - t.abgesagt_am).days < b.rw[t.team_id].zahlen.absage_tage:
            continue
        neu = any(t.beginn <= beginn < t.beginn + t.dauer_min for beginn in kalender[t.ifk_id, t.datum])
        sammler.fall("absage_neubesetzt_quote", t.team_id, neu)


def _folgetermine(b: Bestand, sammler: Sammler) -> None:
    """Planned appointments after S count: only the day of booking has to be known at S."""
    letzter: dict[tuple[str, date], date] = {}
    for t in b.lieferung.atv_termine:
        if t.kunde_id:
            key = (t.kunde_id, t.gebucht_am)
            letzter[key] = max(letzter.get(key, t.datum), t.datum)
    for t in _beratungstermine(b, "wahrgenommen"):
        if t.kunde_id:
            spaeter = letzter.get((t.kunde_id, t.datum), t.datum) > t.datum
            sammler.fall("folgetermin_quote", t.team_id, spaeter)


# Bedarfsgemeinschaften


def _bedarfsgemeinschaften(b: Bestand, sammler: Sammler) -> None:
    tage = defaultdict(set)
    for v in b.lieferung.verbis_vermerke:
        if v.betreff == "bg_beratung" and v.datum <= b.s:
            tage[v.kunde_id].add(v.datum)
    mitglieder = defaultdict(list)
    for p in b.av:
        mitglieder[p.bg_id].append(p)
    for bg in mitglieder.values():
        spezial = any(p.team.team_art not in ("ue25", "u25") or p.betreuung == "fm" for p in bg)
        if len(bg) < 2 or spezial:
            continue
        team_id = min(bg, key=lambda p: p.kunde_id).team_id
        zahlen = b.rw[team_id].zahlen
        anwesend: dict[date, int] = defaultdict(int)
        for p in bg:
            for tag in tage[p.kunde_id]:
                anwesend[tag] += tag > zurueck(b.s, zahlen.bg_zeitraum)
        gemeinsam = sum(anzahl >= 2 for anzahl in anwesend.values())
        sammler.fall("bg_beratung_quote", team_id, gemeinsam >= zahlen.bg_tage)
