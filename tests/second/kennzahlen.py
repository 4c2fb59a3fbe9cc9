"""Numerator and denominator of every figure at team level (section 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from .bestand import Bestand, Person, arbeitstag_nach, arbeitstage, plus_monate, zurueck
from .katalog import DAUERKLASSEN, GESAMT, GESCHLOSSEN, KENNZAHLEN, TERMINARTEN
from .lieferung import Satz
from .neukunden import kohorte
from .regeln import urteil

Team = dict[tuple[str, str, str, str], list]  # (kennzahl, team_id, segment_art, segment) → [zaehler, nenner]
ENDE_EINV = date(2023, 12, 31)
BEGINN_VERWALTUNGSAKT = date(2026, 7, 1)


class Sammler:
    """Adds up zaehler and nenner per team, figure and segment."""

    def __init__(self, b: Bestand) -> None:
        self.zellen: Team = {}
        for team_id in b.teams:
            for name, kennzahl in KENNZAHLEN.items():
                if name == "bestandsbewegung" and b.davor is None:
                    continue
                if kennzahl.gesamt:
                    self.plus(name, team_id, GESAMT, 0, 0)
                for klasse in GESCHLOSSEN.get(kennzahl.klassen, ()):
                    self.plus(name, team_id, (kennzahl.klassen, klasse), 0, 0)

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
    return {
        v.kunde_id
        for v in b.lieferung.verbis_vereinbarungen
        if v.kunde_id in b.personen
        and zurueck(b.s, b.personen[v.kunde_id].rw.zahlen.vereinbarung) < v.datum <= b.s
        and _zaehlt(v, b.s)
    }


def _zaehlt(v: Satz, s: date) -> bool:
    """Whether the law of the day lets an entry of that kind count."""
    if v.art == "einv":
        return s <= ENDE_EINV
    if v.art == "verwaltungsakt":
        return s <= ENDE_EINV or (s >= BEGINN_VERWALTUNGSAKT and v.datum >= BEGINN_VERWALTUNGSAKT)
    return True


def personen(b: Bestand, sammler: Sammler) -> None:
    vereinbart, vor_halbjahr = _vereinbart(b), plus_monate(b.s, -6)
    for p in b.av:
        alle = GESAMT, ("altersgruppe", p.altersgruppe)
        profillage, lebenslage = ("profillage", p.profillage or "ohne"), ("lebenslage", b.lebenslage(p))
        dauerklasse = ("dauerklasse", _dauerklasse(p, b.s))
        for segment in (*alle, ("av_status", p.av_status), profillage, dauerklasse, lebenslage):
            sammler.plus("beratungsaktivitaet_tage", p.team_id, segment, p.tage, 1)
        for segment in alle:
            seit_av = sum(tag >= p.av_seit for tag in p.gespraeche)
            sammler.plus("gespraeche_monat", p.team_id, segment, p.gespraeche_in(b.vorher, b.s), 0)
            sammler.plus("gespraeche_av_periode", p.team_id, segment, seit_av, 1)
            sammler.fall("vereinbarung_quote", p.team_id, p.kunde_id in vereinbart, segment)
        if p.betreuung not in p.rw.ohne_hoechstabstand:
            for segment in (*alle, lebenslage):
                sammler.fall("hoechstabstand_quote", p.team_id, _hoechstabstand(p, b.s), segment)
        for klasse in DAUERKLASSEN:
            segment = ("dauerklasse", klasse)
            sammler.fall("letzte_beratung", p.team_id, segment == dauerklasse, segment)
        if p.av_seit <= vor_halbjahr:
            anzahl = p.gespraeche_in(vor_halbjahr, b.s)
            sammler.plus("kontakte_halbjahr", p.team_id, profillage, anzahl, 1)


def kontaktdichte(b: Bestand, sammler: Sammler) -> None:
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


def gespraeche(b: Bestand, sammler: Sammler) -> None:
    """Gespräche in m of the AV-Bestand, also those before av_seit: the contract does not exclude them."""
    wahrgenommen = {(t.kunde_id, t.datum) for t in b.lieferung.atv_termine if t.status == "wahrgenommen" and t.kunde_id}
    for p in b.av:
        for tag in filter(b.in_m, p.gespraeche):
            for art in GESCHLOSSEN["kontaktart"]:
                sammler.fall("kontaktart_anteil", p.team_id, art == p.kontaktart(tag), ("kontaktart", art))
            sammler.fall("dokumentation_atv_quote", p.team_id, (p.kunde_id, tag) in wahrgenommen)


# Applications and participations


def erstgespraeche(b: Bestand, sammler: Sammler) -> None:
    standort = {(v.kunde_id, v.datum) for v in b.lieferung.verbis_vermerke if v.vermerktyp == "standortbestimmung"}
    begruendet = defaultdict(list)
    for v in b.lieferung.verbis_vermerke:
        if v.vermerktyp == "allgemein" and v.betreff == "eg_verzoegerung" and v.datum <= b.s:
            begruendet[v.kunde_id].append(v.datum)
    for n in kohorte(b):
        p, tag, team = n.person, n.erstgespraech, n.person.team_id
        frist10, frist30 = (arbeitstag_nach(n.a, anzahl, p.rw.land) for anzahl in (10, 30))
        sammler.fall("erstgespraech_quote", team, tag is not None)
        sammler.fall("erstgespraech_10at_quote", team, tag is not None and tag <= frist10)
        sammler.fall("erstgespraech_30at_quote", team, tag is not None and tag <= frist30)
        if tag is None or tag > frist30:
            grund = any(n.a <= vermerk for vermerk in begruendet[p.kunde_id])
            sammler.fall("erstgespraech_begruendet_quote", team, grund)
        if tag is not None:
            sammler.fall("erstgespraech_persoenlich_quote", team, "persoenlich" in p.gespraeche[tag])
            sammler.fall("standortbestimmung_quote", team, (p.kunde_id, tag) in standort)


def absolventen(b: Bestand, sammler: Sammler) -> None:
    for t in b.absolventen():
        p = b.personen[t.kunde_id]
        davor, danach = _fenster(t, p)
        sammler.fall("absolventen_ies_quote", p.team_id, p.gespraeche_in(davor, t.austritt, p.rw.absolventen_ohne) > 0)
        sammler.fall("absolventen_iws_quote", p.team_id, p.gespraeche_in(davor, danach, p.rw.absolventen_ohne) > 0)
    for t in b.offene_fenster():
        p = b.personen[t.kunde_id]
        gesehen = p.gespraeche_in(*_fenster(t, p), p.rw.absolventen_ohne) > 0
        sammler.fall("absolventen_vorschau", p.team_id, gesehen)


def _fenster(t: Satz, p: Person) -> tuple[date, date]:
    """The day before the window around the end of a participation, and its last day."""
    zahlen = p.rw.zahlen
    return t.austritt - timedelta(days=zahlen.vor_ende + 1), t.austritt + timedelta(days=zahlen.nach_ende)


# Appointments and capacity


def _in_m(b: Bestand) -> Iterator[Satz]:
    return (t for t in b.lieferung.atv_termine if b.in_m(t.datum))


def _beratungstermine(b: Bestand, *status: str) -> Iterator[Satz]:
    """Erst- and Folgegespräche in m with one of the `status`."""
    return (t for t in _in_m(b) if t.terminart in TERMINARTEN and t.status in status)


def _abgesagt(t: Satz) -> bool:
    return t.status in ("abgesagt_kunde", "abgesagt_jobcenter")


def termine(b: Bestand, sammler: Sammler) -> None:
    mit_vermerk = {(v.kunde_id, v.datum) for v in b.lieferung.verbis_vermerke}
    for t in _beratungstermine(b, "wahrgenommen"):
        sammler.plus("gespraechsdauer_mittel", t.team_id, ("terminart", t.terminart), t.dauer_min, 1)
        stunden = Fraction(t.dauer_min, 60)
        sammler.plus("kapazitaet_nutzung", t.team_id, GESAMT, stunden, 0)
        sammler.plus("beratungszeit_anteil", t.team_id, GESAMT, stunden, 0)
        sammler.plus("gespraeche_je_vzae_woche", t.team_id, GESAMT, 1, 0)
        if t.kunde_id:
            sammler.fall("dokumentation_vermerk_quote", t.team_id, (t.kunde_id, t.datum) in mit_vermerk)
    for t in _beratungstermine(b, "geplant", "wahrgenommen", "nicht_erschienen"):
        sammler.plus("beratungsstunden_je_vzae_woche", t.team_id, GESAMT, Fraction(t.dauer_min, 60), 0)
    sofo = {(t.team_id, t.ifk_id, t.datum) for t in _in_m(b) if t.terminart == "sofo" and not _abgesagt(t)}
    for team_id, _, _ in sofo:
        sammler.plus("beratungsstunden_je_vzae_woche", team_id, GESAMT, b.rw[team_id].zahlen.sofo_std, 0)
    for t in _beratungstermine(b, "wahrgenommen", "nicht_erschienen"):
        sammler.fall("terminausfall_quote", t.team_id, t.status == "nicht_erschienen")


def kapazitaet(b: Bestand, sammler: Sammler) -> None:
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


def kontaktversuche(b: Bestand, sammler: Sammler) -> None:
    versuche = defaultdict(set)
    for v in b.lieferung.verbis_vermerke:
        if v.datum <= b.s and (v.kontaktart == "telefon" or v.betreff == "kontaktversuch"):
            versuche[v.kunde_id].add(v.datum)
    for t in _beratungstermine(b, "nicht_erschienen"):
        if t.kunde_id:
            rw = b.rw[t.team_id]
            bis = arbeitstag_nach(t.datum, rw.zahlen.versuch_arbeitstage, rw.land)
            versucht = any(t.datum <= tag <= bis for tag in versuche[t.kunde_id])
            sammler.fall("ausfall_kontaktversuch_quote", t.team_id, versucht)


def neubesetzungen(b: Bestand, sammler: Sammler) -> None:
    kalender = defaultdict(list)
    for t in _in_m(b):
        if not _abgesagt(t) and t.gebucht_am <= b.s:
            kalender[t.ifk_id, t.datum].append(t)
    for t in _beratungstermine(b, "abgesagt_kunde"):
        if t.abgesagt_am is None or (t.datum - t.abgesagt_am).days < b.rw[t.team_id].zahlen.absage_tage:
            continue
        neu = any(
            n.gebucht_am >= t.abgesagt_am and t.beginn <= n.beginn < t.beginn + t.dauer_min
            for n in kalender[t.ifk_id, t.datum]
        )
        sammler.fall("absage_neubesetzt_quote", t.team_id, neu)


def folgetermine(b: Bestand, sammler: Sammler) -> None:
    """Planned appointments after S count: only the day of booking has to be known at S."""
    letzter: dict[tuple[str, date], date] = {}
    for t in b.lieferung.atv_termine:
        if t.kunde_id and t.terminart in TERMINARTEN:
            key = (t.kunde_id, t.gebucht_am)
            letzter[key] = max(letzter.get(key, t.datum), t.datum)
    for t in _beratungstermine(b, "wahrgenommen"):
        if t.kunde_id:
            spaeter = letzter.get((t.kunde_id, t.datum), t.datum) > t.datum
            sammler.fall("folgetermin_quote", t.team_id, spaeter)


# Bedarfsgemeinschaften


def bedarfsgemeinschaften(b: Bestand, sammler: Sammler) -> None:
    """Members are the persons of the AV-Bestand; two of them at least have to be in it for twelve months."""
    tage = defaultdict(set)
    for v in b.lieferung.verbis_vermerke:
        if v.betreff == "bg_beratung" and v.datum <= b.s:
            tage[v.kunde_id].add(v.datum)
    mitglieder = defaultdict(list)
    for p in b.av:
        mitglieder[p.bg_id].append(p)
    for bg in mitglieder.values():
        team_id = min(bg, key=lambda p: p.kunde_id).team_id
        zahlen = b.rw[team_id].zahlen
        vor_einem_jahr = zurueck(b.s, zahlen.bg_zeitraum)
        spezial = any(p.team.team_art not in ("ue25", "u25") or p.betreuung == "fm" for p in bg)
        if spezial or sum(p.av_seit <= vor_einem_jahr for p in bg) < 2:
            continue
        anwesend: dict[date, int] = defaultdict(int)
        for p in bg:
            for tag in tage[p.kunde_id]:
                anwesend[tag] += tag > vor_einem_jahr
        gemeinsam = sum(anzahl >= 2 for anzahl in anwesend.values())
        sammler.fall("bg_beratung_quote", team_id, gemeinsam >= zahlen.bg_tage)
