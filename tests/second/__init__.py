"""Every figure a second time, in plain Python, from the contract and not from the pipeline."""

from .bestand import REGELWERKE
from .datei import OhneRechnungError
from .ergebnis import Zeile, berechne, sperre, trichter
from .katalog import KENNZAHLEN
from .lieferung import Lieferung, lies

__all__ = [
    "KENNZAHLEN",
    "REGELWERKE",
    "Lieferung",
    "OhneRechnungError",
    "Zeile",
    "berechne",
    "lies",
    "sperre",
    "trichter",
]
