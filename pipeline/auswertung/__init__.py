"""Evaluations beside the monthly report: rule sets compared, Soll and Ist of a year, before and after a change.

Each has a frozen model, made of figures that have passed disclosure control, and writers that only lay it out.
"""
