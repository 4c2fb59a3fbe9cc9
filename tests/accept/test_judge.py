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
        ("atv_kapazitaet", "abwesend_std", "24,5"),
        ("atv_kapazitaet", "arbeitszeit_std", "1.234,5"),
        ("atv_termine", "dauer_min", "601"),
        ("atv_termine", "dauer_min", "0"),
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


def test_more_decimals_than_are_kept_are_said(tmp_path):
    geprueft = check(tmp_path, "atv_kapazitaet", {"arbeitszeit_std": "7,3333333"})
    assert findings(geprueft) == [(2, "arbeitszeit_std", "zahl_gerundet", "hinweis")]
    genau = check(tmp_path, "atv_kapazitaet", {"arbeitszeit_std": "7,333333000"})
    assert findings(genau) == []
