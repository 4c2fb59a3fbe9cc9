"""Keys that should meet: rows of an export whose person, team, Fachkraft or BG no other export knows, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from pipeline.accept import befund as bf
from pipeline.notation import exact
from pipeline.settings import Settings

# Fewer rows, or keys on either side, say nothing about an export.
WENIGE = 5
# A share of so many rows is worth a warning, from a quarter of the highest share on; it refuses a delivery only if
# the other export speaks of so many persons that it is no extract.
BEURTEILBAR, WARNTEIL, BESTAND = 10, 4, 25


@dataclass(frozen=True)
class Link:
    """A column whose values another export's column of the same name should know.

    `never_fits` and `too_many` say how grave it is that no row at all, or more than the highest share of them, does so;
    None: not odd.
    """

    export: str
    column: str
    source: str
    word: str  # what the key stands for, in a sentence
    never_fits: str = bf.WARNUNG
    too_many: str | None = None


VERBIS = ("verbis_lebenslauf", "verbis_vermerke", "verbis_massnahmen", "verbis_vereinbarungen")
LINKS = (
    *(Link(e, "kunde_id", "verbis_kunden", "Person", never_fits=bf.ABBRUCH, too_many=bf.ABBRUCH) for e in VERBIS),
    # Appointments are given to persons who are not in VerBIS yet, and whoever applied in vain never will be.
    Link("atv_termine", "kunde_id", "verbis_kunden", "Person", never_fits=bf.ABBRUCH, too_many=bf.WARNUNG),
    Link("allegro_antraege", "kunde_id", "verbis_kunden", "Person", too_many=bf.WARNUNG),
    # Of these any share is possible, but not all of them.
    Link("allegro_antraege", "bg_id", "verbis_kunden", "Bedarfsgemeinschaft"),
    Link("atv_kapazitaet", "ifk_id", "atv_termine", "Fachkraft"),
)
# A row of an unknown team is excluded by a check; here the cause is said, if there is one.
TEAM_LINKS = tuple(
    Link(export, "team_id", "organisation", "Team") for export in ("verbis_kunden", "atv_termine", "atv_kapazitaet")
)

_ZEICHEN = pl.col("key")
# How keys may differ although the same is meant: what makes them alike, and what to do about it.
CAUSES = (
    (
        _ZEICHEN.str.replace(r"^0+", ""),
        "Ohne führende Nullen passen sie; vermutlich wurde einer der Exporte in Excel geöffnet und gespeichert. Bitte "
        "neu erzeugen und ungeöffnet ablegen.",
    ),
    (
        _ZEICHEN.str.replace(r"[.,]0+$", ""),
        "Ohne „,0“ am Ende passen sie; vermutlich hat ein Programm die Kennungen als Zahlen gespeichert. Bitte als "
        "Text ausgeben.",
    ),
    (
        _ZEICHEN.str.to_lowercase(),
        "Ohne Unterschied von Groß- und Kleinschreibung passen sie. Bitte in allen Exporten gleich schreiben.",
    ),
    (
        _ZEICHEN.str.replace_all(r"[\s\u{00a0}\u{200b}\-_./]+", ""),
        "Ohne Leer- und Trennzeichen passen sie. Bitte in allen Exporten gleich schreiben.",
    ),
    (
        _ZEICHEN.str.replace(r"^[^0-9]*0*", ""),
        "Ohne den Vorsatz vor den Ziffern passen sie. Bitte in allen Exporten gleich schreiben.",
    ),
)
UNKNOWN_CAUSE = (
    "Vermutlich stammen die Exporte aus verschiedenen Abrufen oder Monaten, oder die Kennungen wurden mit "
    "verschiedenen Schlüsseln ersetzt. Bitte zusammen neu erzeugen."
)


def judge_keys(frames: Mapping[str, pl.DataFrame], settings: Settings) -> Iterator[tuple[str, str, bf.BefundKind]]:
    """Yield export, column and what is wrong with it, for keys that too few rows share with the export they belong to.

    `frames` are the typed rows of the exports by name, with the columns of their schemas.
    """
    for link in LINKS:
        if found := _judge(_counts(frames, link), link, settings.hoechster_unbekannt):
            yield link.export, link.column, found
    for link in TEAM_LINKS:
        if found := _judge_teams(_counts(frames, link), link, settings.hoechster_ausschluss):
            yield link.export, link.column, found


@dataclass(frozen=True)
class _Counts:
    """Rows by whether their key is known; `unknown` has `key` and `rows`, `known` has `key`."""

    rows: int
    keys: int
    unknown: pl.DataFrame
    known: pl.DataFrame

    @property
    def unknown_rows(self) -> int:
        return int(self.unknown["rows"].sum())


def _counts(frames: Mapping[str, pl.DataFrame], link: Link) -> _Counts:
    keys = frames[link.export].select(key=link.column).drop_nulls().group_by("key").agg(pl.len().alias("rows"))
    known = frames[link.source].select(key=link.column).drop_nulls().unique()
    return _Counts(int(keys["rows"].sum()), keys.height, keys.join(known, on="key", how="anti"), known)


def _judge(counts: _Counts, link: Link, highest: Decimal) -> bf.BefundKind | None:
    if min(counts.rows, counts.keys, counts.known.height) < WENIGE or counts.unknown.is_empty():
        return None
    cause = _cause(counts)
    if counts.unknown.height == counts.keys:
        schwere = link.never_fits if highest < 1 else bf.WARNUNG
        return _kind(schwere, f"Keine einzige Zeile findet ihre {link.word} im Export {link.source}", cause)
    unknown, is_judged = counts.unknown_rows, link.too_many and counts.rows >= BEURTEILBAR
    share = f"{_percent(unknown, counts.rows)} der Zeilen finden ihre {link.word} nicht im Export {link.source}"
    if is_judged and unknown > highest * counts.rows:
        schwere = link.too_many or bf.WARNUNG
        if counts.known.height < BESTAND:
            schwere = bf.WARNUNG
        return _kind(schwere, f"{share} (Grenze: {exact(highest * 100)} %, hoechster_unbekannt)", cause)
    is_many = is_judged and link.too_many == bf.ABBRUCH and unknown * WARNTEIL > highest * counts.rows
    if counts.unknown.height >= WENIGE and (is_many or cause):
        return _kind(bf.WARNUNG, share, cause)
    return None


def _judge_teams(counts: _Counts, link: Link, hoechster_ausschluss: Decimal) -> bf.BefundKind | None:
    unknown = counts.unknown_rows
    cause = _cause(counts)
    if unknown < WENIGE or not cause:
        return None
    schwere = bf.ABBRUCH if unknown > hoechster_ausschluss * counts.rows else bf.WARNUNG
    share = _percent(unknown, counts.rows)
    return _kind(schwere, f"{share} der Zeilen finden ihr {link.word} nicht im Export {link.source}", cause)


def _kind(schwere: str, share: str, cause: str) -> bf.BefundKind:
    return bf.BefundKind("schluessel_fremd", schwere, f"{share}. {cause or UNKNOWN_CAUSE}")


def _percent(part: int, whole: int) -> str:
    """Say a share so that it is never 0 % or 100 % unless it is."""
    percent = min(max(round(part / whole * 100), 1), 99) if 0 < part < whole else part // whole * 100
    return f"{percent} %"


def _cause(counts: _Counts) -> str:
    """Return what makes most of the unknown keys known ones, as a sentence; empty where nothing does."""
    for alike, sentence in CAUSES:
        known = counts.known.select(alike.alias("key")).unique()
        # Of keys without what is taken off there may be nothing left, and nothing is like nothing.
        unknown = counts.unknown.select(alike.alias("key")).filter(pl.col("key") != "")
        hits = unknown.join(known, on="key", how="semi").height
        if hits * 2 > counts.unknown.height:
            return sentence
    return ""
