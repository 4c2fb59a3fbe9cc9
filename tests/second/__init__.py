"""Orakel: every figure a second time, in plain Python, from the contract and not from the pipeline."""

from .bestand import REGELWERKE
from .datei import OhneRechnungError
from .ergebnis import Zeile, berechne
from .kennzahlen import KENNZAHLEN

__all__ = ["KENNZAHLEN", "REGELWERKE", "OhneRechnungError", "Zeile", "berechne"]
