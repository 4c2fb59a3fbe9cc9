"""Clear exports become a delivery that the guard lets in, the same person the same pseudonym everywhere."""

import hashlib
import hmac
import os
from datetime import date

import pytest

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
    return pseudonymise_month(klar / monat, tmp_path / "aus" / monat, SCHLUESSEL, EINSTELLUNGEN)


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
    ("spalte", "wert", "bleibt"),
    [
        ("geburtsmonat", "17.05.1980", "1980-05"),
        ("geburtsmonat", "1980-05-17", "1980-05"),
        ("geburtsmonat", "Max Muster", "unlesbar"),
        ("av_status", "Max Muster", "unbekannt"),
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
