"""What a rule set says, part by part, in German: the same words on the command line, the page and in workbooks."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from pipeline.katalog import Katalog, Kennzahl
from pipeline.notation import day, exact, number
from pipeline.regelwerk.frist import Frist
from pipeline.regelwerk.kontaktregel import Kontaktregel
from pipeline.regelwerk.numbers import Absolventen
from pipeline.regelwerk.regelwerk import Hoechstabstand, Kontakt, Neukunde, Regelwerk, Ziel

KEINE_VORGABE = "keine Vorgabe"
BOUNDS = {"hoechstens": "≤\u00a0", "mindestens": "≥\u00a0", "richtwert": "Richtwert\u00a0"}


class Term(NamedTuple):
    """A term that a rule set fixes, in words; `quelle` is the paragraph as the rule set's file names it."""

    titel: str
    text: str
    quelle: str


def describe_frist(frist: Frist) -> str:
    """Return „6 Monate“ or „180 Tage“."""
    anzahl, wort = (frist.monate, "Monat") if frist.monate else (frist.tage, "Tag")
    return f"{anzahl} {wort}{'' if anzahl == 1 else 'e'}"


def _every(frist: Frist) -> str:
    """Return „alle 6 Monate“ or „jeden Monat“."""
    text = describe_frist(frist)
    return f"jeden {text.removeprefix('1 ')}" if text.startswith("1 ") else f"alle {text}"


def _within(frist: Frist) -> str:
    """Return „6 Monaten“ or „1 Monat“, as it stands after „in“."""
    text = describe_frist(frist)
    return text if text.startswith("1 ") else f"{text}n"


def period(ab: date | None, bis: date | None) -> str:
    """Return from which day to which something holds: „ab 01.03.2023 bis 31.12.2027“."""
    parts = [f"{wort} {day(when)}" for wort, when in (("ab", ab), ("bis", bis)) if when]
    return " ".join(parts) or "unbefristet"


def validity(regelwerk: Regelwerk) -> str:
    """Return since when, and if it has ended until when, the paper is in force."""
    return f"gültig {period(regelwerk.gueltig_ab, regelwerk.gueltig_bis)}"


def not_in_force(regelwerk: Regelwerk, stichtag: date) -> str:
    """Return that a rule set is applied to a Stichtag at which it does not hold."""
    return f"Das Regelwerk {regelwerk.id} gilt am Stichtag {day(stichtag)} nicht ({validity(regelwerk)})."


def changes_of_law(regelwerk: Regelwerk, stichtag: date) -> tuple[str, ...]:
    """Return what has changed up to the Stichtag in the law that the paper rests on, the oldest first."""
    changes = sorted((r for r in regelwerk.rechtsstand if r.ab <= stichtag), key=lambda r: r.ab)
    return tuple(f"Rechtsgrundlage geändert zum {day(r.ab)}: {r.hinweis}" for r in changes)


def say_changes_of_law(regelwerke: Iterable[Regelwerk], stichtag: date) -> list[str]:
    """Return the same of several papers, each sentence with the id of its rule set."""
    return [f"{w.id}: {sentence}" for w in regelwerke for sentence in changes_of_law(w, stichtag)]


def holidays(regelwerk: Regelwerk) -> str:
    """Return whose public holidays are no Arbeitstage."""
    return f"des Landes {regelwerk.land}" if regelwerk.land else "bundesweit einheitliche"


def describe_quelle(quelle: str) -> str:
    """Name a paragraph as a reader would: `3.1` → Abschnitt 3.1, `annahme: …` → Annahme: …."""
    if quelle.lower().startswith("annahme"):
        return f"A{quelle[1:]}"
    return f"Abschnitt\u00a0{quelle}" if quelle[:1].isdigit() else quelle


def intervals(ziel: Frist | None, mindest: Frist | None) -> str:
    """Return a target and a minimum interval: „Ziel alle 90 Tage, mindestens alle 180 Tage“."""
    parts = [f"{wort} {_every(frist)}" for wort, frist in (("Ziel", ziel), ("mindestens", mindest)) if frist]
    return ", ".join(parts) or KEINE_VORGABE


def ziel_interval(regel: Kontaktregel) -> str:
    """Return how often a contact rule wants a person to be seen: „alle 90 Tage“."""
    return _every(regel.ziel) if regel.ziel else KEINE_VORGABE


def minimum(regel: Kontaktregel, katalog: Katalog) -> str:
    """Return what a contact rule asks for at least: an interval, a number of talks, or a mean interval."""
    if anzahl := regel.mindest_anzahl:
        gespraeche = "1 Gespräch" if anzahl.gespraeche == 1 else f"{anzahl.gespraeche} Gespräche"
        return f"{gespraeche} in {_within(anzahl.zeitraum)}"
    if schnitt := regel.mindest_durchschnitt:
        end = katalog.word("lebenslauf_art", schnitt.seit_ende_von)
        return f"im Durchschnitt {_every(schnitt.abstand)} seit dem Ende von: {end}"
    return _every(regel.mindest) if regel.mindest else KEINE_VORGABE


def demand(regel: Kontaktregel, katalog: Katalog) -> str:
    """Return all that a contact rule asks for, target first, without of whom."""
    parts = [intervals(regel.ziel, None)] if regel.ziel else []
    parts += [_at_least(regel, katalog)] if _has_minimum(regel) else []
    return ", ".join(parts) or KEINE_VORGABE


def least_demand(regel: Kontaktregel, katalog: Katalog) -> str:
    """Return what a contact rule counts as overdue by: its minimum, of one that has none the target."""
    return _at_least(regel, katalog) if _has_minimum(regel) else intervals(regel.ziel, None)


def _has_minimum(regel: Kontaktregel) -> bool:
    return any((regel.mindest, regel.mindest_anzahl, regel.mindest_durchschnitt))


def _at_least(regel: Kontaktregel, katalog: Katalog) -> str:
    text = minimum(regel, katalog)
    return text if regel.mindest_durchschnitt else f"mindestens {text}"


def terms(regelwerk: Regelwerk, katalog: Katalog) -> Iterator[Term]:
    """Yield the terms that a rule set fixes, in the order in which it is explained."""
    yield Term("AV-Bestand", katalog.words("av_status", regelwerk.bestand.av_status), regelwerk.bestand.quelle)
    yield Term("Qualifizierter Kontakt", _contact(regelwerk.kontakt, katalog), regelwerk.kontakt.quelle)
    yield Term("Höchstabstand", _longest_gap(regelwerk.hoechstabstand, katalog), regelwerk.hoechstabstand.quelle)
    yield Term("Neukunde", _neukunde(regelwerk.neukunde), regelwerk.neukunde.quelle)
    if regelwerk.marktnaehe:
        profillagen = katalog.words("profillage", regelwerk.marktnaehe.marktnah_bei)
        yield Term("Marktnah ohne Angabe", profillagen, regelwerk.marktnaehe.quelle)
    yield from _numbers(regelwerk, katalog)


def _numbers(regelwerk: Regelwerk, katalog: Katalog) -> Iterator[Term]:
    """Yield the numbers of a paper beside its intervals: windows, counts and hours."""
    bg, versuch = regelwerk.bg_beratung, regelwerk.terminausfall
    tage, vorher = (describe_frist(Frist(0, n)) for n in (bg.tage, regelwerk.absage.tage_vorher))
    yield Term("Absolventen", _window(regelwerk.absolventen, katalog), regelwerk.absolventen.quelle)
    vereinbarung = regelwerk.vereinbarung
    yield Term("Vereinbarung", f"nicht älter als {describe_frist(vereinbarung.zeitraum)}", vereinbarung.quelle)
    yield Term("BG-Beratung", f"mindestens {tage} gemeinsam in {_within(bg.zeitraum)}", bg.quelle)
    yield Term("SoFo", f"{exact(regelwerk.sofo.std_je_tag)} Std. je Tag und Fachkraft", regelwerk.sofo.quelle)
    yield Term("Absage", f"{vorher} vorher lässt sich der Termin neu besetzen", regelwerk.absage.quelle)
    bis = f"Kontaktversuch bis zum {versuch.kontaktversuch_arbeitstage}. Arbeitstag danach"
    yield Term("Terminausfall", bis, versuch.quelle)


def _window(absolventen: Absolventen, katalog: Katalog) -> str:
    vor, nach = (describe_frist(Frist(0, n)) for n in (absolventen.tage_vor_ende, absolventen.tage_nach_ende))
    parts = [f"Gespräch frühestens {vor} vor, spätestens {nach} nach dem Ende"]
    parts += ["nur Maßnahmen mit Qualifizierung"] if absolventen.nur_mit_qualifizierung else []
    ohne = katalog.words("kontaktart", absolventen.ohne_kontaktart)
    parts += [f"nicht, wenn nur auf diesem Weg geführt: {ohne}"] if ohne else []
    return "; ".join(parts)


def _contact(kontakt: Kontakt, katalog: Katalog) -> str:
    parts = [katalog.words("vermerktyp", kontakt.vermerktyp), katalog.words("kontaktart", kontakt.kontaktart)]
    parts += [f"gebuchte Termine mindestens {kontakt.mindestdauer_min} Minuten"] if kontakt.mindestdauer_min else []
    return "; ".join(parts)


def _longest_gap(abstand: Hoechstabstand, katalog: Katalog) -> str:
    ohne = katalog.words("betreuung", abstand.ohne_betreuung)
    return f"{describe_frist(abstand.frist)}{f'; nicht bei Betreuung durch: {ohne}' if ohne else ''}"


def _neukunde(neukunde: Neukunde) -> str:
    days = neukunde.freie_tage_mehr_als
    parts = [f"ohne früheren Leistungsbezug oder nach {f'mehr als {days} ' if days else ''}leistungsfreien Tagen"]
    parts += ["auch bei Wechsel der Bedarfsgemeinschaft"] if neukunde.bg_wechsel else []
    parts += ["Wohnsitz im Inland"] if neukunde.inland else []
    parts += [f"mindestens {neukunde.mindestalter} Jahre"] if neukunde.mindestalter is not None else []
    parts += ["bis zum Ende des Monats der Altersgrenze des § 7a SGB II"] if neukunde.altersgrenze else []
    return "; ".join(parts)


def bound(kennzahl: Kennzahl, richtung: str | None, amount: float) -> str:
    """Return a bound of the figure: ≤ 110, ≥ 100 % or a guide value, with decimals only where it has some."""
    skaliert, einheit = (amount * 100, "\u00a0%") if kennzahl.is_share else (amount, "")
    return f"{BOUNDS.get(richtung or '', '')}{number(skaliert, bound_decimals(kennzahl, amount))}{einheit}"


def bound_decimals(kennzahl: Kennzahl, amount: float) -> int:
    """Return how many decimals a bound needs: none where it is whole, as 0.29 is 29 % but for the last binary digit."""
    return 0 if round(amount * (100 if kennzahl.is_share else 1), 9) % 1 == 0 else kennzahl.dezimalen


def ziel_value(ziel: Ziel, katalog: Katalog) -> str:
    """Return the bounds of a target with the figure's unit."""
    kennzahl = katalog[ziel.kennzahl]
    text = bound(kennzahl, ziel.richtung, float(ziel.wert))
    if ziel.mindest is not None:
        text += f", Mindestwert {bound(kennzahl, ziel.richtung, float(ziel.mindest))}"
    return text if kennzahl.is_share else f"{text}\u00a0{kennzahl.einheit}"


def ziel_scope(ziel: Ziel, katalog: Katalog) -> str:
    """Return for which rows and kinds of team a target holds."""
    art, kennzahl = ziel.segment_art, katalog[ziel.kennzahl]
    if art is None:
        everywhere = kennzahl.holds_for_parts(ziel.wert) and kennzahl.segmente != ["gesamt"]
        parts = ["gesamt und alle Aufgliederungen" if everywhere else "gesamt"]
    elif ziel.segment is None:
        parts = [f"jede Ausprägung: {katalog.segmentart.get(art, art)}"]
    else:
        wort = katalog.word(art, ziel.segment)
        parts = ["gesamt" if art == "gesamt" else f"{katalog.segmentart.get(art, art)}: {wort}"]
    if ziel.team_art:
        parts.append(f"Teams: {katalog.words('team_art', ziel.team_art)}")
    return "; ".join(parts)


def describe_ziel(ziel: Ziel, katalog: Katalog) -> str:
    """Return a target as „≤ 110 Tage – gesamt“."""
    return f"{ziel_value(ziel, katalog)} – {ziel_scope(ziel, katalog)}"
