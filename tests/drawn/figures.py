"""One figure, built from what it reads alone, and its rows beside a drawn table."""

from decimal import Decimal

from pipeline.warehouse import models

ERWARTET = {"team_id": "T1", "segment_art": "gesamt", "segment": "gesamt", "nenner": ""}


def build_figure(con, name):
    """Build one figure and what it reads, nothing else."""
    alle = models.read_models()
    noetig, offen = set(), {name}
    while offen:
        noetig |= offen
        offen = {q for n in offen for q in alle[n].reads if q.partition(".")[0] in ("fct", "kpi")} - noetig
    for modell in models.build_order(alle[n] for n in noetig):
        con.execute(f"create table {modell.name} as {modell.sql}")


def figure_rows(zeilen, nur):
    """Sort rows of a figure; numbers are compared as numbers, an empty one is None."""
    gewaehlt = [zeile for zeile in zeilen if not nur or zeile[1] in nur]
    zahl = [(*z[:3], *(None if w in (None, "") else Decimal(str(w)) for w in z[3:])) for z in gewaehlt]
    return sorted(zahl, key=lambda zeile: zeile[:3])
