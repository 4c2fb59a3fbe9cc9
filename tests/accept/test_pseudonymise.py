"""Clear exports become a delivery that the guard lets in, the same person the same pseudonym everywhere."""

import hashlib
import hmac
import io
import os
from datetime import date

import pytest
from openpyxl import load_workbook

from drawn.dialects import Dialekt, draw_texts, render_csv, render_xlsx
from pipeline.accept.lieferung import read_lieferung
from pipeline.accept.pseudonymise import create_key, make_pseudonym, read_key
from pipeline.cli.app import main
from pipeline.errors import ConfigurationError, LieferungError
from pipeline.run.pseudonymise import pseudonymise_month
from pipeline.settings import Settings

SCHLUESSEL = b"0123456789abcdef" * 2
EINSTELLUNGEN = Settings(spalten={"verbis_kunden": {"Kundennummer": "kunde_id", "Geburtsdatum": "geburtsmonat"}})


def nummer(kennung: str) -> str:
    """A Kundennummer for a drawn person."""
    return f"{int(kennung[1:]) + 100:03d}A{int(kennung[1:]) + 456789:06d}" if kennung.startswith("k") else "999Z999999"


@pytest.fixture
def klar(tmp_path):
    """Two months of clear exports, the second one as workbooks."""
    zeilen = draw_texts(date(2026, 10, 31), seed=9, personen=20)
    for inhalt in zeilen.values():
        for zeile in inhalt:
            if zeile.get("kunde_id"):
                zeile["kunde_id"] = nummer(zeile["kunde_id"])
            if zeile.get("bg_id"):
                zeile["bg_id"] = f"12345//{sum(zeile['bg_id'].encode()):07d}"
    for monat, endung, render in (
        ("2026-09", "csv", lambda e, z: render_csv(e, z, Dialekt())),
        ("2026-10", "xlsx", render_xlsx),
    ):
        (tmp_path / "klar" / monat).mkdir(parents=True)
        for export, inhalt in zeilen.items():
            (tmp_path / "klar" / monat / f"{export}.{endung}").write_bytes(render(export, inhalt))
    datei = tmp_path / "klar" / "2026-09" / "verbis_kunden.csv"
    kopf, _, rest = datei.read_text().partition("\n")
    namen = kopf.replace("kunde_id", "Kundennummer").replace("geburtsmonat", "Geburtsdatum") + ";Nachname"
    tage = "\n".join(f"{zeile};Muster" for zeile in rest.splitlines())
    datei.write_text(f"{namen}\n{tage}\n")
    return tmp_path / "klar"


def make(klar, tmp_path, monat):
    return pseudonymise_month(klar / monat, tmp_path / "aus" / monat, SCHLUESSEL, EINSTELLUNGEN).parts


def test_the_result_is_a_delivery_that_the_guard_lets_in(klar, tmp_path):
    with pytest.raises(LieferungError, match="Klartext"):
        read_lieferung(klar, "2026-09", EINSTELLUNGEN, lambda _: None)
    berichtet = make(klar, tmp_path, "2026-09")
    lieferung = read_lieferung(tmp_path / "aus", "2026-09", Settings(), lambda _: None)
    assert {t.export: t.gelesen for t in lieferung.parts} == {b.file.stem: b.rows for b in berichtet}
    assert sum(b.dropped_columns for b in berichtet) == 1
    inhalt = b"".join(d.read_bytes() for d in (tmp_path / "aus").rglob("*.csv"))
    assert b"Muster" not in inhalt
    assert b"A4567" not in inhalt
    assert set(lieferung.befunde.filter(schwere="ausschluss")["code"]) <= {"schluessel_doppelt"}


def test_pseudonyms_agree_over_files_and_months(klar, tmp_path):
    for monat in ("2026-09", "2026-10"):
        make(klar, tmp_path, monat)
    monate = [read_lieferung(tmp_path / "aus", m, Settings(), lambda _: None) for m in ("2026-09", "2026-10")]
    personen = [set(t.frame["kunde_id"]) for m in monate for t in m.parts if t.export == "verbis_kunden"]
    assert personen[0] == personen[1]
    vermerke = next(t.frame for t in monate[1].parts if t.export == "verbis_vermerke")
    fremd = {make_pseudonym(SCHLUESSEL, "kunde_id", "999Z999999")}
    assert set(vermerke["kunde_id"]) - personen[0] <= fremd


def test_known_answer_and_what_makes_no_difference():
    erwartet = hmac.new(SCHLUESSEL, b"kunde_id:123A456789", hashlib.sha256).hexdigest()[:20]
    assert make_pseudonym(SCHLUESSEL, "kunde_id", "123A456789") == f"k{erwartet}"
    assert make_pseudonym(SCHLUESSEL, "kunde_id", "123 a 456789") == f"k{erwartet}"
    assert make_pseudonym(SCHLUESSEL, "bg_id", "12345//0001234") == make_pseudonym(
        SCHLUESSEL, "bg_id", "12345BG0001234"
    )
    assert make_pseudonym(SCHLUESSEL, "ifk_id", "123A456789")[1:] != erwartet
    assert make_pseudonym(b"x" * 32, "kunde_id", "123A456789") != f"k{erwartet}"


@pytest.mark.parametrize(
    "kennung",
    [
        *("123A456789", "123a456789", "123 A 456789", "123-A-456789", "123A 456 789", "123\u00a0A\u00a0456789"),
        *(
            "123\u2011A\u2011456789",
            "123.A.456789",
            "123/A/456789",
            "KD 123A456789",
            "Kd-Nr. 123A456789",
            "１２３A456789",
        ),
        *("123_A_456789", " 123A456789 ", "123\u200bA456789"),
    ],
)
def test_one_person_stays_one_however_the_number_is_written(kennung):
    erwartet = hmac.new(SCHLUESSEL, b"kunde_id:123A456789", hashlib.sha256).hexdigest()[:20]
    assert make_pseudonym(SCHLUESSEL, "kunde_id", kennung) == f"k{erwartet}"


@pytest.mark.parametrize(
    "kennung",
    [
        *("12345//0001234", "12345BG0001234", "12345/0001234", "12345-0001234", "12345 // 0001234", "12345 bg 0001234"),
        *("BG 12345//0001234", "BG-Nr. 12345/0001234", "12345–0001234", "12345//BG0001234"),
    ],
)
def test_one_household_stays_one_however_the_number_is_written(kennung):
    erwartet = hmac.new(SCHLUESSEL, b"bg_id:12345BG0001234", hashlib.sha256).hexdigest()[:20]
    assert make_pseudonym(SCHLUESSEL, "bg_id", kennung) == f"b{erwartet}"


@pytest.mark.parametrize(
    ("spalte", "kennung", "gehasht"),
    [
        ("kunde_id", "p-17 b", "P-17B"),
        ("kunde_id", "p17b", "P17B"),
        ("bg_id", "123450001234", "123450001234"),
        ("bg_id", "a//7", "ABG7"),
        ("ifk_id", "Muster, Max", "MUSTER,MAX"),
        ("termin_id", "123-A-456789", "123-A-456789"),
    ],
)
def test_other_identifiers_keep_the_pseudonyms_that_they_had(spalte, kennung, gehasht):
    erwartet = hmac.new(SCHLUESSEL, f"{spalte}:{gehasht}".encode(), hashlib.sha256).hexdigest()[:20]
    assert make_pseudonym(SCHLUESSEL, spalte, kennung) == f"{spalte[0]}{erwartet}"


@pytest.mark.parametrize(
    ("spalte", "wert", "bleibt"),
    [
        *(("geburtsmonat", wert, "1980-05") for wert in ("17.05.1980", "1980-05-17", "1.5.1980", "1980-5-1")),
        *(("geburtsmonat", wert, "1980-05") for wert in ("05.1980", "5/1980", "1980-05", "19800501", "1980/05/01")),
        *(
            ("geburtsmonat", wert, "1980-05")
            for wert in ("01.05.1980 00:00", "1980-05-01 00:00:00", "1980-05-01T12:30")
        ),
        *(("geburtsmonat", wert, "unlesbar") for wert in ("01.05.80", "00.00.1980", "17.13.1980", "05/01/1980")),
        *(("geburtsmonat", wert, "unlesbar") for wert in ("1980", "01.05.1980 Muster", "123A456789", "0171123456")),
        ("geburtsmonat", "-", ""),
        # An identifier that is lost is nobody's, least of all one that many share.
        *(("kunde_id", wert, "") for wert in ("1,23E+11", "#WERT!", "k\x00")),
        # What is wrong with a day, a time or a number is still to be seen, a name is not.
        *(("av_seit", wert, wert) for wert in ("1.5.26", "0226-05-01", "31.02.2026", "00.00.0000", "01.05.2026 08:00")),
        *(("av_seit", wert, "unlesbar") for wert in ("01.05.2026 Muster", "12345//0001234", "0171/1234567")),
        *(("profillage", wert, "") for wert in ("-", "NULL", "k. A.")),
        *(("ifk_id", wert, "") for wert in ("-", "n/a", "keiner")),
        ("geburtsmonat", "Max Muster", "unlesbar"),
        ("av_status", "Max Muster", "unlesbar"),
        ("av_seit", "Max Muster", "unlesbar"),
        ("par10", "Max Muster", "unlesbar"),
        ("av_seit", "31.12.9999", "31.12.9999"),
        ("kunde_id", "NULL", ""),
        ("bg_id", "-", ""),
        ("profillage", "k. A.", ""),
    ],
)
def test_only_what_a_column_may_hold_is_kept(tmp_path, spalte, wert, bleibt):
    ort = tmp_path / "ein"
    ort.mkdir()
    for export, inhalt in draw_texts(date(2026, 10, 31), seed=9, personen=4).items():
        if export == "verbis_kunden":
            inhalt[0][spalte] = wert
        (ort / f"{export}.csv").write_bytes(render_csv(export, inhalt, Dialekt(iso=False)))
    pseudonymise_month(ort, tmp_path / "aus", SCHLUESSEL, Settings())
    kopf, erste = (tmp_path / "aus" / "verbis_kunden.csv").read_text(encoding="utf-8-sig").splitlines()[:2]
    assert dict(zip(kopf.split(";"), erste.split(";"), strict=True))[spalte] == bleibt


def test_free_text_leaves_nothing_but_its_presence(klar, tmp_path):
    datei = klar / "2026-09" / "allegro_antraege.csv"
    datei.write_text(datei.read_text().replace("Umzug", "Frau Muster ist umgezogen"))
    make(klar, tmp_path, "2026-09")
    antraege = (tmp_path / "aus" / "2026-09" / "allegro_antraege.csv").read_text()
    assert "Muster" not in antraege
    assert "vorhanden" in antraege


def test_clear_text_that_would_remain_stops_it_and_leaves_nothing(klar, tmp_path):
    datei = klar / "2026-09" / "verbis_massnahmen.csv"
    datei.write_text(datei.read_text().replace("MAT", "MAT für 123A456789"))
    with pytest.raises(LieferungError, match="massnahmeart"):
        make(klar, tmp_path, "2026-09")
    assert [d for d in (tmp_path / "aus").rglob("*") if d.is_file()] == []


def test_the_key_must_be_its_owners_alone(tmp_path):
    datei = tmp_path / "schluessel"
    with pytest.raises(ConfigurationError, match="nicht lesbar"):
        read_key(datei)
    create_key(datei)
    assert datei.stat().st_mode & 0o777 == 0o600
    assert len(read_key(datei)) == 64
    with pytest.raises(ConfigurationError, match="bleibt, wie er ist"):
        create_key(datei)
    datei.chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        read_key(datei)
    datei.chmod(0o600)
    datei.write_text("zu kurz")
    with pytest.raises(ConfigurationError, match="zu kurz"):
        read_key(datei)


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_the_command_makes_key_and_delivery(klar, tmp_path, capsys):
    aufruf = ["pseudonymise", "--month", "2026-10", "--input", str(klar), "--output", str(tmp_path / "aus")]
    with pytest.raises(SystemExit) as ende:
        main([*aufruf, "--key-file", str(tmp_path / "schluessel"), "--create-key"])
    assert ende.value.code in (0, None)
    ausgabe = capsys.readouterr().out
    assert "verbis_kunden.csv: 20 Zeilen" in ausgabe
    assert read_key(tmp_path / "schluessel").decode() not in ausgabe


FREMD = {
    "verbis_kunden": {"kunde_id": "Kundennummer", "bg_id": "BG-Nummer", "geburtsmonat": "Geb.-Datum", "ifk_id": "IFK"},
    "verbis_lebenslauf": {"kunde_id": "Kunde", "von": "Beginn", "bis": "Ende"},
    "verbis_vermerke": {"kunde_id": "Kd-Nr.", "datum": "Datum des Vermerks", "kontaktart": "Art des Kontakts"},
    "verbis_massnahmen": {"kunde_id": "Kd.Nr.", "eintritt": "Start", "austritt": "Ende geplant"},
    "verbis_vereinbarungen": {"kunde_id": "KundenNr", "gueltig_bis": "gültig bis"},
    "atv_termine": {
        "kunde_id": "Kundennr.",
        "ifk_id": "Vermittler",
        "beginn": "Uhrzeit von",
        "dauer_min": "Dauer (Min.)",
    },
    "atv_kapazitaet": {"ifk_id": "Sachbearbeiter", "arbeitszeit_std": "Arbeitszeit (Std.)"},
    "allegro_antraege": {"kunde_id": "Kundennummer", "bg_id": "BG-Nr.", "leistung_von": "Bewilligung von"},
}


def write_clear(ordner, zeilen, koepfe=None, ende="\n"):
    ordner.mkdir(parents=True, exist_ok=True)
    for export, inhalt in zeilen.items():
        kopf, _, rest = render_csv(export, inhalt, Dialekt(iso=False)).decode().partition("\n")
        namen = [(koepfe or {}).get(export, {}).get(name, name) for name in kopf.split(";")]
        (ordner / f"{export}.csv").write_text(";".join(namen) + "\n" + rest, encoding="utf-8", newline=ende)
    return ordner


def draw_clear():
    """A drawn delivery with clear numbers, every file in spellings of its own."""
    zeilen = draw_texts(date(2026, 10, 31), seed=9, personen=20)
    for nummer_der_datei, inhalt in enumerate(zeilen.values()):
        for zeile in inhalt:
            if zeile.get("kunde_id"):
                klar = nummer(zeile["kunde_id"])
                geschrieben = (
                    klar,
                    klar.lower(),
                    f"{klar[:3]} {klar[3]} {klar[4:]}",
                    f"{klar[:3]}-{klar[3]}-{klar[4:]}",
                )
                zeile["kunde_id"] = geschrieben[nummer_der_datei % 4]
            if "geburtsmonat" in zeile:
                zeile["geburtsmonat"] = f"17.{zeile['geburtsmonat'][5:]}.{zeile['geburtsmonat'][:4]}"
    return zeilen


def test_headers_of_the_source_systems_are_understood(tmp_path):
    zeilen = draw_clear()
    pseudonymise_month(
        write_clear(tmp_path / "klar", zeilen, FREMD), tmp_path / "aus" / "2026-10", SCHLUESSEL, Settings()
    )
    lieferung = read_lieferung(tmp_path / "aus", "2026-10", Settings(), lambda _: None)
    assert {t.export: t.gelesen for t in lieferung.parts} == {e: len(z) for e, z in zeilen.items()}
    personen = {make_pseudonym(SCHLUESSEL, "kunde_id", z["kunde_id"]) for z in zeilen["verbis_kunden"]}
    for part in lieferung.parts:
        if "kunde_id" in part.frame.columns and part.export != "atv_termine":
            fremd = {make_pseudonym(SCHLUESSEL, "kunde_id", "999Z999999")}
            assert set(part.frame["kunde_id"]) <= personen | fremd


def test_settings_win_over_what_headers_are_known_to_mean(tmp_path):
    zeilen = draw_clear()
    ort = write_clear(tmp_path / "klar", zeilen, {"verbis_lebenslauf": {"von": "Anfang wirklich", "kunde_id": "Kunde"}})
    with pytest.raises(LieferungError, match=r"verbis_lebenslauf.csv fehlen die Spalten von"):
        pseudonymise_month(ort, tmp_path / "aus", SCHLUESSEL, Settings())
    einstellungen = Settings(spalten={"verbis_lebenslauf": {"Anfang wirklich": "von"}})
    pseudonymise_month(ort, tmp_path / "aus", SCHLUESSEL, einstellungen)
    assert (
        (tmp_path / "aus" / "verbis_lebenslauf.csv")
        .read_text(encoding="utf-8-sig")
        .startswith("kunde_id;art;von;bis\n")
    )


DAMAGE = [
    "x;y;z;1;2;3;Frau Geheim",
    ";".join(["Geheim"] * 40),
    'v9;k1;"Frau Geheim;allgemein;telefon;',
]


@pytest.mark.parametrize("zeilen_davor", [0, 1, 150, 399])
@pytest.mark.parametrize("schaden", DAMAGE)
def test_damaged_rows_are_handed_on_as_damaged_without_their_text(tmp_path, schaden, zeilen_davor):
    zeilen = draw_clear()
    zeilen["verbis_vermerke"] = [dict(zeilen["verbis_vermerke"][0], vermerk_id=f"v{i}") for i in range(400)]
    datei = write_clear(tmp_path / "klar", zeilen) / "verbis_vermerke.csv"
    inhalt = datei.read_text().splitlines(keepends=True)
    inhalt[1 + zeilen_davor : 1 + zeilen_davor] = [schaden + "\n", schaden + "\n"]
    datei.write_text("".join(inhalt))
    teile = pseudonymise_month(tmp_path / "klar", tmp_path / "aus" / "2026-10", SCHLUESSEL, Settings()).parts
    berichtet = next(t for t in teile if t.file.stem == "verbis_vermerke")
    assert (berichtet.rows, berichtet.damaged_rows) == (402, 2)
    assert "Geheim" not in (tmp_path / "aus" / "2026-10" / "verbis_vermerke.csv").read_text()
    lieferung = read_lieferung(tmp_path / "aus", "2026-10", Settings(), lambda _: None)
    vermerke = next(t for t in lieferung.parts if t.export == "verbis_vermerke")
    assert (vermerke.gelesen, vermerke.frame.height) == (402, 400)
    ausgeschlossen = lieferung.befunde.filter(export="verbis_vermerke", schwere="ausschluss")
    assert ausgeschlossen["zeile"].to_list() == [2 + zeilen_davor, 3 + zeilen_davor]
    # The true cause is said: nothing is wrong with the file that is read now.
    assert all("schon im Klartext-Export beschädigt" in satz for satz in ausgeschlossen["satz"])


@pytest.mark.parametrize(("beschaedigt", "bleibt"), [(4, True), (5, False), (200, False)])
def test_more_damaged_rows_than_allowed_are_refused_at_once(tmp_path, beschaedigt, bleibt):
    zeilen = draw_clear()
    zeilen["verbis_vermerke"] = [dict(zeilen["verbis_vermerke"][0], vermerk_id=f"v{i}") for i in range(400)]
    datei = write_clear(tmp_path / "klar", zeilen) / "verbis_vermerke.csv"
    kopf, *inhalt = datei.read_text().splitlines()
    inhalt = [f"{z};x;y" if i < beschaedigt else z for i, z in enumerate(inhalt)]
    datei.write_text("\n".join([kopf, *inhalt]) + "\n")
    if bleibt:
        make_again(tmp_path)
        return
    with pytest.raises(LieferungError, match=rf"In verbis_vermerke.csv sind {beschaedigt} von 400 Zeilen nicht lesbar"):
        make_again(tmp_path)
    assert not [d for d in (tmp_path / "aus").rglob("*") if d.is_file()]
    make_again(tmp_path, Settings(hoechster_ausschluss=1))


def make_again(tmp_path, einstellungen=None):
    return pseudonymise_month(tmp_path / "klar", tmp_path / "aus", SCHLUESSEL, einstellungen or Settings())


def test_the_command_says_what_is_damaged(tmp_path, capsys):
    datei = write_clear(tmp_path / "klar" / "2026-10", draw_clear()) / "verbis_vermerke.csv"
    datei.write_text(f"{datei.read_text()}a;b;c;d;e;f;g\n")
    aufruf = [
        "pseudonymise",
        "--month",
        "2026-10",
        "--input",
        str(tmp_path / "klar"),
        "--output",
        str(tmp_path / "aus"),
    ]
    with pytest.raises(SystemExit) as ende:
        main([*aufruf, "--key-file", str(tmp_path / "schluessel"), "--create-key"])
    assert ende.value.code in (0, None)
    zeilen = len(datei.read_text().splitlines()) - 1
    assert (
        f"verbis_vermerke.csv: {zeilen} Zeilen, davon 1 unlesbar (ohne Inhalt weitergegeben)" in capsys.readouterr().out
    )


def test_a_row_of_which_nothing_may_be_kept_is_still_a_row(tmp_path):
    zeilen = draw_clear()
    zeilen["verbis_lebenslauf"] = [
        dict(zeilen["verbis_lebenslauf"][0], von=f"{i % 28 + 1:02d}.01.2020") for i in range(200)
    ]
    datei = write_clear(tmp_path / "klar", zeilen) / "verbis_lebenslauf.csv"
    kopf, *inhalt = datei.read_text().splitlines()
    datei.write_text("\n".join([f"{kopf};Nachname", *(f"{z};Muster" for z in inhalt), ";;;;Muster"]) + "\n")
    make_again(tmp_path)
    lebenslauf = (tmp_path / "aus" / "verbis_lebenslauf.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lebenslauf) == 1 + 201
    assert "Muster" not in "".join(lebenslauf)
    assert set(lebenslauf[-1].split(";")) == {"unlesbar"}


def test_line_breaks_in_names_do_not_tear_rows_apart(tmp_path):
    zeilen = draw_clear()
    zeilen["verbis_massnahmen"][0]["massnahmeart"] = 'FbW\r\nLager;\rund "Logistik"'
    ort = write_clear(tmp_path / "klar", zeilen, ende="")
    pseudonymise_month(ort, tmp_path / "aus" / "2026-10", SCHLUESSEL, Settings())
    lieferung = read_lieferung(tmp_path / "aus", "2026-10", Settings(), lambda _: None)
    massnahmen = next(t for t in lieferung.parts if t.export == "verbis_massnahmen")
    assert massnahmen.gelesen == massnahmen.frame.height == len(zeilen["verbis_massnahmen"])


def test_the_result_has_no_findings_beyond_those_of_its_source(tmp_path):
    """Pseudonymised twice: what reading says of the first result it says of the second."""
    zeilen = draw_clear()
    zeilen["verbis_kunden"][1]["av_seit"] = "1.5.26"
    zeilen["verbis_kunden"][2]["profillage"] = "Q"
    zeilen["atv_kapazitaet"][0]["arbeitszeit_std"] = "7.800"
    zeilen["atv_termine"][0]["abgesagt_am"] = "31.12.9999"
    zeilen["allegro_antraege"][0]["sonderfall"] = "-"
    ort = write_clear(tmp_path / "klar", zeilen)
    befunde = []
    for monat in ("2026-09", "2026-10"):
        pseudonymise_month(ort, tmp_path / "aus" / monat, SCHLUESSEL, Settings())
        gelesen = read_lieferung(tmp_path / "aus", monat, Settings(), lambda _: None)
        befunde.append(gelesen.befunde.select("export", "zeile", "spalte", "code").rows())
        ort = tmp_path / "aus" / monat
    assert befunde[0] == befunde[1]
    assert ("verbis_kunden", 3, "av_seit", "datum_mehrdeutig") in befunde[0]


def test_no_free_text_is_handed_on_not_even_where_it_is_required(tmp_path):
    zeilen = draw_clear()
    zeilen["verbis_massnahmen"][0]["massnahmeart"] = "Coaching für Anna Geheim"
    write_clear(tmp_path / "klar", zeilen)
    make_again(tmp_path)
    kopf, *inhalt = (tmp_path / "aus" / "verbis_massnahmen.csv").read_text(encoding="utf-8-sig").splitlines()
    stelle = kopf.split(";").index("massnahmeart")
    assert {zeile.split(";")[stelle] for zeile in inhalt} == {"vorhanden"}
    assert "t0;" in (tmp_path / "aus" / "organisation.csv").read_text()


def test_free_text_of_nothing_is_nothing(tmp_path):
    zeilen = draw_clear()
    for nummer_der_zeile, text in enumerate(("-", "k. A.", "Umzug")):
        zeilen["allegro_antraege"][nummer_der_zeile]["sonderfall"] = text
    write_clear(tmp_path / "klar", zeilen)
    make_again(tmp_path)
    erste = (tmp_path / "aus" / "allegro_antraege.csv").read_text(encoding="utf-8-sig").splitlines()[1:4]
    assert [zeile.rpartition(";")[2] for zeile in erste] == ["", "", "vorhanden"]


def test_a_sheet_that_is_not_handed_on_refuses_nothing(tmp_path):
    """What stands beside the export in its file stays behind, clear as it is."""
    zeilen = draw_clear()
    ort = write_clear(tmp_path / "klar", zeilen)
    (ort / "verbis_vermerke.csv").unlink()
    mappe = load_workbook(io.BytesIO(render_xlsx("verbis_vermerke", zeilen["verbis_vermerke"])))
    mappe.create_sheet("Notizen").append(["123A456789"])
    mappe.save(ort / "verbis_vermerke.xlsx")
    pseudonymise_month(ort, tmp_path / "aus" / "2026-10", SCHLUESSEL, Settings())
    assert not [d for d in (tmp_path / "aus").rglob("*") if d.is_file() and b"123A456789" in d.read_bytes()]
    assert (tmp_path / "aus" / "2026-10" / "verbis_vermerke.csv").is_file()
