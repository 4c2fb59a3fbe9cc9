"""What is no data row is set aside and said, what does not fit the header is excluded, and a wrong header refused."""

import unicodedata

import pytest

from drawn.exports import GUT, KOPF, codes, read
from pipeline.accept.validate import validate_export
from pipeline.errors import LieferungError

LEBENSLAUF = "kunde_id;art;von;bis\n"
MASSNAHME = "teilnahme_id;kunde_id;massnahmeart;mit_qualifizierung;eintritt;austritt;ergebnis\n"
KURS = "k1;integrationskurs;07.06.2025;01.01.2026\n"
ORGANISATION = "team_id;team_name;team_art;bereich_id;bereich_name;jobcenter_id;jobcenter_name\n"


def massnahme(art: str) -> str:
    return f"m1;k1;{art};J;30.09.2026;29.12.2026;laufend\n"


@pytest.mark.parametrize("art", ['"AVGS "Start" Nord"', '"AVGS \\"Start\\" Nord"', '"AVGS \\"Start\\""', '"AVGS'])
def test_quotes_that_are_not_doubled_cost_their_row_whatever_the_others_are(tmp_path, art):
    for rest in ("", massnahme('"a, b"').replace("m1", "m2"), "\n"):
        roh = read(tmp_path, MASSNAHME + massnahme(art) + rest, export="verbis_massnahmen")
        assert codes(roh) == {"zeile_unlesbar": [2]}


def test_doubled_quotes_are_one(tmp_path):
    roh = read(tmp_path, MASSNAHME + massnahme('"AVGS ""Start"" Nord"'), export="verbis_massnahmen")
    assert roh.frame["massnahmeart"].to_list() == ['AVGS "Start" Nord']


@pytest.mark.parametrize(
    ("header", "row", "export"),
    [
        (KOPF.replace(";betreff", ";;betreff"), GUT, "verbis_vermerke"),
        (LEBENSLAUF.replace(";bis", ";;bis"), KURS, "verbis_lebenslauf"),
        (
            LEBENSLAUF.replace(";bis", ";Bemerkung;bis"),
            "k1;integrationskurs;07.06.2025;01.01.2026\n",
            "verbis_lebenslauf",
        ),
        (";" + KOPF, GUT, "verbis_vermerke"),
    ],
)
@pytest.mark.parametrize("count", [2, 30])
def test_a_header_with_one_separator_too_many_is_refused(tmp_path, header, row, export, count):
    with pytest.raises(LieferungError, match=r"alle Zeilen weniger Felder.*Trennzeichen zu viel"):
        read(tmp_path, header + row * count, export=export)


def test_a_header_with_one_separator_too_few_is_refused(tmp_path):
    with pytest.raises(LieferungError, match="fehlen die Spalten"):
        read(tmp_path, KOPF.replace("datum;", "datum") + GUT * 3)
    with pytest.raises(LieferungError, match=r"alle Zeilen mehr Felder.*Trennzeichen zu wenig"):
        read(tmp_path, KOPF + GUT.replace(";\n", ";x;y\n") * 3)


@pytest.mark.parametrize(("plain", "longer", "said"), [(5, 5, True), (57, 3, True), (58, 3, False), (0, 3, None)])
def test_separators_at_the_ends_of_many_rows_are_no_separators_in_texts(tmp_path, plain, longer, said):
    """Three of 60 rows are a twentieth; where nearly all rows have one more, none is too long."""
    roh = read(tmp_path, KOPF + GUT * plain + GUT.replace("\n", ";\n") * longer)
    if said is None:
        assert codes(roh) == {}
        return
    assert codes(roh) == {"zeile_zu_lang": list(range(plain + 2, plain + longer + 2))}
    [sentence] = roh.befunde["satz"].unique()
    assert ("Trennzeichen zu viel" in sentence, "Trennzeichen in einem Text" in sentence) == (said, not said)


@pytest.mark.parametrize(("shorter", "said"), [(5, True), (3, True), (2, False)])
def test_a_separator_that_only_the_header_and_some_rows_have_at_their_ends_is_said(tmp_path, shorter, said):
    header, row = KOPF.replace("\n", ";\n"), GUT.replace("\n", "betreff;\n")
    roh = read(tmp_path, header + row * 5 + row.replace("betreff;", "betreff") * shorter)
    assert codes(roh) == {"zeile_zu_kurz": list(range(7, shorter + 7))}
    assert all(("Kopfzeile endet mit einem Trennzeichen" in s) == said for s in roh.befunde["satz"])


def test_separators_in_texts_stay_what_they_are(tmp_path):
    roh = read(tmp_path, KOPF + GUT * 5 + GUT.replace("\n", "x;y\n") * 5 + GUT.replace("\n", ";\n") * 3)
    sentences = roh.befunde.filter(code="zeile_zu_lang")["satz"].to_list()
    assert [("Trennzeichen zu viel" in s, "Trennzeichen in einem Text" in s) for s in sentences] == [
        *[(False, True)] * 5,
        *[(True, False)] * 3,
    ]


def test_a_cut_off_file_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(LieferungError, match=r"unvollständig.*neu übertragen"):
        read(tmp_path, KOPF + GUT + "n2;k1;01.10.2026;allg")


@pytest.mark.parametrize("footer", ["Summe;1", "(1 Zeile)", "1 rows", "*** Ende der Liste ***", "Gesamt: 1"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_a_footer_is_no_cut_off_row(tmp_path, footer, end):
    roh = read(tmp_path, KOPF + GUT + footer + end)
    assert (roh.gelesen, codes(roh)) == (1, {"fusszeile": [3]})


def test_an_empty_export_with_a_footer_is_empty(tmp_path):
    assert read(tmp_path, KOPF + "Summe;0\n").gelesen == 0


def test_blanks_that_are_left_off_at_all_line_ends_are_said_once(tmp_path):
    roh = read(tmp_path, KOPF + GUT.replace(";\n", "\n") * 3 + GUT.replace(";\n", ";x\n"))
    assert (roh.gelesen, codes(roh)) == (4, {"leere_felder_fehlen": [None]})


def test_a_header_repeated_below_trailing_separators_is_no_row(tmp_path):
    roh = read(tmp_path, KOPF + (GUT * 20).replace("\n", ";\n") + KOPF + (GUT * 20).replace("\n", ";\n"))
    assert (roh.gelesen, codes(roh)) == (40, {"kopf_wiederholt": [22]})


@pytest.mark.parametrize(
    "header",
    [
        "vermerk_;kunde_;datum;vermerktyp;kontakt;betreff\nid;id;;;art;\n",
        "vermerk;kunde;;;kontakt;\n_id;_id;datum;vermerktyp;art;betreff\n",
        "vermerk_id;kunde_id;;;;\n;;datum;vermerktyp;kontaktart;betreff\n",
        "vermerk_id;kunde_id;datum;;;\n;;;vermerktyp;kontaktart;betreff\n",
        "vermerk_;kunde_;dat;vermerk;kontakt;bet\nid;id;um;typ;art;reff\n",
    ],
)
def test_a_header_in_two_lines_is_named_as_what_it_is(tmp_path, header):
    with pytest.raises(LieferungError, match=r"Kopfzeile in zwei Zeilen.*eine einzige Zeile"):
        read(tmp_path, header + GUT * 2)


def test_header_cells_may_hold_line_breaks(tmp_path):
    header = KOPF.replace("kontaktart", '"Art des\nKontakts"')
    roh = read(tmp_path, header + GUT, zuordnung={"Art des Kontakts": "kontaktart"})
    assert (roh.frame["zeile"].to_list(), roh.frame["kontaktart"].to_list()) == ([2], ["telefon"])


def test_a_group_line_above_the_header_is_a_title(tmp_path):
    assert codes(read(tmp_path, "Vermerk;Person;Vermerk;;;\n" + KOPF + GUT)) == {"vorspann": [1]}


def test_a_line_of_explanations_below_the_header_is_no_row(tmp_path):
    below = "Kennung;Pseudonym;TT.MM.JJJJ;Art;Weg;Inhalt\n"
    roh = read(tmp_path, KOPF + below + GUT)
    assert (roh.gelesen, codes(roh), roh.extras[:2]) == (1, {"kopf_zweizeilig": [2]}, ("Kennung", "Pseudonym"))
    # Other words are an explanation only where a row of days is below them.
    other = "Vorgang;Mensch;Wann genau;Anlass;Weg;Sache\n"
    assert [read(tmp_path, KOPF + other + rest).gelesen for rest in (GUT, "")] == [1, 1]
    assert (
        read(
            tmp_path,
            ORGANISATION + "Ost;Süd;ue25;B;Mitte;J;Haus\nWest;Nord;ue25;B;Mitte;J;Haus\n",
            export="organisation",
        ).gelesen
        == 2
    )


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_text_that_was_encoded_twice_is_mended_and_said(tmp_path, encoding):
    twice = "".join(bytes([b]).decode(encoding, "ignore") or chr(b) for b in "Süd;ue25;b;Geschäftsstelle".encode())
    text = ORGANISATION + f"t1;{twice};j;J\n" + "t2;Öst;ue25;b;B;j;J\n"
    roh = read(tmp_path, text, export="organisation")
    assert roh.frame["team_name"].to_list() == ["Süd", "Öst"]
    found = roh.befunde.filter(code="doppelt_kodiert").select("zeile", "spalte", "schwere").rows()
    assert found == [(2, "bereich_name", "hinweis"), (2, "team_name", "hinweis")]


def test_decomposed_letters_are_the_same_in_headers_keys_and_codes(tmp_path):
    text = unicodedata.normalize("NFD", KOPF.replace("kontaktart", "Gespräch") + GUT.replace("k1", "kä1"))
    roh = read(tmp_path, text, zuordnung={"Gespräch": "kontaktart"})
    assert roh.frame["kunde_id"].to_list() == ["kä1"]
    assert roh.frame["kontaktart"].to_list() == ["telefon"]
    assert not codes(roh)


def test_a_mark_within_a_row_makes_no_other_key(tmp_path):
    assert read(tmp_path, KOPF + GUT.replace("k1", "\ufeffk1")).frame["kunde_id"].to_list() == ["k1"]


@pytest.mark.parametrize("row", ["n2;k1;01.10.2026;allgemein;telefon\n", "n2;k1;a;b;c;d;e;f\n", '"n2;k1;d;a;t;\n'])
def test_what_does_not_fit_is_excluded_and_adds_up(tmp_path, row):
    checked = validate_export(read(tmp_path, KOPF + GUT + row + GUT.replace("n1", "n3")), {})
    assert (checked.gelesen, checked.frame.height, checked.quarantaene["zeile"].to_list()) == (3, 2, [3])
