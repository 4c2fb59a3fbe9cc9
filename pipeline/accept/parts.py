"""Parts of the persons that an export lacks altogether: whole teams, a long row of them, every second one."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from pipeline.accept import befund as bf

# A part is missed where by the share of the other persons so many of it would be there; of a team at least so many.
ERWARTET, ERWARTET_IM_TEAM = 20, 5
# A file that was cut lacks this share of the persons in a row.
STUECK = 5
# So many pairs of neighbours would both be there by chance, if chance had left persons out.
NACHBARN = 12
# Persons who are new have no past: who came within three months is not missed anywhere.
NEU_TAGE = 91
PERSONS = (
    *("verbis_lebenslauf", "verbis_vermerke", "verbis_massnahmen", "verbis_vereinbarungen"),
    *("atv_termine", "allegro_antraege"),
)
# Teams of their own kind may have nothing to do with an export.
EIGEN = ("projekt", "sonstige")
NEU_ERZEUGEN = "vermutlich ist der Export unvollständig. Bitte neu erzeugen, ohne Filter und bis zur letzten Zeile."

Found = Iterator[tuple[str, str, bf.BefundKind]]


def judge_parts(frames: Mapping[str, pl.DataFrame], stichtag: date) -> Found:
    """Yield export, column and what is wrong with it, for exports that know nothing of a part of the persons.

    `frames` are the typed rows of the exports by name, with the columns of their schemas.
    """
    kunden, organisation = frames["verbis_kunden"], frames["organisation"]
    own = organisation.filter(pl.col("team_art").is_in(EIGEN))["team_id"]
    is_old = (pl.col("av_seit") <= stichtag - timedelta(days=NEU_TAGE)) & (pl.col("av_status") != "abgemeldet")
    persons = kunden.select("kunde_id", "team_id", is_old=is_old, is_own=pl.col("team_id").is_in(own.implode()))
    by_id = persons.sort("kunde_id")
    for export in PERSONS:
        ids = frames[export]["kunde_id"].drop_nulls().unique()
        in_file, in_order = (p.with_columns(is_named=pl.col("kunde_id").is_in(ids.implode())) for p in (persons, by_id))
        if teams := _missing_teams(in_file):
            sentence = f"Von {teams} gibt es keine einzige Zeile, von den übrigen Teams schon; {NEU_ERZEUGEN}"
            yield (
                export,
                "team_id" if "team_id" in frames[export].columns else "kunde_id",
                bf.BefundKind("team_fehlt", bf.WARNUNG, sentence),
            )
        if cut := max(_missing_in_a_row(in_file), _missing_in_a_row(in_order)):
            sentence = (
                f"Von {cut} Personen, die der Reihe nach zusammengehören, gibt es keine einzige Zeile, von den übrigen "
                "schon; vermutlich ist der Export abgeschnitten. Bitte neu erzeugen."
            )
            yield export, "kunde_id", bf.BefundKind("export_abgeschnitten", bf.WARNUNG, sentence)
        elif _has_no_neighbours(in_file["is_named"]) or _has_no_neighbours(in_order["is_named"]):
            sentence = (
                "Von zwei Personen, die aufeinander folgen, kommt immer höchstens eine vor; vermutlich fehlt jede "
                "zweite. Bitte neu erzeugen, und Teile vollständig zusammenfügen."
            )
            yield export, "kunde_id", bf.BefundKind("export_unvollstaendig", bf.WARNUNG, sentence)


def _missing_teams(persons: pl.DataFrame) -> str:
    """Say which share of the teams an export does not name, though of them many would be there; empty if none."""
    teams = (
        persons.filter(pl.col("is_old"))
        .group_by("team_id")
        .agg(pl.len(), pl.col("is_named").sum().alias("named"), pl.col("is_own").first())
    )
    there = teams.filter(pl.col("named") > 0)
    if there.is_empty():
        return ""
    share = int(there["named"].sum()) / int(there["len"].sum())
    missing = teams.filter(pl.col("named") == 0, ~pl.col("is_own"), pl.col("len") * share >= ERWARTET_IM_TEAM)
    if int(missing["len"].sum()) * share < ERWARTET:
        return ""
    return f"{missing.height} von {teams.height} Teams"


def _missing_in_a_row(persons: pl.DataFrame) -> int:
    """Return how many persons in a row, in the order of the rows, an export does not name.

    `persons` have `team_id` and `is_named`. 0 where they are too few to tell, or where the export names few of the
    others either. Teams that it does not name at all are judged as teams.
    """
    order = persons.filter(pl.col("is_named").any().over("team_id"))["is_named"]
    hits = order.arg_true()
    if hits.is_empty():
        return 0
    places = [-1, *hits.to_list(), len(order)]
    missing = max(later - place for place, later in pairwise(places)) - 1
    share = len(hits) / (len(order) - missing)
    return missing if missing * STUECK >= len(order) and missing * share >= ERWARTET else 0


def _has_no_neighbours(is_named: pl.Series) -> bool:
    """Tell whether never two persons in a row are named, though many would be by chance."""
    if int(is_named.sum()) ** 2 < NACHBARN * len(is_named):
        return False
    return not (is_named & is_named.shift(1, fill_value=False)).any()
