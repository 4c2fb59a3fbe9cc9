"""What the comparison says in words and lines: the same in workbook and page."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from pipeline.evaluate.cost import VERDECKT_HOECHSTENS, Aufwand, Betrag
from pipeline.evaluate.vergleich import Spalte, Vergleich, VergleichEinheit
from pipeline.katalog import Katalog
from pipeline.present import cell as formate
from pipeline.regelwerk.rate import talks_per_month
from pipeline.regelwerk.wording import demand, source, validity

TITEL = "Vergleich der Regelwerke"
# In front of estimated hours.
RUND = "≈\u00a0"
EINMALIG, MONATLICH = "Std. einmalig", "Std. je Monat"


class Groesse(NamedTuple):
    """What is compared per unit beside the figures."""

    titel: str
    einheit: str
    erklaerung: str
    betrag: Callable[[Aufwand], Betrag]


GROESSEN = (
    Groesse(
        "Überfällige Personen",
        "Personen",
        "Personen, die am Stichtag die Mindestvorgabe ihrer Kontaktregel nicht einhalten (wo die Regel nur einen "
        "Zielabstand nennt: diesen).",
        lambda a: a.ueberfaellig,
    ),
    Groesse(
        "Überfällige nachholen",
        EINMALIG,
        "Ein Folgegespräch mit jeder überfälligen Person: Personen × Dauer eines Folgegesprächs. Diese Stunden fallen "
        "einmal an.",
        lambda a: a.nachholen_std,
    ),
    Groesse(
        "Laufender Bedarf, Mindestvorgabe",
        MONATLICH,
        "Was es dauerhaft kostet, jede Person im vorgeschriebenen Abstand zu beraten: Personen × Gespräche je Monat × "
        "Dauer eines Folgegesprächs. Wo eine Regel nur einen Zielabstand nennt, zählt dieser.",
        lambda a: a.mindest_std,
    ),
    Groesse(
        "Laufender Bedarf, Zielabstand",
        MONATLICH,
        "Dasselbe mit dem Zielabstand; wo eine Regel keinen nennt, mit der Mindestvorgabe.",
        lambda a: a.ziel_std,
    ),
)


def difference(betrag: Betrag, bezug: Betrag) -> Betrag:
    """Return what one rule set asks for beyond the first, if both may be shown."""
    if betrag.gesperrt or bezug.gesperrt:
        return Betrag(None, gesperrt=True)
    if betrag.wert is None or bezug.wert is None:
        return Betrag(None)
    return Betrag(betrag.wert - bezug.wert, rund=betrag.rund or bezug.rund)


def number(betrag: Betrag) -> str:
    """Write a number of persons or hours, or why there is none."""
    if betrag.gesperrt:
        return formate.GESPERRT
    if betrag.wert is None:
        return formate.OHNE_WERT
    return f"{RUND if betrag.rund else ''}{formate.zahl(betrag.wert, 0)}"


def signed(betrag: Betrag) -> str:
    """Write a difference with its sign."""
    if betrag.gesperrt or betrag.wert is None:
        return number(betrag)
    text = formate.zahl(betrag.wert, 0)
    vorzeichen = "" if text.startswith("\u2212") else "±" if text == "0" else "+"
    return f"{RUND if betrag.rund else ''}{vorzeichen}{text}"


def warnings(vergleich: Vergleich) -> tuple[str, ...]:
    """Say which rule sets are not in force at the Stichtag; every page shows it."""
    return tuple(
        f"Das Regelwerk {s.werk.id} gilt am Stichtag {formate.tag(vergleich.stichtag)} nicht "
        f"({validity(s.werk)}). Es wird hier nur zum Vergleich angewandt."
        for s in vergleich.spalten
        if not s.gilt
    )


def statements(vergleich: Vergleich) -> Iterator[tuple[str, str]]:
    """Say for the highest unit what each rule set would mean, and what it costs beyond the first."""
    oberste = vergleich.einheiten[0]
    for nummer, (spalte, aufwand) in enumerate(zip(vergleich.spalten, oberste.aufwand, strict=True)):
        texte = []
        for groesse in GROESSEN:
            betrag = groesse.betrag(aufwand)
            mehr = f" ({signed(difference(betrag, groesse.betrag(oberste.aufwand[0])))})" if nummer else ""
            texte.append(f"{number(betrag)}{mehr}")
        ziel = f"; nach Zielabständen {texte[3]}" if texte[3] != texte[2] else ""
        yield (
            spalte.werk.id,
            f"{texte[0]} Personen überfällig; sie zu beraten, kostet einmalig {texte[1]} Std. Der laufende Bedarf "
            f"beträgt {texte[2]} Std. im Monat{ziel}.",
        )


def held_hours(einheit: VergleichEinheit) -> str:
    """Say what the month's held counselling amounts to, for a sense of proportion."""
    return (
        f"Zum Vergleich: Im Berichtsmonat wurden {number(einheit.gehalten_std)} Beratungsstunden gehalten "
        "(Erst- und Folgegespräche)."
    )


def method(vergleich: Vergleich) -> tuple[tuple[str, str], ...]:
    """Explain how the comparison is computed and what it does not say."""
    gelesen = sum(z.gelesen for z in vergleich.zaehlungen)
    ausgeschlossen = sum(z.ausgeschlossen for z in vergleich.zaehlungen)
    return (
        (
            "Dieselbe Lieferung",
            f"Alle Regelwerke rechnen auf derselben, einmal geprüften Lieferung für {vergleich.monat} "
            f"({formate.zahl(gelesen, 0)} Zeilen gelesen, {formate.zahl(ausgeschlossen, 0)} ausgeschlossen). Jedes "
            "wird auf alle Jobcenter der Lieferung angewandt, auch außerhalb seiner Geltung. Im Warehouse wird davon "
            "nichts gespeichert.",
        ),
        *((g.titel, g.erklaerung) for g in GROESSEN),
        (
            "Gespräche je Monat",
            "Der Abstand wird ausgeschöpft, nicht unterschritten: „alle 3 Monate“ sind ein Drittel Gespräch je Person "
            "und Monat, „4 Gespräche in 6 Monaten“ zwei Drittel. Tage werden mit 365/12 Tagen je Monat umgerechnet.",
        ),
        (
            "Was fehlt",
            "Erstgespräche, Terminausfälle, Vor- und Nachbereitung sind nicht enthalten, ebenso Personen, für die das "
            "Regelwerk keine Vorgabe macht. Der Bedarf ist eine Untergrenze und keine Personalbemessung.",
        ),
        (
            "Stunden und Geheimhaltung",
            "Stunden sind auf ganze gerundet und werden nur aus Personenzahlen gerechnet, die veröffentlicht werden "
            f"dürfen. Gehören einige Personen zu Gruppen unter der Mindestfallzahl ({vergleich.mindestfallzahl}), ist "
            f"für sie der Durchschnitt der übrigen angesetzt ({RUND}…); sind es mehr als "
            f"{formate.zahl(VERDECKT_HOECHSTENS * 100, 0)} %, bleiben die Stunden geheim ({formate.GESPERRT}).",
        ),
        ("Unterschied", f"Immer gegenüber dem zuerst genannten Regelwerk ({vergleich.spalten[0].werk.id})."),
    )


def duration_rows(vergleich: Vergleich) -> Iterator[tuple[str, str, str, str]]:
    """Yield rule set, kinds of team, minutes of a follow-up talk and where they come from."""
    for spalte in vergleich.spalten:
        gruppen: dict[tuple[str, str], list[str]] = {}
        for dauer in spalte.dauern:
            gruppen.setdefault((formate.zahl(float(dauer.minuten), 0), dauer.quelle), []).append(dauer.team_art)
        for (minuten, quelle), arten in gruppen.items():
            woerter = "alle" if len(gruppen) == 1 else vergleich.katalog.words("team_art", arten)
            herkunft = source(quelle) if quelle else _SUBSTITUTE
            yield spalte.werk.id, woerter, minuten, herkunft


_SUBSTITUTE = (
    "Annahme: Das Regelwerk nennt keine Dauer; es gilt die mittlere Dauer der gehaltenen Folgegespräche dieser "
    "Lieferung (wo sie fehlt oder geheim ist, 45 Minuten)."
)


def rule_rows(spalte: Spalte, vergleich: Vergleich) -> Iterator[tuple[str, str, str, str]]:
    """Yield each contact rule in force: what it asks for, and its talks per month at the minimum and at the target."""
    for regel in spalte.werk.kontaktregel:
        if regel.gilt_am(vergleich.stichtag):
            mindestens, ziel = (talks_per_month(regel, nach_ziel=nach_ziel) for nach_ziel in (False, True))
            yield regel.titel, demand(regel, vergleich.katalog), _rate(mindestens), _rate(ziel)


def _rate(rate: Fraction | None) -> str:
    return formate.zahl(float(rate), 2) if rate else formate.OHNE_WERT


def segment_title(katalog: Katalog, segment_art: str, segment_titel: str) -> str:
    """Name the split of a row, empty for the figure itself."""
    return "" if segment_art == "gesamt" else f"{katalog.segmentart.get(segment_art, segment_art)}: {segment_titel}"
