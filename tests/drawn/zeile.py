"""A row of a report, for tests of what readers see of it."""

from typing import Any

from pipeline.evaluate.einheit import Zeile
from pipeline.katalog import read_katalog


def draw_zeile(kennzahl: str, **felder: Any) -> Zeile:
    """A figure's total without target, previous month or course; `felder` say what the test is about."""
    plain: dict[str, Any] = {
        "segment_art": "gesamt",
        "segment": "gesamt",
        "segment_titel": "Gesamt",
        "zaehler": None,
        "nenner": None,
        "wert": None,
        "gesperrt": False,
        "richtung": None,
        "ziel": None,
        "mindest": None,
        "ampel": None,
        "abweichung": None,
        "vormonat": None,
        "vormonat_gesperrt": False,
        "veraenderung": None,
        "verlauf": (),
    }
    return Zeile(kennzahl=read_katalog()[kennzahl], **{**plain, **felder})
