"""Accepted rows and rules become facts, figures and targets of the month."""
