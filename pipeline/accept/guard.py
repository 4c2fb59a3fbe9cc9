"""The privacy guard: no clear-text identity gets past reading, in whichever column it hides.

It looks at all delivered columns, also at those that would be dropped, at damaged rows, titles, sheets and headers,
before anything is written anywhere. Messages name file, column and number of hits, never a value or a foreign header.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable

import polars as pl

from pipeline.accept.chance import explained_by_chance
from pipeline.accept.export import RawExport
from pipeline.accept.formats.table import ZEILE, normalise_header
from pipeline.accept.glued import find_glued
from pipeline.accept.headers import announces_person, announces_reach, names_only, personal_word
from pipeline.accept.identifiers import TELEPHONE, find_identifiers, is_identifier, suspicious_among
from pipeline.accept.key_names import find_names
from pipeline.accept.pseudonyms import find_strangers
from pipeline.accept.published import names_whom
from pipeline.accept.usual_names import bear_surname
from pipeline.accept.values import form, is_emptied
from pipeline.errors import ConfigurationError, LieferungError
from schemas import EXPORTS

PSEUDONYME = ("kunde_id", "bg_id", "ifk_id")
# A day other than the first of its month, which is how some systems write a month.
_GANZER_TAG = r"^(?:(?:0?[2-9]|[1-3]\d)\.\d{1,2}\.(?:\d{4}|\d\d)|\d{4}-\d{2}-(?:0[2-9]|[1-3]\d))(?:[ T].*)?$"
# What spreadsheets put around a text, lest it becomes a number, and signs that nobody sees.
_QUOTES = "\"'`´‘’“”„"
_INVISIBLE = r"[\p{Cf}\x{00a0}]"
_NO_PSEUDONYM = "nicht wie ein Pseudonym"
_DAMAGED = f"{_NO_PSEUDONYM}, sondern wie von Excel umschlossen oder mit unsichtbaren Zeichen"
_PRINTED, _GLUED = "steht im Bericht", "mit weiteren Zeichen"
# What a site may vouch for: foreign columns, headers, and what its own ids and names look like.
_VOUCHABLE = re.compile(rf"^Spalte \d|^Kopfzeile|{_NO_PSEUDONYM}|{_PRINTED}|{_GLUED}")
_YES_NO, _DIGITS = ("J", "N", "JA", "NEIN", "TRUE", "FALSE", "WAHR", "FALSCH", "X", "-"), ("0", "1")
# How far something is: it tells nothing of the person, either.
_STATES = re.findall(
    r"\w+",
    """
    OK OFFEN ERLEDIGT GEPRÜFT UNGEPRÜFT GEÄNDERT UNVERÄNDERT VORHANDEN FEHLT FEHLEND GÜLTIG UNGÜLTIG KORREKT FEHLERHAFT
    VOLLSTÄNDIG UNVOLLSTÄNDIG BESTÄTIGT UNBESTÄTIGT BEKANNT UNBEKANNT
    """,
)
# Between the cells of a damaged row, and a sign of web pages that lost its semicolon there.
_BETWEEN, _CUT_SIGN = "\x1f", re.compile("(&#?\\w{2,8})\x1f")
# What a pattern for pseudonyms must not let pass.
_KLARTEXT = (
    *("123A456789", "12345//0001234", "12345BG0001234", "65170839J003", "DE02120300000000202051", "a.b@c.de"),
    *("Mustermann, Erika", "Erika Mustermann", "erika.mustermann", "17.05.1980", "0151 12345678"),
)
# Random letters have one length, names have any.
_NAMES = ("Meier", "Mustermann"), ("meier", "mustermann"), ("MEIER", "MUSTERMANN")


def require_no_clear_text(
    raw: RawExport, pseudonym_muster: str | None = None, exceptions: Collection[str] = ()
) -> None:
    """Refuse an export that holds clear-text identifiers, or pseudonyms that do not look like any.

    Looked at are all cells of all columns, also of those that are in no schema, damaged rows, titles and footers.
    `exceptions` are columns of this export, by header, for which the site vouches: foreign ones are dropped unseen, in
    ours values may look as they like, but hold no identifier.

    :raises LieferungError: names file, columns and numbers of hits
    """
    vouched = {normalise_header(name) for name in exceptions}
    foreign = dict(zip(raw.foreign_columns, raw.foreign_headers, strict=False))
    seen = {column: header for column, header in foreign.items() if normalise_header(header) not in vouched}
    hits = [hit for column, header in seen.items() for hit in _foreign_hits(column, header, raw.frame[column])]
    for column in raw.frame.columns:
        if column != ZEILE and column not in foreign:
            hits += _column_hits(raw, column, None if column in vouched else pseudonym_muster or "")
    hits += [f"Kopfzeile: {n} × {art}" for art, n in _count_texts(seen.values())]
    hits += [f"nicht lesbare Zeilen: {n} × {art}" for art, n in _count_texts(*_damaged_cells(raw))]
    hits += [f"Titel, Fußzeilen und Blattnamen: {n} × {art}" for art, n in _count_texts(raw.extras)]
    hits += [f"weitere Blätter: {n} × {art}" for texts in raw.unread for art, n in _count_texts(texts)]
    if hits:
        pattern = (
            " Passt pseudonym_muster nicht zu den Pseudonymen, bitte dort berichtigen." if pseudonym_muster else ""
        )
        if all(_DAMAGED in hit for hit in hits):
            raise LieferungError(
                f"{raw.file}: Pseudonyme sind beschädigt: {'; '.join(hits)}. Es wurde nichts gespeichert. Bitte ohne "
                "Anführungszeichen, Hochkomma, Gleichheitszeichen und unsichtbare Zeichen neu exportieren, ohne Umweg "
                f"über Excel.{pattern}"
            )
        raise LieferungError(
            f"{raw.file} enthält Klartext: {'; '.join(hits)}. Es wurde nichts gespeichert. Bitte eine "
            "pseudonymisierte Lieferung anfordern oder mit kontaktdichte pseudonymise erzeugen und diese Datei "
            f"löschen.{_way_out(hits)}{pattern}"
        )


def _way_out(hits: Collection[str]) -> str:
    """Say what helps where there is no clear text: the site can vouch for what it sees, not for what nobody may."""
    vouchable = sum(_VOUCHABLE.search(hit) is not None for hit in hits)
    columns = (
        " Ist es nachweislich keiner, nennt klartext_ausnahmen in kontaktdichte.toml die Spalte (export.Spalte, bei "
        "fremden Spalten export.Überschrift)."
    )
    others = (
        " Kennungen in unseren Spalten, in Titeln, Fußzeilen, weiteren Blättern und nicht lesbaren Zeilen lassen sich "
        "nicht ausnehmen, nur entfernen."
    )
    return columns * (vouchable > 0) + others * (vouchable < len(hits))


def require_safe_pattern(pseudonym_muster: str | None) -> None:
    """Refuse a pattern that is none, or that would take clear-text identifiers for pseudonyms.

    :raises ConfigurationError: says why
    """
    if pseudonym_muster is None:
        return
    try:
        erkannt = pl.Series(_KLARTEXT).str.contains(f"^(?:{pseudonym_muster})$").any() or any(
            pl.Series(names).str.contains(f"^(?:{pseudonym_muster})$").all() for names in _NAMES
        )
    except pl.exceptions.ComputeError:
        raise ConfigurationError("pseudonym_muster ist kein gültiger regulärer Ausdruck. Bitte berichtigen.") from None
    if erkannt:
        raise ConfigurationError(
            "pseudonym_muster ließe auch Namen, Kundennummern, BG-Nummern oder ähnliche Kennungen durch. Bitte enger "
            "fassen, zum Beispiel k[0-9a-f]{16}."
        )


def _foreign_hits(column: str, header: str, values: pl.Series) -> list[str]:
    """Return what speaks against a foreign column; `values` are its cells."""
    if _is_personal(header, values):
        return [f"{column} (dem Namen nach personenbezogen: {personal_word(header)})"]
    distinct = _distinct(values)
    hits = _count_identifiers(values, distinct) or _count_glued(values, distinct)
    return [f"{column}: {n} × {art}" for art, n in hits]


def _column_hits(raw: RawExport, column: str, pseudonym_muster: str | None) -> list[str]:
    """Return what speaks against a column of ours; without a pattern (None) pseudonyms may look as they like."""
    values, schema = raw.frame[column], EXPORTS[raw.export].to_schema()
    if values.null_count() == len(values):
        return []
    if column in PSEUDONYME and pseudonym_muster:
        muster = f"^(?:{pseudonym_muster})$"
        anders = _tell_damaged(values.filter(~values.str.contains(muster)), lambda bare: bare.str.contains(muster))
        return [f"Spalte {column}: {n} × {art} (pseudonym_muster)" for art, n in anders]
    tage = values.str.contains(_GANZER_TAG).sum() if form(schema.columns[column]) == "monat" else 0
    if tage > len(values) / 2:
        return [f"Spalte {column}: {tage} × Geburtsdatum mit Tag"]
    key = schema.unique or []
    distinct = values if key == [column] and column not in PSEUDONYME else _distinct(values)
    hits = _count_identifiers(values, distinct, only_whole=is_emptied(schema.columns[column]))
    if raw.export == "organisation":
        hits = [hit for hit in hits if hit[0] != TELEPHONE]
        hits += _printed(distinct, column) if pseudonym_muster is not None else []
    if not hits and pseudonym_muster is not None:
        hits = _count_glued(values, distinct)
    if not hits and pseudonym_muster is not None and (names := _names(column, distinct, key)):
        sound = distinct.filter(~distinct.is_in(names))
        hits = _tell_damaged(
            values.filter(values.is_in(names)),
            lambda bare: ~bare.is_in(_names(column, pl.concat([sound, bare]).unique().sort(), key)),
        )
    return [f"Spalte {column}: {n} × {art}" for art, n in hits]


def _printed(distinct: pl.Series, column: str) -> list[tuple[str, int]]:
    """Count what reports would print of persons; each name once, for it stands there once."""
    is_id = column.endswith("_id")
    counts = Counter(f"{whom} ({_PRINTED})" for value in distinct if (whom := names_whom(value, is_id=is_id)))
    return sorted(counts.items())


def _tell_damaged(strangers: pl.Series, is_pseudonym: Callable[[pl.Series], pl.Series]) -> list[tuple[str, int]]:
    """Count what is no pseudonym, apart what is one but for the signs around it or in it that nobody meant."""
    bare = strangers.drop_nulls().str.replace_all(_INVISIBLE, "")
    bare = bare.str.replace(f"^=?[{_QUOTES}]+(.*?)[{_QUOTES}]*$", "${1}")
    damaged = int(((bare != strangers.drop_nulls()) & is_pseudonym(bare)).sum())
    counts = [(_NO_PSEUDONYM, len(bare) - damaged), (_DAMAGED, damaged)]
    return [(art, count) for art, count in counts if count]


def _distinct(values: pl.Series) -> pl.Series:
    """Return each value of a column once, in order: most columns repeat a few values in all their rows."""
    return values.drop_nulls().unique().sort()


def _names(column: str, distinct: pl.Series, key: Collection[str]) -> list[str]:
    if column in PSEUDONYME:
        return find_strangers(distinct) or bear_surname(distinct).to_list()
    return find_names(distinct) if column in key and column.endswith("_id") and column != "team_id" else []


def _is_personal(header: str, values: pl.Series) -> bool:
    """Tell whether a foreign column is one of persons by its header; J and N, or that something is done, tell
    nobody's name. Digits may be the number that the header promises, unless it is a way to reach somebody.
    """
    if not announces_person(header) or names_only(header):
        return announces_person(header)
    filled = values.drop_nulls().str.to_uppercase().unique()
    harmless = [*_YES_NO, *_STATES, *(_DIGITS if announces_reach(header) else ())]
    return not (len(filled) and filled.is_in(harmless).all())


def _count_identifiers(values: pl.Series, distinct: pl.Series, *, only_whole: bool = False) -> list[tuple[str, int]]:
    """Count the cells with identifiers of each kind; text that is dropped anyway may mention one, not be one."""
    found = {value: hits for value in suspicious_among(distinct) if (hits := find_identifiers(value))}
    if only_whole:
        found = {value: hits for value, hits in found.items() if is_identifier(value)}
    for value in explained_by_chance(found, distinct) if found else ():
        del found[value]
    counts: Counter[str] = Counter()
    for value, hits in found.items():
        counts.update(dict.fromkeys({hit.kind for hit in hits}, int((values == value).sum())))
    return sorted(counts.items())


def _count_glued(values: pl.Series, distinct: pl.Series) -> list[tuple[str, int]]:
    """Count the cells that are an identifier of each kind with more signs before or behind it."""
    found = find_glued(distinct)
    return sorted((f"{kind} {_GLUED}", int(values.is_in(hits).sum())) for kind, hits in found.items())


def _damaged_cells(raw: RawExport) -> tuple[list[str], list[str]]:
    """Return the cells of damaged rows, and apart those that may be of free text that is dropped in sound rows, too."""
    columns = [name for name in raw.frame.columns if name != ZEILE]
    schema = EXPORTS[raw.export].to_schema().columns
    free = min((columns.index(n) for n, column in schema.items() if is_emptied(column)), default=None)
    cells = [[cell.strip(' "\t\r\n') for cell in row.cells] for row in raw.unreadable]
    if free is None:
        return [cell for row in cells for cell in _join_cut(row)], []
    kept, dropped = (
        [cell for row in cells for cell in _join_cut(row[part])] for part in (slice(free), slice(free, None))
    )
    return kept, dropped


def _join_cut(cells: list[str]) -> list[str]:
    """Put together what was cut at the semicolon of a sign as web pages write it: „&nbsp;“."""
    return _CUT_SIGN.sub(r"\1;", _BETWEEN.join(cells)).split(_BETWEEN)


def _count_texts(texts: Iterable[str], dropped: Iterable[str] = ()) -> list[tuple[str, int]]:
    """Count identifiers in texts; those in `dropped` only where they are the whole text."""
    kept, free = (pl.Series(list(part), dtype=pl.String) for part in (texts, dropped))
    counts = Counter(dict(_count_identifiers(kept, _distinct(kept))))
    counts.update(dict(_count_identifiers(free, _distinct(free), only_whole=True)))
    return sorted(counts.items())
