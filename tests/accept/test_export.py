"""Reading: every accepted way of writing an export yields the same text, with the row a spreadsheet shows."""

import zipfile

import pytest

from drawn.dialects import Dialekt, pack, render_csv, render_parquet, render_xlsx, write_zip
from drawn.exports import GUT, KOPF, ZEILEN, codes, find_exports, read, values
from pipeline.accept.export import read_export
from pipeline.accept.validate import validate_export
from pipeline.errors import LieferungError


@pytest.fixture
def erwartet(tmp_path):
    def lesen(export="verbis_vermerke"):
        return values(read(tmp_path, render_csv(export, ZEILEN[export], Dialekt()), export=export))

    return lesen


@pytest.mark.parametrize(
    "dialekt",
    [
        Dialekt(trenner=","),
        Dialekt(trenner="\t"),
        Dialekt(kodierung="utf-8-sig"),
        Dialekt(kodierung="utf-16"),
        Dialekt(kodierung="utf-16-le"),
        Dialekt(kodierung="utf-16-be"),
        Dialekt(kodierung="cp1252"),
        Dialekt(zeilenende="\r\n"),
        Dialekt(zeilenende="\r"),
        Dialekt(alles_in_anfuehrung=True, zeilenende="\r\n"),
        Dialekt(trenner_am_ende=True),
        Dialekt(leerzeilen=True),
        Dialekt(titel=True),
        Dialekt(titel=True, alles_in_anfuehrung=True, zeilenende="\r"),
        Dialekt(summe=True),
        Dialekt(kopf_wiederholt=True),
        Dialekt(kopf_gross=True, rueckwaerts=True, mit_schluss=False),
        Dialekt(iso=False, flags=("ja", "nein")),
        Dialekt(flags=("1", "0"), trenner=","),
        Dialekt(flags=("x", "N")),
    ],
    ids=str,
)
@pytest.mark.parametrize("export", ["verbis_vermerke", "atv_kapazitaet", "allegro_antraege"])
def test_every_dialect_yields_the_same_values(tmp_path, erwartet, export, dialekt):
    assert values(read(tmp_path, render_csv(export, ZEILEN[export], dialekt), export=export)) == erwartet(export)


@pytest.mark.parametrize("export", list(ZEILEN))
@pytest.mark.parametrize(
    ("endung", "render"),
    [
        ("xlsx", render_xlsx),
        ("xlsx", lambda e, z: render_xlsx(e, z, titel=True, seriell=True)),
        ("parquet", render_parquet),
        ("csv.gz", lambda e, z: pack(render_csv(e, z, Dialekt()))),
    ],
    ids=["xlsx", "serial numbers", "parquet", "csv.gz"],
)
def test_every_format_yields_the_same_values(tmp_path, erwartet, export, endung, render):
    roh = read(tmp_path, render(export, ZEILEN[export]), export=export, name=f"{export}.{endung}")
    assert values(roh) == erwartet(export)


def test_the_windows_signs_that_latin_1_has_not_survive(tmp_path):
    kopf = "team_id;team_name;team_art;bereich_id;bereich_name;jobcenter_id;jobcenter_name\n"
    zeile = "t1;„Süd“ – 5 €;ue25;b1;Straße;j1;Jobcenter\n"
    roh = read(tmp_path, (kopf + zeile).encode("cp1252"), export="organisation")
    assert roh.frame.row(0) == (2, "t1", "„Süd“ – 5 €", "ue25", "b1", "Straße", "j1", "Jobcenter")


def test_utf_8_and_windows_1252_put_together_are_read_line_by_line(tmp_path):
    kopf = "team_id;team_name;team_art;bereich_id;bereich_name;jobcenter_id;jobcenter_name\n"
    inhalt = kopf.encode() + "t1;Süd;ue25;b;B;j;J\n".encode() + "t2;Köln €;ue25;b;B;j;J\n".encode("cp1252")
    assert read(tmp_path, inhalt, export="organisation").frame["team_name"].to_list() == ["Süd", "Köln €"]


@pytest.mark.parametrize(
    ("inhalt", "zeilen", "befunde"),
    [
        (KOPF + GUT, [2], {}),
        (KOPF + "\n\n" + GUT + "\n", [4], {}),
        ("Liste der Vermerke\n\n" + KOPF + GUT, [4], {"vorspann": [1]}),
        ("sep=;\n" + KOPF + GUT, [3], {"vorspann": [1]}),
        (KOPF + GUT + "\ufeff" + KOPF + GUT.replace("n1", "n2"), [2, 4], {"kopf_wiederholt": [3]}),
        (KOPF + GUT + "Summe;1\n", [2], {"fusszeile": [3]}),
        (KOPF + GUT + "\nAnzahl Datensätze: 1\nEnde der Liste\n", [2], {"fusszeile": [4, 5]}),
        (KOPF + GUT + "n2;k1;01.10.2026;allgemein;telefon;rief an; dringend\n" + GUT, [2, 4], {"zeile_zu_lang": [3]}),
        (KOPF + "n2;k1;01.10.2026;allgemein;telefon\n" + GUT, [3], {"zeile_zu_kurz": [2]}),
        (KOPF + '"n2";k1;01.10.2026;allgemein;telefon;"rief an; ""bald""\nwieder"\n' + GUT, [2, 3], {}),
        (KOPF + 'n2;k1;"01.10.2026;allgemein;telefon;\n' + GUT + GUT, [3, 4], {"zeile_unlesbar": [2]}),
        (KOPF + 'n2;k1;01.10.2026;allgemein;telefon;12" Schirm\n' + GUT, [2, 3], {}),
        (KOPF + GUT.replace("\n", ";;;\n") + GUT, [3], {"zeile_zu_lang": [2]}),
        (KOPF + (GUT * 2).replace("\n", ";;;\n"), [2, 3], {}),
        (KOPF.replace("\n", ";;\n") + GUT.replace("\n", ";;\n") + GUT, [2, 3], {}),
        (KOPF, [], {}),
        (KOPF.strip(), [], {}),
    ],
)
def test_what_is_no_plain_row_is_said_with_its_number(tmp_path, inhalt, zeilen, befunde):
    roh = read(tmp_path, inhalt)
    assert roh.frame["zeile"].to_list() == zeilen
    assert codes(roh) == befunde
    assert roh.gelesen == len(zeilen) + len(roh.unreadable)


def test_a_row_named_summe_is_a_row_when_it_has_what_a_row_needs(tmp_path):
    roh = read(tmp_path, KOPF + GUT.replace("n1", "Summe"))
    assert roh.gelesen == 1
    assert not codes(roh)


def test_a_damaged_line_costs_one_row_and_adds_up(tmp_path):
    geprueft = validate_export(read(tmp_path, KOPF + GUT + "n2;k1;a;b;c;d;e;f\n" + GUT.replace("n1", "n3")), {})
    assert (geprueft.gelesen, geprueft.frame.height) == (3, 2)
    assert geprueft.quarantaene["zeile"].to_list() == [3]


@pytest.mark.parametrize(
    ("inhalt", "sagt"),
    [
        ("", "ist leer"),
        ("a|b|c\n1|2|3\n", "keine Kopfzeile"),
        (KOPF.replace(";", "|"), "durch | getrennt"),
        ("<!DOCTYPE html><html><body>Anmeldung</body></html>", "HTML"),
        ('[{"vermerk_id": "n1"}]', "JSON"),
        (KOPF + GUT + "\x00" * 4096 + GUT, "beschädigt"),
        (KOPF.replace("datum;", ""), "fehlen die Spalten datum"),
        (KOPF.replace("betreff", "datum"), "zweimal"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "keine Kopfzeile"),
    ],
)
def test_a_file_that_is_not_the_export_is_refused_in_one_sentence(tmp_path, inhalt, sagt):
    with pytest.raises(LieferungError, match=sagt):
        read(tmp_path, inhalt)


def test_headers_are_mapped_whatever_their_case_and_blanks(tmp_path):
    inhalt = KOPF.replace("kontaktart", '"Art  des Kontakts "') + GUT
    roh = read(tmp_path, inhalt, zuordnung={"art des Kontakts": "kontaktart"})
    assert roh.frame["kontaktart"].to_list() == ["telefon"]


def test_foreign_columns_are_named_by_their_place_whatever_they_are_called(tmp_path):
    inhalt = KOPF.replace("\n", ";zeile;Bemerkung;Bemerkung;\n") + GUT.replace("\n", ";1;2;3;\n")
    roh = read(tmp_path, inhalt)
    assert roh.foreign_columns == ("Spalte 7", "Spalte 8", "Spalte 9")
    assert roh.foreign_headers == ("zeile", "Bemerkung", "Bemerkung")
    assert roh.frame.row(0) == (2, *GUT.strip().split(";")[:5], None, "1", "2", "3")


def test_one_archive_holds_a_whole_delivery(tmp_path, erwartet):
    inhalte = {f"{e}.csv": render_csv(e, z, Dialekt()) for e, z in ZEILEN.items()}
    inhalte["allegro_antraege.csv.gz"] = pack(inhalte.pop("allegro_antraege.csv"))
    write_zip(tmp_path / "alles.zip", inhalte)
    for ort in (tmp_path, tmp_path / "alles.zip"):
        quellen = find_exports(ort)
        assert values(read_export("allegro_antraege", quellen["allegro_antraege"], {})) == erwartet("allegro_antraege")
        (tmp_path / "allegro_antraege.csv").unlink(missing_ok=True)


def test_missing_and_doubled_exports_are_all_named(tmp_path):
    (tmp_path / "organisation.csv").write_text("")
    with pytest.raises(LieferungError, match="verbis_kunden, verbis_lebenslauf"):
        find_exports(tmp_path)
    for export in ZEILEN:
        (tmp_path / f"{export}.csv").write_text("")
    (tmp_path / "Organisation.XLSX").write_text("")
    with pytest.raises(LieferungError, match=r"organisation mehrfach: Organisation\.XLSX, organisation\.csv"):
        find_exports(tmp_path)


def test_an_export_that_lies_in_an_archive_too_is_told_from_the_other(tmp_path):
    for export in ZEILEN:
        (tmp_path / f"{export}.csv").write_text("")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as packed:
        packed.writestr("verbis_vermerke.csv", "")
    with pytest.raises(
        LieferungError, match=r"mehrfach: verbis_vermerke\.csv, verbis_vermerke\.csv \(in einem Archiv\)"
    ):
        find_exports(tmp_path)


def test_line_breaks_inside_quotes_keep_the_rows_of_a_spreadsheet(tmp_path):
    inhalt = KOPF + 'n1;k1;01.10.2026;allgemein;telefon;"a\r\nb\nc"\n' + GUT.replace("n1", "n2")
    roh = read(tmp_path, inhalt)
    assert roh.frame.select("zeile", "vermerk_id").rows() == [(2, "n1"), (3, "n2")]


@pytest.mark.parametrize(("count", "is_refused"), [(494, False), (495, True), (20_000, True)])
@pytest.mark.parametrize("trenner", [";", ",", "\t"])
def test_more_columns_than_an_export_has_are_refused_with_their_number(tmp_path, count, is_refused, trenner):
    """A note has six columns of its own; a header of 20,000 is longer than where a header is looked for."""
    kopf = KOPF.strip() + "".join(f";fremd {n}" for n in range(count)) + "\n"
    inhalt = (kopf + GUT.strip() + ";x" * count + "\n").replace(";", trenner)
    if is_refused:
        with pytest.raises(LieferungError, match=f"hat {count + 6} Spalten; .*höchstens 500"):
            read(tmp_path, inhalt)
    else:
        assert read(tmp_path, inhalt).gelesen == 1


def test_separators_at_the_ends_of_lines_are_no_columns(tmp_path):
    inhalt = "".join(line.strip() + ";" * 600 + "\n" for line in (KOPF, GUT))
    assert read(tmp_path, inhalt).gelesen == 1
