"""The proposal of a mapping: right where names are near, silent where values may be personal, loadable as settings."""

import tomllib
from datetime import date

import pytest

from drawn.dialects import Dialekt, draw_texts, render_csv
from pipeline.accept.lieferung import read_lieferung
from pipeline.accept.mapping import propose_mapping
from pipeline.accept.proposal import render_toml, write_proposal
from pipeline.errors import LieferungError, UsageError
from pipeline.settings import Settings

KOEPFE = {
    "verbis_kunden": {
        "kunde_id": "Kunden-ID",
        "av_status": "Kundenstatus AV",
        "av_seit": "AV seit",
        "schwerbehindert_reha": "Schwerbehindert/Reha",
        "selbststaendig": "Selbständig",
    },
    "verbis_vermerke": {"vermerk_id": "Vermerk-ID", "kontaktart": "Art des Kontakts", "datum": "Datum des Vermerks"},
    "atv_termine": {"dauer_min": "Dauer (Min.)", "gebucht_am": "Gebucht am", "status": "Termin-Status"},
}
WERTE = {"persoenlich": "Persönlich", "walk_and_talk": "Walk & Talk", "video": "Video", "telefon": "Telefonisch"}


@pytest.fixture
def zeilen():
    return draw_texts(date(2026, 10, 31), seed=5, personen=25)


@pytest.fixture
def lieferung(tmp_path, zeilen):
    """A delivery as another system names things."""
    (tmp_path / "2026-10").mkdir()
    for export, inhalt in zeilen.items():
        if export == "verbis_vermerke":
            for zeile in inhalt:
                zeile["kontaktart"] = WERTE.get(zeile["kontaktart"], zeile["kontaktart"])
        kopf, _, rest = render_csv(export, inhalt, Dialekt()).decode().partition("\n")
        namen = [KOEPFE.get(export, {}).get(name, name) for name in kopf.split(";")]
        text = ";".join([*namen, "Bemerkung"]) + "\n" + rest.replace("\n", ";\n")
        (tmp_path / "2026-10" / f"{export}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_proposal_makes_the_delivery_readable(lieferung):
    vorschlaege = propose_mapping(lieferung / "2026-10", Settings())
    werte = tomllib.loads(render_toml(vorschlaege))
    vorgeschlagen = {export: spalten for export, spalten in werte["spalten"].items() if spalten}
    assert vorgeschlagen == {e: {v: k for k, v in koepfe.items()} for e, koepfe in KOEPFE.items()}
    assert werte["werte"]["verbis_vermerke"]["kontaktart"] == {v: k for k, v in WERTE.items()}
    gelesen = read_lieferung(lieferung, "2026-10", Settings(**werte), lambda _: None)
    assert "code_unbekannt" not in set(gelesen.befunde["code"])


def test_what_is_mapped_already_is_not_proposed_again(lieferung):
    werte = tomllib.loads(render_toml(propose_mapping(lieferung / "2026-10", Settings())))
    zweiter = propose_mapping(lieferung / "2026-10", Settings(**werte))
    assert not [v for v in zweiter if v.columns or v.vague or v.missing or v.values]
    assert all("Bemerkung" in v.unknown for v in zweiter)


def test_free_text_and_clear_values_are_counted_not_written(tmp_path, zeilen):
    (tmp_path / "2026-10").mkdir()
    for zeile in zeilen["verbis_vermerke"]:
        zeile["betreff"] = "Frau Geheim rief an"
    for nummer, zeile in enumerate(zeilen["verbis_kunden"]):
        zeile["profillage"] = f"{100 + nummer}A456789"
    for export in ("verbis_vermerke", "verbis_kunden"):
        (tmp_path / "2026-10" / f"{export}.csv").write_bytes(render_csv(export, zeilen[export], Dialekt()))
    text = render_toml(propose_mapping(tmp_path / "2026-10", Settings()))
    assert "Geheim" not in text
    assert "A456789" not in text
    assert "verbis_vermerke.betreff: 1 weitere" in text
    assert "verbis_kunden.profillage: 25 weitere" in text


def test_what_is_read_as_nothing_needs_no_code(tmp_path, zeilen):
    for zeile, text in zip(zeilen["verbis_kunden"], ["-", "k. A.", "Z?"], strict=False):
        zeile["profillage"] = text
    (tmp_path / "verbis_kunden.csv").write_bytes(render_csv("verbis_kunden", zeilen["verbis_kunden"], Dialekt()))
    (vorschlag,) = propose_mapping(tmp_path, Settings())
    assert list(vorschlag.values["profillage"]) == ["Z?"]


def test_a_header_that_names_nothing_of_ours_is_still_found(tmp_path):
    (tmp_path / "verbis_vereinbarungen.csv").write_text(
        "Liste\nVereinbarungs-Nr;Kunde;Art der Vereinbarung;Abschlussdatum;gültig bis\nv1;k1;einv;01.10.2026;\n"
    )
    (vorschlag,) = propose_mapping(tmp_path, Settings())
    assert {**vorschlag.columns, **vorschlag.vague}["Kunde"] == "kunde_id"
    assert {**vorschlag.columns, **vorschlag.vague}["gültig bis"] == "gueltig_bis"


def test_hostile_headers_and_values_stay_strings_of_toml(tmp_path):
    boese = '"; x = 1\x7f\\ [spalten]'
    kopf = 'vereinbarung_id;kunde_id;art;datum;gueltig_bis;"' + boese.replace('"', '""') + '"'
    (tmp_path / "verbis_vereinbarungen.csv").write_text(f'{kopf}\nv1;k1;"einv ""\'\'\'[a]";01.10.2026;;x\n')
    werte = tomllib.loads(render_toml(propose_mapping(tmp_path, Settings())))
    assert set(werte) <= {"spalten", "werte"}


def test_an_existing_file_is_never_overwritten(tmp_path):
    datei = tmp_path / "zuordnung.toml"
    assert "0 Spalten" in write_proposal([], datei)
    with pytest.raises(UsageError, match="nicht überschrieben"):
        write_proposal([], datei)


def test_a_folder_without_exports_is_said(tmp_path):
    (tmp_path / "liste.csv").write_text("a;b\n")
    with pytest.raises(LieferungError, match="keine Datei, die wie ein Export heißt"):
        propose_mapping(tmp_path, Settings())
