"""Proposes how a Jobcenter's headers and code values map to ours, to be checked by a human.

Only headers and the few distinct values of code columns are ever written; values of any other column are looked at
for their shape alone.
"""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path

import pandera.polars as pa
import polars as pl

from pipeline.accept import values as w
from pipeline.accept.export import read_raw_table
from pipeline.accept.formats.table import RawTable, cell_names, clean_header, normalise_header
from pipeline.accept.guard import announces_person, has_clear_text
from pipeline.accept.proposal import Proposal
from pipeline.accept.sources import Source, find_sources
from pipeline.errors import LieferungError
from pipeline.settings import Settings
from schemas import EXPORTS

# Below the first nothing is proposed, below the second only as a comment.
VAGE, SICHER = 0.45, 0.6
HOECHSTENS_WERTE = 40
_STICHPROBE = 1000
_PASST, _PASST_NICHT = 0.15, -0.4
# What source systems and spreadsheets call our columns, where the names are far apart.
_SYNONYME = {
    "kunde_id": ("kundennummer", "kunden-id", "kunde", "pseudonym", "kundenpseudonym"),
    "bg_id": ("bg-nummer", "bedarfsgemeinschaft", "bg"),
    "ifk_id": ("fachkraft", "integrationsfachkraft", "hauptbetreuer", "ifk"),
    "team_id": ("team", "teamnummer", "organisationseinheit"),
    "geburtsmonat": ("geburtsdatum", "geburtstag", "geboren"),
    "av_status": ("kundenstatus av", "status av", "kundenstatus"),
    "av_seit": ("kundenstatus seit", "beginn av", "status seit"),
    "vermerktyp": ("art des vermerks", "typ"),
    "kontaktart": ("art des kontakts", "kontakt", "kommunikationsweg"),
    "datum": ("datum des vermerks", "termindatum", "tag"),
    "beginn": ("uhrzeit", "startzeit", "von uhrzeit"),
    "dauer_min": ("dauer", "dauer (min)", "dauer in minuten"),
    "gebucht_am": ("buchungsdatum", "erstellt am"),
    "abgesagt_am": ("absagedatum", "storniert am"),
    "massnahmeart": ("maßnahme", "art der maßnahme"),
    "eintritt": ("teilnahmebeginn", "eintrittsdatum"),
    "austritt": ("teilnahmeende", "austrittsdatum"),
    "leistung_von": ("bewilligt von", "leistungsbeginn"),
    "leistung_bis": ("bewilligt bis", "leistungsende"),
    "antragsdatum": ("antrag vom", "antragstellung"),
    "arbeitszeit_std": ("arbeitszeit", "sollstunden"),
    "abwesend_std": ("abwesenheit", "fehlstunden"),
    "freigeschaltet_std": ("freischaltung", "beratungsstunden"),
}
_JA = ("true", "wahr", "y", "yes", "t", "+", "✓", "x")
_NEIN = ("false", "falsch", "n", "no", "f", "-", "o", "kein", "keine")


def propose_mapping(location: Path, settings: Settings) -> list[Proposal]:
    """Look at every export that lies in a folder or archive, complete or not.

    :raises LieferungError: none of the files is named like an export
    """
    sources = [(name, q) for name in EXPORTS for q in find_sources(location) if q.stem == name]
    if not sources:
        raise LieferungError(
            f"In {location} liegt keine Datei, die wie ein Export heißt ({', '.join(EXPORTS)}). "
            "Bitte die Dateien so nennen."
        )
    return [
        _propose(export, source, settings.spalten.get(export, {}), settings.werte.get(export, {}))
        for export, source in sources
    ]


def _propose(
    export: str, source: Source, mapping: Mapping[str, str], values: Mapping[str, Mapping[str, str]]
) -> Proposal:
    columns = EXPORTS[export].to_schema().columns
    ours = {normalise_header(s): s for s in columns} | {normalise_header(k): v for k, v in mapping.items()}
    table = _read_any_header(source, ours)
    proposal = Proposal(export, source.name)
    cells = {clean_header(cell): _sample(table, i) for i, cell in enumerate(table.header) if cell.strip()}
    gefunden = {header: ours[n] for header in cells if (n := normalise_header(header)) in ours}
    offen = [header for header in cells if header not in gefunden]
    frei = [name for name in columns if name not in gefunden.values()]
    for header, name, punkte in _best_pairs({k: cells[k] for k in offen}, {n: columns[n] for n in frei}):
        (proposal.columns if punkte >= SICHER else proposal.vague)[header] = name
    vergeben = {**proposal.columns, **proposal.vague}
    proposal.unknown = [header for header in offen if header not in vergeben]
    proposal.missing = [name for name in frei if name not in vergeben.values()]
    for header, name in {**gefunden, **proposal.columns}.items():
        if header in gefunden or _is_code_column(header, cells[header], columns[name]):
            _propose_values(proposal, columns[name], cells[header], values.get(name, {}))
    return proposal


def _is_code_column(header: str, delivered: pl.Series, column: pa.Column) -> bool:
    """Tell whether a column that was only guessed by its header holds codes: what looks like names is not shown."""
    codes = w.allowed_codes(column)
    return not announces_person(header) and any(_is_ours(value, codes) or _nearest(value, codes) for value in delivered)


def _read_any_header(source: Source, ours: Mapping[str, str]) -> RawTable:
    """Read the table; where no header is known yet, the first row with several cells is taken for it."""
    try:
        return read_raw_table(source, ours.keys())[0]
    except LieferungError:
        return read_raw_table(source, ())[0]


def _sample(table: RawTable, position: int) -> pl.Series:
    """Return the distinct filled values of a column."""
    column = table.frame[cell_names(len(table.header))[position]]
    return column.str.strip_chars().replace("", None).drop_nulls().unique().sort()


def _best_pairs(headers: Mapping[str, pl.Series], columns: Mapping[str, pa.Column]) -> Iterator[tuple[str, str, float]]:
    """Yield header, column and likeness, the likeliest first, each header and column once."""
    paare = [(_likeness(k, values, s), k, n) for k, values in headers.items() for n, s in columns.items()]
    benutzt: set[str] = set()
    for punkte, header, name in sorted(paare, key=lambda p: (-p[0], p[1], p[2])):
        if punkte >= VAGE and f"k {header}" not in benutzt and f"s {name}" not in benutzt:
            benutzt |= {f"k {header}", f"s {name}"}
            yield header, name, punkte


def _likeness(header: str, values: pl.Series, column: pa.Column) -> float:
    names = (column.name, *_SYNONYME.get(column.name, ()), column.description or "")
    punkte = max(_similar(header, name) for name in names)
    share = _share_that_fits(values.head(_STICHPROBE), column)
    return punkte if share is None else punkte + (_PASST if share > 0.9 else _PASST_NICHT if share < 0.1 else 0)


def _share_that_fits(values: pl.Series, column: pa.Column) -> float | None:
    """Return the share of values the column could hold; None where the values tell nothing.

    Code columns stay out: their values are often what has to be mapped.
    """
    if values.is_empty() or column.dtype.type == pl.String:
        return None
    lesbar = values.alias(column.name).to_frame().select(w.parse(column)).to_series()
    if w.form(column) == "monat" and lesbar.null_count() == len(lesbar):
        # Clear exports hold the whole date of birth.
        lesbar = values.str.extract(r"^(\d{2}\.\d{2}\.\d{4}|\d{4}-\d{2}-\d{2})$")
    return 1 - lesbar.null_count() / len(lesbar)


def _similar(left: str, right: str) -> float:
    a, b = _letters(left), _letters(right)
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if a and b else 0.0


def _letters(text: str) -> str:
    klein = text.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return "".join(zeichen for zeichen in klein if zeichen.isalnum())


def _propose_values(proposal: Proposal, column: pa.Column, delivered: pl.Series, known: Mapping[str, str]) -> None:
    """Propose our code for each foreign value of a code or flag column; personal values are only counted."""
    codes = w.allowed_codes(column)
    if not codes and w.form(column) != "flag":
        return
    # What is read as nothing needs no code.
    gemeint = delivered.filter(~delivered.str.contains(w.nothing(column))) if codes else delivered
    fremd = [value for value in gemeint if value not in known and not _is_ours(value, codes)]
    nennbar = [f for f in fremd if not (w.is_emptied(column) and _nearest(f, codes) is None)]
    if len(nennbar) > HOECHSTENS_WERTE or has_clear_text(nennbar) or any(len(value) > 60 for value in nennbar):
        nennbar = []
    if nennbar:
        proposal.values[column.name] = {value: _nearest(value, codes) for value in nennbar}
    if len(fremd) > len(nennbar):
        proposal.withheld[column.name] = len(fremd) - len(nennbar)


def _is_ours(value: str, codes: list[str]) -> bool:
    return value in codes if codes else value.upper() in w.FLAGS


def _nearest(value: str, codes: list[str]) -> str | None:
    if not codes:
        return "J" if value.casefold() in _JA else "N" if value.casefold() in _NEIN else None
    punkte, code = max((_similar(value, code), code) for code in codes)
    return code if punkte >= SICHER else None
