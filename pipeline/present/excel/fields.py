"""Figures as cells: real numbers with number formats, signs where there is no number to show."""

from pipeline.evaluate.bericht import Einheit, Punkt, Zeile
from pipeline.katalog import Kennzahl
from pipeline.present import cell as formate
from pipeline.present.excel.sheet import AMPEL, TEXT, ZAHL, Feld, Stil
from pipeline.regelwerk.wording import bound_decimals

# Values of shares are percentages, their differences percentage points (PP).
EINHEIT_ANTEIL = "Anteil (± in PP)"
HINWEIS_ANTEIL = "Bei Anteilen stehen Abweichung und Veränderung in Prozentpunkten (PP)."
_GRENZEN = {"hoechstens": '"≤ "', "mindestens": '"≥ "', "richtwert": '"Richtwert "'}


def row_title(zeile: Zeile) -> str:
    """The figure's title, with its segment where it is a split, marked if it is a look-ahead."""
    titel = figure_title(zeile.kennzahl)
    return titel if zeile.ist_hauptzeile else f"{titel}: {zeile.segment_titel}"


def figure_title(kennzahl: Kennzahl) -> str:
    """The figure's title, marked if it is a look-ahead."""
    if kennzahl.vorschau and "vorschau" not in kennzahl.titel.lower():
        return f"Vorschau: {kennzahl.titel}"
    return kennzahl.titel


def main_rows(einheit: Einheit) -> list[Zeile]:
    """The rows of the first sheet: each figure itself, and the splits that have a target."""
    return [z for z in einheit.zeilen if z.ist_hauptzeile or z.ziel is not None]


def unit(kennzahl: Kennzahl) -> str:
    """The unit of a row of the workbook."""
    return EINHEIT_ANTEIL if kennzahl.form == "anteil" else kennzahl.einheit


def value_format(kennzahl: Kennzahl) -> str:
    """The number format of the figure's values."""
    stellen = _decimals(kennzahl.dezimalen)
    return f"0{stellen}%" if kennzahl.form == "anteil" else f"#,##0{stellen}"


def value(kennzahl: Kennzahl, wert: float | None, *, gesperrt: bool = False, stil: Stil = ZAHL) -> Feld:
    """A value of the figure, else the sign that says why there is none."""
    if gesperrt or wert is None:
        return Feld(formate.wert(kennzahl, wert, gesperrt=gesperrt), stil)
    return Feld(wert, stil._replace(format=value_format(kennzahl)))


def month_value(kennzahl: Kennzahl, punkt: Punkt) -> Feld:
    """A figure's value of one month."""
    return value(kennzahl, punkt.wert, gesperrt=punkt.gesperrt)


def chart_value(kennzahl: Kennzahl, punkt: Punkt) -> Feld:
    """A value for a chart; a gap is an empty cell, because Excel would draw a sign as zero."""
    return Feld(None, ZAHL) if punkt.gesperrt or punkt.wert is None else value(kennzahl, punkt.wert)


def target(zeile: Zeile) -> Feld:
    """The target as a number; its number format carries ≤ or ≥."""
    if zeile.ziel is None:
        return Feld(None, ZAHL)
    kennzahl = zeile.kennzahl
    stellen = _decimals(bound_decimals(kennzahl, zeile.ziel))
    zahl = f"0{stellen}%" if kennzahl.form == "anteil" else f"#,##0{stellen}"
    return Feld(zeile.ziel, ZAHL._replace(format=_GRENZEN.get(zeile.richtung or "", "") + zahl))


def difference(kennzahl: Kennzahl, betrag: float | None, stil: Stil = ZAHL) -> Feld:
    """A signed difference in the figure's unit; that of shares in percentage points."""
    if betrag is None:
        return Feld(None, stil)
    stellen = _decimals(kennzahl.dezimalen)
    # What rounds to zero must not show as -0,0.
    null = formate.differenz(kennzahl, betrag).startswith("±")
    form = ";".join([f'"±"0{stellen}'] * 3) if null else f"+#,##0{stellen};-#,##0{stellen};0{stellen}"
    return Feld(round(betrag * 100, 10) if kennzahl.form == "anteil" else betrag, stil._replace(format=form))


def previous(zeile: Zeile) -> Feld:
    """The value of the previous month."""
    return value(zeile.kennzahl, zeile.vormonat, gesperrt=zeile.vormonat_gesperrt)


def count(betrag: float | None, *, gesperrt: bool = False) -> Feld:
    """A numerator or denominator: whole numbers bare, hours with two decimals."""
    if gesperrt:
        return Feld(formate.GESPERRT, ZAHL)
    if betrag is None:
        return Feld(None, ZAHL)
    return Feld(betrag, ZAHL._replace(format="#,##0" if betrag % 1 == 0 else "#,##0.00"))


def light(zeile: Zeile) -> Feld:
    """The traffic light as sign and word; colour only repeats what they say."""
    if zeile.ampel:
        return Feld(formate.ampel(zeile), AMPEL[zeile.ampel])
    if zeile.ziel is None or zeile.richtung == "richtwert":
        return Feld(None, TEXT)
    return Feld(formate.GESPERRT if zeile.gesperrt else formate.OHNE_WERT, TEXT)


def _decimals(anzahl: int) -> str:
    return f".{'0' * anzahl}" if anzahl else ""
