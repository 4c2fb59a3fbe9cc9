"""What a controller's colleague would write in an afternoon: four figures per team with pandas and openpyxl.

It validates nothing, knows one rule set, no hierarchy, no suppression and no history. Used by `make bench` as the
yardstick; its figures are compared with the pipeline's.
"""

import sys
from pathlib import Path

import pandas as pd
from openpyxl import Workbook

STICHTAG = pd.Timestamp("2026-10-31")
MONATSBEGINN = pd.Timestamp("2026-10-01")
BESTAND = ["arbeitslos", "arbeitsuchend", "ratsuchend", "nicht_gesetzt"]


def read(ordner: Path, export: str, tage: list[str]) -> pd.DataFrame:
    """Read one export; dates of the named columns become timestamps."""
    datei = ordner / f"{export}.csv"
    kodierung = "utf-8-sig" if datei.read_bytes()[:3] == b"\xef\xbb\xbf" else "cp1252"
    frame = pd.read_csv(datei, sep=";", dtype=str, encoding=kodierung)
    for spalte in tage:
        frame[spalte] = pd.to_datetime(frame[spalte], format="%d.%m.%Y", errors="coerce")
    return frame


def compute(ordner: Path) -> pd.DataFrame:
    """Return the four figures per team."""
    kunden = read(ordner, "verbis_kunden", ["av_seit"])
    lebenslauf = read(ordner, "verbis_lebenslauf", ["von", "bis"])
    vermerke = read(ordner, "verbis_vermerke", ["datum"])
    termine = read(ordner, "atv_termine", ["datum"])
    termine["dauer_min"] = pd.to_numeric(termine["dauer_min"], errors="coerce")

    schule = lebenslauf[
        (lebenslauf["art"] == "vollzeitschulpflicht")
        & (lebenslauf["von"] <= STICHTAG)
        & (lebenslauf["bis"].isna() | (lebenslauf["bis"] >= STICHTAG))
    ]["kunde_id"]
    bestand = kunden[
        kunden["av_status"].isin(BESTAND) & (kunden["av_seit"] <= STICHTAG) & ~kunden["kunde_id"].isin(schule)
    ]
    kontakte = vermerke[
        vermerke["vermerktyp"].isin(["beratungsvermerk", "standortbestimmung"])
        & vermerke["kontaktart"].isin(["persoenlich", "walk_and_talk", "video", "telefon"])
        & (vermerke["datum"] <= STICHTAG)
    ]
    laengste = termine[termine["status"] == "wahrgenommen"].groupby(["kunde_id", "datum"])["dauer_min"].max()
    gespraeche = (
        kontakte[["kunde_id", "datum"]]
        .drop_duplicates()
        .merge(laengste.rename("laengste").reset_index(), on=["kunde_id", "datum"], how="left")
    )
    gespraeche = gespraeche[~(gespraeche["laengste"] < 30)]
    je_person = gespraeche.merge(bestand[["kunde_id", "team_id", "av_seit"]], on="kunde_id")
    letzte = je_person[je_person["datum"] >= je_person["av_seit"]].groupby("kunde_id")["datum"].max()
    bestand = bestand.set_index("kunde_id")
    tage = (STICHTAG - letzte.reindex(bestand.index).fillna(bestand["av_seit"])).dt.days
    team = bestand["team_id"]
    ohne_fm = ~bestand["betreuung"].isin(["fm", "projekt"])
    im_monat = je_person[je_person["datum"] >= MONATSBEGINN]
    beratung = termine[
        termine["terminart"].isin(["erstgespraech", "folgegespraech"])
        & (termine["datum"] >= MONATSBEGINN)
        & (termine["datum"] <= STICHTAG)
        & termine["status"].isin(["wahrgenommen", "nicht_erschienen"])
    ]
    return pd.DataFrame(
        {
            "beratungsaktivitaet_tage": tage.groupby(team).mean(),
            "hoechstabstand_quote": (tage[ohne_fm] <= 180).groupby(team[ohne_fm]).mean(),
            "gespraeche_monat": im_monat.groupby("team_id").size().astype(float),
            "terminausfall_quote": (beratung["status"] == "nicht_erschienen").groupby(beratung["team_id"]).mean(),
        }
    )


def write(figuren: pd.DataFrame, ordner: Path) -> None:
    """Write one small workbook per team and all figures as CSV."""
    ordner.mkdir(parents=True, exist_ok=True)
    for team, zeile in figuren.iterrows():
        mappe = Workbook()
        for name, wert in zeile.items():
            mappe.active.append([name, wert])
        mappe.save(ordner / f"{team}.xlsx")
    figuren.to_csv(ordner / "figuren.csv")


if __name__ == "__main__":
    write(compute(Path(sys.argv[1])), Path(sys.argv[2]))
