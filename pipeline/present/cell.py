"""How a report writes things: German numbers, dates, units, signs and traffic lights – the same in all outputs."""

from datetime import date

from pipeline.evaluate.bericht import Zeile
from pipeline.katalog import Kennzahl

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
_MONATE = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_GRENZEN = {"hoechstens": "≤\u00a0", "mindestens": "≥\u00a0", "richtwert": "Richtwert\u00a0"}


def tag(wert: date) -> str:
    """31.10.2026."""
    return f"{wert:%d.%m.%Y}"


def monat(wert: date) -> str:
    """Oktober 2026."""
    return f"{_MONATE[wert.month - 1]} {wert.year}"


def monat_kurz(wert: date) -> str:
    """10/2026, for axes and column heads."""
    return f"{wert:%m/%Y}"


def zahl(wert: float, dezimalen: int) -> str:
    """1.234,5 with a true minus; rounded half away from zero, as Excel does."""
    skala = 10**dezimalen
    gerundet = int(abs(wert) * skala + 0.5 + 1e-9) / skala
    text = f"{gerundet:,.{dezimalen}f}".translate(str.maketrans(",.", ".,"))
    return f"\u2212{text}" if wert < 0 and gerundet else text


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
    return "" if zeile.ziel is None else grenze(zeile.kennzahl, zeile.richtung, zeile.ziel)


def grenze(kennzahl: Kennzahl, richtung: str | None, betrag: float) -> str:
    """A bound of the figure: ≤ 110, ≥ 100 % or a guide value, with decimals only where it has some."""
    skaliert = betrag * 100 if kennzahl.form == "anteil" else betrag
    einheit = "\u00a0%" if kennzahl.form == "anteil" else ""
    return f"{_GRENZEN.get(richtung or '', '')}{zahl(skaliert, grenze_dezimalen(kennzahl, betrag))}{einheit}"


def grenze_dezimalen(kennzahl: Kennzahl, betrag: float) -> int:
    """How many decimals a bound shows: those of the figure, none where it is whole."""
    skaliert = betrag * 100 if kennzahl.form == "anteil" else betrag
    # 0.29 × 100 is a little less than 29 where numbers are binary.
    return 0 if round(skaliert, 9) % 1 == 0 else kennzahl.dezimalen


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
