"""Rows that are no data: what belongs to a header, the header itself again, footers; another header is refused."""

import pytest

from drawn.exports import GUT, KOPF, codes, read
from pipeline.errors import LieferungError

LEBENSLAUF = "kunde_id;art;von;bis\n"
KURS = "k1;integrationskurs;07.06.2025;01.01.2026\n"
ORGANISATION = "team_id;team_name;team_art;bereich_id;bereich_name;jobcenter_id;jobcenter_name\n"
TEAM = "t1;Süd;ue25;b1;Mitte;j1;Jobcenter\n"
RULE = "----------;--------;----------;--;----------;-------\n"


@pytest.mark.parametrize(
    "below",
    [
        "Text;Text;Datum;Text;Text;Text\n",
        "VARCHAR(20);VARCHAR2(20 CHAR);DATE;NVARCHAR(max);CHAR(10) NOT NULL;decimal(10,2)\n",
        "k000001;Beispiel;01.01.2020;allgemein;telefon;\n",
        "z. B. n1;z. B. k1;01.10.2026;allgemein;telefon;\n",
        "Kennung des Vermerks;Pseudonym;TT.MM.JJJJ;Art;Weg;Inhalt\n",
        RULE,
        "------------------------------\n",
    ],
)
def test_what_belongs_to_the_header_is_no_row(tmp_path, below):
    roh = read(tmp_path, KOPF + below + GUT)
    assert (roh.frame["vermerk_id"].to_list(), codes(roh)) == (["n1"], {"kopf_zweizeilig": [2]})


@pytest.mark.parametrize(
    "below",
    [
        "Text;Text;Text;Text;Text;Text;Text\n",
        "Kennung;Name;Art;Kennung;Name;Kennung;Name\n",
        "411;Beispiel;ue25;B1;Beispiel;4;Beispiel\n",
        ";".join(f"Angabe zu {name}" for name in ORGANISATION.strip().split(";")) + "\n",
    ],
)
def test_an_export_without_days_may_be_explained_too(tmp_path, below):
    roh = read(tmp_path, ORGANISATION + below + TEAM, export="organisation")
    assert (roh.frame["team_id"].to_list(), codes(roh)) == (["t1"], {"kopf_zweizeilig": [2]})


@pytest.mark.parametrize(
    "row",
    [
        "n2;k1;01.10.2026;allgemein;telefon;Beispiel\n",
        "-;-;-;-;-;-\n",
        "n2;k1;-;-;-;-\n",
    ],
)
def test_further_down_a_row_is_a_row(tmp_path, row):
    roh = read(tmp_path, KOPF + GUT + row + GUT.replace("n1", "n3"))
    assert (roh.gelesen, codes(roh)) == (3, {})


def test_types_and_a_rule_and_a_header_on_every_page_are_told_apart(tmp_path):
    roh = read(tmp_path, KOPF + "Text;Text;Datum;Text;Text;Text\n" + RULE + GUT + KOPF + RULE + GUT.replace("n1", "n2"))
    assert roh.gelesen == 2
    assert codes(roh) == {"kopf_zweizeilig": [2, 3, 6], "kopf_wiederholt": [5]}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_header_that_stands_twice_is_only_that(tmp_path, count):
    roh = read(tmp_path, KOPF + KOPF * count + GUT)
    assert (roh.gelesen, codes(roh)) == (1, {"kopf_wiederholt": list(range(2, 2 + count))})


@pytest.mark.parametrize(
    "footer",
    [
        "(123 rows affected)",
        "1.234 Zeilen ausgewählt.",
        "1,234 rows selected.",
        "1 Zeile wurde ausgewählt.",
        "(1 Zeile betroffen)",
        "(1 row)",
        "no rows selected",
        "Es wurden keine Zeilen ausgewählt",
        "SQL> spool off",
        "Completion time: 2026-11-02T08:00:00",
        "Summe;1",
    ],
)
@pytest.mark.parametrize("rows", [GUT, ""])
def test_what_a_database_says_at_the_end_is_a_footer(tmp_path, footer, rows):
    roh = read(tmp_path, KOPF + rows + "\n" + footer + "\n")
    assert (roh.gelesen, list(codes(roh))) == (bool(rows), ["fusszeile"])


def test_a_rule_above_the_sum_belongs_to_it(tmp_path):
    assert codes(read(tmp_path, KOPF + GUT + RULE + "Summe;1\n")) == {"fusszeile": [3, 4]}


@pytest.mark.parametrize(
    "second",
    [
        "kunde_id;art;bis;von\nk2;integrationskurs;01.01.2026;07.06.2025\n",
        "art;kunde_id;von;bis\nintegrationskurs;k2;07.06.2025;01.01.2026\n",
        "bis;von;art;kunde_id\n01.01.2026;07.06.2025;integrationskurs;k2\n",
        "kunde_id;art;von\nk2;integrationskurs;07.06.2025\n",
        "kunde_id;art;von;bis;neu\nk2;integrationskurs;07.06.2025;01.01.2026;x\n",
        "kunde_id;art;geboren;von\nk2;integrationskurs;07.06.2025;01.01.2026\n",
        "kunde_id,art,von,bis\nk2,integrationskurs,07.06.2025,01.01.2026\n",
        "KUNDE_ID;ART;BIS;VON\nk2;integrationskurs;01.01.2026;07.06.2025\n",
        # The header of another export.
        "vereinbarung_id;kunde_id;datum;gueltig_bis\nv1;k2;07.06.2025;01.01.2026\n",
    ],
)
def test_a_second_header_that_is_another_one_is_refused_with_its_row(tmp_path, second):
    with pytest.raises(LieferungError, match=r"in Zeile 5 noch eine Kopfzeile.*denselben Spalten"):
        read(tmp_path, LEBENSLAUF + KURS * 3 + second, export="verbis_lebenslauf")


def test_columns_that_are_not_ours_may_be_called_otherwise_the_second_time(tmp_path):
    rows = KURS.replace("\n", ";x\n")
    text = LEBENSLAUF.replace("\n", ";alt\n") + rows + LEBENSLAUF.replace("\n", ";neu\n") + rows
    assert codes(read(tmp_path, text, export="verbis_lebenslauf"))["kopf_wiederholt"] == [3]
