"""What is proposed for the headers and code values of a delivery, and the TOML file that says so."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.accept.formats.table import clean_header
from pipeline.errors import UsageError


@dataclass
class Proposal:
    """The proposal for one export: our column per header, our code per value and column, and what stays open."""

    export: str
    file: str
    columns: dict[str, str] = field(default_factory=dict)
    vague: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    values: dict[str, dict[str, str | None]] = field(default_factory=dict)
    withheld: dict[str, int] = field(default_factory=dict)


def write_proposal(proposals: list[Proposal], file: Path) -> str:
    """Write the proposal into a new file; returns a sentence about it.

    :raises UsageError: the file exists (it may hold what somebody has checked) or cannot be written
    """
    try:
        with file.open("x", encoding="utf-8", newline="\n") as strom:
            strom.write(render_toml(proposals))
    except OSError as error:
        raise UsageError(
            f"Der Vorschlag kann nicht nach {file} geschrieben werden ({error.strerror}); Vorhandenes wird nicht "
            "überschrieben. Bitte --output ändern."
        ) from None
    columns = sum(len(v.columns) for v in proposals)
    values = sum(code is not None for v in proposals for values in v.values.values() for code in values.values())
    offen = sum(len(v.vague) + len(v.missing) for v in proposals)
    return f"{file}: {columns} Spalten und {values} Werte vorgeschlagen, {offen} Spalten offen. Bitte prüfen."


def render_toml(proposals: list[Proposal]) -> str:
    """Return the proposal as tables of kontaktdichte.toml; whatever is not certain is a comment."""
    rows = [
        "# Vorschlag für kontaktdichte.toml: bitte jede Zeile prüfen, Unsicheres steht als Kommentar.",
        "# Links steht, was geliefert wird, rechts, was es bei uns heißt.",
    ]
    for v in proposals:
        rows += _render_columns(v)
        for column, values in v.values.items():
            rows += ["", f"[werte.{v.export}.{column}]"]
            rows += [
                f"{_text(value)} = {_text(code)}" if code else f"# {_text(value)} = ?" for value, code in values.items()
            ]
        for column, count in v.withheld.items():
            rows.append(
                f"# {v.export}.{column}: {count} weitere Werte werden hier nicht genannt (zu viele oder Freitext)."
            )
    return "\n".join(rows) + "\n"


def _render_columns(v: Proposal) -> list[str]:
    if not (v.columns or v.vague or v.unknown or v.missing):
        return []
    rows = ["", f"[spalten.{v.export}]  # {clean_header(v.file)}"]
    rows += [f"{_text(header)} = {_text(name)}" for header, name in v.columns.items()]
    rows += [f"# unsicher: {_text(header)} = {_text(name)}" for header, name in v.vague.items()]
    rows += [f"# ohne Entsprechung, wird nicht gespeichert: {_text(header)}" for header in v.unknown]
    return rows + [f"# fehlt noch: {name}" for name in v.missing]


def _text(value: str) -> str:
    """Quote as TOML does; JSON escapes are a subset of it, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
