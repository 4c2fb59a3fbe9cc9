"""Spellings of nothing, days that mean "open" or "unknown", and flags that are only ticked."""

import tomllib

import polars as pl
import pytest

from drawn.rows import check, findings
from pipeline.accept.pseudonyms import find_strangers
from pipeline.settings import Settings

NICHTS = [
    *("-", "–", "—", "--", "NULL", "null", "N/A", "n/a", "NA", "n.a.", "k. A.", "k.A.", "K. a.", "keiner", "keine"),
    *("ohne", "NaN", "nan", "None", "#NV", "#N/A", "leer", "(leer)", "?", "???", ".", "…", "/", "<NULL>", "\\N"),
    *("Keine Angabe", "ohne Angaben", "nicht vorhanden", "entfällt", "n. v."),
]
FLAGS = ("ausbildungssuchend", "gefluechtet", "schwerbehindert_reha", "selbststaendig", "ergaenzer", "par10", "par53a")
LEER = dict.fromkeys(FLAGS, "")


@pytest.mark.parametrize("text", NICHTS)
@pytest.mark.parametrize(
    ("export", "spalte"),
    [
        ("verbis_kunden", "profillage"),
        ("verbis_kunden", "ifk_id"),
        ("verbis_lebenslauf", "bis"),
        ("verbis_vermerke", "betreff"),
        ("atv_termine", "kunde_id"),
        ("allegro_antraege", "sonderfall"),
    ],
)
def test_nothing_is_empty_where_a_column_may_be(tmp_path, export, spalte, text):
    geprueft = check(tmp_path, export, {spalte: text})
    assert findings(geprueft) == [(2, spalte, "leerwert", "hinweis")]
    assert geprueft.frame[spalte].to_list() == [None]


@pytest.mark.parametrize("text", [*NICHTS, "0", "000"])
def test_a_pseudonym_of_nobody_is_missing(tmp_path, text):
    geprueft = check(tmp_path, "verbis_kunden", {"bg_id": text}, {"kunde_id": "k2"})
    assert findings(geprueft) == [
        (2, "bg_id", "leerwert", "hinweis"),
        (2, "bg_id", "pflichtwert_fehlt", "ausschluss"),
    ]
    assert geprueft.frame["kunde_id"].to_list() == ["k2"]


NIEMAND = ["unbekannt", "Nicht zugeordnet", "keine BG", "N.N.", "Dummy", "vakant", "N", "kein Kunde", "Test", "NN"]


@pytest.mark.parametrize("text", NIEMAND)
def test_a_word_for_nobody_is_no_pseudonym(tmp_path, text):
    geprueft = check(tmp_path, "verbis_kunden", {"bg_id": text, "ifk_id": text}, {"kunde_id": "k2"})
    assert sorted(findings(geprueft)) == [
        (2, "bg_id", "leerwert", "hinweis"),
        (2, "bg_id", "pflichtwert_fehlt", "ausschluss"),
        (2, "ifk_id", "leerwert", "hinweis"),
    ]
    termin = check(tmp_path, "atv_termine", {"kunde_id": text})
    assert termin.frame["kunde_id"].to_list() == [None]


@pytest.mark.parametrize("text", ["fremd9", "unbekannt1", "bg", "kunde1"])
def test_a_pseudonym_that_only_sounds_like_nobody_is_one(tmp_path, text):
    assert check(tmp_path, "verbis_kunden", {"bg_id": text}).frame["bg_id"].to_list() == [text]


@pytest.mark.parametrize(
    "text", ["0", "0,00", "0.0", "N", "n", "nein", "no", "Falsch", "☐", "kein Sonderfall", "(keine Sonderfälle)"]
)
def test_a_text_written_like_a_flag_means_none_where_the_schema_says_so(tmp_path, text):
    antrag = check(tmp_path, "allegro_antraege", {"sonderfall": text})
    assert findings(antrag) == [(2, "sonderfall", "leerwert", "hinweis")]
    massnahme = check(tmp_path, "verbis_massnahmen", {"massnahmeart": text})
    assert massnahme.frame["massnahmeart"].to_list() == ["vorhanden"]


NICHTS_GESAGT = [
    *(
        "unbekannt",
        "Unbekannt",
        "(unbekannt)",
        "unbek.",
        "kA",
        "KA",
        "k A",
        "o. A.",
        "o.A.",
        "oA",
        "(keine)",
        "[keine]",
    ),
    *("(kein Wert)", "kein Wert", "kein Eintrag", "keine Angabe.", "ohne Wert", "<leer>", "[leer]", "„leer“", "N / A"),
    *("n / a", "nicht erfasst", "nicht zutreffend", "nicht relevant", "nicht bekannt", "trifft nicht zu"),
    *("Trifft nicht zu.", "n. z.", "n.z.", "n. b.", "t. n. z.", "keinen", "keinem", "keins", "keine bekannt"),
    *("Fehlanzeige", "''", "()", "<>", "- -", "_", "entf.", "entf", "entfaellt", "Entfällt", "fehlt"),
    *("nichts", "not applicable", "unknown", "none", "[NULL]", "liegt nicht vor"),
]


@pytest.mark.parametrize("text", NICHTS_GESAGT)
def test_a_text_that_says_nothing_is_no_special_case(tmp_path, text):
    geprueft = check(tmp_path, "allegro_antraege", {"sonderfall": text})
    assert findings(geprueft) == [(2, "sonderfall", "leerwert", "hinweis")]
    assert geprueft.frame["sonderfall"].to_list() == [None]


@pytest.mark.parametrize("text", [*NICHTS_GESAGT, "0", "0,0", "99", "999", "N", "nein", "XXXX", "xxx", "....", "---"])
def test_what_says_nothing_of_a_special_case_is_no_code_either(tmp_path, text):
    """No spelling among them is a code of these columns."""
    geprueft = check(tmp_path, "verbis_kunden", {"profillage": text, "marktnaehe": text})
    assert sorted(findings(geprueft)) == [(2, s, "leerwert", "hinweis") for s in ("marktnaehe", "profillage")]
    assert geprueft.frame.select("profillage", "marktnaehe").rows() == [(None, None)]


@pytest.mark.parametrize("text", ["1", "9", "98", "X", "xx", "K", "NA1"])
def test_a_foreign_code_stays_one(tmp_path, text):
    assert (2, "profillage", "code_unbekannt", "ausschluss") in findings(
        check(tmp_path, "verbis_kunden", {"profillage": text})
    )


@pytest.mark.parametrize("text", ["XXXX", "xxx", "------", "???", "....."])
def test_a_sign_again_and_again_is_nobody_and_no_clear_text(tmp_path, text):
    zeilen = [{"kunde_id": f"k{n}", "bg_id": f"b{n}", "ifk_id": text if n < 8 else f"i{n}"} for n in range(40)]
    geprueft = check(tmp_path, "verbis_kunden", *zeilen, {"kunde_id": "k99", "bg_id": text, "ifk_id": "i99"})
    assert geprueft.frame["ifk_id"].to_list() == [None] * 8 + [f"i{n}" for n in range(8, 40)]
    assert geprueft.befunde.filter(schwere="ausschluss").select("zeile", "spalte").rows() == [(42, "bg_id")]
    assert find_strangers(pl.Series([text, *(f"k{n:05}" for n in range(200))])) == []


def test_a_kind_that_was_blotted_out_is_one(tmp_path):
    assert check(tmp_path, "verbis_massnahmen", {"massnahmeart": "XXXX"}).frame["massnahmeart"].to_list() == [
        "vorhanden"
    ]


def test_a_participation_counts_even_if_nobody_knows_its_kind(tmp_path):
    """The kind is not evaluated; leaving the row out would change figures."""
    assert check(tmp_path, "verbis_massnahmen", {"massnahmeart": "unbekannt"}).frame.height == 1


@pytest.mark.parametrize(
    "text",
    [
        *("Unbekannt verzogen", "unbekannter Aufenthalt", "fehlende Mitwirkung", "Leistung entfällt wegen Umzug"),
        *(
            "keine Mitwirkung",
            "nicht erschienen",
            "kein Bedarf",
            "Ohne Antrag verzogen",
            "entfallen",
            "Sonderfall",
            "J",
        ),
        *("x", "✓", "*", "1", "0,5", "NB", "Ablehnung", "Tod", "kann nicht", "Kfz", "Umzug (unbekannt)"),
    ],
)
def test_a_text_that_says_something_is_a_special_case(tmp_path, text):
    geprueft = check(tmp_path, "allegro_antraege", {"sonderfall": text})
    assert findings(geprueft) == []
    assert geprueft.frame["sonderfall"].to_list() == ["vorhanden"]


@pytest.mark.parametrize(
    ("export", "spalte", "text"),
    [
        ("verbis_kunden", "av_seit", "NULL"),
        ("atv_kapazitaet", "abwesend_std", "-"),
        ("atv_termine", "beginn", "NaN"),
        ("verbis_kunden", "betreuung", "k. A."),
        ("verbis_massnahmen", "massnahmeart", "keine"),
        ("organisation", "team_name", "-"),
        ("verbis_vermerke", "vermerk_id", "null"),
    ],
)
def test_nothing_is_missing_where_a_value_has_to_stand(tmp_path, export, spalte, text):
    geprueft = check(tmp_path, export, {spalte: text})
    assert (2, spalte, "leerwert", "hinweis") in findings(geprueft)
    assert geprueft.frame.is_empty()


def settings_from(satz: str, text: str, wert: str) -> Settings:
    """The settings that somebody writes who does what a finding says."""
    tabelle = satz[satz.index("[") : satz.index("]") + 1]
    return Settings(**tomllib.loads(f"{tabelle}\n{text!r} = {wert!r}\n"))


@pytest.mark.parametrize(
    ("export", "spalte", "text", "wert", "gelesen"),
    [
        ("verbis_kunden", "profillage", "Q", "", None),
        ("verbis_kunden", "profillage", "-", "Z", "Z"),
        ("verbis_kunden", "profillage", "-", "", None),
        ("verbis_kunden", "betreuung", "keine", "ifk", "ifk"),
        ("allegro_antraege", "sonderfall", "0", "0", "vorhanden"),
        ("atv_kapazitaet", "abwesend_std", "-", "0", 0),
        ("verbis_kunden", "par53a", "", "N", False),
        ("verbis_kunden", "par53a", "-", "N", False),
        ("verbis_kunden", "par53a", "vielleicht", "N", False),
    ],
)
def test_the_way_out_that_a_finding_names_works(tmp_path, export, spalte, text, wert, gelesen):
    zeile = {spalte: text}
    saetze = check(tmp_path, export, zeile).befunde.filter(spalte=spalte)["satz"]
    satz = next(s for s in saetze if "[werte." in s)
    einstellungen = settings_from(satz, text, wert)
    geprueft = check(tmp_path, export, zeile, werte=einstellungen.werte[export])
    assert findings(geprueft) == []
    assert geprueft.frame[spalte].to_list() == [gelesen]


def test_a_required_value_may_be_mapped_to_nothing_and_is_missing_then(tmp_path):
    einstellungen = Settings(werte={"verbis_kunden": {"betreuung": {"unklar": ""}}})
    geprueft = check(tmp_path, "verbis_kunden", {"betreuung": "unklar"}, werte=einstellungen.werte["verbis_kunden"])
    assert findings(geprueft) == [(2, "betreuung", "pflichtwert_fehlt", "ausschluss")]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "01.01.0001",
            "0001-01-01",
            "01.01.1753",
            "30.12.1899",
            "31.12.1899",
            "1899-12-30",
            "01.01.1900",
            "01.01.1970",
        ),
        *("1970-01-01 00:00:00", "00.00.0000", "0", "31.12.9999", "01.01.0001 00:00:00"),
    ],
)
def test_a_day_that_stands_for_unknown_is_no_day(tmp_path, text):
    offen = check(tmp_path, "verbis_lebenslauf", {"bis": text})
    assert findings(offen) == [(2, "bis", "datum_offen", "hinweis")]
    assert offen.frame["bis"].to_list() == [None]
    fehlt = check(tmp_path, "verbis_kunden", {"av_seit": text})
    assert findings(fehlt) == [
        (2, "av_seit", "datum_offen", "hinweis"),
        (2, "av_seit", "pflichtwert_fehlt", "ausschluss"),
    ]


@pytest.mark.parametrize("text", ["0001-01", "1900-01", "1753-01", "0000-00", "01.1900", "01.01.1900", "12.1899"])
def test_a_month_that_stands_for_unknown_is_no_month(tmp_path, text):
    geprueft = check(tmp_path, "verbis_kunden", {"geburtsmonat": text})
    assert (2, "geburtsmonat", "datum_offen", "hinweis") in findings(geprueft)
    assert geprueft.frame.is_empty()


@pytest.mark.parametrize("text", ["31.12.2099", "01.01.2099", "31.12.2999", "2999-12-31", "31.12.2100", "01.01.9999"])
@pytest.mark.parametrize(
    ("export", "spalte"),
    [
        ("verbis_lebenslauf", "bis"),
        ("verbis_massnahmen", "austritt"),
        ("verbis_vereinbarungen", "gueltig_bis"),
        ("allegro_antraege", "leistung_bis"),
    ],
)
def test_an_end_that_nobody_plans_for_is_open(tmp_path, export, spalte, text):
    geprueft = check(tmp_path, export, {spalte: text})
    assert findings(geprueft) == [(2, spalte, "datum_offen", "hinweis")]
    assert geprueft.frame[spalte].to_list() == [None]


def ends(tmp_path, text, hits):
    """Twenty periods, of which so many end on a day that stands for something."""
    rows = [{"kunde_id": f"k{n}", "bis": text if n < hits else "31.03.2026"} for n in range(20)]
    return check(tmp_path, "verbis_lebenslauf", *rows)


@pytest.mark.parametrize(
    "text", ["30.12.1899", "01.01.1900", "01.01.1753", "01.01.1970", "0001-01-01", "1899-12-30 00:00:00", "#NV", "#n/a"]
)
def test_ends_that_nobody_knows_are_worth_a_warning_from_a_tenth_on(tmp_path, text):
    geprueft = ends(tmp_path, text, 2)
    (warnung,) = geprueft.befunde.filter(schwere="warnung").rows(named=True)
    assert (warnung["zeile"], warnung["spalte"], warnung["code"]) == (None, "bis", "spalte_zweifelhaft")
    assert warnung["satz"].startswith("2 von 20 Werten der Spalte bis ")
    assert geprueft.frame["bis"].null_count() == 2
    assert ends(tmp_path, text, 1).befunde.filter(schwere="warnung").is_empty()


@pytest.mark.parametrize("text", ["31.12.9999", "2999-12-31", "01.01.2099", "NULL", "-"])
def test_ends_that_are_open_are_no_cause_for_doubt(tmp_path, text):
    assert ends(tmp_path, text, 20).befunde.filter(schwere="warnung").is_empty()


def test_ends_that_the_settings_call_open_are_no_cause_for_doubt(tmp_path):
    rows = [{"kunde_id": f"k{n}", "bis": "30.12.1899"} for n in range(20)]
    geprueft = check(tmp_path, "verbis_lebenslauf", *rows, werte={"bis": {"30.12.1899": ""}})
    assert findings(geprueft) == []
    assert geprueft.frame["bis"].null_count() == 20


@pytest.mark.parametrize(
    "text", ["laufend", "offen", "unbefristet", "bis auf Weiteres", "läuft noch", "bis heute", "infinity", "b.a.w."]
)
@pytest.mark.parametrize("spalte", ["leistung_bis", "leistung_von"])
def test_a_word_for_an_open_end_is_one_where_an_end_is(tmp_path, spalte, text):
    geprueft = check(tmp_path, "allegro_antraege", {spalte: text})
    code = "datum_offen" if spalte == "leistung_bis" else "wert_unlesbar"
    assert findings(geprueft) == [(2, spalte, code, "hinweis")]
    assert ("unbefristet" in geprueft.befunde["satz"][0]) == (spalte == "leistung_bis")
    assert geprueft.frame[spalte].to_list() == [None]


def test_an_end_within_a_life_is_an_end(tmp_path):
    geprueft = check(tmp_path, "verbis_lebenslauf", {"bis": "31.12.2030"}, {"von": "02.01.2026", "bis": "30.12.2098"})
    assert findings(geprueft) == []
    assert geprueft.frame["bis"].null_count() == 0


def test_a_flag_that_nobody_ticked_is_no_beside_ticked_ones(tmp_path):
    geprueft = check(tmp_path, "verbis_kunden", LEER | {"par10": "x"}, LEER | {"kunde_id": "k2"})
    assert set(findings(geprueft)) == {(None, flag, "leer_ist_nein", "hinweis") for flag in FLAGS}
    assert geprueft.frame["par10"].to_list() == [True, False]
    assert not geprueft.frame["par53a"].any()


def test_a_flag_that_is_empty_beside_written_ones_is_missing(tmp_path):
    geprueft = check(tmp_path, "verbis_kunden", {"par53a": ""}, {"kunde_id": "k2", "par53a": ""})
    assert [code for _, _, code, _ in findings(geprueft)] == ["pflichtwert_fehlt"] * 2


def test_flags_that_all_are_empty_are_no_with_a_warning(tmp_path):
    geprueft = check(tmp_path, "verbis_massnahmen", {"mit_qualifizierung": ""})
    assert findings(geprueft) == [(2, "mit_qualifizierung", "leer_ist_nein", "warnung")]
    assert geprueft.frame["mit_qualifizierung"].to_list() == [False]


@pytest.mark.parametrize("leer", ["", "-", "NULL", "NaN"])
def test_one_bad_value_among_ticks_is_the_only_finding_of_a_row(tmp_path, leer):
    zeilen = [{"kunde_id": f"k{n}", "par10": text} for n, text in enumerate(["x", "X", "?", leer, leer])]
    geprueft = check(tmp_path, "verbis_kunden", *zeilen)
    ausschluss = geprueft.befunde.filter(schwere="ausschluss")
    assert ausschluss.select("zeile", "spalte", "code").rows() == [(4, "par10", "wert_unlesbar")]
    assert geprueft.frame["par10"].to_list() == [True, True, False, False]


def test_ticks_beside_a_written_no_leave_a_blank_missing(tmp_path):
    zeilen = [{"kunde_id": f"k{n}", "par10": text} for n, text in enumerate(["x", "x", "N", ""])]
    geprueft = check(tmp_path, "verbis_kunden", *zeilen)
    assert findings(geprueft) == [(5, "par10", "pflichtwert_fehlt", "ausschluss")]


def test_an_export_without_rows_has_no_finding_about_flags(tmp_path):
    assert findings(check(tmp_path, "verbis_massnahmen")) == []
