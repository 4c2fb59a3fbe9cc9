"""The privacy guard: what must not come in is refused wherever it stands; pseudonyms and our own names pass."""

import hashlib
import random

import pytest

from drawn.exports import GUT, KOPF, read
from pipeline.accept.guard import announces_person, require_no_clear_text, require_safe_pattern
from pipeline.errors import ConfigurationError, LieferungError
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
    roh = read(tmp_path, KOPF + GUT + GUT.replace("n1;k1", "n2;Muster"))
    require_no_clear_text(roh)
    assert "Spalte kunde_id: 1 × nicht wie ein Pseudonym" in refuse(roh, "k[0-9]+")


@pytest.mark.parametrize("muster", [".*", "[0-9A-F]{10}", "[0-9]{3}[A-Z][0-9]{6}", "(", "(?=k)k1"])
def test_a_pattern_that_would_open_the_door_is_refused(muster):
    with pytest.raises(ConfigurationError, match="pseudonym_muster"):
        require_safe_pattern(muster)


def test_a_narrow_pattern_is_fine():
    require_safe_pattern("k[0-9a-f]{16}")
    require_safe_pattern(None)
