"""Properties of reading: the dialect of a file makes no difference, damage is never silent, nothing falls over."""

from dataclasses import fields
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn.dialects import Dialekt, draw_texts, render_csv, render_parquet, render_xlsx
from drawn.exports import GUT, KOPF, read
from drawn.workbooks import without_child
from pipeline.accept import befund as bf
from pipeline.accept.validate import CheckedExport, validate_export
from pipeline.accept.values import FEHLERWERT, allowed_codes, form, is_emptied, nothing
from pipeline.errors import LieferungError
from schemas import EXPORTS

STICHTAG = date(2026, 10, 31)
TEXTE = st.text(alphabet=";,\t\"'\n\r äöüß€„“–=+@<>{}()|\\/abc123", min_size=1, max_size=20).filter(
    lambda t: t.strip(" \t\r\n") and "\x00" not in t
)
# Text columns without a code list: whatever stands there is kept.
FREI = {"organisation": "team_name", "verbis_massnahmen": "massnahmeart", "allegro_antraege": "sonderfall"}
DIALEKTE = st.builds(
    Dialekt,
    trenner=st.sampled_from(";,\t"),
    kodierung=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
    zeilenende=st.sampled_from(["\n", "\r\n", "\r"]),
    flags=st.sampled_from([("J", "N"), ("j", "n"), ("ja", "nein"), ("1", "0"), ("x", "N")]),
    **{f.name: st.booleans() for f in fields(Dialekt) if f.type == "bool" or f.type is bool},
)
BYTES = st.sampled_from([b"", b'"', b";", b"\n", b"\r", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xe4"])
# None of these is a date, a number, a flag, a time, a month or a code of ours.
SCHADEN = st.sampled_from(
    ["", "???", "31.02.2026", "01.02.26", "99:99", "7.8.9", "n/a", "#REF!", "\x00", "Ã¼", "NULL", "-", "1e5", "=1+1"]
)


def check(export: str, inhalt: bytes, endung: str = "csv") -> CheckedExport:
    with TemporaryDirectory() as ordner:
        roh = read(Path(ordner), inhalt, export=export, name=f"{export}.{endung}")
    return validate_export(roh, {})


def require_sums(geprueft: CheckedExport) -> None:
    """Read = loaded + excluded, and every excluded row has its first reason counted once."""
    gruende = bf.count_reasons(geprueft.befunde, geprueft.export)
    assert geprueft.gelesen == geprueft.frame.height + sum(anzahl for _, anzahl in gruende)
    assert geprueft.quarantaene.height == geprueft.gelesen - geprueft.frame.height


@st.composite
def deliveries(draw):
    """Rows of one export, with hostile text where text is free."""
    export = draw(st.sampled_from(list(EXPORTS)))
    zeilen = draw_texts(STICHTAG, draw(st.integers(0, 50)), personen=4)[export][: draw(st.integers(1, 40))]
    if export in FREI:
        for zeile in zeilen[:5]:
            zeile[FREI[export]] = draw(TEXTE)
    return export, zeilen


@settings(max_examples=120, deadline=None)
@given(deliveries(), DIALEKTE)
def test_every_dialect_gives_the_same_typed_rows(lieferung, dialekt):
    export, zeilen = lieferung
    einfach = check(export, render_csv(export, zeilen, Dialekt(iso=False)))
    anders = check(export, render_csv(export, zeilen, dialekt))
    assert anders.frame.drop("zeile").equals(einfach.frame.drop("zeile"))
    assert anders.gelesen == einfach.gelesen == len(zeilen)


@settings(max_examples=25, deadline=None)
@given(deliveries(), st.sampled_from([("xlsx", render_xlsx), ("parquet", render_parquet)]))
def test_typed_formats_give_the_same_rows(lieferung, format_):
    export, zeilen = lieferung
    for zeile in zeilen:
        if export in FREI:
            # A workbook takes "=…" for a formula; what a cell holds is not its business here.
            zeile[FREI[export]] = zeile[FREI[export]].replace("=", "").replace("\r", " ") or "x"
    endung, render = format_
    einfach = check(export, render_csv(export, zeilen, Dialekt()))
    with without_child():
        assert check(export, render(export, zeilen), endung).frame.drop("zeile").equals(einfach.frame.drop("zeile"))


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_every_damaged_cell_that_matters_has_a_finding(data):
    export = data.draw(st.sampled_from(list(EXPORTS)))
    zeilen = draw_texts(STICHTAG, data.draw(st.integers(0, 20)), personen=4)[export][:30]
    spalten = EXPORTS[export].to_schema().columns
    stelle = st.tuples(st.integers(0, len(zeilen) - 1), st.sampled_from(list(spalten)))
    schaeden = data.draw(st.dictionaries(stelle, SCHADEN, min_size=1, max_size=12))
    for (nummer, name), text in schaeden.items():
        zeilen[nummer][name] = text
    geprueft = check(export, render_csv(export, zeilen, Dialekt(trenner=data.draw(st.sampled_from(";,\t")))))
    require_sums(geprueft)
    gefunden = set(geprueft.befunde.select("zeile", "spalte").rows())
    ohne = [
        (nummer + 2, name)
        for (nummer, name), text in schaeden.items()
        if _matters(spalten[name], text) and any(z for z in zeilen[nummer].values())
    ]
    assert [s for s in ohne if s not in gefunden] == []


def _matters(spalte, text: str) -> bool:
    if text == "":
        return not spalte.nullable
    if is_emptied(spalte) or allowed_codes(spalte) or form(spalte) or spalte.dtype.type != pl.String:
        return True
    return "\x00" in text or pl.Series([text]).str.contains(f"{nothing(spalte)}|{FEHLERWERT}").item()


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_random_bytes_in_a_file_never_break_the_sums(data):
    export = data.draw(st.sampled_from(list(EXPORTS)))
    zeilen = draw_texts(STICHTAG, data.draw(st.integers(0, 20)), personen=3)[export][:20]
    inhalt = bytearray(render_csv(export, zeilen, data.draw(DIALEKTE)))
    for _ in range(data.draw(st.integers(1, 6))):
        von = data.draw(st.integers(0, len(inhalt)))
        bis = min(len(inhalt), von + data.draw(st.integers(0, 8)))
        inhalt[von:bis] = data.draw(BYTES)
    try:
        geprueft = check(export, bytes(inhalt))
    except LieferungError:
        return
    require_sums(geprueft)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["csv", "csv.gz", "xlsx", "parquet"]), st.booleans())
def test_any_bytes_are_read_or_refused(inhalt, endung, mit_kopf):
    try:
        require_sums(check("verbis_vermerke", ((KOPF + GUT).encode() if mit_kopf else b"") + inhalt, endung))
    except LieferungError:
        return
