"""What a rule set says, part by part, in German: the same words on the command line, the page and in workbooks."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pipeline.katalog import Katalog, Kennzahl
from pipeline.notation import day, number
from pipeline.regelwerk.frist import Frist
from pipeline.regelwerk.kontaktregel import Kontaktregel
from pipeline.regelwerk.regelwerk import Hoechstabstand, Kontakt, Neukunde, Regelwerk, Ziel

KEINE_VORGABE = "keine Vorgabe"
BOUNDS = {"hoechstens": "≤\u00a0", "mindestens": "≥\u00a0", "richtwert": "Richtwert\u00a0"}


class Begriff(NamedTuple):
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
    teile = [f"{wort} {day(tag)}" for wort, tag in (("ab", ab), ("bis", bis)) if tag]
    return " ".join(teile) or "unbefristet"


def validity(werk: Regelwerk) -> str:
    """Return since when, and if it has ended until when, the paper is in force."""
    return f"gültig {period(werk.gueltig_ab, werk.gueltig_bis)}"


def holidays(werk: Regelwerk) -> str:
    """Return whose public holidays are no Arbeitstage."""
    return f"des Landes {werk.land}" if werk.land else "bundesweit einheitliche"


def source(quelle: str) -> str:
    """Name a paragraph as a reader would: `3.1` → Abschnitt 3.1, `annahme: …` → Annahme: …."""
    if quelle.lower().startswith("annahme"):
        return f"A{quelle[1:]}"
    return f"Abschnitt\u00a0{quelle}" if quelle[:1].isdigit() else quelle


def intervals(ziel: Frist | None, mindest: Frist | None) -> str:
    """Return a target and a minimum interval: „Ziel alle 90 Tage, mindestens alle 180 Tage“."""
    teile = [f"{wort} {_every(frist)}" for wort, frist in (("Ziel", ziel), ("mindestens", mindest)) if frist]
    return ", ".join(teile) or KEINE_VORGABE


def target_interval(regel: Kontaktregel) -> str:
    """Return how often a contact rule wants a person to be seen: „alle 90 Tage“."""
    return _every(regel.ziel) if regel.ziel else KEINE_VORGABE


def minimum(regel: Kontaktregel, katalog: Katalog) -> str:
    """Return what a contact rule asks for at least: an interval, a number of talks, or a mean interval."""
    if anzahl := regel.mindest_anzahl:
        gespraeche = "1 Gespräch" if anzahl.gespraeche == 1 else f"{anzahl.gespraeche} Gespräche"
        return f"{gespraeche} in {_within(anzahl.zeitraum)}"
    if schnitt := regel.mindest_durchschnitt:
        ende = katalog.word("lebenslauf_art", schnitt.seit_ende_von)
        return f"im Durchschnitt {_every(schnitt.abstand)} seit dem Ende von: {ende}"
    return _every(regel.mindest) if regel.mindest else KEINE_VORGABE


def demand(regel: Kontaktregel, katalog: Katalog) -> str:
    """Return all that a contact rule asks for, target first, without of whom."""
    teile = [intervals(regel.ziel, None)] if regel.ziel else []
    teile += [_at_least(regel, katalog)] if _has_minimum(regel) else []
    return ", ".join(teile) or KEINE_VORGABE


def least_demand(regel: Kontaktregel, katalog: Katalog) -> str:
    """Return what a contact rule counts as overdue by: its minimum, of one that has none the target."""
    return _at_least(regel, katalog) if _has_minimum(regel) else intervals(regel.ziel, None)


def _has_minimum(regel: Kontaktregel) -> bool:
    return any((regel.mindest, regel.mindest_anzahl, regel.mindest_durchschnitt))


def _at_least(regel: Kontaktregel, katalog: Katalog) -> str:
    text = minimum(regel, katalog)
    return text if regel.mindest_durchschnitt else f"mindestens {text}"


def terms(werk: Regelwerk, katalog: Katalog) -> Iterator[Begriff]:
    """Yield the terms that a rule set fixes, in the order in which it is explained."""
    yield Begriff("AV-Bestand", katalog.words("av_status", werk.bestand.av_status), werk.bestand.quelle)
    yield Begriff("Qualifizierter Kontakt", _contact(werk.kontakt, katalog), werk.kontakt.quelle)
    yield Begriff("Höchstabstand", _longest_gap(werk.hoechstabstand, katalog), werk.hoechstabstand.quelle)
    yield Begriff("Neukunde", _new_client(werk.neukunde), werk.neukunde.quelle)
    if werk.marktnaehe:
        profillagen = katalog.words("profillage", werk.marktnaehe.marktnah_bei)
        yield Begriff("Marktnah ohne Angabe", profillagen, werk.marktnaehe.quelle)


def _contact(kontakt: Kontakt, katalog: Katalog) -> str:
    teile = [katalog.words("vermerktyp", kontakt.vermerktyp), katalog.words("kontaktart", kontakt.kontaktart)]
    teile += [f"gebuchte Termine mindestens {kontakt.mindestdauer_min} Minuten"] if kontakt.mindestdauer_min else []
    return "; ".join(teile)


def _longest_gap(abstand: Hoechstabstand, katalog: Katalog) -> str:
    ohne = katalog.words("betreuung", abstand.ohne_betreuung)
    return f"{describe_frist(abstand.frist)}{f'; nicht bei Betreuung durch: {ohne}' if ohne else ''}"


def _new_client(neukunde: Neukunde) -> str:
    tage = neukunde.freie_tage_mehr_als
    teile = [f"ohne früheren Leistungsbezug oder nach {f'mehr als {tage} ' if tage else ''}leistungsfreien Tagen"]
    teile += ["auch bei Wechsel der Bedarfsgemeinschaft"] if neukunde.bg_wechsel else []
    teile += ["Wohnsitz im Inland"] if neukunde.inland else []
    teile += [f"mindestens {neukunde.mindestalter} Jahre"] if neukunde.mindestalter is not None else []
    teile += ["vor der Altersgrenze des § 7a SGB II"] if neukunde.altersgrenze else []
    return "; ".join(teile)


def bound(kennzahl: Kennzahl, richtung: str | None, betrag: float) -> str:
    """Return a bound of the figure: ≤ 110, ≥ 100 % or a guide value, with decimals only where it has some."""
    skaliert, einheit = (betrag * 100, "\u00a0%") if kennzahl.ist_anteil else (betrag, "")
    return f"{BOUNDS.get(richtung or '', '')}{number(skaliert, bound_decimals(kennzahl, betrag))}{einheit}"


def bound_decimals(kennzahl: Kennzahl, betrag: float) -> int:
    """Return how many decimals a bound needs: none where it is whole, as 0.29 is 29 % but for the last binary digit."""
    return 0 if round(betrag * (100 if kennzahl.ist_anteil else 1), 9) % 1 == 0 else kennzahl.dezimalen


def target_value(ziel: Ziel, katalog: Katalog) -> str:
    """Return the bounds of a target with the figure's unit."""
    kennzahl = katalog[ziel.kennzahl]
    text = bound(kennzahl, ziel.richtung, float(ziel.wert))
    if ziel.mindest is not None:
        text += f", Mindestwert {bound(kennzahl, ziel.richtung, float(ziel.mindest))}"
    return text if kennzahl.ist_anteil else f"{text}\u00a0{kennzahl.einheit}"


def target_scope(ziel: Ziel, katalog: Katalog) -> str:
    """Return for which rows and kinds of team a target holds."""
    art = ziel.segment_art
    if art is None:
        ungeteilt = katalog[ziel.kennzahl].segmente == ["gesamt"]
        teile = ["gesamt" if ungeteilt else "gesamt und alle Aufgliederungen"]
    elif ziel.segment is None:
        teile = [f"jede Ausprägung: {katalog.segmentart.get(art, art)}"]
    else:
        wort = katalog.word(art, ziel.segment)
        teile = ["gesamt" if art == "gesamt" else f"{katalog.segmentart.get(art, art)}: {wort}"]
    if ziel.team_art:
        teile.append(f"Teams: {katalog.words('team_art', ziel.team_art)}")
    return "; ".join(teile)


def target(ziel: Ziel, katalog: Katalog) -> str:
    """Return a target as „≤ 110 Tage – gesamt“."""
    return f"{target_value(ziel, katalog)} – {target_scope(ziel, katalog)}"
