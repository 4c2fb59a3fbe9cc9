"""The words that typer says in English, in German: headings of the help and complaints about a call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from pipeline.errors import UsageError
from pipeline.publish.interrupt import Stopped

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
_NAME = r"^Invalid value for '?(?:[^']*/ )?([^']+?)'?: "
_COMPLAINTS = (
    (r"^Missing option '?(?:[^']*/ )?([^'.]+)'?.*$", r"Die Option \1 fehlt."),
    (r"^Missing argument '?([^'.]+)'?.*$", r"Das Argument \1 fehlt."),
    (r"^Missing parameter:? '?([^'.]*)'?.*$", r"Die Angabe \1 fehlt."),
    (r"^Missing command.*$", "Es fehlt ein Befehl."),
    (
        r"^No such option: (\S+) \(Possible options: (.+)\)$",
        lambda m: f"Die Option {m[1]} gibt es nicht. Gemeint ist vielleicht {_any_of(m[2])}.",
    ),
    (r"^No such option: (\S+).*$", r"Die Option \1 gibt es nicht."),
    (
        r"^No such command '(.+?)'\. Did you mean (.+)\?$",
        lambda m: f"Den Befehl {m[1]} gibt es nicht. Gemeint ist vielleicht {_any_of(m[2])}.",
    ),
    (r"^No such command '(.+)'.*$", r"Den Befehl \1 gibt es nicht."),
    (
        r"^Got unexpected extra argument(?:s|\(s\))? \((.*)\)$",
        r"Zu viele Angaben: \1. Werte mit Leerzeichen brauchen Anführungszeichen.",
    ),
    (r"^Option '(.+)' requires an argument\.$", r"Die Option \1 braucht einen Wert."),
    (r"^Option '(.+)' requires (\d+) arguments\.$", r"Die Option \1 braucht \2 Werte."),
    (r"^Option '(.+)' does not take a value\.$", r"Die Option \1 hat keinen Wert; bitte ohne „=“ angeben."),
    (r"^Argument '(.+)' takes (\d+) values\.$", r"Das Argument \1 braucht \2 Werte."),
    (_NAME + r"(.*?) is not in the range (.*)\.$", r"\1: \2 liegt nicht in \3."),
    (_NAME + r"(.*?) is not a valid (?:int|integer).*$", r"\1: \2 ist keine ganze Zahl."),
    (_NAME + r"Input should be greater than or equal to (\S+)$", r"\1 muss mindestens \2 sein."),
    (_NAME + r"Input should be less than or equal to (\S+)$", r"\1 darf höchstens \2 sein."),
    (_NAME + r"\S+ '(.*)' is not readable\.$", r"\1: \2 ist nicht lesbar, die Rechte fehlen."),
    (_NAME + r"\S+ '(.*)' is not (?:writable|executable)\.$", r"\1: \2 ist nicht beschreibbar, die Rechte fehlen."),
    (_NAME + r"\S+ '(.*)' does not exist\.$", r"\1: \2 gibt es nicht."),
    (_NAME + r"\S+ '(.*)' is a directory\.$", r"\1: \2 ist ein Ordner, keine Datei."),
    (_NAME + r"\S+ '(.*)' is a file\.$", r"\1: \2 ist eine Datei, kein Ordner."),
    (_NAME + r"Input should be a valid integer.*$", r"\1 muss eine ganze Zahl sein."),
    (_NAME + r"Input should be a valid (?:number|decimal).*$", r"\1 muss eine Zahl sein."),
    (_NAME + r"Input should be a valid boolean.*$", r"\1 muss ja oder nein sein."),
    (_NAME + r".*? is not one of (.*)\.$", r"\1: Möglich sind \2."),
    (_NAME + r".*? does not match the formats (.*)\.$", r"\1 ist kein Datum; möglich sind \2."),
    (r"^Could not open file '?(.+?)'?: .*$", r"Die Datei \1 lässt sich nicht öffnen."),
    # Whatever else a value is reproached with: which it is, the user sees.
    (_NAME + r".*$", r"\1: ungültiger Wert."),
    (r"^Invalid value: .*$", "Eine Angabe hat einen ungültigen Wert."),
)


def _any_of(words: str) -> str:
    return " oder ".join(word.strip(" '") for word in words.split(","))


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


def _require_value(name: str, given: Sequence[object]) -> None:
    """Refuse the next option taken for a value, and a value of nothing.

    :raises UsageError: says what is missing
    """
    for value in given:
        if isinstance(value, str) and (value.startswith("--") or value == "-h"):
            raise UsageError(f"Die Option {name} braucht einen Wert; nach ihr steht gleich {value}.")
        if isinstance(value, str) and not value.strip():
            raise UsageError(f"{name} ist leer. Bitte einen Wert angeben.")


class GermanCommand(TyperCommand):
    """A command whose help is German throughout."""

    def get_help(self, ctx: Context) -> str:
        """Return the help text."""
        return _translate_help(super().get_help(ctx))

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the call; what typer would take for something else than was meant is refused before.

        :raises UsageError: an option is there twice, has no value, or an empty one
        """
        values, _, order = self.make_parser(ctx).parse_args(list(args))
        if not values.get("help"):
            for parameter in order:
                name = parameter.opts[0] if parameter.param_type_name == "option" else str(parameter.metavar)
                given = values[parameter.name]
                is_single = not (parameter.multiple or getattr(parameter, "is_flag", False))
                _require_value(name, given if isinstance(given, list) else [given])
                if is_single and order.count(parameter) > 1:
                    raise UsageError(
                        f"Die Option {name} steht mehrmals da, sie hat aber nur einen Wert. Bitte nur den "
                        "gültigen angeben."
                    )
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Context) -> Any:
        """Run the command; being stopped stays distinguishable from any other end."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            stopped = Stopped()
            for note in getattr(error, "__notes__", ()):
                stopped.add_note(note)
            raise stopped from error


class GermanGroup(TyperGroup):
    """A group of commands whose help is German throughout."""

    def get_help(self, ctx: Context) -> str:
        """Return the help text."""
        return _translate_help(super().get_help(ctx))
