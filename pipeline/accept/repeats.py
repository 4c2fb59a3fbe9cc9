"""Rows that came twice under new keys: an export that was put together of two with the same rows."""

from collections.abc import Iterator, Mapping

import polars as pl

from pipeline.accept import befund as bf

# Fewer rows say nothing; of many only those of some persons are looked at.
BEURTEILBAR, GENUG = 20, 20_000
# So many in a hundred rows may be like an earlier one: several notes on one day are ordinary.
WIEDERHOLT = 30
# What tells rows apart beside their key.
MEANING = {
    "verbis_kunden": ("bg_id", "team_id", "geburtsmonat", "av_status", "av_seit", "profillage", "ifk_id"),
    "verbis_vermerke": ("kunde_id", "datum", "vermerktyp", "kontaktart", "betreff"),
    "verbis_massnahmen": ("kunde_id", "eintritt", "austritt", "ergebnis"),
    "verbis_vereinbarungen": ("kunde_id", "art", "datum", "gueltig_bis"),
    "atv_termine": ("kunde_id", "ifk_id", "datum", "beginn", "terminart", "status"),
    "allegro_antraege": ("kunde_id", "bg_id", "antragsdatum", "status", "leistung_von", "leistung_bis"),
}


def judge_repeats(frames: Mapping[str, pl.DataFrame]) -> Iterator[tuple[str, None, bf.BefundKind]]:
    """Yield export, no column and what is wrong with it, for exports whose rows say too often what others said.

    `frames` are the typed rows of the exports by name, with the columns of their schemas.
    """
    for export, columns in MEANING.items():
        rows = _some(frames[export].select(columns), columns[0])
        again = rows.height - rows.n_unique()
        if rows.height < BEURTEILBAR or again * 100 < WIEDERHOLT * rows.height:
            continue
        sentence = (
            f"{round(again * 100 / rows.height)} % der Zeilen wiederholen eine andere unter neuer Kennung; vermutlich "
            "wurde zweimal abgerufen oder doppelt zusammengefügt. Bitte neu erzeugen."
        )
        yield export, None, bf.BefundKind("zeilen_wiederholt", bf.WARNUNG, sentence)


def _some(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return the rows with a key, of many those of some keys, each with all of its rows."""
    rows = rows.filter(pl.col(key).is_not_null())
    step = rows.height // GENUG
    return rows.filter(pl.col(key).hash() % (step + 1) == 0) if step else rows
