"""Proposes how a Jobcenter's headers and code values map to ours, to be checked by a human.

Taken over are only names that the vocabulary knows; every guess is a comment. Of foreign text only headers and the few
distinct values of code columns are ever written, and of these only what is made of the words of headers and codes:
anything else could be a name. Values of any other column are looked at for their shape alone.
"""

from collections.abc import Mapping
from pathlib import Path

import pandera.polars as pa
import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept import values as w
from pipeline.accept.collect import refuse_together
from pipeline.accept.headers import announces_person
from pipeline.accept.identifiers import has_clear_text
from pipeline.accept.match import MOST_CODES, alike, match_headers, read_any_table
from pipeline.accept.proposal import Proposal, ValueProposal
from pipeline.accept.sources import Source, find_sources
from pipeline.accept.unread import find_unread
from pipeline.accept.vocabulary import code_names, find_code, is_harmless
from pipeline.errors import LieferungError
from pipeline.settings import Settings
from schemas import EXPORTS

_FLAGS = ["J", "N"]


def propose_mapping(location: Path, settings: Settings) -> list[Proposal]:
    """Look at every export that lies in a folder or archive, complete or not; what cannot be read is said there.

    :raises LieferungError: none of the files is named like an export, or none can be read
    """
    found = find_sources(location)
    sources = {name: hits for name in EXPORTS if (hits := [q for q in found if q.stem == name])}
    if not sources:
        raise LieferungError(
            f"In {location} liegt keine Datei, die wie ein Export heißt ({', '.join(EXPORTS)}). "
            "Bitte die Dateien so nennen."
        )
    proposals = [_propose(export, hits, settings) for export, hits in sources.items()]
    if all(p.refusal for p in proposals):
        refuse_together([p.refusal for p in proposals])
    return proposals


def judge_files(location: Path, proposals: list[Proposal]) -> pl.DataFrame:
    """Return Befunde (columns of `befund.SCHEMA`) on the files of a folder or archive, read or not."""
    exports = [source for source in find_sources(location) if source.stem in EXPORTS]
    return bf.join(
        [*(p.befunde for p in proposals), *find_unread(location, exports, {p.export: p.columns for p in proposals})]
    )


def _propose(export: str, sources: list[Source], settings: Settings) -> Proposal:
    """Propose for one export; if its file cannot be read, say so in the proposal."""
    if len(sources) > 1:
        names = ", ".join(q.label for q in sources)
        return Proposal(export, names, refusal=f"Der Export {export} liegt mehrfach vor: {names}.")
    source, mapping = sources[0], settings.spalten.get(export, {})
    try:
        table = read_any_table(export, source, mapping)
        match = match_headers(export, table, mapping)
    except LieferungError as error:
        return Proposal(export, source.name, refusal=str(error))
    columns = EXPORTS[export].to_schema().columns
    taken = {*match.ours.values(), *match.known.values(), *match.guessed.values()}
    proposal = Proposal(export, source.name, match.known, match.guessed, match.contested, match.unknown, match.nameless)
    proposal.befunde = bf.join(bf.make([None], kind, export=export, file=source.name) for kind in table.remarks)
    proposal.missing = [name for name in columns if name not in taken]
    for header, name in {**match.ours, **match.known}.items():
        values = settings.werte.get(export, {}).get(name, {})
        proposed = _propose_values(columns[name], match.cells[header], values)
        if proposed is not None and not (announces_person(header) and header not in match.ours):
            proposal.code_values[name] = proposed
    return proposal


def _propose_values(column: pa.Column, delivered: pl.Series, mapping: Mapping[str, str]) -> ValueProposal | None:
    """Propose our code for each foreign value of a code or flag column; what may be personal is only counted."""
    is_flag = w.form(column) == "flag"
    codes = _FLAGS if is_flag else w.allowed_codes(column)
    if not codes:
        return None
    foreign = [v for v in delivered if v not in mapping and not (v.upper() in w.FLAGS if is_flag else v in codes)]
    if not foreign:
        return None
    proposed = ValueProposal(settled={**{v: v for v in delivered if v in codes}, **mapping})
    nothing = set(delivered.filter(delivered.str.contains(w.nothing(column))))
    for value in foreign:
        if value in nothing:
            (proposed.known if column.nullable else proposed.guessed)[value] = ""
        elif (code := find_code(value, codes)) is not None:
            proposed.known[value] = code
    left = [v for v in foreign if v not in proposed.known and v not in proposed.guessed]
    if not w.is_emptied(column) and len(delivered) <= MOST_CODES and not has_clear_text(left):
        for value in filter(is_harmless, left):
            if (code := _guess_code(value, codes)) is not None:
                proposed.guessed[value] = code
            else:
                proposed.unknown.append(value)
    proposed.withheld = len(foreign) - len(proposed.known) - len(proposed.guessed) - len(proposed.unknown)
    return proposed


def _guess_code(value: str, codes: list[str]) -> str | None:
    """Return the one code that a value is most like, if it is like any."""
    points = {code: max(alike(value, name) for name in code_names(code)) for code in codes}
    best = max(points.values())
    hits = [code for code, count in points.items() if count == best]
    return hits[0] if best and len(hits) == 1 else None
