"""The privacy guard: what must not come in is refused wherever it stands; pseudonyms and our own names pass."""

import hashlib
import random
import zipfile
from dataclasses import replace

import openpyxl
import polars as pl
import pytest

from drawn.deliveries import HOUSE, write_case
from drawn.exports import GUT, KOPF, read
from drawn.workbooks import without_child
from pipeline.accept.export import read_export
from pipeline.accept.guard import require_no_clear_text, require_safe_pattern
from pipeline.accept.headers import announces_person
from pipeline.accept.sources import Source
from pipeline.errors import ConfigurationError, LieferungError
from pipeline.run.month import MonthOrder, run_month
from pipeline.settings import Settings
from schemas import EXPORTS

KLARTEXT = {
    "Kundennummer": ["123A456789", "123 A 456789"],
    "BG-Nummer": ["12345//0001234", "12345BG0001234", "12345 BG 0001234"],
    "Sozialversicherungsnummer": ["65170839J003", "65 170839 J 003"],
    "IBAN": ["DE02120300000000202051", "DE02 1203 0000 0000 2020 51", "AT611904300234573201"],
    "E-Mail-Adresse": ["erika.muster@example.org"],
}
WERTE = [(art, wert) for art, werte in KLARTEXT.items() for wert in werte]


def refuse(roh, muster=None) -> str:
    with pytest.raises(LieferungError) as fehler:
        require_no_clear_text(roh, muster)
    assert fehler.value.exit_code == 3
    assert not any(wert in str(fehler.value) for _, wert in WERTE)
    return str(fehler.value)


@pytest.mark.parametrize(("art", "wert"), WERTE)
@pytest.mark.parametrize(
    "zeile",
    [
        "n2;{};01.10.2026;allgemein;telefon;",
        "{};k1;01.10.2026;allgemein;telefon;",
        "n2;k1;{};allgemein;telefon;",
        "n2;k1;01.10.2026;allgemein;telefon;{}",
        "n2;kunde {};01.10.2026;allgemein;telefon;",
    ],
)
def test_one_clear_value_among_many_rows_is_enough(tmp_path, zeile, art, wert):
    inhalt = KOPF + "".join(GUT.replace("n1", f"n{i}") for i in range(3, 300)) + zeile.format(wert) + "\n"
    meldung = refuse(read(tmp_path, inhalt))
    assert "verbis_vermerke.csv" in meldung
    assert f"1 × {art}" in meldung


@pytest.mark.parametrize(("art", "wert"), WERTE)
def test_columns_titles_footers_and_damaged_rows_are_looked_at_too(tmp_path, art, wert):
    for inhalt in (
        KOPF.replace("\n", ";Bemerkung\n") + GUT.replace("\n", f";siehe {wert}\n"),
        f"Vermerke zu {wert}\n" + KOPF + GUT,
        KOPF + GUT + f"Summe;{wert}\n",
        KOPF + f"n2;k1;01.10.2026;allgemein;telefon;;{wert}\n",
        KOPF.replace("\n", f";{wert}\n") + GUT.replace("\n", ";x\n"),
    ):
        assert art in refuse(read(tmp_path, inhalt))


def test_free_text_that_is_dropped_anyway_may_mention_a_number(tmp_path):
    require_no_clear_text(read(tmp_path, KOPF + GUT.replace("\n", "rief an wegen 123A456789\n")))


HEADERS = """
    Name;Vorname;NACHNAME;Name, Vorname;KundenName;Name des Kunden;Straße/Hausnr.;E-Mail privat;Tel.;Geburtsdatum;
    Geb.-Datum;IBAN;Kundennummer;kunde_name;BG-Nummer;Handynummer
"""


@pytest.mark.parametrize("spalte", [h.strip() for h in HEADERS.split(";")])
def test_a_column_is_refused_for_its_name_alone(tmp_path, spalte):
    assert "dem Namen nach" in refuse(read(tmp_path, KOPF.replace("\n", f';"{spalte}"\n') + GUT.replace("\n", ";\n")))


@pytest.mark.parametrize("spalte", ["Name der Maßnahme", "Teamname", "Bemerkung", "Bezirk", "Dienststelle", "Kunde"])
def test_other_foreign_columns_are_merely_dropped(spalte):
    assert not announces_person(spalte)


def test_no_column_of_ours_trips_the_guard():
    eigene = [name for schema in EXPORTS.values() for name in schema.to_schema().columns]
    assert [name for name in eigene if announces_person(name)] == []


def test_days_of_birth_are_refused_but_one_slip_is_left_to_the_findings(tmp_path):
    kopf = ";".join(EXPORTS["verbis_kunden"].to_schema().columns)
    zeilen = [f"k{i};bg;t1;;ifk;{{}};arbeitslos;01.01.2020;;;N;N;N;N;N;N;N" for i in range(4)]
    tage = "\n".join([kopf, *(z.format("17.05.1980") for z in zeilen)])
    assert "4 × Geburtsdatum" in refuse(read(tmp_path, tage, export="verbis_kunden"))
    einer = "\n".join([kopf, *(z.format("1980-05") for z in zeilen[1:]), zeilen[0].format("17.05.1980")])
    require_no_clear_text(read(tmp_path, einer, export="verbis_kunden"))


@pytest.mark.parametrize("monat", ["01.05.1980", "1980-05-01", "05.1980"])
def test_a_month_written_as_its_first_day_is_no_day_of_birth(tmp_path, monat):
    kopf = ";".join(EXPORTS["verbis_kunden"].to_schema().columns)
    zeilen = [f"k{i};bg;t1;;ifk;{monat};arbeitslos;01.01.2020;;;N;N;N;N;N;N;N" for i in range(4)]
    require_no_clear_text(read(tmp_path, "\n".join([kopf, *zeilen]), export="verbis_kunden"))


def test_a_hundred_thousand_pseudonyms_of_each_usual_kind_pass(tmp_path):
    r = random.Random(1)
    kinds = [
        lambda: f"{r.getrandbits(40):010x}",
        lambda: f"k{r.getrandbits(64):016x}",
        lambda: hashlib.sha256(r.randbytes(8)).hexdigest(),
        lambda: str(r.randrange(10**9, 10**12)),
        lambda: f"P-{r.randrange(10**8):08d}",
    ]
    zeilen = [f"n{i};{kinds[i % 5]()};01.10.2026;allgemein;telefon;\n" for i in range(100_000)]
    require_no_clear_text(read(tmp_path, KOPF + "".join(zeilen)))


def test_with_a_pattern_every_person_must_look_like_a_pseudonym(tmp_path):
    roh = read(tmp_path, KOPF + GUT + GUT.replace("n1;k1", "n2;x1"))
    require_no_clear_text(roh)
    assert "Spalte kunde_id: 1 × nicht wie ein Pseudonym" in refuse(roh, "k[0-9]+")


OPEN = [
    ".*",
    "[0-9A-F]{10}",
    "[0-9]{3}[A-Z][0-9]{6}",
    "(",
    "(?=k)k1",
    "[A-Za-z]+",
    "[a-z]+",
    "[A-Z][a-z ,A-Z]+",
    "[0-9 ]+",
]


@pytest.mark.parametrize("muster", OPEN)
def test_a_pattern_that_would_open_the_door_is_refused(muster):
    with pytest.raises(ConfigurationError, match="pseudonym_muster"):
        require_safe_pattern(muster)


def test_a_narrow_pattern_is_fine():
    for muster in ("k[0-9a-f]{16}", "[a-z]{12}", "[A-Z]{10}", "[0-9]{9}", "P-[0-9]{4}", "[A-Za-z0-9_-]{21}"):
        require_safe_pattern(muster)
    require_safe_pattern(None)


def test_a_name_among_pseudonyms_is_refused_without_a_pattern(tmp_path):
    for name in ("Muster", "Muster, Erika", "Erika Muster"):
        gut = "".join(GUT.replace("n1;k1", f"n{i};k{i}") for i in range(2, 9))
        assert "Spalte kunde_id: 1 × nicht wie ein Pseudonym" in refuse(
            read(tmp_path, KOPF + gut + GUT.replace(";k1;", f';"{name}";'))
        )


def test_capital_hexadecimal_pseudonyms_are_no_accounts(tmp_path):
    r = random.Random(2)
    zeilen = [f"n{i};FD{r.getrandbits(120):030X};01.10.2026;allgemein;telefon;\n" for i in range(50)]
    require_no_clear_text(read(tmp_path, KOPF + "".join(zeilen)))


@pytest.mark.parametrize("column", ["E-Mail-Kontakt J/N", "Telefon vorhanden", "Handy"])
@pytest.mark.parametrize("value", ["J", "n", "ja", "0"])
def test_a_column_of_ticks_about_a_way_to_reach_somebody_is_harmless(tmp_path, column, value):
    inhalt = KOPF.replace("\n", f";{column}\n") + GUT.replace("\n", f";{value}\n") + GUT.replace("n1", "n2")
    require_no_clear_text(read(tmp_path, inhalt))
    assert "dem Namen nach" in refuse(read(tmp_path, inhalt.replace(column, "Kundennummer")))
    assert "dem Namen nach" in refuse(read(tmp_path, inhalt.replace(f";{value}\n", ";0301234\n")))


def test_the_site_may_vouch_for_a_column_but_not_for_identifiers_in_ours(tmp_path):
    foreign = KOPF.replace("\n", ";E-Mail-Erlaubnis\n") + GUT.replace("\n", ";erteilt\n")
    refuse(read(tmp_path, foreign))
    require_no_clear_text(read(tmp_path, foreign), exceptions=["E-Mail-Erlaubnis"])
    ours = KOPF + GUT.replace("k1", "Kanarienvogel")
    refuse(read(tmp_path, ours))
    require_no_clear_text(read(tmp_path, ours), exceptions=["kunde_id"])
    for value in ("123A456789", "12345//0001234"):
        with pytest.raises(LieferungError):
            require_no_clear_text(read(tmp_path, ours.replace("Kanarienvogel", value)), exceptions=["kunde_id"])


def test_a_foreign_header_is_never_repeated(tmp_path):
    inhalt = KOPF.replace("\n", ';"Kanarienvogel, Hans"\n') + GUT.replace("\n", ";123A456789\n")
    with pytest.raises(LieferungError, match="Spalte 7: 1 × Kundennummer") as fehler:
        require_no_clear_text(read(tmp_path, inhalt))
    meldung = str(fehler.value)
    assert "Kanarienvogel" not in meldung


def test_a_damaged_row_is_looked_at_as_a_sound_one_is(tmp_path):
    massnahmen = ";".join(EXPORTS["verbis_massnahmen"].to_schema().columns) + "\n"
    inhalt = massnahmen + "m1;k1;Coaching; bei Kd-Nr. 123A456789, a.b@example.org;N;01.10.2026;;laufend\n"
    meldung = refuse(read(tmp_path, inhalt, export="verbis_massnahmen"))
    assert "nicht lesbare Zeilen: 1 × Kundennummer" in meldung
    assert "nicht lesbare Zeilen: 1 × E-Mail-Adresse" in meldung
    require_no_clear_text(read(tmp_path, KOPF + GUT + "n2;k1;01.10.2026;allgemein;telefon;rief an;wegen 123A456789\n"))


def test_the_name_of_a_sheet_is_looked_at(tmp_path):
    mappe = openpyxl.Workbook()
    blatt = mappe.worksheets[0]
    blatt.title = "zu 123A456789"
    for zeile in (KOPF, GUT):
        blatt.append(zeile.strip().split(";"))
    mappe.save(tmp_path / "verbis_vermerke.xlsx")
    roh = read_export("verbis_vermerke", Source(tmp_path / "verbis_vermerke.xlsx"), {})
    assert "Titel, Fußzeilen und Blattnamen: 1 × Kundennummer" in refuse(roh)


WRAPPED = ['="{}"', "'{}", "{}\u200d", "\u200c{}"]


@pytest.mark.parametrize("muster", [None, "k[0-9a-f]{9}"])
@pytest.mark.parametrize("spelling", WRAPPED)
def test_what_a_spreadsheet_did_to_pseudonyms_is_called_so(tmp_path, spelling, muster):
    r = random.Random(3)
    kennungen = [spelling.format(f"k{r.getrandbits(36):09x}") for _ in range(30)]
    zeilen = [
        f'n{i};"{k.replace(chr(34), 2 * chr(34))}";01.10.2026;allgemein;telefon;\n' for i, k in enumerate(kennungen)
    ]
    roh = read(tmp_path, KOPF + "".join(zeilen))
    meldung = refuse(roh, muster)
    assert "× nicht wie ein Pseudonym, sondern wie von Excel umschlossen oder mit unsichtbaren Zeichen" in meldung
    assert "Klartext" not in meldung
    namen = read(tmp_path, KOPF + "".join(zeilen) + "n99;'Kanarienvogel;01.10.2026;allgemein;telefon;\n")
    assert "enthält Klartext" in refuse(namen, muster)


CANARY = "Kanarienvogel"
HIDDEN = {
    "verbis_massnahmen": {"massnahmeart": f"Coaching mit Hans {CANARY}"},
    "allegro_antraege": {"sonderfall": f"Umzug zu Hans {CANARY}"},
    "verbis_vermerke": {"betreff": f"Hans {CANARY} rief an", "datum": f"{CANARY} am 3."},
    "verbis_vereinbarungen": {"art": f"mit {CANARY}"},
}


def test_what_somebody_wrote_is_found_nowhere_afterwards(tmp_path, capsys):
    folder = tmp_path / "ein" / "2026-10"
    write_case(HOUSE, tmp_path / "ein")
    for export, cells in HIDDEN.items():
        file = folder / f"{export}.csv"
        header, *rows = file.read_text(encoding="utf-8-sig").splitlines()
        names = header.split(";")
        row = dict(zip(names, (rows or [";".join("" for _ in names)])[0].split(";"), strict=True)) | cells
        row[names[0]] = "x1"
        file.write_text(
            "\n".join([f"{header};{CANARY}, Hans", *(f"{r};1" for r in rows), ";".join([*row.values(), CANARY])])
        )
    (folder / f"verbis_kunden_{CANARY}.csv").write_text("a;b\n")
    (folder / "verbis_kunden 123A456789.csv").write_text("a;b\n")
    order = MonthOrder(
        "2026-10", tmp_path / "ein", tmp_path / "aus", Settings(regelwerk="weinstrasse-2023", hoechster_ausschluss=1)
    )
    lieferung = run_month(order, print).lieferung
    assert lieferung.befunde.filter(code="spalte_unbekannt").height == len(HIDDEN)
    assert not lieferung.befunde.filter(pl.any_horizontal(pl.col(pl.String).str.contains(CANARY))).height
    written = [d for d in tmp_path.rglob("*") if d.is_file() and folder not in d.parents]
    assert {d.suffix for d in written} >= {".xlsx", ".html", ".csv", ".duckdb"}
    for file in written:
        content = file.read_bytes()
        if file.suffix == ".xlsx":
            with zipfile.ZipFile(file) as packed:
                content = b"".join(packed.read(name) for name in packed.namelist())
        assert CANARY.encode() not in content, file.name
        assert b"123A456789" not in content, file.name
    assert CANARY not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Ansprechpartner vorhanden", "JN"),
        ("Kontonummer geprüft", ["Ja", "nein"]),
        ("Nachname geändert", "JN"),
        ("Geburtsdatum belegt", "JJ"),
        ("Status IBAN-Prüfung", ["ok", "offen"]),
        ("Telefon", "01"),
    ],
)
def test_what_is_merely_ticked_or_done_about_a_person_is_harmless(tmp_path, header, values):
    rows = "".join(GUT.replace("n1", f"n{i}").replace("\n", f";{value}\n") for i, value in enumerate(values))
    require_no_clear_text(read(tmp_path, KOPF.replace("\n", f";{header}\n") + rows))


@pytest.mark.parametrize(
    ("header", "values"), [("Kontonummer geprüft", ["J", "Muster"]), ("Nachname", ["ok", "Muster"]), ("Kto.", "01")]
)
def test_one_other_value_makes_it_a_column_of_persons(tmp_path, header, values):
    rows = "".join(GUT.replace("n1", f"n{i}").replace("\n", f";{value}\n") for i, value in enumerate(values))
    assert "dem Namen nach" in refuse(read(tmp_path, KOPF.replace("\n", f";{header}\n") + rows))


@pytest.mark.parametrize(
    ("art", "number"),
    [
        ("Kundennummer", "123,A,456789"),
        ("Kundennummer", "123|A|456789"),
        ("Kundennummer", "123*A*456789"),
        ("Kundennummer", "(123)A456789"),
        ("Kundennummer", "12-3A-45-67-89"),
        ("Kundennummer", "123%41456789"),
        ("BG-Nummer", "12345_0001234"),
        ("BG-Nummer", "12345|0001234"),
    ],
)
def test_whatever_signs_part_a_number_it_is_refused_everywhere(tmp_path, art, number):
    for text in (
        KOPF + GUT + f"{number};k1;01.10.2026;allgemein;telefon;\n",
        KOPF + GUT + f"n2;{number};01.10.2026;allgemein;telefon;\n",
        KOPF + GUT + f"n2;k1;01.10.2026;allgemein;telefon;{number}\n",
        f"Vermerke zu {number}\n" + KOPF + GUT,
        KOPF.replace("\n", ";Bemerkung\n") + GUT.replace("\n", f";siehe {number} dort\n"),
    ):
        assert art in refuse(read(tmp_path, text))


@pytest.mark.parametrize("cell", ["@" + "g" * 200_000, "@" + "123A456789" * 50_000])
def test_a_damaged_row_of_any_length_is_looked_at(tmp_path, cell):
    raw = read(tmp_path, KOPF + GUT + f"n2;k1;01.10.2026;allgemein;telefon;;{cell}\n")
    if "123A" in cell:
        assert "Kundennummer" in refuse(raw)
    else:
        require_no_clear_text(raw)


@pytest.mark.parametrize("cell", ["123&nbsp;A&nbsp;456789", "12345&#47;&#47;0001234", "Erika&commat;example.org"])
def test_a_sign_that_a_damaged_row_was_cut_at_hides_nothing(tmp_path, cell):
    header = ";".join(EXPORTS["verbis_massnahmen"].to_schema().columns) + "\n"
    row = f"m1;k1;{cell};N;01.10.2026;;laufend\n"
    assert "nicht lesbare Zeilen: 1 ×" in refuse(read(tmp_path, header + row, export="verbis_massnahmen"))


HEAD = ";".join(EXPORTS["organisation"].to_schema().columns) + "\n"
PRINTED = [
    ("Team 06321-891234", "Telefonnummer"),
    ("Team 1 Tel. 06321/891234", "Telefonnummer"),
    ("Team Frau Kanari", "Personenname"),
]


@pytest.mark.parametrize(("name", "art"), PRINTED)
@pytest.mark.parametrize(
    "row", ["t1;{};ue25;b1;Nord;jc;Mitte", "t1;Eins;ue25;{};Nord;jc;Mitte", "t1;1;ue25;b1;{};jc;M"]
)
def test_what_would_be_printed_names_nobody_unless_the_site_vouches_for_it(tmp_path, row, name, art):
    raw = read(tmp_path, HEAD + row.format(name) + "\n", export="organisation")
    assert f": 1 × {art} (steht im Bericht). Es" in refuse(raw)
    require_no_clear_text(raw, exceptions=["team_name", "bereich_id", "bereich_name"])


def test_a_name_as_the_key_of_a_row_is_refused_unless_the_site_vouches_for_it(tmp_path):
    rows = "".join(GUT.replace("n1", f"v{i}") for i in range(30))
    raw = read(tmp_path, KOPF + rows + GUT.replace("n1", "Kanari_Petra_1"))
    assert "Spalte vermerk_id: 1 × nicht wie ein Pseudonym" in refuse(raw)
    require_no_clear_text(raw, exceptions=["vermerk_id"])


@pytest.mark.parametrize("state", ["visible", "hidden"])
@pytest.mark.parametrize("value", ["123A456789", "12345//0001234", "a.b@example.org", "Tel. 06321/891234"])
def test_sheets_that_are_not_read_are_looked_at(tmp_path, state, value):
    mappe = openpyxl.Workbook()
    for zeile in (KOPF, GUT):
        mappe.worksheets[0].append(zeile.strip().split(";"))
    weiteres = mappe.create_sheet("Tabelle2")
    weiteres.sheet_state = state
    weiteres.cell(40, 3, value)
    mappe.save(tmp_path / "verbis_vermerke.xlsx")
    with without_child():
        roh = read_export("verbis_vermerke", Source(tmp_path / "verbis_vermerke.xlsx"), {})
    meldung = refuse(roh)
    assert "weitere Blätter: 1 ×" in meldung
    assert value not in meldung


def test_pseudonyms_of_a_sheet_that_is_not_read_are_explained_by_chance(tmp_path):
    r = random.Random(1)
    texts = tuple(f"{r.getrandbits(40):010x}" for _ in range(5000))
    require_no_clear_text(replace(read(tmp_path, KOPF + GUT), unread=(texts,)))


def test_a_way_out_is_named_that_there_is(tmp_path):
    column = refuse(read(tmp_path, KOPF.replace("\n", ";Name\n") + GUT.replace("\n", ";Muster\n")))
    title = refuse(read(tmp_path, "Vermerke zu 123A456789\n" + KOPF + GUT))
    ours = refuse(read(tmp_path, KOPF + GUT.replace("k1", "123A456789")))
    assert "klartext_ausnahmen" in column
    assert "nur entfernen" not in column
    for text in (title, ours):
        assert "klartext_ausnahmen" not in text
        assert "nur entfernen" in text


@pytest.mark.parametrize(
    ("row", "art"),
    [
        ("v{0};123A45600{0:04d}01;01.10.2026;allgemein;telefon;", "Kundennummer"),
        ("123A456789{0:04d};k{0};01.10.2026;allgemein;telefon;", "Kundennummer"),
        ("v{0};k{0};01.10.2026;allgemein;telefon;12345//000{0:04d}1", "BG-Nummer"),
    ],
)
def test_digits_glued_to_numbers_do_not_hide_them_unless_the_site_vouches_for_it(tmp_path, row, art):
    raw = read(tmp_path, KOPF + "".join(row.format(i) + "\n" for i in range(1000, 1030)))
    text = refuse(raw)
    assert f": 30 × {art} mit weiteren Zeichen. Es" in text
    assert "klartext_ausnahmen" in text
    require_no_clear_text(raw, exceptions=["kunde_id", "vermerk_id", "betreff"])


@pytest.mark.parametrize("row", ["Schmidt {0};k{0};", "v{0};Schmidt{0};"])
def test_a_surname_before_all_numbers_is_refused_unless_the_site_vouches_for_it(tmp_path, row):
    raw = read(tmp_path, KOPF + "".join(row.format(i) + "01.10.2026;allgemein;telefon;\n" for i in range(30)))
    assert "30 × nicht wie ein Pseudonym" in refuse(raw)
    require_no_clear_text(raw, exceptions=["vermerk_id", "kunde_id"])
