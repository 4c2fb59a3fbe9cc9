"""Hand-written TOML files: read strictly, and what is wrong in them said in German, with its place."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import KonfigurationError


class Streng(BaseModel):
    """Unknown keys are errors; nothing is converted silently; nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


_DEUTSCH = {
    "missing": "fehlt",
    "extra_forbidden": "ist kein bekannter Schlüssel",
    "literal_error": "„{input}“ ist kein bekannter Wert (möglich: {expected})",
    "greater_than": "muss größer als {gt} sein",
    "greater_than_equal": "muss mindestens {ge} sein",
    "less_than_equal": "darf höchstens {le} sein",
    "string_pattern_mismatch": "hat nicht die erwartete Form {pattern}",
    "string_too_short": "darf nicht leer sein",
    "too_short": "braucht mindestens {min_length} Eintrag",
    "string_type": "muss Text sein",
    "list_type": "muss eine Liste sein",
    "dict_type": "muss eine Tabelle sein",
    "model_type": "muss eine Tabelle sein",
    "model_attributes_type": "muss eine Tabelle sein",
    "int_type": "muss eine ganze Zahl sein",
    "int_parsing": "muss eine ganze Zahl sein",
    "int_from_float": "muss eine ganze Zahl sein",
    "bool_type": "muss true oder false sein",
    "bool_parsing": "muss true oder false sein",
    "decimal_type": "muss eine Zahl sein",
    "decimal_parsing": "muss eine Zahl sein",
    "finite_number": "muss eine Zahl sein",
    "date_type": "muss ein Datum JJJJ-MM-TT sein",
    "date_parsing": "muss ein Datum JJJJ-MM-TT sein",
    "date_from_datetime_parsing": "muss ein Datum JJJJ-MM-TT sein",
    "date_from_datetime_inexact": "muss ein Datum JJJJ-MM-TT sein",
}
# What an entry of a list is called by: the first of these keys that it has.
_NAMEN = ("id", "kennzahl", "team_id", "thema")


def read_toml(datei: Path) -> dict[str, Any]:
    """Read a TOML file; a syntax error names file and place."""
    try:
        return tomllib.loads(datei.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fehler:
        raise KonfigurationError(f"{datei.name} ist kein gültiges TOML ({fehler}). Bitte berichtigen.") from None


def validation_sentences(fehler: ValidationError, daten: Any = None, ort: str = "") -> Iterator[str]:
    """Turn pydantic's findings into `key: reason`, in German where pydantic speaks English.

    `daten` is what was read: entries of its lists are named after themselves rather than counted from 0.
    """
    for eintrag in fehler.errors():
        stelle = ort + name_place(eintrag["loc"], daten) or "(Datei)"
        if eintrag["type"] == "value_error":
            yield f"{stelle}: {eintrag['msg'].removeprefix('Value error, ')}"
            continue
        grund = _DEUTSCH.get(eintrag["type"], "ist ungültig")
        worte = {**eintrag.get("ctx", {}), "input": eintrag["input"]}
        if "expected" in worte:
            worte["expected"] = worte["expected"].replace(" or ", " oder ")
        yield f"{stelle} {grund.format(**worte)}"


def name_place(pfad: Sequence[str | int], daten: Any = None) -> str:
    """Write a place in a file as `kontaktregel[2 u25].wenn.team_art`."""
    text = ""
    for teil in pfad:
        if isinstance(teil, str):
            daten = daten.get(teil) if isinstance(daten, dict) else None
            text += f".{teil}" if text else teil
        elif isinstance(daten, list) and teil < len(daten):
            daten = daten[teil]
            name = next((daten[n] for n in _NAMEN if n in daten), None) if isinstance(daten, dict) else None
            text += f"[{teil + 1} {name}]" if isinstance(name, str) else f"[{teil + 1}]"
        elif not isinstance(daten, dict):
            text += f"[{teil + 1}]"
    return text


def refuse(art: str, datei: Path, gruende: Sequence[str]) -> KonfigurationError:
    """Return the error that says everything that is wrong in a file at once."""
    if len(gruende) == 1:
        return KonfigurationError(f"{art} {datei.name}: {gruende[0]}. Bitte die Datei berichtigen.")
    liste = "".join(f"\n  – {grund}" for grund in gruende)
    return KonfigurationError(f"{art} {datei.name} hat {len(gruende)} Fehler, bitte berichtigen:{liste}")
