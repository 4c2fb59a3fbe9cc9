"""Dense random deliveries: every code, every edge and many collisions, in the form a Jobcenter delivers."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from drawn.edges import begin_of_av, birth_at_an_age, draw_edges, year_ago
from schemas import EXPORTS, codes

KONTAKTE = ["beratungsvermerk"] * 3 + codes.VERMERKTYP


class Zufall:
    """Draws rows around a Stichtag; the same seed draws the same delivery."""

    def __init__(self, stichtag: date, seed: int, personen: int) -> None:
        self.s, self.r = stichtag, random.Random(f"{stichtag}-{seed}")
        self.personen = [f"k{nummer:05d}" for nummer in range(personen)]
        # Have only the applications of edges, and are rarely seen.
        self.new_clients = self.personen[-personen // 3 :]
        self.applied: dict[str, date] = {}
        self.telephoned = set(self.personen[::5])

    def tag(self, frueher: int, spaeter: int = 0, leer: float = 0) -> str:
        """A day up to `frueher` days before or `spaeter` after the Stichtag; month ends come often."""
        if self.r.random() < leer:
            return ""
        tag = self.s + timedelta(days=self.r.randint(-frueher, spaeter))
        if self.r.random() < 0.15:
            tag = tag.replace(day=1) - timedelta(days=1)
        return tag.strftime(self.r.choice(["%d.%m.%Y", "%Y-%m-%d"]))

    def flag(self, anteil: float = 0.15) -> str:
        return "J" if self.r.random() < anteil else "N"

    def person(self) -> str:
        return self.r.choice(self.personen)

    def counselled(self) -> str:
        """A person with a note: the last third is rarely seen, so that intervals of months are broken, too."""
        oft = self.personen[: len(self.personen) * 2 // 3]
        return self.r.choice(oft if self.r.random() < 0.92 else self.personen)

    def maybe(self, werte: list[str], leer: float) -> str:
        return "" if self.r.random() < leer else self.r.choice(werte)


def draw_delivery(stichtag: date, seed: int, *, personen: int = 150, jobcenter: int = 2) -> dict[str, list[dict]]:
    """Return the rows of all nine exports."""
    z = Zufall(stichtag, seed, personen)
    r, n = z.r, personen
    teams = [f"t{i}" for i in range(len(codes.TEAM_ART) * jobcenter)]
    fachkraefte = [(f"ifk{i}", teams[i % len(teams)]) for i in range(len(teams) * 2 + 5)]
    edges = draw_edges(z, teams)
    kunden = [_kunde(z, i, k, teams) for i, k in enumerate(z.personen)]
    rows = {
        "organisation": [_team(i, t) for i, t in enumerate(teams)],
        "verbis_kunden": kunden,
        "verbis_lebenslauf": [
            {
                "kunde_id": z.person(),
                "art": r.choice([*codes.LEBENSLAUF_ART, "integrationskurs"]),
                "von": z.tag(700, 20),
                "bis": z.tag(250, 100, leer=0.3),
            }
            for _ in range(n)
        ],
        "verbis_vermerke": [_vermerk(z, i) for i in range(n * 12)] + _bg_tage(z, kunden),
        "verbis_massnahmen": [
            {
                "teilnahme_id": f"m{i}",
                "kunde_id": z.person(),
                "massnahmeart": "MAT",
                "mit_qualifizierung": z.flag(),
                "eintritt": z.tag(300),
                "austritt": z.tag(60, 110, leer=0.15),
                "ergebnis": r.choice(["erfolgreich", *codes.MASSNAHME_ERGEBNIS]),
            }
            for i in range(n)
        ],
        "verbis_vereinbarungen": [
            {
                "vereinbarung_id": f"v{i}",
                "kunde_id": z.person(),
                "art": r.choice(codes.VEREINBARUNG_ART),
                "datum": z.tag(300, 10),
                "gueltig_bis": "",
            }
            for i in range(n)
        ],
        "atv_termine": [_termin(z, i, teams, fachkraefte) for i in range(n * 8)],
        "atv_kapazitaet": [
            {
                "ifk_id": ifk,
                "datum": (stichtag - timedelta(days=tage)).isoformat(),
                "team_id": team,
                **_hours(z, nummer),
            }
            for nummer, (ifk, team) in enumerate(fachkraefte)
            if team != teams[-1]
            for tage in range(40)
        ],
        "allegro_antraege": [_antrag(z, i) for i in range(n * 4)],
    }
    return {export: zeilen + edges.get(export, []) for export, zeilen in rows.items()}


def draw_following(before: dict[str, list[dict]], stichtag: date, seed: int, **was: int) -> dict[str, list[dict]]:
    """Return the rows of the next month: most persons as before, some come, go or move, and one team is no more."""
    rows, r = draw_delivery(stichtag, seed, **was), random.Random(f"{stichtag}-{seed}")
    vorher = {kunde["kunde_id"]: kunde for kunde in before["verbis_kunden"]}
    kunden = [k if r.random() < 0.3 else vorher[k["kunde_id"]] for k in rows["verbis_kunden"] if r.random() < 0.95]
    kunden += [{**kunde, "kunde_id": f"neu{nummer}"} for nummer, kunde in enumerate(kunden[::20])]
    rows["verbis_kunden"] = kunden
    *_, successor, dissolved = [team["team_id"] for team in rows["organisation"][:5]]
    rows["organisation"] = [team for team in rows["organisation"] if team["team_id"] != dissolved]
    return {export: [_moved(zeile, dissolved, successor) for zeile in zeilen] for export, zeilen in rows.items()}


def _moved(zeile: dict[str, Any], von: str, nach: str) -> dict[str, Any]:
    return {**zeile, "team_id": nach} if zeile.get("team_id") == von else zeile


def _hours(z: Zufall, nummer: int) -> dict[str, Any]:
    """The hours of a day; every sixth counsellor is never there."""
    arbeitszeit = z.r.choice(["7,8", "3,9", "6"])
    return {
        "arbeitszeit_std": arbeitszeit,
        "abwesend_std": arbeitszeit if nummer % 6 == 1 else z.r.choice(["0", "0", "3,25"]),
        "freigeschaltet_std": z.r.choice(["4,5", "2,75", "0"]),
    }


def _team(nummer: int, team: str) -> dict[str, Any]:
    arten = len(codes.TEAM_ART)
    jobcenter = nummer // arten
    return {
        "team_id": team,
        "team_name": f"Team {nummer}",
        "team_art": codes.TEAM_ART[nummer % arten],
        "bereich_id": f"b{nummer // 4}",
        "bereich_name": f"Bereich {nummer // 4}",
        "jobcenter_id": f"j{jobcenter}",
        "jobcenter_name": f"Jobcenter {jobcenter}",
    }


def _kunde(z: Zufall, nummer: int, kunde: str, teams: list[str]) -> dict[str, Any]:
    r = z.r
    # Two in a row are often one Bedarfsgemeinschaft in an ordinary team.
    ist_paar = nummer // 2 % 3 == 0
    jahr = z.s.year
    geburtsjahr = r.choice([r.randint(jahr - 68, jahr - 14), jahr - 25, jahr - 67, jahr - 15])
    geboren = f"{geburtsjahr}-{r.choice([r.randint(1, 12), z.s.month]):02d}"
    if kunde in z.applied and r.random() < 0.4:
        geboren = birth_at_an_age(z, z.applied[kunde])
    # Some others join a pair, often in another kind of team.
    zu_paar = ist_paar or r.random() < 0.1
    paar = nummer // 2 if ist_paar else r.randint(0, len(z.personen) // 6) * 3
    flags = ["ausbildungssuchend", "gefluechtet", "schwerbehindert_reha", "selbststaendig", "ergaenzer", "par10"]
    return {
        "kunde_id": kunde,
        "bg_id": f"paar{paar}" if zu_paar else f"bg{r.randint(0, len(z.personen) // 2)}",
        "team_id": r.choice(teams[:2]) if ist_paar or (zu_paar and r.random() < 0.5) else r.choice(teams),
        "ifk_id": "",
        "betreuung": r.choice(["ifk", *codes.BETREUUNG]) if r.random() < 0.3 or not ist_paar else "ifk",
        "geburtsmonat": geboren,
        "av_status": r.choice(["arbeitslos", *codes.AV_STATUS]),
        "av_seit": begin_of_av(z, z.tag(r.choice([30, 200, 900, 1500]), 3), ist_paar=ist_paar),
        "profillage": z.maybe([*codes.PROFILLAGE, "Z"], 0.2),
        "marktnaehe": z.maybe(codes.MARKTNAEHE, 0.5),
        **{name: z.flag(0.3) for name in flags},
        "par53a": "N",
    }


def _vermerk(z: Zufall, nummer: int) -> dict[str, Any]:
    kunde = z.counselled() if z.r.random() < 0.98 else "fremd1"
    return {
        "vermerk_id": f"n{nummer}",
        "kunde_id": kunde,
        "datum": z.tag(z.r.choice([45, 200, 500]), 5),
        "vermerktyp": z.r.choice(KONTAKTE),
        "kontaktart": "telefon" if kunde in z.telephoned else z.r.choice(codes.KONTAKTART),
        "betreff": z.maybe([*codes.BETREFF, "bg_beratung", "Frau Muster rief an"], 0.5),
    }


def _bg_tage(z: Zufall, kunden: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Notes of shared counselling days; some of them bear only one member, some lie outside the twelve months."""
    haushalte: dict[str, list[str]] = {}
    for kunde in kunden:
        haushalte.setdefault(kunde["bg_id"], []).append(kunde["kunde_id"])
    zeilen = []
    for mitglieder in haushalte.values():
        for tag in (z.tag(360), z.tag(360), z.tag(420), year_ago(z)):
            for mitglied in z.r.sample(mitglieder, z.r.randint(1, min(2, len(mitglieder)))):
                zeilen.append(
                    {
                        "vermerk_id": f"b{len(zeilen)}",
                        "kunde_id": mitglied,
                        "datum": tag,
                        "vermerktyp": z.r.choice(codes.VERMERKTYP),
                        "kontaktart": z.r.choice(codes.KONTAKTART),
                        "betreff": "bg_beratung",
                    }
                )
    return zeilen


def _termin(z: Zufall, nummer: int, teams: list[str], fachkraefte: list[tuple[str, str]]) -> dict[str, Any]:
    status = z.r.choice(["wahrgenommen", *codes.TERMIN_STATUS])
    return {
        "termin_id": f"a{nummer}",
        "kunde_id": z.r.choice([z.person(), z.person(), z.person(), "", "fremd1"]),
        "team_id": z.r.choice(teams),
        "ifk_id": z.r.choice(fachkraefte)[0],
        "datum": z.tag(z.r.choice([35, 150]), 40),
        "beginn": f"{z.r.randint(8, 10):02d}:{z.r.choice([0, 15, 30, 45]):02d}",
        "dauer_min": z.r.choice([15, 29, 30, 45, 50, 60]),
        "terminart": z.r.choice(["folgegespraech", *codes.TERMINART]),
        "kontaktart": "persoenlich",
        "status": status,
        "gebucht_am": z.tag(50),
        "abgesagt_am": z.tag(50, leer=0.1) if "abgesagt" in status else "",
    }


def _antrag(z: Zufall, nummer: int) -> dict[str, Any]:
    return {
        "antrag_id": f"g{nummer}",
        "kunde_id": z.r.choice(z.personen[: -len(z.new_clients)]),
        "bg_id": f"bg{z.r.randint(0, 3)}",
        "antragsdatum": z.tag(z.r.choice([90, 500]), 3),
        "status": z.r.choice(["bewilligt", *codes.ANTRAG_STATUS]),
        "leistung_von": z.tag(90, 20, leer=0.6),
        "leistung_bis": z.tag(500, 60, leer=0.2),
        "einmalzahlung": z.flag(0.05),
        "alg_aufstocker": z.flag(0.05),
        "inland": z.flag(0.95),
        "sonderfall": z.maybe(["Umzug"], 0.95),
    }


def write_delivery(ordner: Path, zeilen: dict[str, list[dict[str, Any]]]) -> None:
    """Write the rows as nine `;`-separated files."""
    ordner.mkdir(parents=True, exist_ok=True)
    for export, inhalt in zeilen.items():
        with (ordner / f"{export}.csv").open("w", encoding="utf-8-sig", newline="") as datei:
            ausgabe = csv.DictWriter(datei, list(EXPORTS[export].to_schema().columns), delimiter=";")
            ausgabe.writeheader()
            ausgabe.writerows(inhalt)
