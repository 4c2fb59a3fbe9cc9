"""How a report writes things: German numbers, dates, units, signs and traffic lights – the same in all outputs."""

from pipeline.evaluate.bericht import Zeile
from pipeline.katalog import Kennzahl
from pipeline.notation import day, month, number, short_month
from pipeline.regelwerk.wording import bound

GESPERRT, OHNE_WERT = "•", "–"
# Never by colour alone: a sign and words.
AMPEL = {
    "gruen": ("▲", "im Ziel"),
    "gelb": ("●", "Mindestwert erreicht"),
    "rot": ("▼", "Ziel verfehlt"),
}
ZEICHENERKLAERUNG = (
    (GESPERRT, "geheim gehalten: Es stünden zu wenige Personen, Fälle oder Fachkräfte dahinter."),
    (OHNE_WERT, "kein Wert: Es gibt keinen Fall, auf den sich die Kennzahl beziehen könnte."),
    *((zeichen, wort) for zeichen, wort in AMPEL.values()),
)
tag, monat, monat_kurz, zahl = day, month, short_month, number


def wert(kennzahl: Kennzahl, betrag: float | None, *, gesperrt: bool = False) -> str:
    """A value of the figure with its sign where there is none to show; shares as percent."""
    if gesperrt:
        return GESPERRT
    if betrag is None:
        return OHNE_WERT
    if kennzahl.form == "anteil":
        return f"{zahl(betrag * 100, kennzahl.dezimalen)}\u00a0%"
    return zahl(betrag, kennzahl.dezimalen)


def differenz(kennzahl: Kennzahl, betrag: float | None) -> str:
    """A signed difference in the figure's unit; differences of shares are percentage points."""
    if betrag is None:
        return ""
    skaliert = betrag * 100 if kennzahl.form == "anteil" else betrag
    text = zahl(skaliert, kennzahl.dezimalen)
    null = zahl(0, kennzahl.dezimalen)
    vorzeichen = "" if text.startswith("\u2212") else "±" if text == null else "+"
    return f"{vorzeichen}{text}\u00a0PP" if kennzahl.form == "anteil" else f"{vorzeichen}{text}"


def ziel(zeile: Zeile) -> str:
    """≤ 110, ≥ 100 % or a guide value; empty without a target."""
    return "" if zeile.ziel is None else bound(zeile.kennzahl, zeile.richtung, zeile.ziel)


def ampel(zeile: Zeile) -> str:
    """Sign and words, for example `▼ Ziel verfehlt`; empty without a light."""
    return " ".join(AMPEL[zeile.ampel]) if zeile.ampel else ""


def anzahl(betrag: float | None, *, gesperrt: bool = False) -> str:
    """A numerator or denominator: whole numbers bare, hours with two decimals."""
    if gesperrt:
        return GESPERRT
    if betrag is None:
        return ""
    return zahl(betrag, 0 if betrag % 1 == 0 else 2)


def einheit(kennzahl: Kennzahl) -> str:
    """The unit as a reader sees it."""
    return "%" if kennzahl.form == "anteil" else kennzahl.einheit
