"""An ordinary office of October 2026, drawn row by row: three teams, and some work on every weekday since July."""

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from drawn.deliveries import read_delivery
from pipeline.accept.lieferung import Lieferung

# Beside some of the held appointments stands one that was not.
NOT_HELD = {"nicht_erschienen": 17, "abgesagt_kunde": 19}
Rows = dict[str, list[dict[str, str]]]

FIRST, STICHTAG = date(2026, 7, 1), date(2026, 10, 31)


def weekdays(first: date = FIRST, last: date = STICHTAG) -> Iterator[date]:
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return (day for day in days if day.weekday() < 5)


def draw_office(persons: int = 60, per_day: int = 3) -> Rows:
    """Return what matters of the rows: so many persons in turn have a note and a held appointment per weekday.

    88 weekdays up to the Stichtag, 22 of them in October.
    """
    ids = [f"p{n:03}" for n in range(persons)]
    days = list(weekdays())
    work = [
        (day, ids[(number * per_day + turn) % persons]) for number, day in enumerate(days) for turn in range(per_day)
    ]
    team = {person: f"T{number % 3 + 1}" for number, person in enumerate(ids)}
    return {
        "organisation": [{"team_id": t} for t in ("T1", "T2", "T3")],
        "verbis_kunden": [
            {
                "kunde_id": p,
                "bg_id": f"b{p}",
                "team_id": team[p],
                "av_seit": "01.07.2026",
                "av_status": "arbeitsuchend" if number % 4 == 0 else "arbeitslos",
            }
            for number, p in enumerate(ids)
        ],
        "verbis_lebenslauf": [
            {"kunde_id": p, "von": "01.08.2026", "art": "elternzeit" if number % 3 == 0 else "arbeitsunfaehig"}
            for number, p in enumerate(ids)
        ],
        "verbis_vermerke": [
            {
                "kunde_id": p,
                "datum": day_text(day),
                "vermerktyp": "allgemein" if number % 11 == 5 else "beratungsvermerk",
                "kontaktart": "telefon" if number % 7 == 3 else "persoenlich",
            }
            for number, (day, p) in enumerate(work)
        ],
        "verbis_massnahmen": [
            {"kunde_id": p, "ergebnis": ("erfolgreich", "laufend", "abgebrochen")[number % 3]}
            for number, p in enumerate(ids)
        ],
        "verbis_vereinbarungen": [{"kunde_id": p, "datum": "01.09.2026"} for p in ids],
        "atv_termine": [
            {
                "kunde_id": p,
                "datum": day_text(day),
                "team_id": team[p],
                "ifk_id": f"I{team[p][1:]}",
                "status": status,
                "gebucht_am": day_text(day),
            }
            for number, (day, p) in enumerate(work)
            for status in ("wahrgenommen", *(s for s, every in NOT_HELD.items() if number % every == 0))
        ],
        "atv_kapazitaet": [
            {"ifk_id": f"I{t}", "datum": day_text(day), "team_id": f"T{t}"} for t in (1, 2, 3) for day in days
        ],
        "allegro_antraege": [
            {
                "kunde_id": p,
                "bg_id": f"b{p}",
                "antragsdatum": "01.02.2026",
                "status": "offen" if number % 9 == 0 else "bewilligt",
            }
            for number, p in enumerate(ids)
        ],
    }


def read_office(rows: Rows, **more: str) -> Lieferung:
    """Read the rows as a delivery; exports without rows are empty."""
    return read_delivery({export: _table(part) for export, part in rows.items() if part} | more)


def read_frames(rows: Rows) -> dict[str, pl.DataFrame]:
    """Return the typed rows by export."""
    return {part.export: part.frame for part in read_office(rows).parts}


def day_text(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _table(rows: list[dict[str, str]]) -> str:
    return "\n".join([" | ".join(rows[0]), *(" | ".join(row.get(c, "") for c in rows[0]) for row in rows)])
