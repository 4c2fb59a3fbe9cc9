"""A delivery written by naming only what matters, and a look at its figures."""

from __future__ import annotations

from pathlib import Path

from .lieferung import EXPORTE

VORGABE = {
    "organisation": {
        "team_id": "T1",
        "team_name": "Team 1",
        "team_art": "ue25",
        "bereich_id": "B1",
        "bereich_name": "Bereich 1",
        "jobcenter_id": "JC1",
        "jobcenter_name": "Jobcenter 1",
    },
    "verbis_kunden": {
        "bg_id": "BG1",
        "team_id": "T1",
        "betreuung": "ifk",
        "geburtsmonat": "1980-05",
        "av_status": "arbeitslos",
        "av_seit": "01.01.2020",
    },
    "verbis_vermerke": {"vermerktyp": "beratungsvermerk", "kontaktart": "persoenlich"},
    "verbis_massnahmen": {
        "massnahmeart": "MAT",
        "mit_qualifizierung": "N",
        "eintritt": "01.01.2025",
        "ergebnis": "erfolgreich",
    },
    "verbis_vereinbarungen": {"art": "kooperationsplan"},
    "atv_termine": {
        "team_id": "T1",
        "ifk_id": "I1",
        "beginn": "09:00",
        "dauer_min": "60",
        "terminart": "folgegespraech",
        "kontaktart": "persoenlich",
        "status": "wahrgenommen",
        "gebucht_am": "01.01.2025",
    },
    "atv_kapazitaet": {
        "team_id": "T1",
        "arbeitszeit_std": "7,8",
        "abwesend_std": "0",
        "freigeschaltet_std": "4,5",
    },
    "allegro_antraege": {
        "bg_id": "BG1",
        "status": "bewilligt",
        "einmalzahlung": "N",
        "alg_aufstocker": "N",
        "inland": "J",
    },
}
FLAGGEN = (
    "ausbildungssuchend",
    "gefluechtet",
    "schwerbehindert_reha",
    "selbststaendig",
    "ergaenzer",
    "par10",
    "par53a",
)
VORGABE["verbis_kunden"] |= dict.fromkeys(FLAGGEN, "N")


class Lieferschein:
    """Writes a delivery from rows that name only what matters; the rest has ordinary values."""

    def __init__(self, ordner: Path) -> None:
        self.folder = ordner
        self.zeilen: dict[str, list[dict[str, str]]] = {export: [] for export in EXPORTE}

    def __call__(self, export: str, **werte: str) -> None:
        schluessel = EXPORTE[export][0]
        vorgabe = VORGABE.get(export, {})
        nummer = {schluessel[0]: f"{export}-{len(self.zeilen[export])}"} if len(schluessel) == 1 else {}
        self.zeilen[export].append({**nummer, **vorgabe, **werte})

    def schreibe(self, kodierung: str = "utf-8", zeilenende: str = "\n") -> Path:
        if not self.zeilen["organisation"]:
            self("organisation")
        for export, (_, felder) in EXPORTE.items():
            kopf = list(felder)
            zeilen = [kopf, *([z.get(s, "") for s in kopf] for z in self.zeilen[export])]
            text = "".join(";".join(zeile) + zeilenende for zeile in zeilen)
            (self.folder / f"{export}.csv").write_bytes(text.encode(kodierung))
        return self.folder


def zahlen(ergebnis, kennzahl, segment=("gesamt", "gesamt"), einheit=("team", "T1")):
    zeile = ergebnis[(*einheit, kennzahl, *segment)]
    return zeile.zaehler, zeile.nenner
