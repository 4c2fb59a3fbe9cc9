"""How one fictional person is seen: booked, held, missed and cancelled appointments, and the notes of them."""

from __future__ import annotations

from pipeline.sample.house import NIE, Fachkraft, pick
from pipeline.sample.person import Person

KONTAKTARTEN = (("persoenlich", 70), ("telefon", 20), ("video", 6), ("walk_and_talk", 4))
SPERRE_TAGE = 300  # talks are not planned further than this beyond the last Stichtag


class Gespraeche:
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
