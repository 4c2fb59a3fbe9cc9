"""Proposes how a Jobcenter's headers and code values map to ours, as TOML to be checked by a human.

Only headers and the few distinct values of code columns are ever written; values of any other column are looked at
for their shape alone.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import pandera.polars as pa
import polars as pl

from pipeline.accept import values as w
from pipeline.accept.export import read_table
from pipeline.accept.formats.table import Tabelle, cell_names, clean_header, normalize_header
from pipeline.accept.guard import announces_person, has_clear_text
from pipeline.accept.sources import Quelle, find_sources
from pipeline.errors import LieferungError, UsageError
from pipeline.settings import Einstellungen
from schemas import EXPORTS

# Below the first nothing is proposed, below the second only as a comment.
VAGE, SICHER = 0.45, 0.6
HOECHSTENS_WERTE = 40
_STICHPROBE = 1000
_PASST, _PASST_NICHT = 0.15, -0.4
# What source systems and spreadsheets call our columns, where the names are far apart.
_SYNONYME = {
    "kunde_id": ("kundennummer", "kunden-id", "kunde", "pseudonym", "kundenpseudonym"),
    "bg_id": ("bg-nummer", "bedarfsgemeinschaft", "bg"),
    "ifk_id": ("fachkraft", "integrationsfachkraft", "hauptbetreuer", "ifk"),
    "team_id": ("team", "teamnummer", "organisationseinheit"),
    "geburtsmonat": ("geburtsdatum", "geburtstag", "geboren"),
    "av_status": ("kundenstatus av", "status av", "kundenstatus"),
    "av_seit": ("kundenstatus seit", "beginn av", "status seit"),
    "vermerktyp": ("art des vermerks", "typ"),
    "kontaktart": ("art des kontakts", "kontakt", "kommunikationsweg"),
    "datum": ("datum des vermerks", "termindatum", "tag"),
    "beginn": ("uhrzeit", "startzeit", "von uhrzeit"),
    "dauer_min": ("dauer", "dauer (min)", "dauer in minuten"),
    "gebucht_am": ("buchungsdatum", "erstellt am"),
    "abgesagt_am": ("absagedatum", "storniert am"),
    "massnahmeart": ("maßnahme", "art der maßnahme"),
    "eintritt": ("teilnahmebeginn", "eintrittsdatum"),
    "austritt": ("teilnahmeende", "austrittsdatum"),
    "leistung_von": ("bewilligt von", "leistungsbeginn"),
    "leistung_bis": ("bewilligt bis", "leistungsende"),
    "antragsdatum": ("antrag vom", "antragstellung"),
    "arbeitszeit_std": ("arbeitszeit", "sollstunden"),
    "abwesend_std": ("abwesenheit", "fehlstunden"),
    "freigeschaltet_std": ("freischaltung", "beratungsstunden"),
}
_JA = ("true", "wahr", "y", "yes", "t", "+", "✓", "x")
_NEIN = ("false", "falsch", "n", "no", "f", "-", "o", "kein", "keine")


@dataclass
class Vorschlag:
    """The proposal for one export: our column per header, our code per value and column, and what stays open."""

    export: str
    datei: str
    spalten: dict[str, str] = field(default_factory=dict)
    vage: dict[str, str] = field(default_factory=dict)
    unbekannt: list[str] = field(default_factory=list)
    fehlend: list[str] = field(default_factory=list)
    werte: dict[str, dict[str, str | None]] = field(default_factory=dict)
    verschwiegen: dict[str, int] = field(default_factory=dict)


def propose_mapping(ort: Path, einstellungen: Einstellungen) -> list[Vorschlag]:
    """Look at every export that lies in a folder or archive, complete or not.

    :raises LieferungError: none of the files is named like an export
    """
    quellen = [(name, q) for name in EXPORTS for q in find_sources(ort) if q.stamm == name]
    if not quellen:
        raise LieferungError(
            f"In {ort} liegt keine Datei, die wie ein Export heißt ({', '.join(EXPORTS)}). Bitte die Dateien so nennen."
        )
    return [
        _propose(export, quelle, einstellungen.spalten.get(export, {}), einstellungen.werte.get(export, {}))
        for export, quelle in quellen
    ]


def _propose(
    export: str, quelle: Quelle, zuordnung: Mapping[str, str], werte: Mapping[str, Mapping[str, str]]
) -> Vorschlag:
    spalten = EXPORTS[export].to_schema().columns
    unsere = {normalize_header(s): s for s in spalten} | {normalize_header(k): v for k, v in zuordnung.items()}
    tabelle = _read_any_header(quelle, unsere)
    vorschlag = Vorschlag(export, quelle.name)
    zellen = {clean_header(zelle): _sample(tabelle, i) for i, zelle in enumerate(tabelle.kopf) if zelle.strip()}
    gefunden = {kopf: unsere[n] for kopf in zellen if (n := normalize_header(kopf)) in unsere}
    offen = [kopf for kopf in zellen if kopf not in gefunden]
    frei = [name for name in spalten if name not in gefunden.values()]
    for kopf, name, punkte in _best_pairs({k: zellen[k] for k in offen}, {n: spalten[n] for n in frei}):
        (vorschlag.spalten if punkte >= SICHER else vorschlag.vage)[kopf] = name
    vergeben = {**vorschlag.spalten, **vorschlag.vage}
    vorschlag.unbekannt = [kopf for kopf in offen if kopf not in vergeben]
    vorschlag.fehlend = [name for name in frei if name not in vergeben.values()]
    for kopf, name in {**gefunden, **vorschlag.spalten}.items():
        if kopf in gefunden or _is_code_column(kopf, zellen[kopf], spalten[name]):
            _propose_values(vorschlag, spalten[name], zellen[kopf], werte.get(name, {}))
    return vorschlag


def _is_code_column(kopf: str, geliefert: pl.Series, spalte: pa.Column) -> bool:
    """Tell whether a column that was only guessed by its header holds codes: what looks like names is not shown."""
    codes = w.allowed_codes(spalte)
    return not announces_person(kopf) and any(_is_ours(wert, codes) or _nearest(wert, codes) for wert in geliefert)


def _read_any_header(quelle: Quelle, unsere: Mapping[str, str]) -> Tabelle:
    """Read the table; where no header is known yet, the first row with several cells is taken for it."""
    try:
        return read_table(quelle, unsere.keys())[0]
    except LieferungError:
        return read_table(quelle, ())[0]


def _sample(tabelle: Tabelle, stelle: int) -> pl.Series:
    """Return the distinct filled values of a column."""
    spalte = tabelle.frame[cell_names(len(tabelle.kopf))[stelle]]
    return spalte.str.strip_chars().replace("", None).drop_nulls().unique().sort()


def _best_pairs(koepfe: Mapping[str, pl.Series], spalten: Mapping[str, pa.Column]) -> Iterator[tuple[str, str, float]]:
    """Yield header, column and likeness, the likeliest first, each header and column once."""
    paare = [(_likeness(k, werte, s), k, n) for k, werte in koepfe.items() for n, s in spalten.items()]
    benutzt: set[str] = set()
    for punkte, kopf, name in sorted(paare, key=lambda p: (-p[0], p[1], p[2])):
        if punkte >= VAGE and f"k {kopf}" not in benutzt and f"s {name}" not in benutzt:
            benutzt |= {f"k {kopf}", f"s {name}"}
            yield kopf, name, punkte


def _likeness(kopf: str, werte: pl.Series, spalte: pa.Column) -> float:
    namen = (spalte.name, *_SYNONYME.get(spalte.name, ()), spalte.description or "")
    punkte = max(_similar(kopf, name) for name in namen)
    anteil = _share_that_fits(werte.head(_STICHPROBE), spalte)
    return punkte if anteil is None else punkte + (_PASST if anteil > 0.9 else _PASST_NICHT if anteil < 0.1 else 0)


def _share_that_fits(werte: pl.Series, spalte: pa.Column) -> float | None:
    """Return the share of values the column could hold; None where the values tell nothing.

    Code columns stay out: their values are often what has to be mapped.
    """
    if werte.is_empty() or spalte.dtype.type == pl.String:
        return None
    lesbar = werte.alias(spalte.name).to_frame().select(w.parse(spalte)).to_series()
    if w.form(spalte) == "monat" and lesbar.null_count() == len(lesbar):
        # Clear exports hold the whole date of birth.
        lesbar = werte.str.extract(r"^(\d{2}\.\d{2}\.\d{4}|\d{4}-\d{2}-\d{2})$")
    return 1 - lesbar.null_count() / len(lesbar)


def _similar(links: str, rechts: str) -> float:
    a, b = _letters(links), _letters(rechts)
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if a and b else 0.0


def _letters(text: str) -> str:
    klein = text.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return "".join(zeichen for zeichen in klein if zeichen.isalnum())


def _propose_values(vorschlag: Vorschlag, spalte: pa.Column, geliefert: pl.Series, bekannt: Mapping[str, str]) -> None:
    """Propose our code for each foreign value of a code or flag column; personal values are only counted."""
    codes = w.allowed_codes(spalte)
    if not codes and w.form(spalte) != "flag":
        return
    fremd = [wert for wert in geliefert if wert not in bekannt and not _is_ours(wert, codes)]
    nennbar = [f for f in fremd if not (w.is_emptied(spalte) and _nearest(f, codes) is None)]
    if len(nennbar) > HOECHSTENS_WERTE or has_clear_text(nennbar) or any(len(wert) > 60 for wert in nennbar):
        nennbar = []
    if nennbar:
        vorschlag.werte[spalte.name] = {wert: _nearest(wert, codes) for wert in nennbar}
    if len(fremd) > len(nennbar):
        vorschlag.verschwiegen[spalte.name] = len(fremd) - len(nennbar)


def _is_ours(wert: str, codes: list[str]) -> bool:
    return wert in codes if codes else wert.upper() in w.FLAGS


def _nearest(wert: str, codes: list[str]) -> str | None:
    if not codes:
        return "J" if wert.casefold() in _JA else "N" if wert.casefold() in _NEIN else None
    punkte, code = max((_similar(wert, code), code) for code in codes)
    return code if punkte >= SICHER else None


def write_proposal(vorschlaege: list[Vorschlag], datei: Path) -> str:
    """Write the proposal into a new file; returns a sentence about it.

    :raises UsageError: the file exists (it may hold what somebody has checked) or cannot be written
    """
    try:
        with datei.open("x", encoding="utf-8", newline="\n") as strom:
            strom.write(render_toml(vorschlaege))
    except OSError as fehler:
        raise UsageError(
            f"Der Vorschlag kann nicht nach {datei} geschrieben werden ({fehler.strerror}); Vorhandenes wird nicht "
            "überschrieben. Bitte --output ändern."
        ) from None
    spalten = sum(len(v.spalten) for v in vorschlaege)
    werte = sum(code is not None for v in vorschlaege for werte in v.werte.values() for code in werte.values())
    offen = sum(len(v.vage) + len(v.fehlend) for v in vorschlaege)
    return f"{datei}: {spalten} Spalten und {werte} Werte vorgeschlagen, {offen} Spalten offen. Bitte prüfen."


def render_toml(vorschlaege: list[Vorschlag]) -> str:
    """Return the proposal as tables of kontaktdichte.toml; whatever is not certain is a comment."""
    zeilen = [
        "# Vorschlag für kontaktdichte.toml: bitte jede Zeile prüfen, Unsicheres steht als Kommentar.",
        "# Links steht, was geliefert wird, rechts, was es bei uns heißt.",
    ]
    for v in vorschlaege:
        zeilen += _render_columns(v)
        for spalte, werte in v.werte.items():
            zeilen += ["", f"[werte.{v.export}.{spalte}]"]
            zeilen += [
                f"{_text(wert)} = {_text(code)}" if code else f"# {_text(wert)} = ?" for wert, code in werte.items()
            ]
        for spalte, anzahl in v.verschwiegen.items():
            zeilen.append(
                f"# {v.export}.{spalte}: {anzahl} weitere Werte werden hier nicht genannt (zu viele oder Freitext)."
            )
    return "\n".join(zeilen) + "\n"


def _render_columns(v: Vorschlag) -> list[str]:
    if not (v.spalten or v.vage or v.unbekannt or v.fehlend):
        return []
    zeilen = ["", f"[spalten.{v.export}]  # {clean_header(v.datei)}"]
    zeilen += [f"{_text(kopf)} = {_text(name)}" for kopf, name in v.spalten.items()]
    zeilen += [f"# unsicher: {_text(kopf)} = {_text(name)}" for kopf, name in v.vage.items()]
    zeilen += [f"# ohne Entsprechung, wird nicht gespeichert: {_text(kopf)}" for kopf in v.unbekannt]
    return zeilen + [f"# fehlt noch: {name}" for name in v.fehlend]


def _text(wert: str) -> str:
    """Quote as TOML does; JSON escapes are a subset of it, but for DEL."""
    return json.dumps(wert, ensure_ascii=False).replace("\x7f", "\\u007f")
