"""What is proposed for the headers and code values of a delivery, and the TOML file that says so."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.formats.table import clean_header
from pipeline.accept.new_file import write_new
from pipeline.errors import UsageError, explain_os_error
from schemas import EXPORTS


@dataclass
class ValueProposal:
    """The proposal for one code column: `known` and `guessed` map values to codes, `unknown` stay open.

    `settled` are the values that need no proposal, with the code each of them is; `withheld` counts those not shown.
    """

    settled: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    guessed: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    withheld: int = 0


@dataclass
class Proposal:
    """The proposal for one export: our column per header, our codes per column, and what stays open.

    `columns` are known, `vague` are guessed, `contested` have several headers; `nameless` are positions of headers that
    are not shown. `befunde` (columns of `befund.SCHEMA`) are about the file. `refusal` says why it cannot be read; then
    there is nothing else.
    """

    export: str
    file: str
    columns: dict[str, str] = field(default_factory=dict)
    vague: dict[str, str] = field(default_factory=dict)
    contested: dict[str, list[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    nameless: list[int] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    code_values: dict[str, ValueProposal] = field(default_factory=dict)
    befunde: pl.DataFrame = field(default_factory=bf.empty)
    refusal: str = ""

    @property
    def values(self) -> dict[str, dict[str, str]]:
        """The codes proposed for certain, by column."""
        return {column: v.known for column, v in self.code_values.items() if v.known}


def write_proposal(proposals: list[Proposal], file: Path) -> str:
    """Write the proposal into a new file; returns a sentence about it.

    :raises UsageError: the file exists (it may hold what somebody has checked) or cannot be written
    """
    try:
        write_new(file, render_toml(proposals))
    except OSError as error:
        raise UsageError(
            f"Der Vorschlag kann nicht nach {file} geschrieben werden; Vorhandenes wird nicht überschrieben. "
            f"{explain_os_error(error)} Ein anderer Ort lässt sich mit --output nennen."
        ) from None
    columns = sum(len(v.columns) for v in proposals)
    values = sum(len(codes) for v in proposals for codes in v.values.values())
    offen = sum(len(v.vague) + len(v.missing) for v in proposals)
    unread = "".join(f"\nNicht gelesen: {_one_line(v.refusal)}" for v in proposals if v.refusal)
    return f"{file}: {columns} Spalten und {values} Werte vorgeschlagen, {offen} Spalten offen. Bitte prüfen.{unread}"


def render_toml(proposals: list[Proposal]) -> str:
    """Return the proposal as tables of kontaktdichte.toml; whatever is not certain is a comment."""
    rows = [
        "# Vorschlag für kontaktdichte.toml: bitte jede Zeile prüfen, Unsicheres steht als Kommentar.",
        "# Links steht, was geliefert wird, rechts, was es bei uns heißt.",
    ]
    if absent := [export for export in EXPORTS if export not in {v.export for v in proposals}]:
        rows.append(f"# Nicht geliefert: {', '.join(absent)}.")
    rows += [f"# Nicht gelesen: {_one_line(v.refusal)}" for v in proposals if v.refusal]
    for v in proposals:
        rows += _render_columns(v)
        for column, values in v.code_values.items():
            rows += ["", f"[werte.{v.export}.{column}]", *_render_values(values)]
            if values.withheld:
                rows.append(
                    f"# {v.export}.{column}: {values.withheld} weitere Werte werden hier nicht genannt (zu viele, "
                    "Freitext oder Worte, die ein Name sein können)."
                )
    return "\n".join(rows) + "\n"


def _render_columns(v: Proposal) -> list[str]:
    if not (v.columns or v.vague or v.unknown or v.nameless or v.missing):
        return []
    rows = ["", f"[spalten.{v.export}]  # {clean_header(v.file)}"]
    rows += [f"{_text(header)} = {_text(name)}" for header, name in v.columns.items()]
    rows += [f"# unsicher: {_text(header)} = {_text(name)}" for header, name in v.vague.items()]
    for name in v.missing:
        headers = ", ".join(map(_text, v.contested.get(name, ())))
        rows.append(f"# fehlt noch: {name}" + (f" (höchstens eine von: {headers})" if headers else ""))
    rows += [f"# ohne Entsprechung, wird nicht gespeichert: {_text(header)}" for header in v.unknown]
    if v.nameless:
        places = ", ".join(map(str, v.nameless))
        rows.append(
            f"# ohne Entsprechung, hier nicht genannt (könnte ein Name oder eine Kennung sein): Spalte {places}"
        )
    return rows


def _render_values(v: ValueProposal) -> list[str]:
    """Return the lines of one code column; which values would be one code is said first."""
    same = defaultdict(list)
    proposed = {**v.known, **v.guessed}
    for value, code in {**v.settled, **proposed}.items():
        same[code].append(value)
    rows = [
        f"# derselbe Code für mehrere Werte, bitte prüfen, ob das gewollt ist: {', '.join(map(_text, values))} = "
        f"{_text(code)}"
        for code, values in same.items()
        if len(values) > 1 and any(value in proposed for value in values)
    ]
    rows += [f"{_text(value)} = {_text(code)}" for value, code in v.known.items()]
    rows += [f"# unsicher: {_text(value)} = {_text(code)}" for value, code in v.guessed.items()]
    return rows + [f"# {_text(value)} = ?" for value in v.unknown]


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _text(value: str) -> str:
    """Quote as TOML does; JSON escapes are a subset of it, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
