"""Foreign headers as real systems and spreadsheets have them: the right column or none, never a wrong one."""

import pytest

from pipeline.accept.export import read_export
from pipeline.accept.formats.table import RawTable
from pipeline.accept.mapping import propose_mapping
from pipeline.accept.match import alike, match_headers, read_foreign_export
from pipeline.accept.sources import Source
from pipeline.accept.values import allowed_codes
from pipeline.accept.vocabulary import code_names, column_names, find_code, is_harmless, letters
from pipeline.errors import LieferungError
from pipeline.settings import Settings
from schemas import EXPORTS

TAGE, ZEITEN, KENNUNGEN = ("01.03.2026", "15.04.2026"), ("08:00", "09:30"), ("k7f3a", "k81bc")
FLAGS, MINUTEN, STUNDEN = ("J", "N"), ("45", "60"), ("7,8", "3,9")
# Per dialect: export, then header, its values, and our column; without one it must stay open.
DIALECTS = {
    "verbis_kunden wie VerBIS": (
        "verbis_kunden",
        [
            ("Kundennummer", KENNUNGEN, "kunde_id"),
            ("BG-Nummer", ("bg1a", "bg2b"), "bg_id"),
            ("Organisationszeichen", ("411", "412"), "team_id"),
            ("Hauptbetreuer", ("ifk1", "ifk2"), "ifk_id"),
            ("Betreuungsart", ("ifk", "fm"), "betreuung"),
            ("Geb.-Datum", ("01.05.1980", "1.5.1981"), "geburtsmonat"),
            ("Kundenstatus AV", ("arbeitslos", "ratsuchend"), "av_status"),
            ("AV seit", TAGE, "av_seit"),
            ("Kundenstatus seit", TAGE, None),
            ("Aktuelle Profillage", ("M", "E"), "profillage"),
            ("Marktnähe", ("marktnah",), "marktnaehe"),
            ("Ausbildungssuchend", FLAGS, "ausbildungssuchend"),
            ("Geflüchtet", FLAGS, "gefluechtet"),
            ("Schwerbehindert/Reha", FLAGS, "schwerbehindert_reha"),
            ("Selbständig", FLAGS, "selbststaendig"),
            ("Ergänzer", FLAGS, "ergaenzer"),
            ("§ 10 SGB II", FLAGS, "par10"),
            ("§ 53a SGB II", FLAGS, "par53a"),
            ("Staatsangehörigkeit", ("D",), None),
        ],
    ),
    "verbis_kunden einer Tabelle": (
        "verbis_kunden",
        [
            ("Kd.-Nr.", KENNUNGEN, "kunde_id"),
            ("Bedarfsgemeinschaft", ("bg1a", "bg2b"), "bg_id"),
            ("Team-Nr.", ("411", "412"), "team_id"),
            ("pAp", ("ifk1", "ifk2"), "ifk_id"),
            ("Geburtsmonat", ("1980-05",), "geburtsmonat"),
            ("Status", ("arbeitslos",), None),
            ("Status seit", TAGE, None),
            ("Profillage", ("M",), "profillage"),
            ("Schwerbehindert", FLAGS, None),
            ("Reha", FLAGS, None),
            ("Aufstocker", FLAGS, None),
        ],
    ),
    "verbis_vermerke": (
        "verbis_vermerke",
        [
            ("Vermerk-ID", ("v1", "v2"), "vermerk_id"),
            ("KundenNr", KENNUNGEN, "kunde_id"),
            ("Datum des Vermerks", TAGE, "datum"),
            ("Erfasst am", TAGE, None),
            ("Erstellt am", TAGE, None),
            ("Art des Vermerks", ("allgemein",), "vermerktyp"),
            ("Art des Kontakts", ("telefon",), "kontaktart"),
            ("Art", ("x",), None),
            ("Betreff", ("bg_beratung",), "betreff"),
        ],
    ),
    "verbis_lebenslauf Beginn und Ende": (
        "verbis_lebenslauf",
        [
            ("Kunde", KENNUNGEN, "kunde_id"),
            ("Art des Eintrags", ("elternzeit",), "art"),
            ("Ende", TAGE, "bis"),
            ("Beginn", TAGE, "von"),
        ],
    ),
    "verbis_massnahmen Start und Ende geplant": (
        "verbis_massnahmen",
        [
            ("Nr", ("m1", "m2"), None),
            ("Kunde", KENNUNGEN, "kunde_id"),
            ("Maßnahme", ("FbW Lager",), "massnahmeart"),
            ("Quali", FLAGS, "mit_qualifizierung"),
            ("Start", TAGE, "eintritt"),
            ("Ende geplant", TAGE, "austritt"),
            ("Ergebnis", ("laufend",), "ergebnis"),
        ],
    ),
    "verbis_massnahmen von und bis": (
        "verbis_massnahmen",
        [
            ("Teilnahme-Nr.", ("m1", "m2"), "teilnahme_id"),
            ("Bis", TAGE, "austritt"),
            ("Von", TAGE, "eintritt"),
            ("Maßnahmebeginn", TAGE, None),
            ("Zuweisung am", TAGE, None),
        ],
    ),
    "verbis_vereinbarungen": (
        "verbis_vereinbarungen",
        [
            ("Vereinbarungs-Nr", ("e1", "e2"), "vereinbarung_id"),
            ("Kunde", KENNUNGEN, "kunde_id"),
            ("Art der Vereinbarung", ("einv",), "art"),
            ("Abschlussdatum", TAGE, "datum"),
            ("gültig von", TAGE, None),
            ("gültig bis", TAGE, "gueltig_bis"),
            ("nächste Überprüfung", TAGE, None),
        ],
    ),
    "atv_termine": (
        "atv_termine",
        [
            ("Termin-ID", ("t1", "t2"), "termin_id"),
            ("Kundennr.", KENNUNGEN, "kunde_id"),
            ("Team", ("T411",), "team_id"),
            ("Vermittler", ("ifk1", "ifk2"), "ifk_id"),
            ("Termindatum", TAGE, "datum"),
            ("Uhrzeit von", ZEITEN, "beginn"),
            ("Uhrzeit bis", ZEITEN, None),
            ("Dauer (Min.)", MINUTEN, "dauer_min"),
            ("Termintyp", ("sofo",), "terminart"),
            ("Kontaktform", ("telefon",), "kontaktart"),
            ("Terminstatus", ("geplant",), "status"),
            ("abgesagt am", TAGE, "abgesagt_am"),
            ("gebucht am", TAGE, "gebucht_am"),
            ("geändert am", TAGE, None),
        ],
    ),
    "atv_termine, wo Worte anderes meinen": (
        "atv_termine",
        [
            ("Start", TAGE, None),  # a day is no time
            ("Dauer", ("0:45", "1:00"), None),  # nor are hours and minutes minutes
            ("Tag", ("Montag", "Dienstag"), None),
            ("Stornodatum", TAGE, "abgesagt_am"),
            ("Buchungsdatum", TAGE, "gebucht_am"),
            ("Grund der Absage", ("krank",), None),
        ],
    ),
    "atv_kapazitaet": (
        "atv_kapazitaet",
        [
            ("IFK", ("ifk1", "ifk2"), "ifk_id"),
            ("Kalendertag", TAGE, "datum"),
            ("Teamnummer", ("411",), "team_id"),
            ("Arbeitszeit (Std.)", STUNDEN, "arbeitszeit_std"),
            ("Abwesenheit in Stunden", STUNDEN, "abwesend_std"),
            ("Freigeschaltete Stunden", STUNDEN, "freigeschaltet_std"),
            ("Arbeitszeit (Min.)", MINUTEN, None),
        ],
    ),
    "allegro_antraege": (
        "allegro_antraege",
        [
            ("Antragsnummer", ("a1", "a2"), "antrag_id"),
            ("Kundennummer", KENNUNGEN, "kunde_id"),
            ("BG-Nr.", ("bg1a", "bg2b"), "bg_id"),
            ("Antragsdatum", TAGE, "antragsdatum"),
            ("Entscheidungsdatum", TAGE, None),
            ("Status des Antrags", ("bewilligt",), "status"),
            ("Bewilligung bis", TAGE, "leistung_bis"),
            ("Bewilligung von", TAGE, "leistung_von"),
            ("Einmalleistung", FLAGS, "einmalzahlung"),
            ("Aufstocker ALG", FLAGS, "alg_aufstocker"),
            ("Aufenthalt im Inland", FLAGS, "inland"),
            ("Beendigungsgrund", ("Umzug",), "sonderfall"),
        ],
    ),
    "organisation": (
        "organisation",
        [
            ("Organisationszeichen", ("411", "412"), "team_id"),
            ("Bezeichnung des Teams", ("Team 411",), "team_name"),
            ("Bezeichnung", ("x",), None),
            ("Teamart", ("ue25",), "team_art"),
            ("Geschäftsstellen-Nr.", ("1",), "bereich_id"),
            ("Name der Geschäftsstelle", ("Mitte",), "bereich_name"),
            ("Träger-Nr.", ("12345",), "jobcenter_id"),
            ("Name des Jobcenters", ("Birkental",), "jobcenter_name"),
            ("Leitung", ("x",), None),
        ],
    ),
}


def write_columns(datei, spalten) -> Source:
    """A file with these headers and values, each value as often as the longest column asks for."""
    hoehe = max(len(werte) for _, werte, _ in spalten)
    zeilen = [[werte[i % len(werte)] for _, werte, _ in spalten] for i in range(hoehe)]
    datei.write_text("\n".join(";".join(z) for z in [[k for k, *_ in spalten], *zeilen]) + "\n")
    return Source(datei)


@pytest.mark.parametrize("dialekt", DIALECTS)
def test_a_header_gets_its_column_or_stays_open(tmp_path, dialekt):
    export, spalten = DIALECTS[dialekt]
    write_columns(tmp_path / f"{export}.csv", spalten)
    (vorschlag,) = propose_mapping(tmp_path, Settings())
    ours = set(EXPORTS[export].to_schema().columns)
    erwartet = {kopf: spalte for kopf, _, spalte in spalten if spalte and kopf.casefold() not in ours}
    assert vorschlag.columns == erwartet
    assert vorschlag.vague == {}


@pytest.mark.parametrize("dialekt", DIALECTS)
def test_the_order_of_columns_makes_no_difference(tmp_path, dialekt):
    export, spalten = DIALECTS[dialekt]
    ergebnisse = []
    for nummer, folge in enumerate((spalten, spalten[::-1])):
        (tmp_path / str(nummer)).mkdir()
        write_columns(tmp_path / str(nummer) / f"{export}.csv", folge)
        (vorschlag,) = propose_mapping(tmp_path / str(nummer), Settings())
        ergebnisse.append((vorschlag.columns, vorschlag.vague, set(vorschlag.missing)))
    assert ergebnisse[0] == ergebnisse[1]


@pytest.mark.parametrize(
    "kopf", ["Kd.-Nr.", "KD_NR", "kd nr", "KdNr", "KUNDENNUMMER", "Kunden Nummer", "Kunden\u00adnummer"]
)
def test_spelling_makes_no_difference(tmp_path, kopf):
    source = write_columns(tmp_path / "verbis_lebenslauf.csv", [(kopf, KENNUNGEN, ""), ("Von", TAGE, "")])
    (vorschlag,) = propose_mapping(source.path.parent, Settings())
    assert list(vorschlag.columns.values())[:1] == ["kunde_id"]


@pytest.mark.parametrize(
    ("export", "koepfe", "umstritten"),
    [
        ("verbis_massnahmen", ["Ende", "Ende geplant"], "austritt"),
        ("verbis_kunden", ["Team-Nr.", "Organisationszeichen"], "team_id"),
        ("verbis_kunden", ["Kundenstatus", "Kundenstatus AV"], "av_status"),
        ("verbis_vermerke", ["Gesprächsdatum", "Vermerkdatum"], "datum"),
        ("atv_kapazitaet", ["IFK", "Vermittler"], "ifk_id"),
    ],
)
def test_no_two_headers_get_one_column(tmp_path, export, koepfe, umstritten):
    werte = TAGE if umstritten in ("austritt", "datum") else ("a1", "a2")
    write_columns(tmp_path / f"{export}.csv", [(kopf, werte, "") for kopf in koepfe])
    (vorschlag,) = propose_mapping(tmp_path, Settings())
    assert vorschlag.columns == vorschlag.vague == {}
    assert vorschlag.contested == {umstritten: koepfe}
    assert umstritten in vorschlag.missing


def test_a_header_that_stands_twice_is_no_header_to_map(tmp_path):
    write_columns(tmp_path / "verbis_lebenslauf.csv", [("Kunde", KENNUNGEN, ""), ("Beginn", TAGE, "")] * 2)
    (vorschlag,) = propose_mapping(tmp_path, Settings())
    assert vorschlag.columns == {}


def test_a_header_that_only_comes_near_is_a_guess(tmp_path):
    spalten = [("Kundenstatus AV neu", ("arbeitslos",), ""), ("Proffillage", ("M",), ""), ("Kunde", KENNUNGEN, "")]
    write_columns(tmp_path / "verbis_kunden.csv", spalten)
    (vorschlag,) = propose_mapping(tmp_path, Settings())
    assert vorschlag.columns == {"Kunde": "kunde_id"}
    assert vorschlag.vague == {"Kundenstatus AV neu": "av_status"}
    # A slip of the pen could be anybody's name: it is not repeated.
    assert vorschlag.nameless == [2]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Beginn der Teilnahme", "Ende der Teilnahme"),
        ("Bewilligung von", "Bewilligung bis"),
        ("gebucht am", "abgesagt am"),
        ("Dauer in Minuten", "Dauer in Stunden"),
        ("arbeitslos", "nicht arbeitslos"),
        ("abgesagt durch Kunde", "abgesagt durch Jobcenter"),
        ("Eintrittsdatum", "Austrittsdatum"),
        ("Datum", "Datum der Erfassung"),
    ],
)
def test_opposites_are_never_alike(a, b):
    assert alike(a, b) == alike(b, a) == 0


def test_names_are_no_identifiers_of_persons(tmp_path):
    spalten = [("Kunde", ("Muster, Max", "Anna Muster"), ""), ("Kundennummer", KENNUNGEN, "")]
    write_columns(tmp_path / "verbis_lebenslauf.csv", spalten)
    (vorschlag,) = propose_mapping(tmp_path, Settings())
    assert vorschlag.columns == {"Kundennummer": "kunde_id"}


@pytest.mark.parametrize(
    "text", ["Muster, Max", "Anna Muster", "Förster", "Frau Geheim", "123A456789", "Kundennummer 123A456789", "A" * 61]
)
def test_what_could_be_a_name_or_an_identifier_is_not_shown(text):
    assert not is_harmless(text)


@pytest.mark.parametrize("text", ["Bemerkung", "Art der Arbeit", "AU", "01", "§ 53a", "Erstellt am", "k. A."])
def test_words_of_headers_and_codes_are_shown(text):
    assert is_harmless(text)


def test_a_foreign_export_is_read_by_what_its_headers_are_known_to_mean(tmp_path):
    spalten = [(kopf, werte, s) for kopf, werte, s in DIALECTS["verbis_lebenslauf Beginn und Ende"][1]]
    source = write_columns(tmp_path / "verbis_lebenslauf.csv", spalten)
    with pytest.raises(LieferungError):
        read_export("verbis_lebenslauf", source, {})
    assert set(read_foreign_export("verbis_lebenslauf", source, {}).frame.columns) == {
        "zeile",
        "kunde_id",
        "art",
        "von",
        "bis",
    }
    with pytest.raises(LieferungError, match="fehlen die Spalten bis"):
        read_foreign_export(
            "verbis_lebenslauf", write_columns(tmp_path / "verbis_lebenslauf.csv", spalten[:2] + spalten[3:]), {}
        )


@pytest.mark.parametrize("export", EXPORTS)
def test_no_name_means_two_columns_of_an_export_and_none_is_a_secret(export):
    namen = [(letters(n), spalte) for spalte, ns in column_names(export).items() for n in ns]
    assert len({n for n, _ in namen}) == len(set(namen))
    assert all(is_harmless(n) for ns in column_names(export).values() for n in ns)


@pytest.mark.parametrize("export", EXPORTS)
def test_no_name_means_two_codes_of_a_column(export):
    for spalte in EXPORTS[export].to_schema().columns.values():
        codes = allowed_codes(spalte)
        assert [find_code(name, codes) for code in codes for name in code_names(code)] == [
            code for code in codes for _ in code_names(code)
        ]


def test_a_table_without_headers_matches_nothing():
    import polars as pl

    match = match_headers("verbis_lebenslauf", RawTable(["", ""], pl.DataFrame({"c0": ["x"], "c1": ["y"]})), {})
    assert (match.known, match.guessed, match.unknown, match.nameless) == ({}, {}, [], [])
