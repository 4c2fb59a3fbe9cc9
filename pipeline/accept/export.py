"""Reads the nine exports of a delivery as text, with the row numbers a spreadsheet would show.

The formats have a module each; here their tables get our column names, and what is no data row is set aside.
"""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.formats.csv import read_csv
from pipeline.accept.formats.parquet import read_parquet
from pipeline.accept.formats.table import ZEILE, Tabelle, Unlesbar, cell_names, clean_header, normalize_header
from pipeline.accept.formats.xlsx import read_xlsx, typed_to_text
from pipeline.accept.sources import Quelle, choose_exports, find_sources, printable
from pipeline.errors import LieferungError
from schemas import EXPORTS

_FUSSZEILE = (
    r"(?i)^(summen?|gesamt(summe|zahl|ergebnis)?|insgesamt|total|anzahl|ergebnis|ende|stand|erstellt|"
    r"datensätze|zeilen|\d+ (zeilen|datensätze|treffer))\b"
)
_FUSSBEREICH = 5
_OHNE_NAMEN = "(ohne Namen"
# Row-wise findings about the cut of the file: code → severity and sentence.
_SAETZE = {
    "zeile_zu_lang": (
        bf.AUSSCHLUSS,
        "Die Zeile hat mehr Felder als die Kopfzeile; ihre Werte sind nicht zuzuordnen. Meist steht ein Trennzeichen "
        "in einem Text ohne Anführungszeichen.",
    ),
    "zeile_unlesbar": (
        bf.AUSSCHLUSS,
        "Die Zeile ist nicht lesbar: Ein Anführungszeichen ist nicht geschlossen, oder sie ist endlos lang.",
    ),
    "zeile_zu_kurz": (
        bf.HINWEIS,
        "Die Zeile hat weniger Felder als die Kopfzeile; die fehlenden am Ende gelten als leer.",
    ),
    "kopf_wiederholt": (
        bf.HINWEIS,
        "Die Kopfzeile steht hier noch einmal; sie ist keine Datenzeile und zählt nicht als gelesen.",
    ),
    "fusszeile": (
        bf.HINWEIS,
        "Die Zeile ist eine Summen- oder Fußzeile, keine Datenzeile; sie zählt nicht als gelesen.",
    ),
    "vorspann": (
        bf.HINWEIS,
        "Über der Kopfzeile steht weiterer Text; er ist keine Datenzeile und wurde übergangen.",
    ),
}


@dataclass(frozen=True)
class Rohdaten:
    """One export as delivered: stripped text (empty = null), one column per header, and `zeile`.

    `zeile` is the row a spreadsheet would show. `fremde_spalten` were delivered but are in no schema; they are still
    part of `frame`, as `unlesbar` (damaged rows, read but excluded) and `beiwerk` (titles, footers) are kept, so that
    the privacy guard can see all of it.
    """

    export: str
    datei: str
    frame: pl.DataFrame
    fremde_spalten: tuple[str, ...] = ()
    unlesbar: tuple[Unlesbar, ...] = ()
    beiwerk: tuple[str, ...] = ()
    befunde: pl.DataFrame = field(default_factory=bf.empty)
    pruefsumme: str = ""

    @property
    def gelesen(self) -> int:
        """The data rows of the file, readable or not."""
        return self.frame.height + len(self.unlesbar)


def find_exports(ort: Path) -> dict[str, Quelle]:
    """Return the source of each of the nine exports in a folder or ZIP archive."""
    return choose_exports(find_sources(ort), ort)


def read_table(quelle: Quelle, bekannt: Collection[str]) -> tuple[Tabelle, str]:
    """Read a file of whichever format; returns its table and the hash of its content."""
    inhalt = quelle.read()
    pruefsumme = hashlib.sha256(inhalt).hexdigest()
    if quelle.endung == ".parquet":
        return read_parquet(quelle.name, inhalt), pruefsumme
    if quelle.endung == ".xlsx":
        return read_xlsx(quelle.name, inhalt, bekannt), pruefsumme
    return read_csv(quelle.name, inhalt, bekannt), pruefsumme


def read_export(export: str, quelle: Quelle, zuordnung: Mapping[str, str]) -> Rohdaten:
    """Read one export; `zuordnung` maps its headers to ours.

    :raises LieferungError: the file is unreadable, a column is missing, or a header stands twice
    """
    spalten = EXPORTS[export].to_schema().columns
    unsere = {normalize_header(s): s for s in spalten} | {normalize_header(k): v for k, v in zuordnung.items()}
    tabelle, pruefsumme = read_table(quelle, unsere.keys())
    kopf = _name_columns(tabelle.kopf, unsere, quelle.name)
    _require_columns(export, quelle.name, [name for name in spalten if name not in kopf])
    frame = tabelle.frame.rename(dict(zip(cell_names(len(kopf)), kopf, strict=True)))
    frame = _drop_blanks(frame if tabelle.ist_randlos else _strip(frame))
    if quelle.endung != ".csv":
        formen = [typed_to_text((s.metadata or {}).get("form"), name) for name, s in spalten.items()]
        frame = frame.with_columns(form for form in formen if form is not None)
    wiederholt = _repeated_headers(frame, tabelle.kopf)
    fuss = _footers(frame, [name for name, s in spalten.items() if not s.nullable])
    beiseite = frame.filter(pl.col(ZEILE).is_in([*wiederholt, *fuss]))
    if beiseite.height:
        frame = frame.filter(~pl.col(ZEILE).is_in(beiseite[ZEILE].implode()))
    return Rohdaten(
        export=export,
        datei=quelle.name,
        frame=frame,
        fremde_spalten=tuple(name for name in frame.columns if name not in spalten and name != ZEILE),
        unlesbar=tuple(tabelle.unlesbar),
        beiwerk=(*tabelle.vorspann, *_texts(beiseite)),
        befunde=_cut_findings(export, quelle.name, tabelle, frame, wiederholt, fuss),
        pruefsumme=pruefsumme,
    )


def _name_columns(kopf: Sequence[str], unsere: Mapping[str, str], datei: str) -> list[str]:
    """Return our name for each delivered column, else its own; names are unique.

    :raises LieferungError: a column of ours stands twice
    """
    namen: list[str] = []
    for nummer, zelle in enumerate(kopf, start=1):
        name = unsere.get(normalize_header(zelle))
        if name is not None and name in namen:
            raise LieferungError(f"In {datei} steht die Spalte {name} zweimal. Bitte eine entfernen.")
        if name is None:
            name = printable(clean_header(zelle)) or f"{_OHNE_NAMEN}, Spalte {nummer})"
            while name in namen or name in (ZEILE, *unsere.values()):
                name = f"{name} ({nummer})"
        namen.append(name)
    return namen


def _require_columns(export: str, datei: str, fehlend: list[str]) -> None:
    if fehlend:
        raise LieferungError(
            f"In {datei} fehlen die Spalten {', '.join(fehlend)}. Heißen sie dort anders, ordnet sie "
            f"[spalten.{export}] in kontaktdichte.toml zu (Vorschlag: kontaktdichte mapping); sonst bitte nachfordern."
        )


def _strip(frame: pl.DataFrame) -> pl.DataFrame:
    """Take blanks off all cells; empty is null."""
    return frame.with_columns(pl.exclude(ZEILE).str.strip_chars(" \t\r\n\u00a0").replace("", None))


def _drop_blanks(frame: pl.DataFrame) -> pl.DataFrame:
    """Drop blank rows, and unnamed columns without a value: separators at the ends of lines."""
    leer = [n for n in frame.columns if n.startswith(_OHNE_NAMEN) and frame[n].null_count() == frame.height]
    frame = frame.drop(leer)
    return frame.filter(~pl.all_horizontal(pl.exclude(ZEILE).is_null()))


def _repeated_headers(frame: pl.DataFrame, kopf: Sequence[str]) -> list[int]:
    """Return the rows that repeat the header, as files put together one after the other have."""
    zellen = [normalize_header(z) for z in kopf]
    spalten = [name for name in frame.columns if name != ZEILE]
    schreibweisen = {kopf[0], clean_header(kopf[0]), zellen[0], zellen[0].upper()} - {""}
    erste = frame.filter(pl.col(spalten[0]).is_in(list(schreibweisen)))
    return [z[0] for z in erste.select(ZEILE, *spalten).iter_rows() if _resemble(z[1:], zellen)]


def _resemble(zeile: Sequence[str | None], zellen: Sequence[str]) -> bool:
    gleich = sum(a is not None and normalize_header(a) == b for a, b in zip(zeile, zellen, strict=False))
    return gleich > len(zellen) / 2


def _footers(frame: pl.DataFrame, pflicht: Sequence[str]) -> list[int]:
    """Return the rows at the very end that announce a sum or an end and lack something a data row needs."""
    fuss: list[int] = []
    for zeile in reversed(frame.tail(_FUSSBEREICH).rows(named=True)):
        texte = [wert for name, wert in zeile.items() if name != ZEILE and wert is not None]
        if not texte or not re.match(_FUSSZEILE, texte[0]) or all(zeile[p] is not None for p in pflicht):
            break
        fuss.append(zeile[ZEILE])
    return fuss


def _texts(frame: pl.DataFrame) -> list[str]:
    return [wert for zeile in frame.drop(ZEILE).iter_rows() for wert in zeile if wert]


def _cut_findings(
    export: str, datei: str, tabelle: Tabelle, frame: pl.DataFrame, wiederholt: list[int], fuss: list[int]
) -> pl.DataFrame:
    """Say what was unusual about the rows as such, before any value is looked at."""
    zu_kurz = sorted(set(tabelle.zu_kurz) & set(frame[ZEILE])) if tabelle.zu_kurz else []
    gruppen: dict[str, Sequence[int]] = {
        "vorspann": [1] if tabelle.vorspann else [],
        "kopf_wiederholt": wiederholt,
        "fusszeile": fuss,
        "zeile_zu_kurz": zu_kurz,
    }
    for grund in ("zeile_zu_lang", "zeile_unlesbar"):
        gruppen[grund] = [u.zeile for u in tabelle.unlesbar if u.grund == grund]
    return bf.join(
        bf.make(
            zeilen, export=export, datei=datei, spalte=None, code=code, schwere=_SAETZE[code][0], satz=_SAETZE[code][1]
        )
        for code, zeilen in gruppen.items()
    )
