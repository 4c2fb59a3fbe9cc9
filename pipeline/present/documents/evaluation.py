"""What the evaluation says in words: the same in workbook and page."""

from collections.abc import Iterator, Mapping
from datetime import date

from pipeline.evaluate.evaluation import MINDESTMONATE, RISIKO, Evaluation, EvaluationEinheit, Veraenderung
from pipeline.evaluate.mean import Mittel
from pipeline.katalog import read_katalog
from pipeline.present import cell as formate

TITEL = "Vorher und nachher"
URTEILE = {
    "erkennbar": "Veränderung erkennbar",
    "ueblich": "im Rahmen der üblichen Schwankung",
    "zu_wenige": f"zu wenige Monate (mindestens {MINDESTMONATE} vor und {MINDESTMONATE} nach dem Stichtag)",
    "ohne_schwankung": "nicht beurteilbar: die Monate schwanken nicht",
    "geheim": "zu wenige Monate ohne Geheimhaltung",
    "kein_wert": "kein Wert",
}


def span(monate: Mapping[str, date]) -> str:
    """Write the months of a side: first, last and how many."""
    namen = list(monate)
    anzahl = "1 Monat" if len(namen) == 1 else f"{len(namen)} Monate"
    return f"{namen[0]} bis {namen[-1]} ({anzahl})" if len(namen) > 1 else f"{namen[0]} ({anzahl})"


def subtitle(evaluation: Evaluation) -> str:
    """Write the day and both sides."""
    zeit = evaluation.zeitraum
    return f"Stichtag {formate.tag(zeit.stichtag)} · vorher {span(zeit.vorher)} · nachher {span(zeit.nachher)}"


def verdict(zeile: Veraenderung) -> str:
    """Write the verdict, of a recognisable change also its direction."""
    text = URTEILE[zeile.urteil]
    if zeile.urteil != "erkennbar" or zeile.unterschied is None:
        return text
    richtung = "gestiegen" if zeile.unterschied.differenz > 0 else "gesunken"
    wertung = {True: ", günstig", False: ", ungünstig", None: ""}[zeile.guenstig]
    return f"{text}: {richtung}{wertung}"


def mean(zeile: Veraenderung, mittel: Mittel) -> str:
    """Write a mean, or why there is none."""
    return formate.wert(zeile.kennzahl, mittel.wert, gesperrt=mittel.gesperrt)


def difference(zeile: Veraenderung) -> str:
    """Write the difference; empty where it would only mislead."""
    return formate.differenz(zeile.kennzahl, zeile.unterschied.differenz) if zeile.unterschied else ""


def interval(zeile: Veraenderung) -> str:
    """Write the range that the difference lies in."""
    if zeile.unterschied is None:
        return ""
    unten, oben = zeile.unterschied.unten, zeile.unterschied.oben
    if zeile.kennzahl.form == "anteil":
        # Shares cannot differ by more than all.
        unten, oben = max(unten, -1.0), min(oben, 1.0)
    return f"{formate.differenz(zeile.kennzahl, unten)} bis {formate.differenz(zeile.kennzahl, oben)}"


def months(zeile: Veraenderung) -> str:
    """Write how many months are in on both sides."""
    teile = []
    for mittel in (zeile.vorher, zeile.nachher):
        von = f" von {mittel.monate + mittel.geheim}" if mittel.geheim else ""
        teile.append(f"{mittel.monate}{von}")
    return " / ".join(teile)


def findings(evaluation: Evaluation) -> Iterator[tuple[EvaluationEinheit, Veraenderung]]:
    """Yield the recognisable changes, unit by unit."""
    for einheit in evaluation.einheiten:
        yield from ((einheit, z) for z in einheit.zeilen if z.urteil == "erkennbar")


def summary(evaluation: Evaluation) -> str:
    """Say in one sentence what came out."""
    anzahl, von = sum(1 for _ in findings(evaluation)), sum(evaluation.vergleiche.values())
    if not von:
        return (
            "Die Monate reichen für kein Urteil: Gebraucht werden je Kennzahl mindestens "
            f"{MINDESTMONATE} veröffentlichte Monate vor und {MINDESTMONATE} nach dem Stichtag."
        )
    if not anzahl:
        return (
            f"Bei keinem von {von} Vergleichen ist eine Veränderung erkennbar; alle liegen im Rahmen der üblichen "
            "Schwankung."
        )
    return f"Bei {anzahl} von {von} Vergleichen ist eine Veränderung erkennbar."


def warnings(evaluation: Evaluation) -> tuple[str, ...]:
    """Say what a reader must know before reading on."""
    zeit = evaluation.zeitraum
    saetze = [
        f"Zwischen den Monaten wechselte das Regelwerk ({wechsel}). Viele Kennzahlen werden danach anders gezählt; "
        "der Vergleich misst auch das. Abhilfe: alle Monate unter einem Regelwerk neu rechnen."
        for wechsel in evaluation.regelwechsel
    ]
    if {m[-2:] for m in zeit.vorher} != {m[-2:] for m in zeit.nachher}:
        saetze.append(
            "Vorher und nachher umfassen nicht dieselben Kalendermonate. Was an der Jahreszeit liegt (Ferien, "
            "Feiertage, Schuljahr), kann wie eine Veränderung aussehen."
        )
    if zeit.uebergang:
        saetze.append(f"In {', '.join(zeit.uebergang)} fällt der Stichtag; der Monat zählt auf keiner Seite.")
    if zeit.fehlend:
        saetze.append(f"Im Warehouse fehlen: {', '.join(zeit.fehlend)}.")
    return tuple(saetze)


def method(evaluation: Evaluation) -> tuple[tuple[str, str], ...]:
    """Explain what is computed, and what the outcome does not say."""
    katalog = read_katalog()
    anzahlen = ", ".join(f"{katalog.word('ebenen', e)} {n}" for e, n in evaluation.vergleiche.items())
    return (
        (
            "Mittel",
            "Summe der Zähler durch Summe der Nenner aller Monate einer Seite, bei Anzahlen das Mittel je Monat.",
        ),
        (
            "95-%-Bereich",
            "In diesem Bereich liegt der Unterschied zwischen nachher und vorher mit 95 % Sicherheit. Aufeinander "
            "folgende Monate gleichen einander und sagen deshalb weniger als ebenso viele unabhängige Messungen. Wie "
            "sehr, wird aus den Abweichungen vom Mittel jeder Seite geschätzt (Autoregression erster Ordnung), für die "
            "wenigen Monate berichtigt und zur Vorsicht um anderthalb Standardfehler höher angesetzt; daraus folgt "
            "der Bereich (t-Verteilung, Freiheitsgrade nach Satterthwaite). An gezogenen Zufallsreihen geprüft: Ohne "
            "jede Veränderung enthalten mindestens 95 von 100 solcher Bereiche die Null.",
        ),
        (
            "Urteil",
            "„Veränderung erkennbar“ heißt: Die Wahrscheinlichkeit, dass unter allen Vergleichen einer Ebene auch nur "
            f"einer durch bloße Schwankung so ausfällt, liegt unter {formate.zahl(RISIKO * 100, 0)} % (Verfahren von "
            f"Holm; Vergleiche: {anzahlen or 'keine'}). Das ist strenger, als dass der einzelne Bereich die Null "
            "nicht enthält: Von zwanzig Bereichen liegt einer auch ohne jede Veränderung daneben.",
        ),
        (
            "Was das Urteil nicht sagt",
            "„Im Rahmen der üblichen Schwankung“ heißt nicht, dass sich nichts verändert hat, sondern dass es sich "
            "mit diesen Monaten nicht vom Zufall unterscheiden lässt. „Erkennbar“ heißt nicht, dass die Änderung zum "
            "Stichtag die Ursache ist: Anderes kann zur selben Zeit geschehen sein, und was sich schon vorher "
            "stetig bewegte, bewegt sich weiter.",
        ),
        (
            "Kennzahlen mit Rückblick",
            "Gespräche im Halbjahr, Vereinbarungen und Beratung der BG blicken sechs oder zwölf Monate zurück, auch "
            "über den Stichtag hinweg. Sie zeigen eine Änderung verzögert und abgeschwächt.",
        ),
        (
            "Zu wenige Monate",
            f"Unter {MINDESTMONATE} Monaten auf einer Seite wird nicht geurteilt. Auch darüber gilt: Mit weniger als "
            "zwölf Monaten je Seite sind nur große Veränderungen zu erkennen.",
        ),
        (
            "Geheimhaltung",
            f"Monatswerte unter der Mindestfallzahl ({evaluation.mindestfallzahl}) bleiben außen vor; die Spalte "
            "Monate zeigt, wie viele dann noch zählen.",
        ),
    )
