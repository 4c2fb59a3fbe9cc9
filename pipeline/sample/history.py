"""What the exports hold of one fictional person: status, applications, measures, talks and agreements.

A history is drawn once, from the person's own stream of random numbers, up to the last Stichtag and a little
beyond. Every row knows from when and until when it stands in the exports, so that all deliveries agree.
"""

from __future__ import annotations

from pipeline.sample.draw import flag, pick, stream
from pipeline.sample.gespraeche import Gespraeche
from pipeline.sample.house import NIE
from pipeline.sample.person import Person

NACHLAUF_TAGE = 75  # a person who left stays in the exports that long, as abgemeldet
STATUS = (("arbeitslos", 56), ("arbeitsuchend", 32), ("nicht_gesetzt", 7), ("ratsuchend", 5))
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


def write_history(person: Person) -> bool:
    """Fill the person's rows; False, with verbis_kunden alone, if no delivery holds the person."""
    _add_kunde(person)
    if not any(person.is_known(stichtag) for _, stichtag in person.haus.kalender.stichtage):
        return False
    _add_antraege(person)
    _add_lebenslauf(person)
    _add_massnahmen(person)
    gespraeche = Gespraeche(person)
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
    end = _kunde_end(person)
    for von, bis in person.perioden:
        schnitte = sorted({von, *(s for s in (wechsel, person.bg_wechsel) if von < s < bis)})
        for ab, bis_vor in zip(schnitte, [*schnitte[1:], bis], strict=True):
            person.add("verbis_kunden", ab, _kunde_row(person, ab, von, status[ab >= wechsel], end), bis_vor)
        if bis < NIE:
            naechste = next((v for v, _ in person.perioden if v > bis), NIE)
            row = _kunde_row(person, bis, von, "abgemeldet", end)
            person.add("verbis_kunden", bis, row, min(naechste, bis + NACHLAUF_TAGE))


def _kunde_end(person: Person) -> str:
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


def _kunde_row(person: Person, day: int, av_seit: int, status: str, end: str) -> str:
    kalender = person.haus.kalender
    geburt = kalender.monate[kalender.ende] - person.monate_alt
    ifk_id = person.fachkraft.ifk_id if person.index % 53 else ""
    return (
        f"{person.kunde_id};{person.bg_id(day)};{person.team.team_id};{ifk_id};{person.betreuung};"
        f"{geburt // 12}-{geburt % 12 + 1:02d};{status};{kalender.texte[av_seit]};{person.profil};{end}"
    )


def _add_antraege(person: Person) -> None:
    """Applications for benefits: the first one, renewals in time or late, and the odd ones."""
    for von, bis in person.perioden:
        person.occasions.append(von)
        _add_grants(person, von, bis)
    _add_single_antraege(person)
    person.occasions.sort()


def _add_grants(person: Person, von: int, bis: int) -> None:
    """Approvals one after the other: renewed in time or with a short gap, anew where the BG changes."""
    rng, kalender = person.rng, person.haus.kalender
    antrag, leistung = von, kalender.anfaenge[kalender.monate[von]]
    months = 6 if person.ist_aufstocker else 12
    while antrag <= min(kalender.ende, bis - 1) and leistung < bis:
        end = kalender.month_end(leistung, months - 1)
        wechsel = person.bg_wechsel if leistung < person.bg_wechsel <= min(end, bis - 1) else NIE
        # Approvals that ended long before the sample begins would only make the export longer.
        if end >= kalender.beginn - 200:
            _add_antrag(person, antrag, leistung, end, min(bis, wechsel))
        if wechsel < NIE:
            antrag = leistung = wechsel
            person.occasions.append(wechsel)
        elif rng.random() < 0.07:
            antrag = leistung = end + 2 + int(rng.random() * 28)
            if rng.random() < 0.7:
                person.occasions.append(antrag)
        else:
            leistung = end + 1
            antrag = max(antrag + 1, end - 5 - int(rng.random() * 35))


def _add_antrag(person: Person, antrag: int, von: int, bis: int, exit_day: int) -> None:
    """One application: open, then approved, then cut short if the benefit ends on the day `exit_day`."""
    rng, kalender = person.rng, person.haus.kalender
    texte = kalender.texte
    entschieden = antrag + 5 + int(rng.random() * 24)
    aufstocker = "J" if person.ist_aufstocker and rng.random() < 0.5 else "N"
    sonderfall = SONDERFAELLE[int(rng.random() * 4)] if rng.random() < 0.02 else ""
    header = f"{person.key('a')};{person.kunde_id};{person.bg_id(antrag)};{texte[antrag]}"
    merkmale = f"N;{aufstocker};{flag(rng, 0.985)};{sonderfall}"
    ist_offen = rng.random() < 0.05 and bis > kalender.ende + 40
    person.add("allegro_antraege", antrag, f"{header};offen;;;{merkmale}", entschieden)
    bewilligt = f"{header};bewilligt;{texte[von]};{'' if ist_offen else texte[bis]};{merkmale}"
    if exit_day > bis:
        person.add("allegro_antraege", entschieden, bewilligt)
        return
    person.add("allegro_antraege", entschieden, bewilligt, exit_day)
    gekuerzt = f"{header};bewilligt;{texte[von]};{texte[exit_day - 1]};{merkmale}"
    person.add("allegro_antraege", max(entschieden, exit_day), gekuerzt)


def _add_single_antraege(person: Person) -> None:
    """One-off payments beside the running benefit, and rejections."""
    rng, kalender = person.rng, person.haus.kalender
    von, bis = person.perioden[-1]
    von, bis = max(von, kalender.beginn), min(bis, kalender.ende)
    erwartet = 0.12 * (bis - von) / 365
    while rng.random() < erwartet:
        erwartet -= 1
        day = von + int(rng.random() * (bis - von))
        month = kalender.anfaenge[kalender.monate[day]], kalender.month_end(day)
        leistung = ";".join(kalender.texte[grenze] for grenze in month)
        header = f"{person.key('a')};{person.kunde_id};{person.bg_id(day)};{kalender.texte[day]}"
        art = pick(rng, ((f"bewilligt;{leistung};J", 25), ("abgelehnt;;;J", 25), ("abgelehnt;;;N", 50)))
        person.add("allegro_antraege", day, f"{header};{art};N;J;")


def _add_lebenslauf(person: Person) -> None:
    """School, children, illness, courses: a few entries per person."""
    rng, kalender = person.rng, person.haus.kalender
    if person.schule_bis:
        _add_entry(person, "vollzeitschulpflicht", person.schule_bis - 3652, person.schule_bis)
    elif person.profil == "Z" and person.monate_alt < 300:
        start = kalender.anfaenge[(kalender.monate[kalender.ende] // 12) * 12 + (7 if rng.random() < 0.6 else -5)]
        _add_entry(person, "schulentlassjahr", start, start + 364)
    if person.profil == "Z" or rng.random() < 0.04:
        von = kalender.ende - int(rng.random() * 1000)
        _add_entry(person, "kinderbetreuung", von, 0 if rng.random() < 0.3 else von + 1000)
    for art, share, length in (
        ("elternzeit", 0.03, 700),
        ("arbeitsunfaehig", 0.3, 25),
        ("integrationskurs", 0.12, 240),
    ):
        if rng.random() < share:
            von = kalender.ende - int(rng.random() * 800)
            offen = art == "arbeitsunfaehig" and rng.random() < 0.1
            _add_entry(person, art, von, 0 if offen else von + int(length * (0.3 + rng.random())))


def _add_entry(person: Person, art: str, von: int, bis: int) -> None:
    texte = person.haus.kalender.texte
    person.add("verbis_lebenslauf", von, f"{person.kunde_id};{art};{texte[von]};{texte[bis] if bis else ''}")


def _add_massnahmen(person: Person) -> None:
    """Measures: known a week ahead with their planned end, then with their result."""
    rng, kalender = person.rng, person.haus.kalender
    von, bis = person.perioden[-1]
    day = max(von + 60, kalender.beginn) + int(rng.random() * 700)
    while day < min(bis, kalender.ende) - 5:
        eintritt = kalender.arbeitstag(day)
        dauer = 28 + int(rng.random() ** 2 * 330)
        result = pick(rng, (("erfolgreich", 66), ("abgebrochen", 24), ("nicht_angetreten", 10)))
        share = {"erfolgreich": 1.0, "abgebrochen": rng.random(), "nicht_angetreten": 0.0}[result]
        end = min(eintritt + int(dauer * share), bis)
        header = f"{person.key('m')};{person.kunde_id};{pick(rng, MASSNAHMEN)};{kalender.texte[eintritt]}"
        geplant = "" if rng.random() < 0.04 else kalender.texte[eintritt + dauer]
        person.add("verbis_massnahmen", eintritt - 7, f"{header};{geplant};laufend", end + 2)
        person.add("verbis_massnahmen", end + 2, f"{header};{kalender.texte[end]};{result}")
        day = end + 120 + int(rng.random() * 1100)


def _add_bg_beratung(person: Person) -> None:
    """Days on which the members of a BG are counselled together; drawn from the BG's own stream."""
    header, size = person.haushalt
    if size < 2:
        return
    house, kalender = person.haus, person.haus.kalender
    rng = stream(house.seed, "bg", header)
    if rng.random() < 0.55:
        return
    fachkraft = house.team_of(header).fachkraefte[0]
    day = kalender.beginn + int(rng.random() * 200)
    while (day := fachkraft.find_day(day)) <= kalender.ende:
        aktiv = any(von <= day < bis for von, bis in person.perioden) and day < person.bg_wechsel
        if aktiv and day >= person.ab_15:
            row = f"{person.key('v')};{person.kunde_id};{kalender.texte[day]}"
            person.add("verbis_vermerke", day, f"{row};beratungsvermerk;persoenlich;bg_beratung")
        day += 110 + int(rng.random() * 120)
