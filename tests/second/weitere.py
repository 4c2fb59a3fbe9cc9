"""The figures beyond the papers' own indicators (section 4); what is asked of a day is asked day by day."""

from __future__ import annotations

from datetime import date, timedelta

from .bestand import EIN_TAG, Bestand, Frist, Person, arbeitstag_nach, arbeitstage, plus_monate
from .katalog import GESAMT, TERMINARTEN, VERSAEUMNISKLASSEN
from .kennzahlen import Sammler
from .lieferung import Satz
from .neukunden import Fall, erstgespraeche_in_m, kohorte, wartende
from .regeln import urteil


def _wartetage(fall: Fall, bis: date) -> int:
    """Arbeitstage in (a, bis]."""
    return arbeitstage(fall.a + EIN_TAG, bis, fall.person.rw.land)


def wartezeiten(b: Bestand, sammler: Sammler) -> None:
    for fall in wartende(b):
        tage, team_id = _wartetage(fall, b.s), fall.person.team_id
        klasse = "bis_10at" if tage <= 10 else "11_bis_30at" if tage <= 30 else "ueber_30at"
        for segment in (GESAMT, ("warteklasse", klasse)):
            sammler.plus("neukunden_wartend", team_id, segment, 1, 0)
    for fall in erstgespraeche_in_m(b):
        p, tage = fall.person, _wartetage(fall, fall.erstgespraech)
        for segment in (GESAMT, ("altersgruppe", p.altersgruppe)):
            sammler.plus("erstgespraech_wartezeit", p.team_id, segment, tage, 1)


def erstgespraechstermine(b: Bestand, sammler: Sammler) -> None:
    for fall in kohorte(b):
        frist = arbeitstag_nach(fall.a, 10, fall.person.rw.land)
        gebucht = any(
            t.terminart == "erstgespraech" and fall.a <= t.gebucht_am <= b.s and t.datum <= frist
            for t in b.termine[fall.person.kunde_id]
        )
        sammler.fall("eg_termin_10at_quote", fall.person.team_id, gebucht)


def ueberfaellige_tage(b: Bestand, sammler: Sammler) -> None:
    for p in b.av:
        u = urteil(b, p)
        if u is None or u.abstand is None:
            continue
        tage = [tag for tag in _tage_von_bis(b.erster, b.s) if tag >= p.av_seit]
        ueberfaellig = sum(_ist_ueberfaellig(p, tag, u.abstand) for tag in tage)
        for segment in (GESAMT, ("kontaktregel", u.regel)):
            sammler.plus("ueberfaellige_tage_anteil", p.team_id, segment, ueberfaellig, len(tage))


def _tage_von_bis(von: date, bis: date) -> list[date]:
    return [von + timedelta(days=i) for i in range((bis - von).days + 1)]


def _ist_ueberfaellig(p: Person, tag: date, abstand: Frist) -> bool:
    return abstand.nach(p.basis_am(tag)) < tag


def abstaende(b: Bestand, sammler: Sammler) -> None:
    """Days between Gespräche, told by the later one."""
    for p in b.av:
        for tag in filter(b.in_m, p.gespraeche):
            if tag < p.av_seit:
                continue
            davor = max((g for g in p.gespraeche if p.av_seit <= g < tag), default=p.av_seit)
            for segment in (GESAMT, ("altersgruppe", p.altersgruppe)):
                sammler.plus("abstand_tage", p.team_id, segment, (tag - davor).days, 1)


def personenjahre(b: Bestand, sammler: Sammler) -> None:
    for p in b.av:
        vor_beginn = max(p.av_seit - EIN_TAG, plus_monate(b.s, -12))
        segmente = GESAMT, ("altersgruppe", p.altersgruppe), ("profillage", p.profillage or "ohne")
        for segment in segmente:
            gespraeche, tage = p.gespraeche_in(vor_beginn, b.s), (b.s - vor_beginn).days
            sammler.plus("gespraeche_je_personenjahr", p.team_id, segment, gespraeche, tage)


def bewegungen(b: Bestand, sammler: Sammler) -> None:
    """From the AV-Bestand of the previous Stichtag to that of S; without the former there is nothing to compare."""
    if b.davor is None:
        return
    vorher = {p.kunde_id: p.team_id for p in b.davor.av}
    jetzt = {p.kunde_id: p.team_id for p in b.av}

    def plus(bewegung: str, team_id: str) -> None:
        sammler.plus("bestandsbewegung", team_id, ("bewegung", bewegung), 1, 0)

    for kunde_id in vorher.keys() | jetzt.keys():
        altes, neues = vorher.get(kunde_id), jetzt.get(kunde_id)
        if altes is None:
            plus("zugang", neues)
        elif neues is None:
            plus("abgang", altes)
        elif altes == neues:
            plus("verblieben", neues)
        else:
            plus("teamwechsel_zu", neues)
            plus("teamwechsel_ab", altes)


def versaeumnisse(b: Bestand, sammler: Sammler) -> None:
    vor_halbjahr = plus_monate(b.s, -6)
    for p in b.av:
        termine = [t for t in b.termine[p.kunde_id] if _ist_ausgegangen(t, b.s)]
        if any(t.datum > vor_halbjahr for t in termine):
            klasse = VERSAEUMNISKLASSEN[min(_in_folge(termine), 3)]
            for jede in VERSAEUMNISKLASSEN:
                sammler.fall("versaeumt_in_folge", p.team_id, jede == klasse, ("versaeumnisklasse", jede))


def _ist_ausgegangen(t: Satz, s: date) -> bool:
    """Whether a counselling appointment up to S was held or missed."""
    return t.terminart in TERMINARTEN and t.status in ("wahrgenommen", "nicht_erschienen") and t.datum <= s


def _in_folge(termine: list[Satz]) -> int:
    """How many were missed since the last one that was held, however long ago that is."""
    gehalten = max(((t.datum, t.beginn) for t in termine if t.status == "wahrgenommen"), default=(date.min, 0))
    return sum(t.status == "nicht_erschienen" and (t.datum, t.beginn) > gehalten for t in termine)
