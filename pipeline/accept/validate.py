"""Text becomes values; the export schemas (pandera) tell which rows and cells are not what they should be.

Rules of severity: a missing or repeated key, a missing or unreadable required value and a foreign code exclude
the row; everything else is a notice and the row counts as delivered.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from pipeline.accept import befund as bf
from pipeline.accept import values as w
from pipeline.accept.export import Rohdaten
from pipeline.accept.formats.table import ZEILE
from schemas import EXPORTS


@dataclass(frozen=True)
class Geprueft:
    """One export after validation: typed rows that count (with `zeile`), findings, and how many rows were read.

    `quarantaene` holds the excluded rows as delivered, without free text; `pruefsumme` is the hash of the file.
    """

    export: str
    datei: str
    frame: pl.DataFrame
    befunde: pl.DataFrame
    gelesen: int
    quarantaene: pl.DataFrame
    pruefsumme: str = ""


def validate_export(roh: Rohdaten, werte: Mapping[str, Mapping[str, str]]) -> Geprueft:
    """Parse and check one export; `werte` maps delivered values to our codes, per column."""
    schema = EXPORTS[roh.export].to_schema()
    zugeordnet = roh.frame.select(ZEILE, *schema.columns).with_columns(
        pl.col(spalte).replace(dict(zuordnung)) for spalte, zuordnung in werte.items()
    )
    text, gedeutet = _read_placeholders(roh, schema, zugeordnet)
    typisiert = text.select(ZEILE, *(w.parse(spalte) for spalte in schema.columns.values()))
    gefunden = [
        roh.befunde,
        *gedeutet,
        *_schema_findings(roh, schema, text, typisiert),
        *_unreadable_optional(roh, schema, text, typisiert),
        *_repeated_keys(roh, schema, typisiert),
        *_foreign_columns(roh),
    ]
    befunde = bf.join(gefunden)
    ausgeschlossen = bf.excluded_rows(befunde, roh.export).implode()
    bleibt = typisiert.filter(~pl.col(ZEILE).is_in(ausgeschlossen)).with_columns(
        _emptied(spalte) for spalte in schema.columns.values() if w.is_emptied(spalte)
    )
    quarantaene = _quarantine(roh, schema, text.filter(pl.col(ZEILE).is_in(ausgeschlossen)))
    return Geprueft(roh.export, roh.datei, bleibt, befunde, roh.gelesen, quarantaene, roh.pruefsumme)


def _emptied(spalte: pa.Column) -> pl.Expr:
    wert = pl.col(spalte.name)
    return pl.when(wert.is_in(w.allowed_codes(spalte))).then(wert).alias(spalte.name)


def _quarantine(roh: Rohdaten, schema: pa.DataFrameSchema, ausgeschlossen: pl.DataFrame) -> pl.DataFrame:
    """Return the excluded rows as text, damaged ones as far as their cells can be told apart.

    Free text is never stored: behind the place of its column a damaged row is cut off, since what stands there may
    be a piece of it. Nor is a whole day of birth.
    """
    spalten = [name for name in roh.frame.columns if name != ZEILE]
    frei = [spalten.index(name) for name, spalte in schema.columns.items() if w.is_emptied(spalte)]
    bis = min(frei, default=len(spalten))
    beschaedigt = [{ZEILE: u.zeile, **dict(zip(spalten[:bis], u.felder, strict=False))} for u in roh.unlesbar]
    reste = pl.DataFrame(beschaedigt, schema=ausgeschlossen.schema) if beschaedigt else ausgeschlossen.clear()
    bereinigt = [_emptied(s) for s in schema.columns.values() if w.is_emptied(s)]
    monate = [
        pl.when(pl.col(name).str.contains(r"^(\d{4}-\d{2}|\D*)$")).then(pl.col(name)).alias(name)
        for name, spalte in schema.columns.items()
        if w.form(spalte) == "monat"
    ]
    return pl.concat([ausgeschlossen, reste]).with_columns(*bereinigt, *monate).sort(ZEILE)


def _read_placeholders(
    roh: Rohdaten, schema: pa.DataFrameSchema, text: pl.DataFrame
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Empty the dates that stand for "open", and read the blanks of a column that is only ticked as no."""
    gedeutet = []
    for name, spalte in schema.columns.items():
        if w.form(spalte) == "datum":
            offen = text[name].is_in(w.OFFENE_TAGE).fill_null(False)
            if offen.any():
                satz = f"{name} enthält ein Datum, das „offen“ bedeutet (wie 31.12.9999); es zählt als leer."
                gedeutet.append(_finding(roh, text.filter(offen)[ZEILE], name, "datum_offen", bf.HINWEIS, satz))
                text = text.with_columns(pl.when(~pl.col(name).is_in(w.OFFENE_TAGE)).then(pl.col(name)).alias(name))
        elif w.form(spalte) == "flag" and _is_only_ticked(text[name]):
            satz = f"{name} ist nur angekreuzt oder leer; leere Zellen ({text[name].null_count()}) zählen als N."
            gedeutet.append(_finding(roh, [None], name, "leer_ist_nein", bf.HINWEIS, satz))
            text = text.with_columns(pl.col(name).fill_null("N"))
    return text, gedeutet


def _is_only_ticked(spalte: pl.Series) -> bool:
    return 0 < spalte.null_count() < len(spalte) and set(spalte.drop_nulls().unique()) <= {"x", "X"}


def _schema_findings(
    roh: Rohdaten, schema: pa.DataFrameSchema, text: pl.DataFrame, typisiert: pl.DataFrame
) -> list[pl.DataFrame]:
    """Let pandera judge the typed columns, and say each kind of failure in one German sentence."""
    # Keys are checked below: pandera reports the first occurrence as well, and that one stays.
    ohne_schluessel = pa.DataFrameSchema(schema.columns)
    try:
        ohne_schluessel.validate(typisiert.drop(ZEILE), lazy=True)
    except SchemaErrors as fehler:
        # The exception's own text quotes cell values; only places are taken from it.
        faelle = fehler.failure_cases.select("column", "check", "index").unique()
    else:
        return []
    ergebnis = []
    for (name, pruefung), gruppe in faelle.group_by("column", "check", maintain_order=True):
        if name not in schema.columns or gruppe["index"].null_count():
            raise RuntimeError(f"Die Prüfung {pruefung} des Exports {roh.export} ist selbst fehlerhaft.")
        stellen = gruppe["index"].sort()
        ergebnis += _column_findings(roh, schema, schema.columns[str(name)], str(pruefung), text[stellen.to_list()])
    return ergebnis


def _column_findings(
    roh: Rohdaten, schema: pa.DataFrameSchema, spalte: pa.Column, pruefung: str, zeilen: pl.DataFrame
) -> list[pl.DataFrame]:
    """Turn one kind of failure of one column into findings."""
    if pruefung == "not_nullable":
        leer = zeilen.filter(pl.col(spalte.name).is_null())[ZEILE]
        code = "schluessel_fehlt" if spalte.name in (schema.unique or []) else "pflichtwert_fehlt"
        satz = f"{spalte.name} ist leer, muss aber gefüllt sein."
        unlesbar = zeilen.filter(pl.col(spalte.name).is_not_null())
        return [
            _finding(roh, leer, spalte.name, code, bf.AUSSCHLUSS, satz),
            *_unreadable(roh, spalte, unlesbar, bf.AUSSCHLUSS, ""),
        ]
    if pruefung.startswith("isin"):
        if w.is_emptied(spalte):
            satz = f"{spalte.name} enthält freien Text; er wird verworfen und nicht gespeichert."
            return [_finding(roh, zeilen[ZEILE], spalte.name, "freitext_verworfen", bf.HINWEIS, satz)]
        satz = (
            f"{spalte.name} enthält einen unbekannten Code; bekannt sind {', '.join(w.allowed_codes(spalte))}. "
            f"Abweichende Codes ordnet [werte.{roh.export}.{spalte.name}] in kontaktdichte.toml zu."
        )
        return [_finding(roh, zeilen[ZEILE], spalte.name, "code_unbekannt", bf.AUSSCHLUSS, satz)]
    satz = f"{spalte.name} liegt außerhalb des üblichen Bereichs; der Wert zählt wie geliefert."
    return [_finding(roh, zeilen[ZEILE], spalte.name, "wert_ungewoehnlich", bf.HINWEIS, satz)]


def _unreadable(roh: Rohdaten, spalte: pa.Column, zeilen: pl.DataFrame, schwere: str, folge: str) -> list[pl.DataFrame]:
    """Say which values could not be read, dates with a short year apart: there the way out is another one."""
    name = spalte.name
    kurz = w.is_short_year(zeilen[name]) if w.form(spalte) == "datum" else pl.repeat(False, zeilen.height, eager=True)
    mehrdeutig = f"{name} hat ein zweistelliges Jahr und ist damit mehrdeutig; erwartet wird TT.MM.JJJJ.{folge}"
    unlesbar = f"{name} ist nicht lesbar; erwartet wird {w.expected(spalte)}.{folge}"
    return [
        _finding(roh, zeilen.filter(kurz)[ZEILE], name, "datum_mehrdeutig", schwere, mehrdeutig),
        _finding(roh, zeilen.filter(~kurz)[ZEILE], name, "wert_unlesbar", schwere, unlesbar),
    ]


def _unreadable_optional(
    roh: Rohdaten, schema: pa.DataFrameSchema, text: pl.DataFrame, typisiert: pl.DataFrame
) -> list[pl.DataFrame]:
    """Say which values of columns that may be empty could not be read: they count as empty."""
    ergebnis = []
    for name, spalte in schema.columns.items():
        if not spalte.nullable or w.allowed_codes(spalte):
            continue
        if spalte.dtype.type == pl.String:
            satz = f"{name} enthält Steuerzeichen oder ist sehr lang; der Text zählt bereinigt."
            veraendert = text.filter(text[name] != typisiert[name])[ZEILE]
            ergebnis.append(_finding(roh, veraendert, name, "text_bereinigt", bf.HINWEIS, satz))
        else:
            unlesbar = text.filter(text[name].is_not_null() & typisiert[name].is_null())
            ergebnis += _unreadable(roh, spalte, unlesbar, bf.HINWEIS, " Der Wert zählt als leer.")
    return ergebnis


def _repeated_keys(roh: Rohdaten, schema: pa.DataFrameSchema, typisiert: pl.DataFrame) -> list[pl.DataFrame]:
    schluessel = list(schema.unique or [])
    vollstaendig = typisiert.filter(pl.all_horizontal(pl.col(schluessel).is_not_null()))
    wiederholt = vollstaendig.filter(~pl.struct(schluessel).is_first_distinct())
    satz = f"Der Schlüssel {', '.join(schluessel)} kam schon vor; die erste Zeile bleibt."
    doppelt = _finding(roh, wiederholt[ZEILE], schluessel[0], "schluessel_doppelt", bf.AUSSCHLUSS, satz)
    return [doppelt, *_contradicting_status(roh, vollstaendig, wiederholt)]


def _contradicting_status(roh: Rohdaten, vollstaendig: pl.DataFrame, wiederholt: pl.DataFrame) -> list[pl.DataFrame]:
    """Say where a person's further row names another AV status than the first: one of the two is wrong."""
    if roh.export != "verbis_kunden" or wiederholt.is_empty():
        return []
    erste = vollstaendig.unique("kunde_id", keep="first", maintain_order=True).select("kunde_id", erster="av_status")
    widerspruch = wiederholt.join(erste, on="kunde_id").filter(pl.col("av_status") != pl.col("erster"))[ZEILE].sort()
    satz = "Die Person kommt mit zwei verschiedenen av_status vor; die erste Zeile gilt."
    return [_finding(roh, widerspruch, "av_status", "zwei_av_status", bf.HINWEIS, satz)]


def _foreign_columns(roh: Rohdaten) -> list[pl.DataFrame]:
    satz = "Die Spalte gehört nicht zum Export; sie wird nicht gespeichert."
    return [_finding(roh, [None], name, "spalte_unbekannt", bf.HINWEIS, satz) for name in roh.fremde_spalten]


def _finding(
    roh: Rohdaten, zeilen: pl.Series | list[None], spalte: str, code: str, schwere: str, satz: str
) -> pl.DataFrame:
    return bf.make(zeilen, export=roh.export, datei=roh.datei, spalte=spalte, code=code, schwere=schwere, satz=satz)
