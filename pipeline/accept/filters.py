"""Codes that every ordinary export of some size has: one that is missing altogether is a filter that was left on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

import polars as pl

from pipeline.accept import befund as bf

# So few rows do not all have one and the same code that three in ten have at most: the chance is 0.3 ** 8, less than
# one in ten thousand. Codes that belong to a beginning (open, running) need some more.
WENIGE, EINIGE = 8, 20


@dataclass(frozen=True)
class Usual:
    """Codes of a column of which one at least is found among so many rows: even where few have it, chance says so.

    `alone` are the rows that suffice where all have one and the same other code, which is what a filter leaves.
    """

    export: str
    column: str
    codes: tuple[str, ...]
    rows: int
    alone: int | None = None

    def is_missing(self, count: int, found: set[str]) -> bool:
        """Tell whether none of the codes was found, although so many rows should have one."""
        enough = self.alone if self.alone and len(found) == 1 else self.rows
        return count >= enough and found.isdisjoint(self.codes)


USUAL = (
    Usual("verbis_kunden", "av_status", ("arbeitslos",), 50),
    Usual("verbis_kunden", "av_status", ("arbeitsuchend", "ratsuchend", "nicht_gesetzt"), 50),
    Usual("verbis_vermerke", "kontaktart", ("persoenlich",), 50),
    Usual("verbis_vermerke", "kontaktart", ("telefon",), 200),
    Usual("verbis_vermerke", "vermerktyp", ("beratungsvermerk",), 50),
    Usual("verbis_vermerke", "vermerktyp", ("allgemein",), 200),
    Usual("verbis_lebenslauf", "art", ("arbeitsunfaehig",), 50, alone=WENIGE),
    Usual("verbis_lebenslauf", "art", ("elternzeit", "kinderbetreuung"), 50),
    Usual("verbis_massnahmen", "ergebnis", ("laufend",), 100, alone=EINIGE),
    Usual("verbis_massnahmen", "ergebnis", ("erfolgreich",), 25, alone=EINIGE),
    Usual("verbis_massnahmen", "ergebnis", ("abgebrochen", "nicht_angetreten"), 100),
    Usual("verbis_vereinbarungen", "art", ("einv", "kooperationsplan"), 50, alone=WENIGE),
    Usual("atv_termine", "status", ("wahrgenommen",), 50, alone=EINIGE),
    Usual("atv_termine", "status", ("nicht_erschienen",), 200),
    Usual("atv_termine", "status", ("abgesagt_kunde", "abgesagt_jobcenter"), 200),
    Usual("atv_termine", "status", ("geplant",), 1000),
    Usual("atv_termine", "terminart", ("folgegespraech",), 50, alone=EINIGE),
    Usual("atv_termine", "terminart", ("erstgespraech",), 500),
    Usual("atv_termine", "kontaktart", ("persoenlich",), 50),
    Usual("allegro_antraege", "status", ("bewilligt",), 50, alone=EINIGE),
    Usual("allegro_antraege", "status", ("abgelehnt", "offen"), 150),
    Usual("allegro_antraege", "status", ("abgelehnt",), 300),
)


def judge_filters(frames: Mapping[str, pl.DataFrame]) -> Iterator[tuple[str, str, bf.BefundKind]]:
    """Yield export, column and which of its codes are missing altogether.

    `frames` are the typed rows of the exports by name, with the columns of their schemas.
    """
    for (export, name), usual in groupby(USUAL, key=lambda u: (u.export, u.column)):
        column = frames[export][name]
        there = set(column.unique())
        missing = [u.codes for u in usual if u.is_missing(len(column), there)]
        if missing:
            codes = ", ".join(" oder ".join(codes) for codes in missing)
            sentence = (
                f"Keine der {len(column)} Zeilen hat {codes} als {name}; vermutlich blieb bei der Abfrage ein Filter "
                "gesetzt. Bitte ohne Filter neu erzeugen."
            )
            yield export, name, bf.BefundKind("export_unvollstaendig", bf.WARNUNG, sentence)
