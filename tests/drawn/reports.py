"""A report, a unit and a row of it, for tests of what readers see of them."""

from datetime import date
from typing import Any

from pipeline.accept.befund import Zaehlung
from pipeline.evaluate.bericht import Bericht, DataQuality
from pipeline.evaluate.einheit import Einheit, Zeile
from pipeline.katalog import read_katalog
from pipeline.regelwerk.files import find_regelwerk

REGELWERK = "weinstrasse-2023"
# The four months that courses show; the last one is reported.
MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")
STICHTAG = date(2026, 10, 31)


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


def draw_einheit(ebene: str = "team", kennung: str = "T1", name: str = "Team 1", **felder: Any) -> Einheit:
    """A unit of the Jobcenter J1, a team of its Bereich B1; without rows unless the test gives it some."""
    plain: dict[str, Any] = {
        "regelwerk": REGELWERK,
        "jobcenter_id": "J1",
        "bereich_id": "B1" if ebene == "team" else None,
        "teams": (kennung,) if ebene == "team" else (),
        "zeilen": (),
    }
    return Einheit(ebene=ebene, id=kennung, name=name, **{**plain, **felder})


def draw_bericht(*einheiten: Einheit, **felder: Any) -> Bericht:
    """The report of October 2026 on these units; 1,000 clients were read and nothing was found."""
    plain: dict[str, Any] = {
        "monat": MONTHS[-1],
        "stichtag": STICHTAG,
        "vorheriger_stichtag": date(2026, 9, 30),
        "version": "1.2.3",
        "mindestfallzahl": 3,
        "regelwerke": (find_regelwerk(REGELWERK),),
        "nicht_gueltig": (),
        "katalog": read_katalog(),
        "einheiten": einheiten,
        "datenqualitaet": DataQuality((Zaehlung("verbis_kunden", 1000, 0),), ()),
    }
    return Bericht(**{**plain, **felder})
