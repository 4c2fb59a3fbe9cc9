"""Values outside what is usual are a notice with their share; a column that is mostly odd is a warning."""

import pytest

from drawn.rows import check, findings


@pytest.mark.parametrize(
    ("export", "spalte", "text"),
    [
        ("verbis_kunden", "av_seit", "31.12.2004"),
        ("verbis_kunden", "av_seit", "15.03.1985"),
        ("allegro_antraege", "antragsdatum", "31.12.2004"),
        ("allegro_antraege", "leistung_von", "01.06.1999"),
        ("allegro_antraege", "leistung_bis", "30.06.1999"),
        ("verbis_vereinbarungen", "datum", "31.12.2004"),
        ("verbis_vereinbarungen", "gueltig_bis", "31.12.2004"),
        ("verbis_vermerke", "datum", "31.12.2004"),
        ("atv_termine", "datum", "31.12.2004"),
        ("atv_termine", "gebucht_am", "01.01.2001"),
        ("atv_termine", "abgesagt_am", "01.01.2001"),
        ("atv_kapazitaet", "datum", "31.12.2004"),
        ("verbis_massnahmen", "eintritt", "31.12.1997"),
        ("verbis_kunden", "geburtsmonat", "1919-12"),
        ("atv_termine", "dauer_min", "601"),
        ("atv_termine", "dauer_min", "1440"),
    ],
)
def test_an_unusual_value_is_noticed_and_counts_as_delivered(tmp_path, export, spalte, text):
    geprueft = check(tmp_path, export, {spalte: text})
    assert findings(geprueft) == [(2, spalte, "wert_ungewoehnlich", "hinweis")]
    assert geprueft.frame[spalte].null_count() == 0
    assert "1 von 1 Werten" in geprueft.befunde["satz"][0]


@pytest.mark.parametrize(
    ("export", "spalte", "text"),
    [
        ("verbis_kunden", "av_seit", "01.01.2005"),
        ("verbis_kunden", "geburtsmonat", "1920-01"),
        ("verbis_lebenslauf", "von", "01.09.1985"),
        ("verbis_massnahmen", "eintritt", "01.01.1998"),
        ("verbis_vereinbarungen", "gueltig_bis", "30.06.2090"),
        ("atv_kapazitaet", "arbeitszeit_std", "24"),
        ("atv_termine", "dauer_min", "600"),
    ],
)
def test_the_edge_of_what_is_usual_is_usual(tmp_path, export, spalte, text):
    assert findings(check(tmp_path, export, {spalte: text})) == []


def rows(spalte: str, odd: int, text: str, ordinary: int, usual: str) -> list[dict[str, str]]:
    texte = [text] * odd + [usual] * ordinary
    return [{"vereinbarung_id": f"v{n}", spalte: t} for n, t in enumerate(texte)]


@pytest.mark.parametrize(
    ("odd", "ordinary", "is_doubted"),
    # More than a tenth of at least twenty values.
    [(2, 18, False), (3, 17, True), (3, 27, False), (4, 26, True), (19, 0, False), (20, 0, True)],
)
@pytest.mark.parametrize(("spalte", "text"), [("datum", "01.06.1999"), ("gueltig_bis", "sofort")])
def test_a_column_that_is_odd_beyond_a_share_is_doubted_as_a_whole(tmp_path, spalte, text, odd, ordinary, is_doubted):
    zeilen = rows(spalte, odd, text, ordinary, "01.10.2026")
    befunde = check(tmp_path, "verbis_vereinbarungen", *zeilen).befunde
    warnungen = befunde.filter(schwere="warnung")
    assert warnungen.select("zeile", "spalte", "code").rows() == ([(None, spalte, "spalte_zweifelhaft")] * is_doubted)
    assert befunde.filter(schwere="hinweis").height == odd
    assert all(f"{odd} von {odd + ordinary} Werten" in satz for satz in warnungen["satz"])


def test_a_column_with_unreadable_values_is_doubted_for_their_main_reason(tmp_path):
    zeilen = [
        {"vereinbarung_id": f"v{n}", "gueltig_bis": t}
        for n, t in enumerate(["10.25.2026"] * 2 + ["sofort"] + ["31.12.2026"] * 17)
    ]
    (satz,) = check(tmp_path, "verbis_vereinbarungen", *zeilen).befunde.filter(schwere="warnung")["satz"]
    assert satz.startswith("3 von 20 Werten der Spalte gueltig_bis sind nicht lesbar und zählen als leer. Häufigster")
    assert "vermutlich sind Tag und Monat vertauscht" in satz


@pytest.mark.parametrize(
    ("export", "spalte", "text", "gute", "bereich"),
    [
        ("atv_kapazitaet", "freigeschaltet_std", "1.234,5", "4,5", "0 bis 24"),
        ("atv_kapazitaet", "freigeschaltet_std", "1234,5", "4,5", "0 bis 24"),
        ("atv_kapazitaet", "arbeitszeit_std", "-40", "7,8", "0 bis 24"),
        ("atv_kapazitaet", "arbeitszeit_std", "-0,000001", "7,8", "0 bis 24"),
        ("atv_kapazitaet", "arbeitszeit_std", "25", "7,8", "0 bis 24"),
        ("atv_kapazitaet", "abwesend_std", "24,5", "0", "0 bis 24"),
        ("atv_termine", "dauer_min", "-600", "60", "1 bis 1440"),
        ("atv_termine", "dauer_min", "0", "60", "1 bis 1440"),
        ("atv_termine", "dauer_min", "1441", "60", "1 bis 1440"),
    ],
)
@pytest.mark.parametrize(("odd", "ordinary"), [(1, 0), (1, 29), (2, 20), (10, 20)])
def test_one_impossible_value_is_enough_to_doubt_a_column(tmp_path, export, spalte, text, gute, bereich, odd, ordinary):
    key = "termin_id" if export == "atv_termine" else "ifk_id"
    zeilen = [{key: f"x{n}", spalte: t} for n, t in enumerate([text] * odd + [gute] * ordinary)]
    geprueft = check(tmp_path, export, *zeilen)
    assert geprueft.frame.height == odd + ordinary
    hinweise = geprueft.befunde.filter(schwere="hinweis")
    assert hinweise.select("zeile", "code").rows() == [(2 + n, "wert_ungewoehnlich") for n in range(odd)]
    ((zeile, code, satz),) = geprueft.befunde.filter(schwere="warnung").select("zeile", "code", "satz").rows()
    assert (zeile, code) == (None, "spalte_zweifelhaft")
    assert satz.startswith(f"{odd} von {odd + ordinary} Werten der Spalte {spalte}: nicht möglich (möglich ist ")
    assert bereich in satz
    assert "in der Quelle berichtigen" in satz
    assert text not in satz.replace(bereich, "").replace(f"{odd} von {odd + ordinary}", "")


def test_only_the_impossible_ones_of_the_unusual_are_counted_as_such(tmp_path):
    zeilen = [{"termin_id": f"x{n}", "dauer_min": t} for n, t in enumerate(["700", "1440", "1441", "60"])]
    befunde = check(tmp_path, "atv_termine", *zeilen).befunde
    assert befunde.filter(schwere="hinweis")["zeile"].to_list() == [2, 3, 4]
    (satz,) = befunde.filter(schwere="warnung")["satz"]
    assert satz.startswith("1 von 4 Werten")


@pytest.mark.parametrize(
    ("few", "text", "ordinary", "is_doubted"),
    [
        (20, "1", 0, True),
        (20, "4", 0, True),
        (20, "2", 2, True),
        (20, "5", 0, False),
        (19, "1", 0, False),
        (18, "1", 2, True),
        (17, "1", 3, False),
    ],
)
def test_minutes_that_nearly_all_are_few_are_rather_hours(tmp_path, few, text, ordinary, is_doubted):
    zeilen = [{"termin_id": f"x{n}", "dauer_min": t} for n, t in enumerate([text] * few + ["45"] * ordinary)]
    geprueft = check(tmp_path, "atv_termine", *zeilen)
    assert geprueft.frame.height == few + ordinary
    assert findings(geprueft) == [(None, "dauer_min", "spalte_zweifelhaft", "warnung")] * is_doubted
    assert all(s.startswith(f"{few} von {few + ordinary} ") and "Stunden statt" in s for s in geprueft.befunde["satz"])


def test_minutes_of_nought_are_impossible_and_no_hours(tmp_path):
    zeilen = [{"termin_id": f"x{n}", "dauer_min": "0"} for n in range(20)]
    (satz,) = check(tmp_path, "atv_termine", *zeilen).befunde.filter(schwere="warnung")["satz"]
    assert "nicht möglich" in satz


def test_more_decimals_than_are_kept_are_said(tmp_path):
    geprueft = check(tmp_path, "atv_kapazitaet", {"arbeitszeit_std": "7,3333333"})
    assert findings(geprueft) == [(2, "arbeitszeit_std", "zahl_gerundet", "hinweis")]
    genau = check(tmp_path, "atv_kapazitaet", {"arbeitszeit_std": "7,333333000"})
    assert findings(genau) == []
