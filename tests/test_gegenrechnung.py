"""Every figure of every rule set, against a second calculation in plain Python that shares no code with the first."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from orakel import berechne
from zufall import draw_delivery, write_delivery

from pipeline.accept.lieferung import read_lieferung
from pipeline.compute.month import compute_kennzahlen
from pipeline.disclose import door as disclosure
from pipeline.kalender import find_berichtsmonat
from pipeline.katalog import read_katalog
from pipeline.regelwerk.files import find_regelwerk, known_regelwerke
from pipeline.settings import Settings
from pipeline.warehouse import history
from pipeline.warehouse.connection import open_warehouse

REGELWERKE = [
    "lichtenberg-2022",
    "weinstrasse-2023",
    "bremen-2022",
    "ba-empfehlung-2010",
    "beratungsaktivitaet-2024",
]
SCHLUESSEL = ("ebene", "einheit_id", "kennzahl", "segment_art", "segment")


def compute_month(eingang: Path, monat: str, einstellungen: Settings) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the month's figures as calculated and as published."""
    lieferung = read_lieferung(eingang, monat, einstellungen, lambda _: None)
    zeit = find_berichtsmonat(monat, einstellungen.stichtage)
    with open_warehouse(None, "2GB") as con:
        compute_kennzahlen(con, lieferung, zeit, einstellungen, True, lambda _: None)
        intern, einheiten, _ = history.read_history(con)
    return intern, disclosure.publish_kennzahlen(intern, einheiten, read_katalog(), einstellungen.mindestfallzahl)


def differences(erwartet: dict, berechnet: pl.DataFrame) -> list[str]:
    """Name every row that is missing or differs; a missing row stands for no case."""
    zeilen = {tuple(z[s] for s in SCHLUESSEL): z for z in berechnet.iter_rows(named=True)}
    funde = []
    for key in sorted(erwartet.keys() | zeilen.keys()):
        if key not in zeilen or key not in erwartet:
            z = erwartet.get(key) or zeilen[key]
            werte = (z["zaehler"], z["nenner"]) if isinstance(z, dict) else (z.zaehler, z.nenner)
            if any(werte):
                funde.append(f"{key}: only on one side {werte}")
            continue
        links, rechts = erwartet[key], zeilen[key]
        funde += [
            f"{key} {spalte}: expected {getattr(links, spalte)}, got {rechts[spalte]}"
            for spalte in ("zaehler", "nenner", "wert", "ziel", "mindest")
            if not _equal(getattr(links, spalte), rechts[spalte])
        ]
        if (links.ampel, links.gesperrt) != (rechts["ampel"], rechts["gesperrt"]):
            funde.append(f"{key}: expected {links.ampel} {links.gesperrt}, got {rechts['ampel']} {rechts['gesperrt']}")
    return funde


def _equal(links, rechts) -> bool:
    if links is None or rechts is None:
        return links is None and rechts is None
    return abs(float(links) - rechts) <= 1e-9 * max(1.0, abs(rechts))


@pytest.mark.parametrize("regelwerk", REGELWERKE)
@pytest.mark.parametrize("monat", ["2023-12", "2024-02", "2024-10", "2025-01", "2026-08"])
def test_all_figures_agree(tmp_path, monat, regelwerk):
    write_delivery(tmp_path / monat, draw_delivery(find_berichtsmonat(monat, {}).stichtag, seed=1, jobcenter=1))
    intern, publiziert = compute_month(tmp_path, monat, Settings(regelwerk=regelwerk))
    assert not differences(berechne(tmp_path / monat, monat, regelwerk), intern)
    geheim = berechne(tmp_path / monat, monat, regelwerk, mindestfallzahl=3)
    gesperrt = {k for k, z in geheim.items() if z.gesperrt}
    ours = publiziert.filter("gesperrt").select(SCHLUESSEL).rows()
    assert gesperrt - set(ours) == set()
    assert {k for k in set(ours) - gesperrt if k in geheim} == set()


@pytest.mark.parametrize("seed", range(3))
def test_figures_agree_for_several_jobcenter_with_a_mid_month_stichtag(tmp_path, seed):
    stichtag, davor = date(2026, 9, 14), date(2026, 8, 13)
    write_delivery(tmp_path / "2026-09", draw_delivery(stichtag, seed=seed, jobcenter=3))
    zuordnung = {"j0": "weinstrasse-2023", "j1": "bremen-2022", "j2": "beratungsaktivitaet-2024"}
    einstellungen = Settings(jobcenter=zuordnung, stichtage={"2026-08": davor, "2026-09": stichtag})
    intern, _ = compute_month(tmp_path, "2026-09", einstellungen)
    erwartet = berechne(tmp_path / "2026-09", "2026-09", zuordnung, stichtag=stichtag, vorheriger_stichtag=davor)
    assert not differences(erwartet, intern)
    assert intern.filter(ebene="gesamt")["regelwerk"].unique().to_list() == [
        "beratungsaktivitaet-2024+bremen-2022+weinstrasse-2023"
    ]


# Other numbers than the usual ones, in every section.
ANDERE_ZAHLEN = {
    "tage_vor_ende = 91": "tage_vor_ende = 60",
    "tage_nach_ende = 14": "tage_nach_ende = 7",
    'zeitraum = "6 Monate"': 'zeitraum = "100 Tage"',
    "tage = 2": "tage = 1",
    'zeitraum = "12 Monate"': 'zeitraum = "5 Monate"',
    "std_je_tag = 5": "std_je_tag = 4.5",
    "tage_vorher = 7": "tage_vorher = 2",
    "kontaktversuch_arbeitstage = 1": "kontaktversuch_arbeitstage = 3",
}


@pytest.mark.parametrize("regelwerk", ["lichtenberg-2022", "bremen-2022"])
def test_figures_agree_under_other_numbers_and_differ_from_those_before(tmp_path, regelwerk):
    text = known_regelwerke()[regelwerk].read_text(encoding="utf-8").replace(regelwerk, "haus-andere-zahlen")
    for vorher, nachher in ANDERE_ZAHLEN.items():
        assert text.count(f"\n{vorher}\n") == 1, vorher
        text = text.replace(f"\n{vorher}\n", f"\n{nachher}\n")
    datei = tmp_path / "haus.toml"
    datei.write_text(text, encoding="utf-8")
    monat = "2026-08"
    write_delivery(tmp_path / monat, draw_delivery(find_berichtsmonat(monat, {}).stichtag, seed=1, jobcenter=1))
    intern, _ = compute_month(tmp_path, monat, Settings(regelwerk=str(datei)))
    assert not differences(berechne(tmp_path / monat, monat, regelwerk, zahlen=datei), intern)
    anders = differences(berechne(tmp_path / monat, monat, regelwerk), intern)
    for kennzahl in (
        "absolventen_ies_quote",
        "absolventen_iws_quote",
        "vereinbarung_quote",
        "bg_beratung_quote",
        "beratungsstunden_je_vzae_woche",
        "absage_neubesetzt_quote",
        "ausfall_kontaktversuch_quote",
    ):
        assert any(f"'{kennzahl}'" in fund for fund in anders), f"the delivery shows no difference for {kennzahl}"


def test_random_deliveries_reach_the_rules_they_are_made_for(tmp_path):
    """The comparison is worth nothing if a rule never meets a person."""
    gesehen = set()
    for regelwerk, monat in [(r, "2024-10") for r in REGELWERKE]:
        zeilen = draw_delivery(find_berichtsmonat(monat, {}).stichtag, seed=2, jobcenter=1, personen=900)
        write_delivery(tmp_path / monat, zeilen)
        intern, _ = compute_month(tmp_path, monat, Settings(regelwerk=regelwerk))
        regeln = intern.filter((pl.col("segment_art") == "kontaktregel") & (pl.col("kennzahl") == "ueberfaellig"))
        gesehen |= {(regelwerk, s) for s in regeln["segment"]}
        ohne_fall = intern.filter((pl.col("ebene") == "jobcenter") & (pl.col("nenner") == 0))["kennzahl"].to_list()
        assert set(ohne_fall) <= {"kontaktdichte_ziel_quote"}
    regeln_2024 = {regel.id for regel in find_regelwerk("beratungsaktivitaet-2024").kontaktregel}
    assert regeln_2024 - {s for r, s in gesehen if r == "beratungsaktivitaet-2024"} == {"z_schulentlassjahr"}
    assert {s for r, s in gesehen if r == "bremen-2022"} == {
        "massnahme",
        "fm_ue25",
        "arbeitslos_ue25",
        "u25",
        "uebrige",
    }
    assert len({s for r, s in gesehen if r == "ba-empfehlung-2010"}) == 9


def test_stichtage_leave_no_day_out():
    stichtage = {"2026-08": date(2026, 8, 13), "2026-09": date(2026, 9, 14)}
    august, september = find_berichtsmonat("2026-08", stichtage), find_berichtsmonat("2026-09", stichtage)
    assert august.stichtag == september.vorheriger_stichtag
    assert august.vorheriger_stichtag == date(2026, 8, 1) - timedelta(days=1)
