"""Write the four sample deliveries beside this file again: the same command, the same bytes."""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.sample.generate import SampleOrder, write_sample, write_sample_settings
from pipeline.settings import DATEINAME

# Which oddity stands in which month is described in README.md.
ODDITIES = (
    "unbekannte_person@2026-07",
    "code_unbekannt@2026-07",
    "betreff_freitext@2026-07",
    "doppelter_schluessel@2026-08",
    "datum_unlesbar@2026-08",
    "unbekanntes_team@2026-09",
    "pflichtwert_fehlt@2026-09",
    "betreff_freitext@2026-10",
    "bis_vor_von@2026-10",
    "termin_am_sonntag@2026-10",
)


def write_deliveries(output: Path) -> list[Path]:
    """Write the deliveries 2026-07 to 2026-10 of the fictional Jobcenter, and its settings beside them."""
    write_sample_settings(output / DATEINAME)
    return write_sample(output, SampleOrder(persons=400, months=4, seed=14, years=1.25, plants=ODDITIES))


if __name__ == "__main__":
    for ordner in write_deliveries(Path(__file__).parent):
        sys.stdout.write(f"{ordner}\n")
