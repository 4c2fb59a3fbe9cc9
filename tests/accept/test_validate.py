"""What excludes a row, what is only a notice, and how cells become values (section by section of the contract)."""

from datetime import date, time
from decimal import Decimal

import pytest

from drawn.exports import read
from drawn.rows import check, findings
from pipeline.accept.validate import validate_export
from pipeline.errors import LieferungError
from schemas import EXPORTS


@pytest.mark.parametrize("export", list(EXPORTS))
def test_a_good_row_has_no_finding(tmp_path, export):
    geprueft = check(tmp_path, export, {})
    assert findings(geprueft) == []
    assert geprueft.frame.height == geprueft.gelesen == 1


@pytest.mark.parametrize(
    ("export", "spalte", "text", "wert"),
    [
        ("verbis_vermerke", "datum", "29.02.2024", date(2024, 2, 29)),
        ("verbis_vermerke", "datum", "2026-10-31", date(2026, 10, 31)),
        ("verbis_kunden", "geburtsmonat", "1990-12", date(1990, 12, 1)),
        ("atv_termine", "beginn", "08:05", time(8, 5)),
        ("atv_termine", "dauer_min", "1.000", 1000),
        ("atv_kapazitaet", "arbeitszeit_std", "7,75", Decimal("7.75")),
        ("atv_kapazitaet", "arbeitszeit_std", "1.234,5", Decimal("1234.5")),
        ("verbis_massnahmen", "massnahmeart", "FbW für Hans", "vorhanden"),
        ("verbis_kunden", "par10", "J", True),
        ("verbis_kunden", "par10", "ja", True),
        ("verbis_kunden", "par10", "1", True),
        ("verbis_kunden", "par10", "x", True),
        ("verbis_kunden", "par10", "Nein", False),
        ("verbis_kunden", "par10", "0", False),
        ("verbis_lebenslauf", "bis", "31.12.9999", None),
        ("verbis_lebenslauf", "bis", "00.00.0000", None),
        ("verbis_lebenslauf", "bis", "01.01.1900", None),
        ("allegro_antraege", "sonderfall", "Umzug\x00", "vorhanden"),
    ],
)
def test_text_becomes_a_value(tmp_path, export, spalte, text, wert):
    assert check(tmp_path, export, {spalte: text}).frame[spalte].to_list() == [wert]


@pytest.mark.parametrize(
    ("export", "spalte", "text", "code"),
    [
        ("verbis_vermerke", "vermerk_id", "", "schluessel_fehlt"),
        ("verbis_vermerke", "vermerk_id", "n\x001", "wert_unlesbar"),
        ("verbis_vermerke", "vermerk_id", "n" * 501, "wert_unlesbar"),
        ("verbis_vermerke", "kunde_id", " \u00a0 ", "pflichtwert_fehlt"),
        ("verbis_vermerke", "datum", "31.02.2026", "wert_unlesbar"),
        ("verbis_vermerke", "datum", "1.2.2026", "wert_unlesbar"),
        ("verbis_vermerke", "datum", "45962", "wert_unlesbar"),
        ("verbis_vermerke", "datum", "01.02.26", "datum_mehrdeutig"),
        ("verbis_vermerke", "datum", "31.12.9999", "pflichtwert_fehlt"),
        ("verbis_lebenslauf", "von", "00.00.0000", "schluessel_fehlt"),
        ("verbis_vermerke", "kontaktart", "Telefon", "code_unbekannt"),
        ("verbis_kunden", "geburtsmonat", "17.05.1980", "wert_unlesbar"),
        ("verbis_kunden", "par10", "vielleicht", "wert_unlesbar"),
        ("verbis_kunden", "par10", "", "pflichtwert_fehlt"),
        ("atv_termine", "beginn", "25:00", "wert_unlesbar"),
        ("atv_termine", "dauer_min", "7,5", "wert_unlesbar"),
        ("atv_kapazitaet", "arbeitszeit_std", "7.8", "wert_unlesbar"),
        ("atv_kapazitaet", "arbeitszeit_std", "12.34", "wert_unlesbar"),
        ("organisation", "team_name", "Team\ufffd", "wert_unlesbar"),
    ],
)
def test_a_damaged_required_value_excludes_the_row(tmp_path, export, spalte, text, code):
    geprueft = check(tmp_path, export, {spalte: text})
    assert (2, spalte, code, "ausschluss") in findings(geprueft)
    assert (geprueft.gelesen, geprueft.frame.height, geprueft.quarantaene.height) == (1, 0, 1)


@pytest.mark.parametrize(
    ("export", "spalte", "text", "code"),
    [
        ("verbis_lebenslauf", "bis", "irgendwann", "wert_unlesbar"),
        ("verbis_lebenslauf", "bis", "31.12.26", "datum_mehrdeutig"),
        ("verbis_lebenslauf", "bis", "31.12.9999", "datum_offen"),
        ("allegro_antraege", "sonderfall", "xy" * 251, "text_bereinigt"),
        ("verbis_vermerke", "betreff", "rief an", "freitext_verworfen"),
        ("atv_termine", "dauer_min", "1440", "wert_ungewoehnlich"),
    ],
)
def test_everything_else_is_a_notice_and_the_row_counts(tmp_path, export, spalte, text, code):
    geprueft = check(tmp_path, export, {spalte: text})
    assert findings(geprueft) == [(2, spalte, code, "hinweis")]
    assert geprueft.frame.height == 1


def test_an_optional_code_that_is_unknown_excludes_as_well(tmp_path):
    assert check(tmp_path, "verbis_kunden", {"profillage": "Q"}).frame.is_empty()


def test_the_first_of_repeated_keys_stays(tmp_path):
    geprueft = check(tmp_path, "verbis_vermerke", {}, {"kontaktart": "video"}, {"vermerk_id": "n2"})
    assert findings(geprueft) == [(3, "vermerk_id", "schluessel_doppelt", "ausschluss")]
    assert geprueft.frame["kontaktart"].to_list() == ["telefon", "telefon"]


def test_two_statuses_of_one_person_are_named_as_such(tmp_path):
    geprueft = check(tmp_path, "verbis_kunden", {}, {"av_status": "ratsuchend"}, {})
    assert (3, "av_status", "zwei_av_status", "hinweis") in findings(geprueft)
    assert geprueft.frame["av_status"].to_list() == ["arbeitslos"]


def test_a_column_that_is_only_ticked_means_no_where_it_is_blank(tmp_path):
    geprueft = check(tmp_path, "verbis_kunden", {"par10": "x"}, {"kunde_id": "k2", "par10": ""})
    assert geprueft.frame["par10"].to_list() == [True, False]
    assert findings(geprueft) == [(None, "par10", "leer_ist_nein", "hinweis")]


def test_delivered_values_are_mapped_before_they_are_judged(tmp_path):
    werte = {"kontaktart": {"Telefonat": "telefon"}, "betreff": {"BG": "bg_beratung"}}
    geprueft = check(tmp_path, "verbis_vermerke", {"kontaktart": "Telefonat", "betreff": "BG"}, werte=werte)
    assert geprueft.frame.select("kontaktart", "betreff").rows() == [("telefon", "bg_beratung")]


def test_quarantine_keeps_what_a_column_holds_and_nothing_else(tmp_path):
    vermerk = check(tmp_path, "verbis_vermerke", {"datum": "?", "betreff": "Frau M. rief an"}, {"datum": "?;x;y"})
    assert vermerk.quarantaene["betreff"].to_list() == [None, None]
    kunde = check(tmp_path, "verbis_kunden", {"geburtsmonat": "17.05.1980"})
    assert kunde.quarantaene["geburtsmonat"].to_list() == [None]
    assert kunde.quarantaene.select("kunde_id", "av_status", "av_seit").rows() == [("k1", "arbeitslos", "01.01.2020")]
    shifted = check(tmp_path, "verbis_kunden", {"bg_id": "Vogel, Hans", "team_id": "Vogel", "av_seit": "rief an"})
    assert shifted.quarantaene.select("bg_id", "team_id", "av_seit").row(0) == (None, None, None)
    antrag = check(tmp_path, "allegro_antraege", {"status": "zieht zu Hans", "sonderfall": "Umzug zu Hans"})
    assert antrag.quarantaene.select("status", "sonderfall").row(0) == (None, None)


def test_of_a_damaged_row_only_its_number_is_kept(tmp_path):
    inhalt = "kunde_id;art;von;bis\nk1;Umzug; zu Hans;01.01.2026;;x\n"
    geprueft = validate_export(read(tmp_path, inhalt, export="verbis_lebenslauf"), {})
    assert geprueft.quarantaene.rows() == [(2, None, None, None, None)]


def test_no_finding_quotes_a_value(tmp_path):
    spalten = EXPORTS["atv_termine"].to_schema().columns
    geprueft = check(tmp_path, "atv_termine", *({name: f"geheim{name}"} for name in spalten))
    assert geprueft.befunde.height >= len(spalten) - 4
    assert not geprueft.befunde["satz"].str.contains("geheim").any()


def vereinbarungen(letzte: str) -> str:
    kopf = "vereinbarung_id;kunde_id;art;datum;gueltig_bis\n"
    return kopf + "".join(f"v{n};k{n};einv;01.10.2026;01.04.2027\n" for n in range(9)) + letzte


@pytest.mark.parametrize(
    "letzte", ["v9;k9;einv;01.10.2026;30.11.202", "v9;k9;einv;01.10.2026;3", "v9;k9;einv;01.10.2026;30.1"]
)
def test_a_file_that_ends_within_its_last_value_is_refused(tmp_path, letzte):
    with pytest.raises(LieferungError, match=r"unvollständig.*Rest des letzten Feldes"):
        validate_export(read(tmp_path, vereinbarungen(letzte), export="verbis_vereinbarungen"), {})


@pytest.mark.parametrize(
    "letzte",
    [
        "v9;k9;einv;01.10.2026;30.11.2026",  # whole, only without the end of its line
        "v9;k9;einv;01.10.2026;",
        "v9;k9;einv;01.10.2026;30.11.202\n",  # wrong, but the line has its end
        "v9;k9;einv;01.10.2026;irgendwann",  # no begin of a day
        "v9;k9;einv;01.10.2026;30.1\nv10;k10;einv;01.10.2026;31.1",  # not the only one
    ],
)
def test_a_last_line_without_an_end_may_be_whole(tmp_path, letzte):
    geprueft = validate_export(read(tmp_path, vereinbarungen(letzte), export="verbis_vereinbarungen"), {})
    assert geprueft.frame.height == geprueft.gelesen
