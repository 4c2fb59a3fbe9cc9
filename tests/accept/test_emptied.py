"""A required cell that lost its value is excluded for what happened to it, not for being empty."""

import polars as pl
import pytest

from drawn.exports import read
from drawn.rows import check
from drawn.workbooks import note, sheet, without_child, workbook
from pipeline.accept import befund as bf
from pipeline.accept.emptied import Emptied, by_reason
from pipeline.accept.validate import validate_export


def reasons(geprueft) -> list[tuple]:
    """Row and sentence of each exclusion, and that the refusal of the delivery would say the most frequent."""
    excluded = geprueft.befunde.filter(schwere="ausschluss").select("zeile", "satz").rows()
    assert bf.main_reason(geprueft.befunde, geprueft.export) in {satz for _, satz in excluded}
    return excluded


def judged(tmp_path, inhalt, name):
    with without_child():
        return validate_export(read(tmp_path, inhalt, name=name), {})


def test_each_row_has_the_first_of_its_reasons():
    rows = pl.Series("zeile", [2, 3, 4, 5], dtype=pl.UInt32)
    emptied = [
        Emptied("a", "eins", pl.Series([3, 9])),
        Emptied("b", "x", rows),
        Emptied("a", "zwei", pl.Series([3, 4])),
    ]
    found = [(satz, part.to_list()) for satz, part in by_reason(rows, "a", emptied)]
    assert found == [("eins", [3]), ("zwei", [4]), ("", [2, 5])]


def test_ids_that_a_float_has_rounded_are_not_said_to_be_empty(tmp_path):
    frame = pl.DataFrame({"vermerk_id": [2.0**53, 12.0, None], "kunde_id": ["k1", "k1", "k1"]}).with_columns(
        datum=pl.lit("01.10.2026"), vermerktyp=pl.lit("allgemein"), kontaktart=pl.lit("telefon"), betreff=pl.lit("")
    )
    frame.write_parquet(tmp_path / "verbis_vermerke.parquet")
    inhalt = (tmp_path / "verbis_vermerke.parquet").read_bytes()
    (lost, blank) = reasons(judged(tmp_path, inhalt, "verbis_vermerke.parquet"))
    assert lost[0] == 2
    assert lost[1].startswith("vermerk_id muss gefüllt sein. Die Zelle enthält eine ganze Zahl mit mehr Stellen")
    assert lost[1].endswith("Kennungen bitte als Text liefern.")
    assert blank == (4, "vermerk_id ist leer, muss aber gefüllt sein. Bitte in der Quelle ergänzen lassen.")


def test_missing_numbers_written_as_a_word_are_said_to_be(tmp_path):
    row = {"ifk_id": "i1", "datum": "01.10.2026", "team_id": "t1", "arbeitszeit_std": "7,8", "freigeschaltet_std": "4"}
    frame = pl.DataFrame({**{k: [v] for k, v in row.items()}, "abwesend_std": [float("nan")]})
    frame.write_parquet(tmp_path / "atv_kapazitaet.parquet")
    with without_child():
        roh = read(
            tmp_path,
            (tmp_path / "atv_kapazitaet.parquet").read_bytes(),
            name="atv_kapazitaet.parquet",
            export="atv_kapazitaet",
        )
    ((_, satz),) = reasons(validate_export(roh, {}))
    assert satz.startswith(
        "abwesend_std muss gefüllt sein. Fehlende Werte sind in der Spalte nicht leer, sondern als Wort"
    )


@pytest.mark.parametrize(
    ("spalte", "cell", "reason", "way_out"),
    [
        ("vermerk_id", "<c><v>12345678901234567</v></c>", "Ziffern sind verloren", "als Text liefern."),
        ("kunde_id", "<c><v>12345678901234567</v></c>", "Ziffern sind verloren", "als Text liefern."),
        ("datum", '<c s="1"><v>-5</v></c>', "Tag, den es im Kalender nicht gibt", "Bitte berichtigen."),
        ("vermerktyp", '<c t="e"><v>#N/A</v></c>', "Fehlerwert", "Bitte die Formel berichtigen."),
        ("kontaktart", "<c><f>A1</f></c>", "Formel ohne gespeichertes Ergebnis", "neu speichern."),
        ("kunde_id", "-", "Zeichen oder Wort für „nichts“", "Sonst bitte in der Quelle ergänzen lassen."),
        ("datum", "01.01.1900", "„offen“ oder „unbekannt“", "Den Tag bitte in der Quelle ergänzen lassen."),
    ],
)
def test_cells_are_excluded_for_what_they_lost(tmp_path, spalte, cell, reason, way_out):
    odd = note("n2", **{spalte: cell}) if spalte != "vermerk_id" else note(cell)
    geprueft = judged(tmp_path, workbook(sheet(note("n1"), odd), formats=("dd.mm.yyyy",)), "verbis_vermerke.xlsx")
    ((row, satz),) = reasons(geprueft)
    assert row == 3
    assert satz.startswith(f"{spalte} muss gefüllt sein. ")
    assert reason in satz
    assert satz.endswith(way_out)


def test_blanks_of_a_workbook_with_merged_cells_are_said_to_come_of_them(tmp_path):
    merged = '</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
    rows = sheet(note("n1"), note("")).replace("</sheetData>", merged)
    ((row, satz),) = reasons(judged(tmp_path, workbook(rows), "verbis_vermerke.xlsx"))
    assert row == 3
    assert satz.startswith("vermerk_id ist leer, muss aber gefüllt sein. In der Mappe sind Zellen verbunden")
    assert satz.endswith("Bitte die Verbindung aufheben und jede Zelle füllen.")


def test_a_flag_that_holds_a_sign_is_excluded_for_the_sign(tmp_path):
    ((_, satz),) = reasons(check(tmp_path, "allegro_antraege", {"inland": "-"}))
    assert satz.startswith("inland muss gefüllt sein. inland enthält ein Zeichen oder Wort für „nichts“")
