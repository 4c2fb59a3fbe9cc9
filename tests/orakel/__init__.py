"""Orakel: every figure a second time, in plain Python, from the contract and not from the pipeline."""

from .ergebnis import Zeile, berechne

__all__ = ["Zeile", "berechne"]
