"""The words that typer says in English, in German: headings of the help and complaints about a call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from typer._click import Context  # typer names the type of what it hands over nowhere else

_HELP = (
    (r"^Usage: ", "Aufruf: "),
    (r"\[OPTIONS\]", "[OPTIONEN]"),
    (r"COMMAND \[ARGS\]\.\.\.", "BEFEHL …"),
    (r"^Options:", "Optionen:"),
    (r"^Commands:", "Befehle:"),
    (r"^Arguments:", "Argumente:"),
    (r"Show this message and exit\.", "Diese Hilfe zeigen."),
    (r"\brequired\b(?=[\];])", "erforderlich"),
    (r"\[default: ", "[Vorgabe: "),
    (r"\[x>=(\d+)\]", r"[ab \1]"),
)
_COMPLAINTS = (
    (r"^Missing option '?(?:[^']*/ )?([^'.]+)'?.*$", r"Die Option \1 fehlt."),
    (r"^Missing argument '?([^'.]+)'?.*$", r"Das Argument \1 fehlt."),
    (r"^Missing command.*$", "Es fehlt ein Befehl."),
    (r"^No such option: (\S+)\s*(?:Did you mean (.+)\?)?.*$", r"Die Option \1 gibt es nicht."),
    (r"^No such command '(.+)'.*$", r"Den Befehl \1 gibt es nicht."),
    (r"^Got unexpected extra arguments? \((.*)\)$", r"Zu viele Angaben: \1."),
    (r"^Option '(.+)' requires an argument\.$", r"Die Option \1 braucht einen Wert."),
    (r"^Invalid value for '?(?:[^']*/ )?([^']+?)'?: (.*?) is not in the range (.*)\.$", r"\1: \2 liegt nicht in \3."),
    (
        r"^Invalid value for '?(?:[^']*/ )?([^']+?)'?: (.*?) is not a valid (?:int|integer).*$",
        r"\1: \2 ist keine ganze Zahl.",
    ),
    (
        r"^Invalid value for '?(?:[^']*/ )?([^']+?)'?: Input should be greater than or equal to (\S+)$",
        r"\1 muss mindestens \2 sein.",
    ),
    (
        r"^Invalid value for '?(?:[^']*/ )?([^']+?)'?: Input should be a valid integer.*$",
        r"\1 muss eine ganze Zahl sein.",
    ),
    (r"^Invalid value for '?(?:[^']*/ )?([^']+?)'?: (.*)$", r"\1: ungültiger Wert (\2)."),
)


def translate_error(message: str) -> str:
    """Return typer's complaint in German; one that is not known stays as it is."""
    for pattern, german in _COMPLAINTS:
        translated, hits = re.subn(pattern, german, message, flags=re.DOTALL)
        if hits:
            return translated
    return message


def _translate_help(help_text: str) -> str:
    for pattern, german in _HELP:
        help_text = re.sub(pattern, german, help_text, flags=re.MULTILINE)
    return help_text


class GermanCommand(TyperCommand):
    """A command whose help is German throughout."""

    def get_help(self, ctx: Context) -> str:
        """Return the help text."""
        return _translate_help(super().get_help(ctx))


class GermanGroup(TyperGroup):
    """A group of commands whose help is German throughout."""

    def get_help(self, ctx: Context) -> str:
        """Return the help text."""
        return _translate_help(super().get_help(ctx))
