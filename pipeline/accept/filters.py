"""Codes that every ordinary export of some size has: one that is missing altogether is a filter that was left on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

import polars as pl

from pipeline.accept import befund as bf


@dataclass(frozen=True)
class Usual:
    """Codes of a column of which one at least is found among so many rows: even where few have it, chance says so."""

    export: str
    column: str
    codes: tuple[str, ...]
    rows: int


USUAL = (
    Usual("verbis_kunden", "av_status", ("arbeitslos",), 50),
    Usual("verbis_kunden", "av_status", ("arbeitsuchend", "ratsuchend", "nicht_gesetzt"), 50),
    Usual("verbis_vermerke", "kontaktart", ("persoenlich",), 50),
    Usual("verbis_vermerke", "kontaktart", ("telefon",), 200),
    Usual("verbis_vermerke", "vermerktyp", ("beratungsvermerk",), 50),
    Usual("verbis_vermerke", "vermerktyp", ("allgemein",), 200),
    Usual("verbis_massnahmen", "ergebnis", ("laufend",), 100),
    Usual("verbis_massnahmen", "ergebnis", ("erfolgreich",), 25),
    Usual("verbis_massnahmen", "ergebnis", ("abgebrochen", "nicht_angetreten"), 100),
    Usual("verbis_vereinbarungen", "art", ("einv", "kooperationsplan"), 50),
    Usual("atv_termine", "status", ("wahrgenommen",), 50),
    Usual("atv_termine", "status", ("nicht_erschienen",), 200),
    Usual("atv_termine", "status", ("abgesagt_kunde", "abgesagt_jobcenter"), 200),
    Usual("atv_termine", "status", ("geplant",), 1000),
    Usual("atv_termine", "terminart", ("folgegespraech",), 50),
    Usual("atv_termine", "terminart", ("erstgespraech",), 500),
    Usual("atv_termine", "kontaktart", ("persoenlich",), 50),
    Usual("allegro_antraege", "status", ("bewilligt",), 50),
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
        missing = [u.codes for u in usual if len(column) >= u.rows and there.isdisjoint(u.codes)]
        if missing:
            codes = ", ".join(" oder ".join(codes) for codes in missing)
            sentence = (
                f"Keine der {len(column)} Zeilen hat {codes} als {name}; vermutlich blieb bei der Abfrage ein Filter "
                "gesetzt. Bitte ohne Filter neu erzeugen."
            )
            yield export, name, bf.BefundKind("export_unvollstaendig", bf.WARNUNG, sentence)
