"""One export, written and read: good rows, hostile names, and what a reading of them says."""

from datetime import date
from pathlib import Path

from drawn.dialects import draw_texts
from pipeline.accept.collect import refuse_together
from pipeline.accept.export import read_export
from pipeline.accept.sources import Source, find_missing, find_sources, single_exports
from pipeline.accept.validate import validate_export

KOPF = "vermerk_id;kunde_id;datum;vermerktyp;kontaktart;betreff\n"
GUT = "n1;k1;01.10.2026;allgemein;telefon;\n"
ZEILEN = draw_texts(date(2026, 10, 31), seed=7, personen=12)
BOSHEITEN = [
    "../../x",
    "=cmd|'/c calc'!A1",
    "<script>alert(1)</script>",
    "'; drop table raw.organisation; --",
    'a"b',
    "{{7*7}}",
    "${HOME}",
    "CON",
    "a\\b:c*?",
    "\u202eabc",
    "𝕬 👩‍👩‍👧",
]


def read(ordner: Path, inhalt: str | bytes, *, export="verbis_vermerke", name=None, zuordnung=None):
    datei = ordner / (name or f"{export}.csv")
    datei.write_bytes(inhalt.encode() if isinstance(inhalt, str) else inhalt)
    return read_export(export, Source(datei), zuordnung or {})


def codes(roh) -> dict[str, list[int | None]]:
    return {code: sorted(g["zeile"]) for (code,), g in roh.befunde.group_by("code")}


def values(roh):
    return validate_export(roh, {}).frame.drop("zeile").rows()


def find_exports(location: Path) -> dict[str, Source]:
    """Return the source of each of the nine exports in a folder or archive; refuses where one is missing or double."""
    sources = find_sources(location)
    refuse_together(find_missing(sources, location))
    return single_exports(sources)
