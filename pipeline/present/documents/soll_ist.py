"""What the Soll-Ist table says in words: the same in workbook and page."""

from pipeline.evaluate.mean import Mittel
from pipeline.evaluate.soll_ist import Block, SollIst
from pipeline.present import cell as formate

TITEL = "Kontaktdichte: Soll und Ist"
EINHEIT = "Gespräche je Person im Halbjahr"
DEZIMALEN = 1


def years(auswertung: SollIst) -> str:
    """Write the years of the evaluation."""
    wort = "Jahr" if len(auswertung.jahre) == 1 else "Jahre"
    return f"{wort} {', '.join(str(j) for j in auswertung.jahre)}"


def block_title(block: Block) -> str:
    """Name a block: Jobcenter and year."""
    return f"{block.jobcenter}, {block.jahr}"


def block_note(block: Block) -> str:
    """Say by which rule set and from which months a block comes."""
    anzahl = len(block.monate)
    wort = "Monat" if anzahl == 1 else "Monaten"
    fehlend = f"; {12 - anzahl} fehlen im Warehouse" if anzahl < 12 else ""
    return f"Regelwerk {block.regelwerk}; aus {anzahl} {wort} des Jahres ({', '.join(block.monate)}){fehlend}."


def value(mittel: Mittel, *, anteil: bool = False) -> str:
    """Write a mean or a share, or why there is none."""
    if mittel.gesperrt:
        return formate.GESPERRT
    if mittel.wert is None:
        return formate.OHNE_WERT
    return f"{formate.zahl(mittel.wert * 100, 1)}\u00a0%" if anteil else formate.zahl(mittel.wert, DEZIMALEN)


def persons(mittel: Mittel) -> str:
    """Write how many persons a month has on average."""
    if mittel.gesperrt:
        return formate.GESPERRT
    return formate.OHNE_WERT if mittel.im_mittel is None else formate.zahl(mittel.im_mittel, 0)


def months(mittel: Mittel) -> str:
    """Write how many months are in, and how many had to stay out."""
    if not mittel.monate and not mittel.geheim:
        return formate.OHNE_WERT
    return f"{mittel.monate} von {mittel.monate + mittel.geheim}" if mittel.geheim else str(mittel.monate)


def deviation(betrag: float | None) -> str:
    """Write Ist − Soll with its sign."""
    if betrag is None:
        return ""
    text = formate.zahl(betrag, DEZIMALEN)
    vorzeichen = "" if text.startswith("\u2212") else "±" if text == formate.zahl(0, DEZIMALEN) else "+"
    return f"{vorzeichen}{text}"


def method(auswertung: SollIst) -> tuple[tuple[str, str], ...]:
    """Explain what the columns mean and what the table does not say."""
    return (
        (
            "Soll",
            "Mindestzahl der Gespräche im Halbjahr, wenn das Regelwerk für die Profillage eine Zahl nennt. Andere "
            "Regelwerke geben Abstände vor; dann steht die Vorgabe in Worten da, und Ist und Soll lassen sich nur "
            "über den Anteil der Personen vergleichen, die sie eingehalten haben.",
        ),
        (
            "Ist",
            "Qualifizierte Gespräche der sechs Monate vor jedem Stichtag je Person, die seit mindestens sechs Monaten "
            "im AV-Bestand ist. Über das Jahr: Summe der Gespräche durch Summe der Personen aller Monate, kein Mittel "
            "aus Monatswerten. Die Halbjahre aufeinanderfolgender Monate überschneiden sich.",
        ),
        ("Personen", "Personen hinter dem Ist, im Mittel der Monate."),
        (
            "Eingehalten",
            "Anteil der Personen, die am Stichtag die Mindestvorgabe ihrer Kontaktregel einhielten, an allen Personen "
            "mit einer solchen Vorgabe; über das Jahr wieder als Verhältnis der Summen. Für einzelne Gruppen, etwa "
            "unter 25, kann das Regelwerk in derselben Profillage strengere Abstände vorgeben.",
        ),
        (
            "Bewertung",
            "Das mittlere Ist erreicht das Soll oder nicht. Es sagt nichts darüber, wie viele Personen zu wenig "
            "Gespräche hatten; das sagt der Anteil.",
        ),
        (
            "Monate und Geheimhaltung",
            f"Monatswerte mit weniger als {auswertung.mindestfallzahl} Personen oder Fällen bleiben auch hier geheim: "
            "Solche Monate gehen in die Jahreswerte nicht ein („10 von 12“), weil sie sich sonst aus den "
            f"Monatsberichten errechnen ließen. Sind alle Monate geheim, steht {formate.GESPERRT}.",
        ),
        (
            "Alle Profillagen",
            "Für das Ist zählen nur Monate, in denen keine Profillage geheim ist.",
        ),
    )
