"""What a new Stand of a month says otherwise than the one before: published figures against published figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipeline.katalog import EBENEN, Katalog, Kennzahl
from pipeline.regelwerk.regelwerk import Regelwerk

_KEY = ["ebene", "einheit_id", "kennzahl", "segment_art", "segment"]
_TOLD = ["zaehler", "nenner", "wert", "ziel", "mindest", "ampel", "gesperrt"]


@dataclass(frozen=True)
class Reading:
    """A published figure in one Stand: `zaehler`, `nenner` and `wert` are None where it is suppressed (`gesperrt`)."""

    zaehler: float | None
    nenner: float | None
    wert: float | None
    ziel: float | None
    mindest: float | None
    ampel: str | None
    gesperrt: bool


@dataclass(frozen=True)
class Change:
    """A figure of a unit that reads otherwise; `vorher` or `jetzt` is None where the Stand does not have it."""

    ebene: str
    einheit_id: str
    kennzahl: Kennzahl
    segment_art: str
    segment: str
    segment_titel: str
    vorher: Reading | None
    jetzt: Reading | None


@dataclass(frozen=True)
class Changes:
    """All that a Stand says otherwise than the Stand `seit` (its number), and why, a sentence per reason."""

    seit: int
    gruende: tuple[str, ...]
    zeilen: tuple[Change, ...]

    def of(self, ebene: str, einheit_id: str) -> tuple[Change, ...]:
        """Return what has changed in one unit."""
        return tuple(z for z in self.zeilen if (z.ebene, z.einheit_id) == (ebene, einheit_id))


def find_changes(
    before: pl.DataFrame, now: pl.DataFrame, katalog: Katalog, regelwerke: Sequence[Regelwerk]
) -> tuple[Change, ...]:
    """Return every figure that differs, by unit in the order of the catalogue, a figure itself before its splits.

    `before` and `now` are published figures of one month (columns of `mart.kennzahlen`). Figures that the catalogue no
    longer knows are left out: nobody could read them.
    """
    frames = [frame.select(*_KEY, pl.struct(_TOLD).alias(name)) for name, frame in (("vorher", before), ("jetzt", now))]
    both = frames[0].join(frames[1], on=_KEY, how="full", coalesce=True)
    other = both.filter(~pl.col("vorher").eq_missing(pl.col("jetzt"))).rows(named=True)
    known, titles = {k.id: k for k in katalog.kennzahl}, _rule_titles(regelwerke)
    rank = {k.id: number for number, k in enumerate(katalog.kennzahl)}
    return tuple(
        Change(
            row["ebene"],
            row["einheit_id"],
            known[row["kennzahl"]],
            row["segment_art"],
            row["segment"],
            _segment_title(row["segment_art"], row["segment"], katalog, titles),
            row["vorher"] and Reading(**row["vorher"]),
            row["jetzt"] and Reading(**row["jetzt"]),
        )
        for row in sorted(
            (row for row in other if row["kennzahl"] in known),
            key=lambda row: (EBENEN.index(row["ebene"]), row["einheit_id"], *_place(row, rank)),
        )
    )


def _place(row: Mapping[str, Any], rank: Mapping[str, int]) -> tuple[int, bool, str, str]:
    return rank[row["kennzahl"]], row["segment_art"] != "gesamt", row["segment_art"], row["segment"]


def _rule_titles(regelwerke: Sequence[Regelwerk]) -> dict[str, str]:
    return {rule.id: rule.titel for regelwerk in regelwerke for rule in regelwerk.kontaktregel}


def _segment_title(art: str, segment: str, katalog: Katalog, rules: Mapping[str, str]) -> str:
    words = rules if art == "kontaktregel" else katalog.segment.get(art, {})
    return words.get(segment, segment)
