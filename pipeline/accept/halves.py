"""Half exports: what one export of a delivery says that another of the same delivery should say too, and does not."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import polars as pl

from pipeline.accept import befund as bf
from pipeline.kalender import Berichtsmonat

# Fewer persons, appointments or rows say nothing about an export.
BEURTEILBAR = 20
# A file that was cut lacks this share of the persons in a row, while of the others so many would have been there.
STUECK, ERWARTET = 5, 20
# Persons who are new have no past: who came within three months is not missed anywhere.
NEU_TAGE = 91
# How many in a hundred persons one export may not know though the other does.
OHNE_VERMERK, OHNE_TERMIN, OHNE_BEIDES = 20, 40, 60
PERSONS = (
    *("verbis_lebenslauf", "verbis_vermerke", "verbis_massnahmen", "verbis_vereinbarungen"),
    *("atv_termine", "allegro_antraege"),
)
IN_PERSON = ("persoenlich", "walk_and_talk")
NEU_ERZEUGEN = "vermutlich ist der Export unvollständig. Bitte neu erzeugen, ohne Filter und bis zur letzten Zeile."

Found = Iterator[tuple[str, str | None, bf.BefundKind]]


def judge_halves(frames: Mapping[str, pl.DataFrame], berichtsmonat: Berichtsmonat) -> Found:
    """Yield export, column and what is wrong with it, for exports that lack what the others speak of.

    `frames` are the typed rows of the exports by name, with the columns of their schemas.
    """
    kunden = frames["verbis_kunden"]
    named = {export: _ids(frames[export]) for export in PERSONS}
    for export, ids in named.items():
        if cut := _missing_in_a_row(kunden, ids):
            sentence = (
                f"Von {cut} Personen, die der Reihe nach zusammengehören, gibt es keine einzige Zeile, von den übrigen "
                "schon; vermutlich ist der Export abgeschnitten. Bitte neu erzeugen."
            )
            yield export, "kunde_id", bf.BefundKind("export_abgeschnitten", bf.WARNUNG, sentence)
    yield from _judge_persons(frames, named, berichtsmonat)
    yield from _judge_teams(frames, named["verbis_vermerke"], berichtsmonat)


def _missing_in_a_row(kunden: pl.DataFrame, named: pl.Series) -> int:
    """Return how many persons at one end, in the order of the file or of their ids, an export does not name.

    `kunden` have `kunde_id` and `team_id`. 0 where they are too few to tell, or where the export names few of the
    others either. Teams that it does not name at all may have nothing to do with it.
    """
    is_named = pl.col("kunde_id").is_in(named.implode())
    persons = kunden.select("kunde_id", "team_id", is_named=is_named).filter(pl.col("is_named").any().over("team_id"))
    for order in (persons, persons.sort("kunde_id")):
        hits = order["is_named"].arg_true()
        if hits.is_empty():
            return 0
        missing = max(int(hits[0]), order.height - 1 - int(hits[-1]))
        share = len(hits) / (order.height - missing)
        if missing * STUECK >= order.height and missing * share >= ERWARTET:
            return missing
    return 0


def _judge_persons(
    frames: Mapping[str, pl.DataFrame], named: Mapping[str, pl.Series], berichtsmonat: Berichtsmonat
) -> Found:
    vermerke, termine = frames["verbis_vermerke"], frames["atv_termine"]
    if vermerke.is_empty() or termine.is_empty():
        return  # said as empty
    since = pl.col("datum").is_between(
        berichtsmonat.vorheriger_stichtag - timedelta(days=NEU_TAGE), berichtsmonat.stichtag
    )
    noted, invited = named["verbis_vermerke"], named["atv_termine"]
    held = _ids(
        termine.filter(
            since,
            pl.col("status") == "wahrgenommen",
            pl.col("terminart").is_in(["erstgespraech", "folgegespraech"]),
        )
    )
    if missing := _too_many(held, noted, OHNE_VERMERK):
        sentence = (
            f"{missing} der Personen mit gehaltenem Beratungstermin haben keinen einzigen Vermerk; {NEU_ERZEUGEN}"
        )
        yield "verbis_vermerke", "kunde_id", bf.BefundKind("export_unvollstaendig", bf.WARNUNG, sentence)
    seen = _ids(vermerke.filter(since, pl.col("kontaktart").is_in(IN_PERSON)))
    if missing := _too_many(seen, invited, OHNE_TERMIN):
        sentence = f"{missing} der Personen mit persönlichem Vermerk haben keinen einzigen Termin; {NEU_ERZEUGEN}"
        yield "atv_termine", "kunde_id", bf.BefundKind("export_unvollstaendig", bf.WARNUNG, sentence)
    early = pl.col("av_seit") <= berichtsmonat.stichtag - timedelta(days=NEU_TAGE)
    registered = _ids(frames["verbis_kunden"].filter(early, pl.col("av_status") != "abgemeldet"))
    if missing := _too_many(registered, pl.concat([noted, invited]), OHNE_BEIDES):
        sentence = (
            f"{missing} der seit drei Monaten gemeldeten Personen haben weder Vermerk noch Termin; vermutlich gehören "
            "die Exporte nicht zusammen oder sind unvollständig. Bitte zusammen neu erzeugen."
        )
        yield "verbis_kunden", "kunde_id", bf.BefundKind("export_unvollstaendig", bf.WARNUNG, sentence)


def _judge_teams(frames: Mapping[str, pl.DataFrame], noted: pl.Series, berichtsmonat: Berichtsmonat) -> Found:
    """Judge teams that one export knows well and the other not at all, though it knows others of them."""
    in_month = pl.col("datum").is_between(berichtsmonat.vorheriger_stichtag, berichtsmonat.stichtag, closed="right")
    kunden, termine = frames["verbis_kunden"], frames["atv_termine"]
    old = kunden.filter(pl.col("av_seit") <= berichtsmonat.stichtag - timedelta(days=NEU_TAGE))
    seen = _ids(frames["verbis_vermerke"].filter(in_month, pl.col("kontaktart").is_in(IN_PERSON)))
    held = termine.filter(in_month, pl.col("status") == "wahrgenommen")
    for export, what, teams, known in (
        (
            "verbis_vermerke",
            "mit gemeldeten Personen hat keine von ihnen einen Vermerk",
            old["team_id"],
            _of(old, noted)["team_id"],
        ),
        (
            "atv_termine",
            "mit persönlichen Vermerken des Monats gibt es keinen Termin",
            _of(kunden, seen)["team_id"],
            termine["team_id"],
        ),
        (
            "atv_kapazitaet",
            "mit gehaltenen Terminen gibt es im Berichtsmonat keine Stunden",
            held["team_id"],
            frames["atv_kapazitaet"].filter(in_month)["team_id"],
        ),
    ):
        sizes = teams.value_counts().filter(pl.col("count") >= BEURTEILBAR)["team_id"]
        missing = len(sizes) - sizes.is_in(known.implode()).sum()
        if 0 < missing < len(sizes):
            sentence = f"In {missing} von {len(sizes)} Teams {what}; {NEU_ERZEUGEN}"
            yield export, "team_id", bf.BefundKind("team_fehlt", bf.WARNUNG, sentence)


def _of(kunden: pl.DataFrame, persons: pl.Series) -> pl.DataFrame:
    return kunden.filter(pl.col("kunde_id").is_in(persons.implode()))


def _ids(frame: pl.DataFrame) -> pl.Series:
    return frame["kunde_id"].drop_nulls().unique()


def _too_many(persons: pl.Series, known: pl.Series, percent: int) -> str:
    """Return the share of persons that are not known, if it is that many in a hundred of enough persons."""
    missing = len(persons) - persons.is_in(known.implode()).sum()
    if len(persons) < BEURTEILBAR or missing * 100 < percent * len(persons):
        return ""
    return f"{round(missing * 100 / len(persons))} %"
