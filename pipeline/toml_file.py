"""Hand-written TOML files: read strictly, and what is wrong in them said in German, with its place."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from pipeline.errors import ConfigurationError


class Strict(BaseModel):
    """Unknown keys are errors; nothing is converted silently; nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def text_like(pattern: str, what: str) -> AfterValidator:
    """Return the annotation of a text that holds a pattern; of any other it is said in German `what` is expected."""

    def require(text: str) -> str:
        if re.search(pattern, text) is None:
            raise ValueError(f"erwartet wird {what}")
        return text

    return AfterValidator(require)


_DEUTSCH = {
    "missing": "fehlt",
    "extra_forbidden": "ist kein bekannter Schlüssel",
    "literal_error": "„{input}“ ist kein bekannter Wert (möglich: {expected})",
    "greater_than": "muss größer als {gt} sein",
    "greater_than_equal": "muss mindestens {ge} sein",
    "less_than_equal": "darf höchstens {le} sein",
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
# What pydantic puts behind the key that is wrong itself.
_OF_A_KEY = "[key]"
# What an entry of a list is called by: the first of these keys that it has.
_NAMEN = ("id", "kennzahl", "team_id", "thema")


def read_toml(file: Path) -> dict[str, Any]:
    """Read a TOML file.

    :raises ConfigurationError: it is none; names the file and the place
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file.name} ist kein gültiges TOML ({error}). Bitte berichtigen.") from None


def validation_sentences(error: ValidationError, data: Any = None, location: str = "") -> Iterator[str]:
    """Turn pydantic's findings into `key: reason`, in German where pydantic speaks English.

    `data` is what was read: entries of its lists are named after themselves rather than counted from 0.
    """
    for entry in error.errors():
        position = location + name_place(entry["loc"], data) or "(Datei)"
        if entry["type"] == "value_error":
            yield f"{position}: {entry['msg'].removeprefix('Value error, ')}"
            continue
        reason = _DEUTSCH.get(entry["type"], "ist ungültig")
        worte = {**entry.get("ctx", {}), "input": entry["input"]}
        if "expected" in worte:
            worte["expected"] = worte["expected"].replace(" or ", " oder ")
        yield f"{position} {reason.format(**worte)}"


def name_place(path: Sequence[str | int], data: Any = None) -> str:
    """Write a place in a file as `kontaktregel[2 u25].wenn.team_art`."""
    text = ""
    for part in path:
        if part == _OF_A_KEY:
            continue
        if isinstance(part, str):
            data = data.get(part) if isinstance(data, dict) else None
            text += f".{part}" if text else part
        elif isinstance(data, list) and part < len(data):
            data = data[part]
            name = next((data[n] for n in _NAMEN if n in data), None) if isinstance(data, dict) else None
            text += f"[{part + 1} {name}]" if isinstance(name, str) else f"[{part + 1}]"
        elif not isinstance(data, dict):
            text += f"[{part + 1}]"
    return text


def refuse(what: str, file: Path, reasons: Sequence[str]) -> ConfigurationError:
    """Return the error that says everything that is wrong in a file at once."""
    if len(reasons) == 1:
        return ConfigurationError(f"{what} {file.name}: {reasons[0]}. Bitte die Datei berichtigen.")
    liste = "".join(f"\n  – {reason}" for reason in reasons)
    return ConfigurationError(f"{what} {file.name} hat {len(reasons)} Fehler, bitte berichtigen:{liste}")
