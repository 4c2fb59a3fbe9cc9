"""Kontaktdichte: how close a Jobcenter's counsellors are to the people they serve."""

__version__ = "0.1.0"
