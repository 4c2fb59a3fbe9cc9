import polars as pl

from pipeline.accept import befund as bf


def _found(schwere, file, sentence):
    return bf.make([None], bf.BefundKind("x", schwere, sentence), export="organisation", file=file)


def test_warnings_are_said_once_each_and_nothing_else_is_one():
    befunde = bf.join(
        [
            _found(bf.WARNUNG, "a.csv", "Leer."),
            _found(bf.WARNUNG, "a.csv", "Leer."),
            _found(bf.HINWEIS, "b.csv", "Nur."),
        ]
    )
    assert bf.find_warnungen(befunde) == [("a.csv", "Leer.")]


def test_what_concerns_a_whole_file_is_said_with_its_column_unless_the_sentence_names_it():
    kind = bf.BefundKind("x", bf.HINWEIS, "Sie gehört nicht zum Export.")
    whole = bf.make([None], kind, export="organisation", file="a.csv", column="Spalte 18")
    named = bf.make(
        [None],
        bf.BefundKind("y", bf.HINWEIS, "par10 zählt als N."),
        export="organisation",
        file="a.csv",
        column="par10",
    )
    row = bf.make([7], kind, export="organisation", file="a.csv", column="team_id")
    said = bf.find_file_hinweise(bf.join([whole, named, row]))
    assert sorted(said) == [("a.csv", "par10 zählt als N."), ("a.csv (Spalte 18)", "Sie gehört nicht zum Export.")]


def test_what_excludes_most_rows_is_the_main_reason():
    kinds = [bf.BefundKind("x", bf.AUSSCHLUSS, s) for s in ("Der Tag fehlt.", "Die Art fehlt.", "Die Art fehlt.")]
    rows = [bf.make([n], kind, export="verbis_vermerke", file="a.csv") for n, kind in enumerate(kinds)]
    notice = [
        bf.make([n], bf.BefundKind("y", bf.HINWEIS, "Nur."), export="verbis_vermerke", file="a.csv") for n in range(9)
    ]
    assert bf.main_reason(bf.join([*rows, *notice]), "verbis_vermerke") == "Die Art fehlt."


def test_findings_are_counted_most_severe_first():
    befunde = pl.concat([_found(s, "a.csv", "S.") for s in ("hinweis", "warnung", "abbruch", "ausschluss")])
    assert bf.count_befunde(befunde)["schwere"].to_list() == ["abbruch", "ausschluss", "warnung", "hinweis"]


def test_rows_of_further_sheets_are_named_by_sheet_and_row():
    kind = bf.BefundKind("code", bf.HINWEIS, "satz")
    befunde = bf.make([5, 20_000_005, 20_000_006, 20_000_009, 120_000_002], kind, export="organisation", file="o.xlsx")
    group = befunde.row(0, named=True)
    assert bf.row_ranges(befunde, group) == "5; Blatt 2, Zeilen 5–6, 9; Blatt 12, Zeile 2"
    assert bf.with_sheets(befunde).select("zeile", "blatt").rows() == [(5, None), (5, 2), (6, 2), (9, 2), (2, 12)]
    # A long text file has no sheets.
    long = bf.make([None, 12_345_678], kind, export="organisation", file="o.csv")
    assert bf.with_sheets(long).select("zeile", "blatt").rows() == [(None, None), (12_345_678, None)]


def test_a_notice_about_very_many_rows_is_one_that_counts_them():
    rows = range(bf.MOST_LISTED + 1)
    notice, excluded = (bf.BefundKind("code", schwere, "Satz.") for schwere in (bf.HINWEIS, bf.AUSSCHLUSS))
    assert bf.make(rows[1:], notice, export="organisation", file="o.csv").height == bf.MOST_LISTED
    one = bf.make(rows, notice, export="organisation", file="o.csv")
    assert one.select("zeile", "satz").rows() == [
        (None, "Satz. Das betrifft 100001 Zeilen; sie sind nicht einzeln aufgeführt.")
    ]
    assert bf.make(rows, excluded, export="organisation", file="o.csv").height == bf.MOST_LISTED + 1
