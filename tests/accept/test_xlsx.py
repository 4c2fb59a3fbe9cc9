"""Workbooks keep what a cell was: which sheets are the export, which cells are values, and which are not."""

import pytest

from drawn.exports import codes, read
from drawn.files import damages
from drawn.workbooks import KNOWN, MAIN, note, sheet, without_child, workbook
from pipeline.accept import befund as bf
from pipeline.accept.formats.xlsx import read_xlsx
from pipeline.accept.validate import validate_export
from pipeline.errors import LieferungError

COVER = sheet(["Stand", "Datum", "01.11.2026"], ["Ersteller", "Controlling"], head=("Auszug aus dem Fachverfahren",))
OLD = sheet(note("alt1"), note("alt2"))
NEW = sheet(note("neu1"), note("neu2"), note("neu3"))
DATE_1904 = '<workbookPr date1904="1"/>'


def table(*sheets, **more):
    return read_xlsx("v.xlsx", workbook(*sheets, **more), KNOWN)


def texts(column, *cells, **more):
    """The texts of one column of a sheet with these cells; „lost“ with the reason where there is none."""
    number = KNOWN.index(column)
    found = table(sheet(*(note(f"n{i}", **{column: c}) for i, c in enumerate(cells))), **more)
    lost = {row: grund for (place, grund), rows in found.lost.items() if place == number for row in rows}
    values = found.frame[f"c{number}"].to_list()
    return [lost.get(row) or value for row, value in enumerate(values, start=2)]


def resolved(column, *cells, tmp_path, **more):
    """The same after our columns were known, with the codes of the findings."""
    inhalt = workbook(sheet(*(note(f"n{i}", **{column: c}) for i, c in enumerate(cells))), **more)
    with without_child():
        roh = read(tmp_path, inhalt, name="verbis_vermerke.xlsx")
    return roh.frame[column].to_list(), codes(roh)


def keys(found):
    return found.frame["c0"].to_list()


def said(found):
    return [(kind.code, kind.schwere) for kind in found.remarks]


def test_all_sheets_with_the_header_are_read_one_after_the_other():
    found = table(OLD, NEW)
    assert keys(found) == ["alt1", "alt2", "neu1", "neu2", "neu3"]
    assert found.frame["zeile"].to_list() == [2, 3, 20_000_002, 20_000_003, 20_000_004]
    assert said(found) == [("blaetter_zusammen", bf.HINWEIS)]


def test_columns_of_a_further_sheet_may_stand_elsewhere():
    mixed = sheet(["telefon", "neu1", "mehr", "k9"], head=("kontaktart", "vermerk_id", "neben", "kunde_id"))
    short = sheet(["alt1", "k1", "persoenlich"], head=("vermerk_id", "kunde_id", "kontaktart"))
    found = read_xlsx("v.xlsx", workbook(short, mixed), ("vermerk_id", "kunde_id", "kontaktart"))
    assert found.header == ["vermerk_id", "kunde_id", "kontaktart", "neben"]
    assert found.frame.drop("zeile").rows() == [
        ("alt1", "k1", "persoenlich", None),
        ("neu1", "k9", "telefon", "mehr"),
    ]


def test_more_columns_than_an_export_has_are_refused_with_their_number():
    many = [f"fremd {n}" for n in range(501 - len(KNOWN))]
    with pytest.raises(LieferungError, match=r"hat 501 Spalten; .*höchstens 500"):
        table(sheet(note("n1"), head=(*KNOWN, *many)))
    assert len(table(sheet(note("n1"), head=(*KNOWN, *many[1:]))).header) == 500
    # without a header of their own
    with pytest.raises(LieferungError, match="hat 501 Spalten"):
        table(sheet([*note("n1"), *many]))


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_never_read_but_said(state):
    found = table(OLD, NEW, states=(state, "visible"))
    assert (keys(found), said(found)) == (["neu1", "neu2", "neu3"], [("blatt_ausgeblendet", bf.WARNUNG)])
    with pytest.raises(LieferungError, match="ausgeblendeten Blatt"):
        table(OLD, states=(state,))
    with pytest.raises(LieferungError, match="ausgeblendeten Blatt"):
        table(OLD, COVER, states=(state,))


def test_a_cover_sheet_with_one_of_our_words_is_not_the_table():
    found = table(COVER, NEW)
    assert (keys(found), said(found)) == (["neu1", "neu2", "neu3"], [("blatt_ungelesen", bf.HINWEIS)])


def test_texts_of_other_sheets_are_kept_for_the_guard_each_once():
    assert table(NEW).unread == []
    found = table(COVER, NEW, OLD, states=("visible", "visible", "hidden"))
    assert found.unread[0] == [
        "01.11.2026",
        "Auszug aus dem Fachverfahren",
        "Controlling",
        "Datum",
        "Ersteller",
        "Stand",
    ]
    assert {"alt1", "alt2"} < set(found.unread[1])


def test_another_sheet_that_reaches_too_far_does_not_matter():
    rows = [["Stand", "Datum", str(n)] for n in range(9000)]
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    ghost = sheet(*rows, head=("Auszug",)).replace("</sheetData>", far)
    assert keys(table(NEW, ghost)) == ["neu1", "neu2", "neu3"]


def test_empty_sheets_and_lists_for_choosing_need_no_attention():
    empty = sheet(head=())
    codes_ = sheet(["allgemein", "telefon"], ["beratungsvermerk", "video"], head=("vermerktyp", "kontaktart"))
    assert said(table(NEW, empty, empty)) == []
    assert said(table(NEW, codes_, states=("visible", "hidden"))) == [("blatt_ungelesen", bf.HINWEIS)]


def test_a_sheet_that_goes_on_without_a_header_is_said():
    rows = sheet(*(note(f"n{i}", betreff="x") for i in range(3)), head=())
    assert said(table(NEW, rows)) == [("blatt_aehnlich", bf.WARNUNG)]
    assert said(table(NEW, sheet(note("n1"), head=(*KNOWN[:4], "art", "grund")))) == [("blatt_aehnlich", bf.WARNUNG)]


MORE = [note(f"n{i}") for i in range(5, 8)]


@pytest.mark.parametrize(
    "rows",
    [
        MORE,
        [row[:5] for row in MORE],
        [[*row, "neu"] for row in MORE],
        [["", *row] for row in MORE],
        [["Teil 2 von 2"], *MORE],
        [[], [], *MORE],
        [["Blatt 2", "Stand", "01.11.2026"], [], *MORE],
        [note(f"n{i}", kunde_id=5.0, datum="2026-10-05 00:00:00") for i in range(5, 8)],
    ],
)
@pytest.mark.parametrize("day", ["01.10.2026", '<c s="1"><v>46296</v></c>'])
def test_rows_that_go_on_without_a_header_are_told_by_what_they_hold(rows, day):
    first = sheet(*(note(f"n{i}", datum=day) for i in range(1, 5)))
    assert said(table(first, sheet(*rows, head=()), formats=("dd.mm.yyyy",))) == [("blatt_aehnlich", bf.WARNUNG)]


@pytest.mark.parametrize(
    "rows",
    [
        [["allgemein", "Vermerk ohne Kontakt"], ["telefon", "am Telefon"], ["01.10.2026", "Beginn"]],
        [["Kontaktart", "Anzahl"], ["telefon", 12], ["video", 3], ["Summe", 15]],
        [["telefon", "01.10.2026", 5], ["telefon", "02.10.2026", 7]],
        [["Stand", "01.11.2026", "12:00"], ["Zeilen", 4], ["Team", "T411", "T412"]],
    ],
)
def test_lists_and_sums_beside_an_export_are_none_of_its_parts(rows):
    first = sheet(*(note(f"n{i}") for i in range(1, 5)))
    assert said(table(first, sheet(*rows, head=()))) == [("blatt_ungelesen", bf.HINWEIS)]


@pytest.mark.parametrize("value", ["#N/A", "#NV", "#REF!", "#BEZUG!", "#DIV/0!", "#VALUE!"])
def test_an_error_is_lost_and_not_empty(value):
    assert texts("betreff", f'<c t="e"><v>{value}</v></c>', "erstgespraech") == ["fehlerwert", "erstgespraech"]


def test_a_formula_has_its_stored_result_or_is_lost():
    assert texts(
        "betreff",
        '<c t="str"><f>B2</f><v>erstgespraech</v></c>',
        "<c><f>B2</f></c>",
        "<c><f>B2</f><v></v></c>",
        '<c t="str"><f>B2</f></c>',
        '<c t="str"><f>IF(B2="","",B2)</f><v></v></c>',
        '<c><f t="shared" si="0"/><v>0</v></c>',
    ) == ["erstgespraech", *["formel_ohne_ergebnis"] * 3, "", "0"]


def test_a_zero_that_nobody_calculated_is_no_result():
    never = '<calcPr calcId="1" fullCalcOnLoad="1"/>'
    cells = ("<c><f>B2</f><v>0</v></c>", "<c><f>B2</f><v>7</v></c>", "<c><v>0</v></c>")
    assert texts("betreff", *cells, properties=never) == ["formel_ohne_ergebnis", "7", "0"]


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("7", "7"),
        ("007", "7"),
        ("-12", "-12"),
        ("123456789012345", "123456789012345"),
        ("7.7999999999999998", "7,8"),
        ("0.30000000000000004", "0,3"),
        ("1E3", "1000"),
        ("1.5E-7", "0,00000015"),
        ("1234567890123456", "ziffern_verloren"),
        ("12345678901234567", "ziffern_verloren"),
        ("1.2345678901234568E+16", "ziffern_verloren"),
        ("1E+300", "ziffern_verloren"),
        ("NaN", "zelle_unbekannt"),
        ("INF", "zelle_unbekannt"),
        ("1E999", "zelle_unbekannt"),
        ("1_000", "zelle_unbekannt"),
        ("abc", "zelle_unbekannt"),
    ],
)
def test_numbers_are_what_a_german_export_would_hold_or_lost(stored, text):
    assert texts("kunde_id", f"<c><v>{stored}</v></c>") == [text]


def test_a_format_of_zeros_shows_leading_zeros():
    assert texts("kunde_id", '<c s="1"><v>123</v></c>', '<c s="0"><v>123</v></c>', formats=("00000",)) == [
        "00123",
        "123",
    ]


@pytest.mark.parametrize(
    ("form", "stored", "text"),
    [
        ("dd.mm.yyyy", "46310", "2026-10-15"),
        ("[$-407]d/ mmm/ yy;@", "46310", "2026-10-15"),
        ("TT.MM.JJJJ", "46310", "2026-10-15"),
        ("yyyy\\-mm\\-dd hh:mm", "46310.5", "2026-10-15 12:00:00"),
        ("mmm yy", "46296", "2026-10-01"),
        ("hh:mm", "0.375", "09:00"),
        ("h:mm AM/PM", "0.39583333333333331", "09:30"),
        ("[h]:mm", "1.0625", "25:30"),
        ("hh:mm", "46310.375", "2026-10-15 09:00:00"),
        ("dd.mm.yyyy", "1", "1900-01-01"),
        ("dd.mm.yyyy", "60", "tag_unmoeglich"),
        ("dd.mm.yyyy", "61", "1900-03-01"),
        ("dd.mm.yyyy", "2958465", "9999-12-31"),
        ("dd.mm.yyyy", "2958466", "tag_unmoeglich"),
        ("dd.mm.yyyy", "-1", "tag_unmoeglich"),
        ("dd.mm.yyyy", "1E300", "tag_unmoeglich"),
        ('0" Std"', "46310", "46310"),
        ('#,##0.00\\ "DM"', "46310", "46310"),
        ("[Red]0;[Blue]-0", "46310", "46310"),
        ("General", "46310", "46310"),
        ("0.00E+00", "46310", "46310"),
    ],
)
def test_a_format_tells_days_and_times_from_numbers(form, stored, text):
    assert texts("datum", f'<c s="1"><v>{stored}</v></c>', formats=(form,)) == [text]


def test_days_of_1904_are_counted_from_there(tmp_path):
    cells = ('<c s="1"><v>44848</v></c>', 44848)
    assert resolved("datum", *cells, tmp_path=tmp_path, formats=("dd.mm.yyyy",), properties=DATE_1904) == (
        ["2026-10-15", "2026-10-15"],
        {},
    )
    assert resolved("datum", 46310, 46310.25, tmp_path=tmp_path) == (["2026-10-15", "2026-10-15"], {})


def test_days_with_a_time_are_read_as_days_and_said(tmp_path):
    form = ("dd.mm.yyyy hh:mm",)
    days = ["2026-10-15", "2026-10-16"]
    cells = ('<c s="1"><v>46310.5</v></c>', '<c s="1"><v>46311</v></c>')
    assert resolved("datum", *cells, tmp_path=tmp_path, formats=form) == (days, {"tag_mit_uhrzeit": [None]})
    cells = ('<c s="1"><v>46310.916666666664</v></c>', '<c s="1"><v>46311.958333333336</v></c>')
    found, seen = resolved("datum", *cells, tmp_path=tmp_path, formats=form)
    assert (found, seen) == (days, {"tag_vermutlich_vortag": [None]})


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("2026-10-15", "2026-10-15"),
        ("2026-10-15T00:00:00", "2026-10-15"),
        ("2026-10-14T22:00:00Z", "2026-10-15"),
        ("2026-12-14T23:00:00Z", "2026-12-15"),
        ("2026-10-15T09:30:00+02:00", "2026-10-15 09:30:00"),
        ("gestern", "zelle_unbekannt"),
    ],
)
def test_moments_that_are_written_out_are_german_days(stored, text):
    assert texts("datum", f'<c t="d"><v>{stored}</v></c>') == [text]


def test_yes_and_no_are_ours_and_unknown_kinds_are_lost():
    cells = ('<c t="b"><v>1</v></c>', '<c t="b"><v>0</v></c>', '<c t="b"><v>2</v></c>', '<c t="zz"><v>1</v></c>')
    assert texts("betreff", *cells) == ["J", "N", "zelle_unbekannt", "zelle_unbekannt"]


def test_shared_texts_are_put_together_without_how_they_sound():
    shared = (
        f'<sst xmlns="{MAIN}"><si><t>erst</t></si><si><r><t>Erst</t></r><r><t xml:space="preserve">  Gespräch</t></r>'
        "<rPh sb='0' eb='1'><t>sound</t></rPh></si><si><t>a_x000D_b</t></si><si/></sst>"
    )
    cells = [f'<c t="s"><v>{i}</v></c>' for i in range(4)]
    assert texts("betreff", *cells, sharedStrings=shared) == ["erst", "Erst  Gespräch", "a\nb", ""]
    for wrong in ("4", "-1", "x"):
        with pytest.raises(LieferungError, match="keine lesbare Excel-Mappe"):
            texts("betreff", f'<c t="s"><v>{wrong}</v></c>', sharedStrings=shared)


def test_names_of_elements_may_have_any_prefix():
    prefixed = NEW.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    assert keys(table(prefixed)) == ["neu1", "neu2", "neu3"]


def test_rows_and_cells_without_a_reference_follow_one_another():
    bare = "".join(f"<c t='inlineStr'><is><t>{name}</t></is></c>" for name in KNOWN)
    data = "".join(f"<c t='inlineStr'><is><t>{value}</t></is></c>" for value in note("n1"))
    found = table(f"<worksheet><sheetData><row>{bare}</row><row/><row>{data}</row></sheetData></worksheet>")
    assert found.frame.rows() == [(3, "n1", "k1", "01.10.2026", "allgemein", "telefon", None)]


def test_a_row_of_lost_cells_is_no_blank_row(tmp_path):
    lost = "<c><f>X1</f></c>"
    inhalt = workbook(sheet(note("n1"), [lost] * 6))
    with without_child():
        roh = read(tmp_path, inhalt, name="verbis_vermerke.xlsx")
    geprueft = validate_export(roh, {})
    assert (geprueft.gelesen, geprueft.frame["vermerk_id"].to_list()) == (2, ["n1"])
    assert bf.count_reasons(geprueft.befunde, "verbis_vermerke") == (("pflichtwert_fehlt", 1),)
    assert set(geprueft.befunde.filter(schwere=bf.WARNUNG)["spalte"]) == set(KNOWN)


def test_a_column_that_is_lost_at_large_is_a_warning_with_its_name(tmp_path):
    error = '<c t="e"><v>#N/A</v></c>'
    inhalt = workbook(sheet(*(note(f"n{i}", betreff=error if i < 2 else "erstgespraech") for i in range(10))))
    with without_child():
        roh = read(tmp_path, inhalt, name="verbis_vermerke.xlsx")
    assert codes(roh) == {"fehlerwert": [2, 3], "spalte_verloren": [None]}
    assert bf.find_warnungen(roh.befunde)[0][1].startswith("Mehr als ein Zehntel der Zellen von betreff")


def test_styled_cells_without_a_value_cost_nothing_wherever_they_are():
    ghost = NEW.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')
    assert keys(table(ghost)) == ["neu1", "neu2", "neu3"]


@pytest.mark.parametrize(
    "damage",
    [
        ('r="B3"', 'r="B2"'),
        ('r="B3"', 'r="A3"'),
        ('<row r="3"', '<row r="2"'),
        ('r="B3"', 'r="!3"'),
        ('r="B3"', 'r="ZZZZ3"'),
    ],
)
def test_places_that_contradict_each_other_are_no_workbook(damage):
    with pytest.raises(LieferungError, match="keine lesbare Excel-Mappe"):
        table(NEW.replace(*damage))


def test_damage_of_any_kind_is_read_or_refused():
    """Two hundred random damages of a small workbook, at the bytes or at the end: nothing else comes of them."""
    whole = workbook(NEW, COVER, formats=("dd.mm.yyyy",))
    right = read_xlsx("v.xlsx", whole, KNOWN).frame
    refused = 0
    for damaged in damages(whole, seed=8, count=200):
        try:
            assert read_xlsx("v.xlsx", damaged, KNOWN).frame.equals(right)
        except LieferungError:
            refused += 1
    assert 100 < refused < 200


def test_lines_within_a_cell_end_alike_in_every_format():
    cells = ['<c t="inlineStr"><is><t>a_x000D_\nb_x000D_c&#13;\nd_xD83D_</t></is></c>', "a\nb"]
    assert texts("betreff", *cells) == ["a\nb\nc\nd_xD83D_", "a\nb"]


def test_a_part_in_another_parts_place_is_no_workbook():
    """Neither a sheet without rows, nor one whose days have become numbers."""
    rows = sheet(note("n1", datum='<c s="1"><v>46296</v></c>'))
    theme = '<theme xmlns="urn:x"/>'
    for damaged in (
        workbook(rows, theme),
        workbook(rows, formats=("dd.mm.yyyy",), styles=theme),
        workbook(rows, styles=f'<styleSheet xmlns="{MAIN}"/>'),
        workbook(rows, formats=("dd.mm.yyyy",), sharedStrings=theme),
    ):
        with pytest.raises(LieferungError, match="keine lesbare Excel-Mappe"):
            read_xlsx("v.xlsx", damaged, KNOWN)


def test_numbers_and_moments_beyond_the_calendar_cost_the_cell_not_the_workbook():
    cells = ['<c s="1"><v>1E305</v></c>', '<c t="d"><v>0001-01-01T00:00:00+14:00</v></c>', '<c s="2"><v>1E305</v></c>']
    lost = texts("datum", *cells, formats=("dd.mm.yyyy", "[h]:mm"))
    assert lost == ["tag_unmoeglich", "zelle_unbekannt", "zelle_unbekannt"]


def test_rows_that_a_filter_hides_count_and_are_said():
    hidden = NEW.replace('<row r="3">', '<row r="3" hidden="1">')
    found = table(hidden)
    assert (keys(found), said(found)) == (["neu1", "neu2", "neu3"], [("zeilen_ausgeblendet", bf.HINWEIS)])
    assert said(table(NEW.replace('<row r="3">', '<row r="3" hidden="0">'))) == []


@pytest.mark.parametrize(
    ("reference", "is_said"), [("B2:B4", True), ("B2:C3", True), ("A1:B2", False), ("B2:C2", False), ("A1:F1", False)]
)
def test_cells_over_several_rows_have_one_value_and_are_said(reference, is_said):
    """Titles and headers, and cells within one row, are merged for their looks."""
    merged = NEW.replace("</sheetData>", f'</sheetData><mergeCells><mergeCell ref="{reference}"/></mergeCells>')
    assert said(table(merged)) == [("zellen_verbunden", bf.WARNUNG)] * is_said
