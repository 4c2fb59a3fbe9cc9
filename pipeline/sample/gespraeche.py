"""How one fictional person is seen: booked, held, missed and cancelled appointments, and the notes of them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.sample.draw import pick
from pipeline.sample.house import NIE, Fachkraft
from pipeline.sample.person import Person

KONTAKTARTEN = (("persoenlich", 70), ("telefon", 20), ("video", 6), ("walk_and_talk", 4))
SPERRE_TAGE = 300  # talks are not planned further than this beyond the last Stichtag


@dataclass(frozen=True, slots=True)
class _Booking:
    """A slot of a counsellor, booked on a day; `occasion` is the day of the application it is the first talk after."""

    fachkraft: Fachkraft
    day: int
    slot: int
    booked: int
    occasion: int


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
        person, end = self.person, self.kalender.ende
        occasions = [day for day in person.occasions if max(von, self.kalender.beginn) <= day < min(bis, end + 1)]
        occasion = 0
        booked, planned = self._start(von)
        while True:
            if occasions and occasions[0] <= planned:
                occasion = occasions.pop(0)
                booked, planned = self._plan_erstgespraech(occasion)
            if planned > end + SPERRE_TAGE:
                return
            fachkraft = person.fachkraft
            day, slot = fachkraft.find_slot(planned, person.seat)
            if occasion:
                fachkraft, day, slot = self._find_substitute(planned, day, slot)
            booked = self.kalender.arbeitstag(max(booked, day - 60))
            if booked > end or booked >= bis:
                return
            booking = _Booking(fachkraft, day, slot, booked, occasion)
            if day >= bis:
                self._add_termin(booking, "abgesagt_jobcenter", bis)
                return
            occasion, booked, planned = self._meet(booking)
            if occasion and planned - occasion > 32:
                self._note_delay(booked)

    def _start(self, von: int) -> tuple[int, int]:
        """Whoever was there before the sample begins has had a last talk before it."""
        start, abstand = self.kalender.beginn, self.person.abstand
        if von >= start:
            return von, von + int(self.zufall() * min(abstand, 220)) + 1
        if self.person.team.wird_besser:
            abstand = max(110, 1.6 * abstand)
        seit = int(self.zufall() * abstand)
        letzter = self.kalender.arbeitstag(max(von, start - seit))
        self._note_gespraech(letzter, 0, pick(self.rng, KONTAKTARTEN))
        return start, max(start, letzter + int(abstand)) + 1

    def _plan_erstgespraech(self, occasion: int) -> tuple[int, int]:
        """Book the first talk some days after the application; the team in trouble takes longer."""
        zufall, team = self.zufall, self.person.team
        verzug = 1.9 if team.ist_schwierig else 1.0
        vorlauf = int((6 + 18 * zufall()) * verzug) + (25 if zufall() < 0.04 else 0)
        if zufall() < 0.5:
            self._add_sofo(occasion)
        return occasion + int(zufall() * 4), occasion + vorlauf

    def _find_substitute(self, planned: int, day: int, slot: int) -> tuple[Fachkraft, int, int]:
        """A first talk goes to the colleague who is there earlier, at any hour."""
        fachkraefte = self.person.team.fachkraefte
        andere = fachkraefte[int(self.zufall() * len(fachkraefte))]
        earlier = andere.find_day(planned)
        if earlier < day:
            return andere, earlier, int(self.zufall() * andere.slots)
        return self.person.fachkraft, day, slot

    def _meet(self, booking: _Booking) -> tuple[int, int, int]:
        """Let one appointment happen or fail; return what is still due, day of booking and next aim."""
        person, wurf = self.person, self.zufall()
        day, occasion = booking.day, booking.occasion
        if wurf < 0.1:
            return self._cancel_kunde(booking)
        if wurf < 0.145:
            absage = max(booking.booked, day - int(self.zufall() * 5))
            self._add_termin(booking, "abgesagt_jobcenter", absage)
            return occasion, absage, day + 2 + int(self.zufall() * 8)
        ausfall = min(person.ausfall, 0.2) if occasion else person.ausfall
        if self.zufall() < ausfall:
            self._add_termin(booking, "nicht_erschienen", day)
            self._note_missed(day)
            return occasion, day + int(self.zufall() * 3), day + 5 + int(self.zufall() * 9)
        self._hold(booking)
        return self._plan_follow_up(day)

    def _hold(self, booking: _Booking) -> None:
        zufall = self.zufall
        self.versaeumt = 0
        kontaktart = pick(self.rng, KONTAKTARTEN)
        if booking.occasion and zufall() < 0.6:
            kontaktart = "persoenlich"
        ohne_vermerk = zufall() < 0.04
        if ohne_vermerk or zufall() < 0.93:
            self._add_termin(booking, "wahrgenommen", booking.day, kontaktart)
        if not ohne_vermerk:
            self._note_gespraech(booking.day, booking.occasion, kontaktart)
        if booking.day - self.letzte_vereinbarung > 140 and zufall() < 0.62:
            self._add_vereinbarung(booking.day)

    def _plan_follow_up(self, day: int) -> tuple[int, int, int]:
        """The next talk: mostly booked at once, for long intervals some weeks ahead."""
        zufall, person = self.zufall, self.person
        abstand = person.abstand * (0.7 + 0.6 * zufall())
        if person.team.wird_besser:
            abstand = max(110, 1.6 * abstand) if day < self.kalender.wende else 0.8 * abstand
        planned = day + 3 + int(abstand)
        wende = self.kalender.wende
        if person.team.wird_besser and day < wende < planned:
            planned = min(planned, wende + int(zufall() * 110))
        if zufall() < (0.75 if abstand < 100 else 0.35):
            return 0, day, planned
        return 0, max(day + 1, planned - 6 - int(zufall() * 20)), planned

    def _cancel_kunde(self, booking: _Booking) -> tuple[int, int, int]:
        """The client cancels, early or late; some of the freed slots go to somebody else."""
        zufall, day = self.zufall, booking.day
        absage = max(booking.booked, day - (7 + int(zufall() * 9) if zufall() < 0.45 else int(zufall() * 6)))
        self._add_termin(booking, "abgesagt_kunde", absage)
        if day - absage >= 7 and zufall() < 0.35:
            art = "sonstiger" if zufall() < 0.4 else "folgegespraech"
            self._add_replacement(booking, self.kalender.arbeitstag(absage + int(zufall() * 5)), art)
        return booking.occasion, absage, max(absage + 3, day - 5) + int(zufall() * 12)

    def _add_replacement(self, freed: _Booking, booked: int, art: str) -> None:
        """Another appointment in the freed slot, without a person: the persons' histories stay apart."""
        team, texte = self.person.team, self.texte
        header = f"{self.person.key('t')};;{self._place(freed)};{team.art.folge_min};{art};persoenlich"
        self.termine.append((booked, freed.day, f"{header};geplant;{texte[booked]};"))
        self.termine.append((freed.day, NIE, f"{header};wahrgenommen;{texte[booked]};"))

    def _place(self, booking: _Booking) -> str:
        """Return team, counsellor, day and time."""
        fachkraft = booking.fachkraft
        start = fachkraft.slot_start(booking.slot)
        return f"{self.person.team.team_id};{fachkraft.ifk_id};{self.texte[booking.day]};{start}"

    def _add_termin(self, booking: _Booking, status: str, decided: int, kontaktart: str = "persoenlich") -> None:
        person, texte, booked = self.person, self.texte, self.texte[booking.booked]
        art = person.team.art
        if booking.occasion:
            dauer = art.erst_min + (0, 0, 0, 15, 15)[int(self.zufall() * 5)]
        else:
            dauer = art.folge_min + (0, 0, 0, 15, 30, -15)[int(self.zufall() * 6)]
            if kontaktart == "telefon" and self.zufall() < 0.25:
                dauer = 20
        terminart = "erstgespraech" if booking.occasion else "folgegespraech"
        header = f"{person.key('t')};{person.kunde_id};{self._place(booking)};{dauer};{terminart};{kontaktart}"
        absage = texte[decided] if status.startswith("abgesagt") else ""
        if decided > self.erster_stichtag:
            self.termine.append((booking.booked, decided, f"{header};geplant;{booked};"))
        if decided <= self.kalender.ende:
            self.termine.append((decided, NIE, f"{header};{status};{booked};{absage}"))

    def _add_vermerk(self, day: int, vermerktyp: str, kontaktart: str, betreff: str) -> None:
        if day <= self.kalender.ende:
            header = f"{self.person.key('v')};{self.person.kunde_id};{self.texte[day]}"
            row = f"{header};{vermerktyp};{kontaktart};{betreff}"
            self.vermerke.append((day, NIE, row))

    def _note_gespraech(self, day: int, occasion: int, kontaktart: str) -> None:
        zufall = self.zufall
        vermerktyp = "beratungsvermerk"
        if zufall() < (0.7 if occasion else 0.1):
            vermerktyp = "standortbestimmung"
        elif self.person.betreuung == "fm" and zufall() < 0.28:
            vermerktyp = "fallmanagement"
        if zufall() < 0.015:
            kontaktart = "schriftlich"
        self._add_vermerk(day, vermerktyp, kontaktart, "erstgespraech" if occasion and zufall() < 0.7 else "")
        if zufall() < 0.05:
            self._add_vermerk(day, "beratungsvermerk", kontaktart, "")
        if zufall() < 0.35:
            spaeter = self.kalender.arbeitstag(day + 1 + int(zufall() * 12))
            self._add_vermerk(spaeter, "allgemein", ("schriftlich", "kein_kontakt")[zufall() < 0.5], "")

    def _note_missed(self, day: int) -> None:
        """After a no-show: a call on that or the next working day, or a letter."""
        zufall = self.zufall
        self.versaeumt += 1
        if zufall() < (0.75 if self.versaeumt > 1 else 0.55):
            am = day if zufall() < 0.5 else self.kalender.arbeitstag(day + 1)
            self._add_vermerk(am, "allgemein", "telefon", "kontaktversuch" if zufall() < 0.8 else "")
        elif zufall() < 0.8:
            self._add_vermerk(self.kalender.arbeitstag(day + 2), "allgemein", "schriftlich", "")

    def _note_delay(self, day: int) -> None:
        """Say, mostly, why a first talk comes late."""
        if self.zufall() < 0.6:
            am = self.kalender.arbeitstag(day)
            self._add_vermerk(am, "allgemein", "kein_kontakt", "eg_verzoegerung")

    def _add_vereinbarung(self, day: int) -> None:
        zufall, texte = self.zufall, self.texte
        self.letzte_vereinbarung = day
        art = pick(self.rng, (("kooperationsplan", 92), ("verwaltungsakt", 4), ("verzicht", 4)))
        # Until July 2023 there were Eingliederungsvereinbarungen instead.
        if texte[day][6:] + texte[day][3:5] < "202307":
            art = "einv"
        bis = "" if art == "verzicht" or zufall() < 0.3 else texte[self.kalender.month_end(day, 5)]
        row = f"{self.person.key('e')};{self.person.kunde_id};{art};{texte[day]};{bis}"
        self.person.add("verbis_vereinbarungen", day, row)

    def _add_sofo(self, occasion: int) -> None:
        person, texte, fachkraft = self.person, self.texte, self.person.fachkraft
        day = fachkraft.find_sofo(occasion)
        if day > occasion + 10 or day > self.kalender.ende:
            return
        booked = self.kalender.arbeitstag(occasion)
        row = (
            f"{person.key('t')};{person.kunde_id};{person.team.team_id};{fachkraft.ifk_id};{texte[day]};"
            f"{fachkraft.slot_start(1)};30;sofo;persoenlich;wahrgenommen;{texte[booked]};"
        )
        self.termine.append((day, NIE, row))
