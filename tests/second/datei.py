"""A rule set that only its TOML file knows, read as docs/handbuch/regelwerk-schreiben.md explains it.

The five papers are written down in this package by hand, from the paper; every other rule set is calculated from
its file, so that it needs no Python. What this module does not know is an error that names it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from .bestand import RANGFOLGE, REGELWERKE, Bestand, Frist, Neukunde, Person, Regelwerk, Ziel, deckt
from .katalog import gilt_ohne_segment
from .lieferung import Satz
from .regeln import Urteil
from .zahlen import ORDNER, STELLEN, lies_zahlen

# What a rule may ask of a person under the name of the column.
WIE_GELIEFERT = (
    *("team_id", "betreuung", "av_status", "ausbildungssuchend", "gefluechtet", "schwerbehindert_reha"),
    *("selbststaendig", "ergaenzer", "par10", "par53a"),
)
# What a file may say, by section; title, source and assumptions are for readers.
SCHLUESSEL = {
    "": "id titel papier gueltig_ab gueltig_bis land bestand kontakt hoechstabstand neukunde marktnaehe kontaktregel "
    f"ziel annahme quellen rechtsstand {' '.join(sorted({abschnitt for abschnitt, _ in STELLEN.values()}))}",
    **{a: " ".join(["quelle", *(s for b, s in STELLEN.values() if a == b)]) for a, _ in STELLEN.values()},
    "absolventen": "tage_vor_ende tage_nach_ende nur_mit_qualifizierung ohne_kontaktart quelle",
    "bestand": "av_status quelle",
    "kontakt": "vermerktyp kontaktart mindestdauer_min quelle",
    "hoechstabstand": "frist ohne_betreuung quelle",
    "neukunde": "freie_tage_mehr_als bg_wechsel inland mindestalter altersgrenze quelle",
    "marktnaehe": "marktnah_bei quelle",
    "kontaktregel": "id titel wenn ziel mindest mindest_anzahl mindest_durchschnitt ab_stichtag bis_stichtag quelle",
    "wenn": "altersgruppe team_art profillage marktnaehe massnahme_laufend lebenslauf lebenslauf_beendet "
    f"av_seit_mindestens {' '.join(WIE_GELIEFERT)}",
    "lebenslauf": "art seit_mindestens seit_hoechstens",
    "lebenslauf_beendet": "art seit_mindestens seit_hoechstens",
    "mindest_anzahl": "gespraeche zeitraum",
    "mindest_durchschnitt": "abstand seit_ende_von",
    "ziel": "kennzahl segment_art segment team_art hoechstens mindestens richtwert mindest quelle",
}
FUER_LESER = ("annahme", "quellen", "rechtsstand")


class OhneRechnungError(Exception):
    """Something has no second calculation; the text says what."""


def finde(kennung: str) -> Regelwerk:
    """The paper of that id as written down in this package, else the file of that id or path."""
    if kennung in REGELWERKE:
        return REGELWERKE[kennung]
    return lies_regelwerk(Path(kennung) if kennung.endswith(".toml") else ORDNER / f"{kennung}.toml")


@cache
def lies_regelwerk(datei: Path) -> Regelwerk:
    """A rule set from its file alone.

    :raises OhneRechnungError: the file says something that this module does not know
    """
    daten = tomllib.loads(datei.read_text(encoding="utf-8"), parse_float=Fraction)
    if "teamvereinbarung" in daten:
        raise OhneRechnungError(f"{datei.name} is a Teamvereinbarung")
    _kenne(daten, "")
    neukunde = {name: wert for name, wert in daten["neukunde"].items() if name != "quelle"}
    absolventen = daten.get("absolventen", {})
    return Regelwerk(
        daten["id"],
        daten.get("land"),
        frozenset(daten["kontakt"]["vermerktyp"]),
        tuple(art for art in RANGFOLGE if art in daten["kontakt"]["kontaktart"]),
        zahlen=lies_zahlen(datei),
        av_status=frozenset(daten["bestand"]["av_status"]),
        mindestdauer=daten["kontakt"].get("mindestdauer_min"),
        neukunde=Neukunde(**neukunde),
        nur_mit_qualifizierung=absolventen.get("nur_mit_qualifizierung", False),
        absolventen_ohne=frozenset(absolventen.get("ohne_kontaktart", ())),
        hoechstabstand=frist(daten["hoechstabstand"]["frist"]),
        ohne_hoechstabstand=frozenset(daten["hoechstabstand"].get("ohne_betreuung", ())),
        regel=lambda b, p: _urteil(daten, b, p),
        ziel=lambda team, kennzahl, segment: _ziel(daten, team, kennzahl, segment),
    )


def _kenne(tabelle: Mapping[str, Any], abschnitt: str) -> None:
    """Refuse what is not listed above, in this table and in those within it."""
    if fremd := sorted(tabelle.keys() - set(SCHLUESSEL[abschnitt].split())):
        raise OhneRechnungError(f"[{abschnitt}] says {', '.join(fremd)}")
    for name, wert in tabelle.items():
        for innen in wert if isinstance(wert, list) else [wert]:
            if isinstance(innen, dict) and name not in FUER_LESER:
                _kenne(innen, name)


def frist(text: str) -> Frist:
    """`180 Tage`, `6 Wochen` or `3 Monate`."""
    anzahl, einheit = re.fullmatch(r"(\d+) (Tag|Woche|Monat)(?:e|n)?", text).groups()
    return {"Tag": Frist(tage=int(anzahl)), "Woche": Frist(tage=7 * int(anzahl)), "Monat": Frist(int(anzahl))}[einheit]


# Contact rules


def _urteil(daten: Mapping[str, Any], b: Bestand, p: Person) -> Urteil | None:
    """The first rule in force at S one of whose alternatives applies; None if there is none."""
    for regel in daten["kontaktregel"]:
        if not regel.get("ab_stichtag", date.min) <= b.s <= regel.get("bis_stichtag", date.max):
            continue
        wenn = regel.get("wenn", {})
        if any(_trifft_zu(daten, moeglich, b, p) for moeglich in (wenn if isinstance(wenn, list) else [wenn])):
            return Urteil(regel["id"], _ziel_gehalten(regel, b, p), _mindest_gehalten(regel, b, p), _abstand(regel))
    return None


def _ziel_gehalten(regel: Mapping[str, Any], b: Bestand, p: Person) -> bool | None:
    return frist(regel["ziel"]).nach(p.basis) >= b.s if "ziel" in regel else None


def _abstand(regel: Mapping[str, Any]) -> Frist | None:
    """The minimum's interval, else the target's; a number or an average is no interval."""
    massgeblich = regel.get("mindest") or regel.get("ziel")
    return frist(massgeblich) if massgeblich else None


def _mindest_gehalten(regel: Mapping[str, Any], b: Bestand, p: Person) -> bool | None:
    if anzahl := regel.get("mindest_anzahl"):
        return p.gespraeche_in(frist(anzahl["zeitraum"]).vor(b.s), b.s) >= anzahl["gespraeche"]
    if schnitt := regel.get("mindest_durchschnitt"):
        ende = _letztes_ende(schnitt["seit_ende_von"], b, p)
        return p.gespraeche_in(ende, b.s) >= (b.s - ende) // timedelta(days=frist(schnitt["abstand"]).tage)
    return frist(regel["mindest"]).nach(p.basis) >= b.s if "mindest" in regel else None


def _letztes_ende(art: str, b: Bestand, p: Person) -> date | None:
    return max((e.bis for e in p.lebenslauf if e.art == art and e.bis and e.bis < b.s), default=None)


def _trifft_zu(daten: Mapping[str, Any], wenn: Mapping[str, Any], b: Bestand, p: Person) -> bool:
    """All named conditions hold; in a list one value suffices."""
    return all(_bedingung(daten, name, wert, b, p) for name, wert in wenn.items())


def _bedingung(daten: Mapping[str, Any], name: str, wert: Any, b: Bestand, p: Person) -> bool:
    merkmale = _merkmale(daten, b, p)
    if name in merkmale:
        return merkmale[name] is wert if isinstance(wert, bool) else merkmale[name] in wert
    if name == "av_seit_mindestens":
        return p.av_seit <= frist(wert).vor(b.s)
    if name == "lebenslauf":
        return any(_seit(wert, e.von, b.s) for e in p.lebenslauf if e.art == wert["art"] and deckt(e.von, e.bis, b.s))
    if name == "lebenslauf_beendet":
        ende = _letztes_ende(wert["art"], b, p)
        return ende is not None and _seit(wert, ende, b.s)
    raise OhneRechnungError(f"[kontaktregel] asks for {name}")


def _merkmale(daten: Mapping[str, Any], b: Bestand, p: Person) -> dict[str, Any]:
    """What a rule may ask of a person by name."""
    marktnah = p.profillage in daten.get("marktnaehe", {}).get("marktnah_bei", ())
    return {
        "altersgruppe": p.altersgruppe,
        "team_art": p.team.team_art,
        "profillage": p.profillage or "ohne",
        "marktnaehe": p.marktnaehe or ("marktnah" if marktnah else "nicht_marktnah"),
        "massnahme_laufend": p.kunde_id in b.laufende_massnahme,
        **{name: getattr(p, name) for name in WIE_GELIEFERT},
    }


def _seit(spanne: Mapping[str, Any], beginn: date, s: date) -> bool:
    """At least and at most that long ago, counted from `beginn`."""
    lange_genug = "seit_mindestens" not in spanne or frist(spanne["seit_mindestens"]).nach(beginn) <= s
    return lange_genug and ("seit_hoechstens" not in spanne or frist(spanne["seit_hoechstens"]).nach(beginn) >= s)


# Targets


def _ziel(daten: Mapping[str, Any], team: Satz, kennzahl: str, segment: tuple[str, str]) -> Ziel | None:
    """The most precisely named target of the row: by segment, by its kind, by the kind of team."""

    def passt(ziel: Mapping[str, Any]) -> bool:
        if ziel["kennzahl"] != kennzahl or team.team_art not in (ziel.get("team_art") or [team.team_art]):
            return False
        if "segment_art" not in ziel and "segment" not in ziel:
            return gilt_ohne_segment(_als_ziel(ziel), kennzahl, segment)
        return (ziel.get("segment_art", segment[0]), ziel.get("segment", segment[1])) == segment

    passende = [ziel for ziel in daten.get("ziel", ()) if passt(ziel)]
    if not passende:
        return None
    return _als_ziel(max(passende, key=lambda z: ("segment" in z, "segment_art" in z, bool(z.get("team_art")))))


def _als_ziel(ziel: Mapping[str, Any]) -> Ziel:
    name, richtung = next(r for r in (("hoechstens", "bis"), ("mindestens", "ab"), ("richtwert", "")) if r[0] in ziel)
    return Ziel(Fraction(ziel[name]), richtung, Fraction(ziel["mindest"]) if "mindest" in ziel else None)
