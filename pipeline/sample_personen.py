"""What the exports hold of one fictional person: status, applications, measures, talks and agreements.

A history is drawn once, from the person's own stream of random numbers, up to the last Stichtag and a little
beyond. Every row knows from when and until when it stands in the exports, so that all deliveries agree.
"""

from __future__ import annotations

from pipeline.sample_haus import NIE, Fachkraft, Person, flag, pick, stream

NACHLAUF_TAGE = 75  # a person who left stays in the exports that long, as abgemeldet
STATUS = (("arbeitslos", 56), ("arbeitsuchend", 32), ("nicht_gesetzt", 7), ("ratsuchend", 5))
KONTAKTARTEN = (("persoenlich", 70), ("telefon", 20), ("video", 6), ("walk_and_talk", 4))
MASSNAHMEN = (
    ("MAT Aktivierung und Orientierung;N", 26),
    ("AVGS Einzelcoaching;N", 24),
    ("AGH Mehraufwandsentschädigung;N", 12),
    ("FbW Lager und Logistik;J", 10),
    ("FbW Teilqualifizierung Pflege;J", 8),
    ("Berufssprachkurs;J", 10),
    ("EGZ Eingliederungszuschuss;N", 7),
    ("Teilhabe am Arbeitsmarkt § 16i;N", 3),
)
SONDERFAELLE = ("Überprüfungsantrag", "Zuständigkeitswechsel", "Wechsel in SGB XII", "Altersrente")
SPERRE_TAGE = 300  # talks are not planned further than this beyond the last Stichtag


def write_history(person: Person) -> bool:
    """Fill the person's rows; False, with verbis_kunden alone, if no delivery holds the person."""
    _add_kunde(person)
    if not any(person.is_known(stichtag) for _, stichtag in person.haus.kalender.stichtage):
        return False
    _add_antraege(person)
    _add_lebenslauf(person)
    _add_massnahmen(person)
    gespraeche = _Gespraeche(person)
    for von, bis in person.perioden:
        if bis > person.haus.kalender.beginn:
            gespraeche.walk(von, bis)
    _add_bg_beratung(person)
    return True


def _add_kunde(person: Person) -> None:
    """Rows of verbis_kunden: status and BG change over time, leavers stay for a while."""
    rng, kalender = person.rng, person.haus.kalender
    status = [pick(rng, STATUS), pick(rng, STATUS)]
    if person.schule_bis > kalender.ende:
        status = ["nicht_gesetzt"] * 2
    wechsel = kalender.ende - int(rng.random() * 900)
    ende = _kunde_ende(person)
    for von, bis in person.perioden:
        schnitte = sorted({von, *(s for s in (wechsel, person.bg_wechsel) if von < s < bis)})
        for ab, bis_vor in zip(schnitte, [*schnitte[1:], bis], strict=True):
            person.add("verbis_kunden", ab, _kunde_zeile(person, ab, von, status[ab >= wechsel], ende), bis_vor)
        if bis < NIE:
            naechste = next((v for v, _ in person.perioden if v > bis), NIE)
            zeile = _kunde_zeile(person, bis, von, "abgemeldet", ende)
            person.add("verbis_kunden", bis, zeile, min(naechste, bis + NACHLAUF_TAGE))


def _kunde_ende(person: Person) -> str:
    """The columns of verbis_kunden that never change: marktnaehe and the flags."""
    rng, art = person.rng, person.team.art.art
    marktnah = "marktnah" if person.profil in ("M", "A", "F") else "nicht_marktnah"
    ist_u25 = person.monate_alt < 300
    return ";".join(
        (
            marktnah if rng.random() < 0.7 else "",
            flag(rng, 0.35 if ist_u25 else 0.01),
            flag(rng, 0.18),
            flag(rng, 0.85 if art == "reha_sbm" else 0.06),
            flag(rng, 0.95 if art == "selbststaendige" else 0.02),
            "J" if person.ist_aufstocker else flag(rng, 0.12),
            flag(rng, 0.08),
            flag(rng, 0.6 if person.monate_alt > 59 * 12 else 0.0),
        )
    )


def _kunde_zeile(person: Person, tag: int, av_seit: int, status: str, ende: str) -> str:
    kalender = person.haus.kalender
    geburt = kalender.monate[kalender.ende] - person.monate_alt
    ifk_id = person.kraft.ifk_id if person.index % 53 else ""
    return (
        f"{person.kunde_id};{person.bg_id(tag)};{person.team.team_id};{ifk_id};{person.betreuung};"
        f"{geburt // 12}-{geburt % 12 + 1:02d};{status};{kalender.texte[av_seit]};{person.profil};{ende}"
    )


def _add_antraege(person: Person) -> None:
    """Applications for benefits: the first one, renewals in time or late, and the odd ones."""
    for von, bis in person.perioden:
        person.anlaesse.append(von)
        _add_bewilligungen(person, von, bis)
    _add_einzelne(person)
    person.anlaesse.sort()


def _add_bewilligungen(person: Person, von: int, bis: int) -> None:
    """Approvals one after the other: renewed in time or with a short gap, anew where the BG changes."""
    rng, kalender = person.rng, person.haus.kalender
    antrag, leistung = von, kalender.anfaenge[kalender.monate[von]]
    monate = 6 if person.ist_aufstocker else 12
    while antrag <= min(kalender.ende, bis - 1) and leistung < bis:
        ende = kalender.monatsende(leistung, monate - 1)
        wechsel = person.bg_wechsel if leistung < person.bg_wechsel <= min(ende, bis - 1) else NIE
        # Approvals that ended long before the sample begins would only make the export longer.
        if ende >= kalender.beginn - 200:
            _add_antrag(person, antrag, leistung, ende, min(bis, wechsel))
        if wechsel < NIE:
            antrag = leistung = wechsel
            person.anlaesse.append(wechsel)
        elif rng.random() < 0.07:
            antrag = leistung = ende + 2 + int(rng.random() * 28)
            if rng.random() < 0.7:
                person.anlaesse.append(antrag)
        else:
            leistung = ende + 1
            antrag = max(antrag + 1, ende - 5 - int(rng.random() * 35))


def _add_antrag(person: Person, antrag: int, von: int, bis: int, abgang: int) -> None:
    """One application: open, then approved, then cut short if the benefit ends on the day `abgang`."""
    rng, kalender = person.rng, person.haus.kalender
    texte = kalender.texte
    entschieden = antrag + 5 + int(rng.random() * 24)
    aufstocker = "J" if person.ist_aufstocker and rng.random() < 0.5 else "N"
    sonderfall = SONDERFAELLE[int(rng.random() * 4)] if rng.random() < 0.02 else ""
    kopf = f"{person.key('a')};{person.kunde_id};{person.bg_id(antrag)};{texte[antrag]}"
    merkmale = f"N;{aufstocker};{flag(rng, 0.985)};{sonderfall}"
    ist_offen = rng.random() < 0.05 and bis > kalender.ende + 40
    person.add("allegro_antraege", antrag, f"{kopf};offen;;;{merkmale}", entschieden)
    bewilligt = f"{kopf};bewilligt;{texte[von]};{'' if ist_offen else texte[bis]};{merkmale}"
    if abgang > bis:
        person.add("allegro_antraege", entschieden, bewilligt)
        return
    person.add("allegro_antraege", entschieden, bewilligt, abgang)
    gekuerzt = f"{kopf};bewilligt;{texte[von]};{texte[abgang - 1]};{merkmale}"
    person.add("allegro_antraege", max(entschieden, abgang), gekuerzt)


def _add_einzelne(person: Person) -> None:
    """One-off payments beside the running benefit, and rejections."""
    rng, kalender = person.rng, person.haus.kalender
    von, bis = person.perioden[-1]
    von, bis = max(von, kalender.beginn), min(bis, kalender.ende)
    erwartet = 0.12 * (bis - von) / 365
    while rng.random() < erwartet:
        erwartet -= 1
        tag = von + int(rng.random() * (bis - von))
        monat = kalender.anfaenge[kalender.monate[tag]], kalender.monatsende(tag)
        leistung = ";".join(kalender.texte[grenze] for grenze in monat)
        kopf = f"{person.key('a')};{person.kunde_id};{person.bg_id(tag)};{kalender.texte[tag]}"
        art = pick(rng, ((f"bewilligt;{leistung};J", 25), ("abgelehnt;;;J", 25), ("abgelehnt;;;N", 50)))
        person.add("allegro_antraege", tag, f"{kopf};{art};N;J;")


def _add_lebenslauf(person: Person) -> None:
    """School, children, illness, courses: a few entries per person."""
    rng, kalender = person.rng, person.haus.kalender
    if person.schule_bis:
        _add_eintrag(person, "vollzeitschulpflicht", person.schule_bis - 3652, person.schule_bis)
    elif person.profil == "Z" and person.monate_alt < 300:
        beginn = kalender.anfaenge[(kalender.monate[kalender.ende] // 12) * 12 + (7 if rng.random() < 0.6 else -5)]
        _add_eintrag(person, "schulentlassjahr", beginn, beginn + 364)
    if person.profil == "Z" or rng.random() < 0.04:
        von = kalender.ende - int(rng.random() * 1000)
        _add_eintrag(person, "kinderbetreuung", von, 0 if rng.random() < 0.3 else von + 1000)
    for art, anteil, laenge in (
        ("elternzeit", 0.03, 700),
        ("arbeitsunfaehig", 0.3, 25),
        ("integrationskurs", 0.12, 240),
    ):
        if rng.random() < anteil:
            von = kalender.ende - int(rng.random() * 800)
            offen = art == "arbeitsunfaehig" and rng.random() < 0.1
            _add_eintrag(person, art, von, 0 if offen else von + int(laenge * (0.3 + rng.random())))


def _add_eintrag(person: Person, art: str, von: int, bis: int) -> None:
    texte = person.haus.kalender.texte
    person.add("verbis_lebenslauf", von, f"{person.kunde_id};{art};{texte[von]};{texte[bis] if bis else ''}")


def _add_massnahmen(person: Person) -> None:
    """Measures: known a week ahead with their planned end, then with their result."""
    rng, kalender = person.rng, person.haus.kalender
    von, bis = person.perioden[-1]
    tag = max(von + 60, kalender.beginn) + int(rng.random() * 700)
    while tag < min(bis, kalender.ende) - 5:
        eintritt = kalender.arbeitstag(tag)
        dauer = 28 + int(rng.random() ** 2 * 330)
        ergebnis = pick(rng, (("erfolgreich", 66), ("abgebrochen", 24), ("nicht_angetreten", 10)))
        anteil = {"erfolgreich": 1.0, "abgebrochen": rng.random(), "nicht_angetreten": 0.0}[ergebnis]
        ende = min(eintritt + int(dauer * anteil), bis)
        kopf = f"{person.key('m')};{person.kunde_id};{pick(rng, MASSNAHMEN)};{kalender.texte[eintritt]}"
        geplant = "" if rng.random() < 0.04 else kalender.texte[eintritt + dauer]
        person.add("verbis_massnahmen", eintritt - 7, f"{kopf};{geplant};laufend", ende + 2)
        person.add("verbis_massnahmen", ende + 2, f"{kopf};{kalender.texte[ende]};{ergebnis}")
        tag = ende + 120 + int(rng.random() * 1100)


class _Gespraeche:
    """Walks through a person's AV periods and books, holds, misses and cancels appointments."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.rng = person.rng
        self.zufall = person.rng.random
        self.kalender = person.haus.kalender
        self.texte = self.kalender.texte
        self.termine = person.zeilen.setdefault("atv_termine", [])
        self.vermerke = person.zeilen.setdefault("verbis_vermerke", [])
        self.erster_stichtag = self.kalender.stichtage[0][1]
        self.letzte_vereinbarung = -NIE
        self.versaeumt = 0

    def walk(self, von: int, bis: int) -> None:
        """Fill one AV period, von <= day < bis."""
        person, ende = self.person, self.kalender.ende
        anlaesse = [tag for tag in person.anlaesse if max(von, self.kalender.beginn) <= tag < min(bis, ende + 1)]
        anlass = 0
        gebucht, ziel = self._start(von)
        while True:
            if anlaesse and anlaesse[0] <= ziel:
                anlass = anlaesse.pop(0)
                gebucht, ziel = self._plan_erst(anlass)
            if ziel > ende + SPERRE_TAGE:
                return
            kraft = person.kraft
            tag, slot = kraft.find_slot(ziel, person.platz)
            if anlass:
                kraft, tag, slot = self._find_vertretung(ziel, tag, slot)
            gebucht = self.kalender.arbeitstag(max(gebucht, tag - 60))
            if gebucht > ende or gebucht >= bis:
                return
            if tag >= bis:
                self._add_termin(kraft, tag, slot, gebucht, anlass, "abgesagt_jobcenter", bis)
                return
            anlass, gebucht, ziel = self._meet(kraft, tag, slot, gebucht, anlass)
            if anlass and ziel - anlass > 32:
                self._note_verzoegerung(gebucht)

    def _start(self, von: int) -> tuple[int, int]:
        """Whoever was there before the sample begins has had a last talk before it."""
        beginn, abstand = self.kalender.beginn, self.person.abstand
        if von >= beginn:
            return von, von + int(self.zufall() * min(abstand, 220)) + 1
        if self.person.team.wird_besser:
            abstand = max(110, 1.6 * abstand)
        seit = int(self.zufall() * abstand)
        letzter = self.kalender.arbeitstag(max(von, beginn - seit))
        self._note_gespraech(letzter, 0, pick(self.rng, KONTAKTARTEN))
        return beginn, max(beginn, letzter + int(abstand)) + 1

    def _plan_erst(self, anlass: int) -> tuple[int, int]:
        """Book the first talk some days after the application; the team in trouble takes longer."""
        zufall, team = self.zufall, self.person.team
        verzug = 1.9 if team.ist_schwierig else 1.0
        vorlauf = int((6 + 18 * zufall()) * verzug) + (25 if zufall() < 0.04 else 0)
        if zufall() < 0.5:
            self._add_sofo(anlass)
        return anlass + int(zufall() * 4), anlass + vorlauf

    def _find_vertretung(self, ziel: int, tag: int, slot: int) -> tuple[Fachkraft, int, int]:
        """A first talk goes to the colleague who is there earlier, at any hour."""
        kraefte = self.person.team.fachkraefte
        andere = kraefte[int(self.zufall() * len(kraefte))]
        frueher = andere.find_tag(ziel)
        if frueher < tag:
            return andere, frueher, int(self.zufall() * andere.slots)
        return self.person.kraft, tag, slot

    def _meet(self, kraft: Fachkraft, tag: int, slot: int, gebucht: int, anlass: int) -> tuple[int, int, int]:
        """Let one appointment happen or fail; return what is still due, day of booking and next aim."""
        person, wurf = self.person, self.zufall()
        if wurf < 0.1:
            return self._cancel_kunde(kraft, tag, slot, gebucht, anlass)
        if wurf < 0.145:
            absage = max(gebucht, tag - int(self.zufall() * 5))
            self._add_termin(kraft, tag, slot, gebucht, anlass, "abgesagt_jobcenter", absage)
            return anlass, absage, tag + 2 + int(self.zufall() * 8)
        ausfall = min(person.ausfall, 0.2) if anlass else person.ausfall
        if self.zufall() < ausfall:
            self._add_termin(kraft, tag, slot, gebucht, anlass, "nicht_erschienen", tag)
            self._note_ausfall(tag)
            return anlass, tag + int(self.zufall() * 3), tag + 5 + int(self.zufall() * 9)
        self._hold(kraft, tag, slot, gebucht, anlass)
        return self._plan_folge(tag)

    def _hold(self, kraft: Fachkraft, tag: int, slot: int, gebucht: int, anlass: int) -> None:
        zufall = self.zufall
        self.versaeumt = 0
        kontaktart = pick(self.rng, KONTAKTARTEN)
        if anlass and zufall() < 0.6:
            kontaktart = "persoenlich"
        ohne_vermerk = zufall() < 0.04
        if ohne_vermerk or zufall() < 0.93:
            self._add_termin(kraft, tag, slot, gebucht, anlass, "wahrgenommen", tag, kontaktart)
        if not ohne_vermerk:
            self._note_gespraech(tag, anlass, kontaktart)
        if tag - self.letzte_vereinbarung > 140 and zufall() < 0.62:
            self._agree(tag)

    def _plan_folge(self, tag: int) -> tuple[int, int, int]:
        """The next talk: mostly booked at once, for long intervals some weeks ahead."""
        zufall, person = self.zufall, self.person
        abstand = person.abstand * (0.7 + 0.6 * zufall())
        if person.team.wird_besser:
            abstand = max(110, 1.6 * abstand) if tag < self.kalender.wende else 0.8 * abstand
        ziel = tag + 3 + int(abstand)
        wende = self.kalender.wende
        if person.team.wird_besser and tag < wende < ziel:
            ziel = min(ziel, wende + int(zufall() * 110))
        if zufall() < (0.75 if abstand < 100 else 0.35):
            return 0, tag, ziel
        return 0, max(tag + 1, ziel - 6 - int(zufall() * 20)), ziel

    def _cancel_kunde(self, kraft: Fachkraft, tag: int, slot: int, gebucht: int, anlass: int) -> tuple[int, int, int]:
        """The client cancels, early or late; some of the freed slots go to somebody else."""
        zufall = self.zufall
        absage = max(gebucht, tag - (7 + int(zufall() * 9) if zufall() < 0.45 else int(zufall() * 6)))
        self._add_termin(kraft, tag, slot, gebucht, anlass, "abgesagt_kunde", absage)
        if tag - absage >= 7 and zufall() < 0.35:
            art = "sonstiger" if zufall() < 0.4 else "folgegespraech"
            self._add_neubesetzung(kraft, tag, slot, self.kalender.arbeitstag(absage + int(zufall() * 5)), art)
        return anlass, absage, max(absage + 3, tag - 5) + int(zufall() * 12)

    def _add_neubesetzung(self, kraft: Fachkraft, tag: int, slot: int, gebucht: int, art: str) -> None:
        """Another appointment in the freed slot, without a person: the persons' histories stay apart."""
        person, texte = self.person, self.texte
        kopf = (
            f"{person.key('t')};;{person.team.team_id};{kraft.ifk_id};{texte[tag]};{kraft.beginn(slot)};"
            f"{person.team.art.folge_min};{art};persoenlich"
        )
        self.termine.append((gebucht, tag, f"{kopf};geplant;{texte[gebucht]};"))
        self.termine.append((tag, NIE, f"{kopf};wahrgenommen;{texte[gebucht]};"))

    def _add_termin(
        self,
        kraft: Fachkraft,
        tag: int,
        slot: int,
        gebucht: int,
        anlass: int,
        status: str,
        entschieden: int,
        kontaktart: str = "persoenlich",
    ) -> None:
        person, texte = self.person, self.texte
        art = person.team.art
        if anlass:
            dauer = art.erst_min + (0, 0, 0, 15, 15)[int(self.zufall() * 5)]
        else:
            dauer = art.folge_min + (0, 0, 0, 15, 30, -15)[int(self.zufall() * 6)]
            if kontaktart == "telefon" and self.zufall() < 0.25:
                dauer = 20
        kopf = (
            f"{person.key('t')};{person.kunde_id};{person.team.team_id};{kraft.ifk_id};{texte[tag]};"
            f"{kraft.beginn(slot)};{dauer};{'erstgespraech' if anlass else 'folgegespraech'};{kontaktart}"
        )
        absage = texte[entschieden] if status.startswith("abgesagt") else ""
        if entschieden > self.erster_stichtag:
            self.termine.append((gebucht, entschieden, f"{kopf};geplant;{texte[gebucht]};"))
        if entschieden <= self.kalender.ende:
            self.termine.append((entschieden, NIE, f"{kopf};{status};{texte[gebucht]};{absage}"))

    def _add_vermerk(self, tag: int, typ: str, kontaktart: str, betreff: str) -> None:
        if tag <= self.kalender.ende:
            kopf = f"{self.person.key('v')};{self.person.kunde_id};{self.texte[tag]}"
            zeile = f"{kopf};{typ};{kontaktart};{betreff}"
            self.vermerke.append((tag, NIE, zeile))

    def _note_gespraech(self, tag: int, anlass: int, kontaktart: str) -> None:
        zufall = self.zufall
        typ = "beratungsvermerk"
        if zufall() < (0.7 if anlass else 0.1):
            typ = "standortbestimmung"
        elif self.person.betreuung == "fm" and zufall() < 0.28:
            typ = "fallmanagement"
        if zufall() < 0.015:
            kontaktart = "schriftlich"
        self._add_vermerk(tag, typ, kontaktart, "erstgespraech" if anlass and zufall() < 0.7 else "")
        if zufall() < 0.05:
            self._add_vermerk(tag, "beratungsvermerk", kontaktart, "")
        if zufall() < 0.35:
            spaeter = self.kalender.arbeitstag(tag + 1 + int(zufall() * 12))
            self._add_vermerk(spaeter, "allgemein", ("schriftlich", "kein_kontakt")[zufall() < 0.5], "")

    def _note_ausfall(self, tag: int) -> None:
        """After a no-show: a call on that or the next working day, or a letter."""
        zufall = self.zufall
        self.versaeumt += 1
        if zufall() < (0.75 if self.versaeumt > 1 else 0.55):
            am = tag if zufall() < 0.5 else self.kalender.arbeitstag(tag + 1)
            self._add_vermerk(am, "allgemein", "telefon", "kontaktversuch" if zufall() < 0.8 else "")
        elif zufall() < 0.8:
            self._add_vermerk(self.kalender.arbeitstag(tag + 2), "allgemein", "schriftlich", "")

    def _note_verzoegerung(self, tag: int) -> None:
        """Say, mostly, why a first talk comes late."""
        if self.zufall() < 0.6:
            am = self.kalender.arbeitstag(tag)
            self._add_vermerk(am, "allgemein", "kein_kontakt", "eg_verzoegerung")

    def _agree(self, tag: int) -> None:
        zufall, texte = self.zufall, self.texte
        self.letzte_vereinbarung = tag
        art = pick(self.rng, (("kooperationsplan", 92), ("verwaltungsakt", 4), ("verzicht", 4)))
        # Until July 2023 there were Eingliederungsvereinbarungen instead.
        if texte[tag][6:] + texte[tag][3:5] < "202307":
            art = "einv"
        bis = "" if art == "verzicht" or zufall() < 0.3 else texte[self.kalender.monatsende(tag, 5)]
        zeile = f"{self.person.key('e')};{self.person.kunde_id};{art};{texte[tag]};{bis}"
        self.person.add("verbis_vereinbarungen", tag, zeile)

    def _add_sofo(self, anlass: int) -> None:
        person, texte, kraft = self.person, self.texte, self.person.kraft
        tag = kraft.find_sofo(anlass)
        if tag > anlass + 10 or tag > self.kalender.ende:
            return
        gebucht = self.kalender.arbeitstag(anlass)
        zeile = (
            f"{person.key('t')};{person.kunde_id};{person.team.team_id};{kraft.ifk_id};{texte[tag]};"
            f"{kraft.beginn(1)};30;sofo;persoenlich;wahrgenommen;{texte[gebucht]};"
        )
        self.termine.append((tag, NIE, zeile))


def _add_bg_beratung(person: Person) -> None:
    """Days on which the members of a BG are counselled together; drawn from the BG's own stream."""
    kopf, groesse = person.haushalt
    if groesse < 2:
        return
    haus, kalender = person.haus, person.haus.kalender
    rng = stream(haus.seed, "bg", kopf)
    if rng.random() < 0.55:
        return
    kraft = haus.team_of(kopf).fachkraefte[0]
    tag = kalender.beginn + int(rng.random() * 200)
    while (tag := kraft.find_tag(tag)) <= kalender.ende:
        aktiv = any(von <= tag < bis for von, bis in person.perioden) and tag < person.bg_wechsel
        if aktiv and tag >= person.ab_15:
            zeile = f"{person.key('v')};{person.kunde_id};{kalender.texte[tag]}"
            person.add("verbis_vermerke", tag, f"{zeile};beratungsvermerk;persoenlich;bg_beratung")
        tag += 110 + int(rng.random() * 120)
