"""The sample generator: the same bytes, months that agree, nothing shaped like a real number."""

import csv
import re
from datetime import date, datetime
from pathlib import Path

import holidays
import pytest

from data.sample.write import write_deliveries
from drawn.sample import SAMPLE
from pipeline.errors import UsageError
from pipeline.sample.form import COLUMNS, WINDOWS_1252
from pipeline.sample.generate import SampleOrder, derive_teams, write_sample
from pipeline.sample.oddities_rows import ZEILEN

KEYS = {
    "organisation": ("team_id",),
    "verbis_kunden": ("kunde_id",),
    "verbis_lebenslauf": ("kunde_id", "art", "von"),
    "verbis_vermerke": ("vermerk_id",),
    "verbis_massnahmen": ("teilnahme_id",),
    "verbis_vereinbarungen": ("vereinbarung_id",),
    "atv_termine": ("termin_id",),
    "atv_kapazitaet": ("ifk_id", "datum"),
    "allegro_antraege": ("antrag_id",),
}
KLARTEXT = re.compile(
    r"\d{3}[A-Z]\d{6}|\d{5}(//|BG)\d{7}|\d{8}[A-Z]\d{3}|[A-Z]{2}\d{2}[A-Z0-9]{11,30}|\S+@\S+\.\S+",
    re.IGNORECASE,
)

Rows = list[dict[str, str]]


def read(ordner: Path, export: str) -> Rows:
    encoding = "cp1252" if export in WINDOWS_1252 else "utf-8-sig"
    with (ordner / f"{export}.csv").open(encoding=encoding, newline="") as datei:
        return list(csv.DictReader(datei, delimiter=";"))


def as_tag(text: str) -> date:
    return datetime.strptime(text, "%d.%m.%Y").date()


def read_bytes(ordner: Path) -> dict[str, bytes]:
    return {str(pfad.relative_to(ordner)): pfad.read_bytes() for pfad in sorted(ordner.rglob("*.csv"))}


@pytest.fixture(scope="module")
def lieferungen(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two clean months of a small house."""
    return write_sample(tmp_path_factory.mktemp("sample"), SampleOrder(persons=300, months=2, seed=5, years=1.0))


@pytest.fixture(scope="module")
def neu(lieferungen: list[Path]) -> dict[str, Rows]:
    return {export: read(lieferungen[-1], export) for export in COLUMNS}


def test_same_seed_same_bytes_another_seed_others(tmp_path: Path) -> None:
    inhalte = []
    for ordner, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_sample(tmp_path / ordner, SampleOrder(persons=60, months=2, seed=seed, years=1.0))
        inhalte.append(read_bytes(tmp_path / ordner))
    assert inhalte[0] == inhalte[1]
    assert inhalte[0].keys() == inhalte[2].keys()
    assert all(inhalte[0][datei] != inhalte[2][datei] for datei in inhalte[0] if "organisation" not in datei)


def test_a_month_is_the_same_alone_and_in_a_row(tmp_path: Path) -> None:
    allein = write_sample(tmp_path / "allein", SampleOrder(persons=60, months=1, seed=1, years=1.0))
    reihe = write_sample(tmp_path / "reihe", SampleOrder(persons=60, months=3, seed=1, years=1.0))
    assert [ordner.name for ordner in reihe] == ["2026-08", "2026-09", "2026-10"]
    # Somebody who left in the course of the months may be another case; all others have the same history.
    geblieben = {z["kunde_id"] for z in read(reihe[-1], "verbis_kunden") if z["av_status"] != "abgemeldet"}
    vermerke = [
        [z for z in read(lieferungen[-1], "verbis_vermerke") if z["kunde_id"] in geblieben]
        for lieferungen in (allein, reihe)
    ]
    assert vermerke[0] == vermerke[1]


def test_the_sample_is_what_the_script_writes(tmp_path: Path) -> None:
    write_deliveries(tmp_path)
    geschrieben = read_bytes(tmp_path)
    assert geschrieben == read_bytes(SAMPLE), "data/sample is stale: run `make sample`"
    assert len(geschrieben) == 4 * len(COLUMNS)
    assert sum(map(len, geschrieben.values())) <= 5_000_000


@pytest.mark.parametrize("export", COLUMNS)
def test_an_export_has_its_columns_and_unique_keys(lieferungen: list[Path], export: str) -> None:
    for ordner in lieferungen:
        inhalt = (ordner / f"{export}.csv").read_bytes()
        kopf = inhalt.split(b"\n")[0].decode("utf-8-sig").strip()
        assert kopf == COLUMNS[export]
        assert inhalt.startswith(b"\xef\xbb\xbf") != (b"\r\n" in inhalt)
        zeilen = read(ordner, export)
        assert zeilen
        assert all(None not in zeile and None not in zeile.values() for zeile in zeilen)
        schluessel = [tuple(zeile[spalte] for spalte in KEYS[export]) for zeile in zeilen]
        assert len(set(schluessel)) == len(schluessel)
        assert all(all(werte) for werte in schluessel)


def test_no_value_is_shaped_like_a_clear_text_identifier(neu: dict[str, Rows]) -> None:
    werte = {wert for zeilen in neu.values() for zeile in zeilen for wert in zeile.values()}
    assert not [wert for wert in werte if KLARTEXT.fullmatch(wert)]


def test_what_was_said_in_one_month_stands_in_the_next(lieferungen: list[Path], neu: dict[str, Rows]) -> None:
    geblieben = {zeile["kunde_id"] for zeile in neu["verbis_kunden"]}
    for export in ("verbis_vermerke", "verbis_vereinbarungen", "verbis_lebenslauf"):
        frueher = [tuple(z.values()) for z in read(lieferungen[0], export) if z["kunde_id"] in geblieben]
        assert frueher
        assert set(frueher) <= {tuple(zeile.values()) for zeile in neu[export]}


def test_a_planned_appointment_is_decided_in_the_next_month(lieferungen: list[Path], neu: dict[str, Rows]) -> None:
    spaeter = {zeile["termin_id"]: zeile for zeile in neu["atv_termine"]}
    frueher = [zeile for zeile in read(lieferungen[0], "atv_termine") if zeile["termin_id"] in spaeter]
    geplant = [zeile for zeile in frueher if zeile["status"] == "geplant"]
    decided = {spaeter[z["termin_id"]]["status"] for z in geplant if as_tag(z["datum"]) <= date(2026, 10, 31)}
    assert decided == {"wahrgenommen", "nicht_erschienen", "abgesagt_kunde", "abgesagt_jobcenter"}
    # What was decided stays as it was; of the planned ones nothing but the outcome changes.
    assert all(zeile == spaeter[zeile["termin_id"]] for zeile in frueher if zeile["status"] != "geplant")
    for zeile in geplant:
        assert zeile | {"status": "", "abgesagt_am": ""} == spaeter[zeile["termin_id"]] | {
            "status": "",
            "abgesagt_am": "",
        }


def test_appointments_make_sense(neu: dict[str, Rows]) -> None:
    stichtag = date(2026, 10, 31)
    feiertage = holidays.country_holidays("DE", subdiv="RP", years=range(2025, 2028))
    for termin in neu["atv_termine"]:
        tag, gebucht = as_tag(termin["datum"]), as_tag(termin["gebucht_am"])
        assert tag.weekday() < 5
        assert tag not in feiertage
        assert gebucht <= min(tag, stichtag)
        assert (termin["status"] == "geplant") == (tag > stichtag and not termin["abgesagt_am"])
        assert termin["status"].startswith("abgesagt") == bool(termin["abgesagt_am"])
        if termin["abgesagt_am"]:
            assert gebucht <= as_tag(termin["abgesagt_am"]) <= stichtag
    arten = {(termin["terminart"], termin["status"]) for termin in neu["atv_termine"]}
    assert {
        ("erstgespraech", "wahrgenommen"),
        ("folgegespraech", "geplant"),
        ("sofo", "wahrgenommen"),
    } <= arten


def test_rows_belong_to_known_persons_and_teams(neu: dict[str, Rows]) -> None:
    personen = {zeile["kunde_id"] for zeile in neu["verbis_kunden"]} | {""}
    teams = {zeile["team_id"] for zeile in neu["organisation"]}
    for zeilen in neu.values():
        assert {zeile.get("kunde_id", "") for zeile in zeilen} <= personen
        assert {zeile["team_id"] for zeile in zeilen if "team_id" in zeile} <= teams
    assert all(as_tag(zeile["datum"]) <= date(2026, 10, 31) for zeile in neu["verbis_vermerke"])


def test_most_held_talks_have_a_note_and_one_in_five_does_not_happen(neu: dict[str, Rows]) -> None:
    gespraeche = [z for z in neu["atv_termine"] if z["terminart"].endswith("gespraech") and z["kunde_id"]]
    gehalten = [z for z in gespraeche if z["status"] == "wahrgenommen"]
    ausgefallen = [z for z in gespraeche if z["status"] == "nicht_erschienen"]
    vermerke = {(z["kunde_id"], z["datum"]) for z in neu["verbis_vermerke"] if z["vermerktyp"] != "allgemein"}
    anteil = sum((z["kunde_id"], z["datum"]) in vermerke for z in gehalten) / len(gehalten)
    assert 0.9 < anteil < 1
    assert 0.14 < len(ausgefallen) / (len(gehalten) + len(ausgefallen)) < 0.26


def test_every_team_has_three_counsellors_but_one(neu: dict[str, Rows]) -> None:
    kraefte = {(zeile["team_id"], zeile["ifk_id"]) for zeile in neu["atv_kapazitaet"]}
    je_team = [sum(team == zeile["team_id"] for team, _ in kraefte) for zeile in neu["organisation"]]
    assert min(je_team) == 2
    assert min(sorted(je_team)[1:]) >= 3
    assert len({zeile["team_art"] for zeile in neu["organisation"]}) == 8
    assert len({zeile["bereich_id"] for zeile in neu["organisation"]}) >= 2


UMFANG = {"persons": 40, "months": 1, "seed": 1, "years": 0.5}


@pytest.fixture(scope="module")
def rein(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (ordner,) = write_sample(tmp_path_factory.mktemp("rein"), SampleOrder(**UMFANG))
    return ordner


@pytest.mark.parametrize("name", [name for name in ZEILEN if name != "zeile_unlesbar"])
def test_an_oddity_adds_its_rows_and_nothing_else(tmp_path: Path, rein: Path, name: str) -> None:
    (gepflanzt,) = write_sample(tmp_path, SampleOrder(**UMFANG, plants=[f"{name}@2026-10"]))
    for export in COLUMNS:
        ohne, mit = read(rein, export), read(gepflanzt, export)
        assert mit[: len(ohne)] == ohne
        assert len(mit) - len(ohne) == (len(ZEILEN[name].rows) if ZEILEN[name].export == export else 0)


def test_what_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="einhorn"):
        write_sample(tmp_path, SampleOrder(persons=10, months=1, seed=1, plants=["einhorn"]))
    with pytest.raises(UsageError, match="JJJJ-MM"):
        write_sample(tmp_path, SampleOrder(persons=10, months=1, seed=1, last_month="2026-13"))
    with pytest.raises(UsageError, match="Personen"):
        write_sample(tmp_path, SampleOrder(persons=0, months=1, seed=1))
    assert not list(tmp_path.iterdir())


def test_teams_grow_with_the_house() -> None:
    assert [derive_teams(persons) for persons in (1, 400, 12_000, 120_000)] == [9, 9, 25, 200]
