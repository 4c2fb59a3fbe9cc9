"""Calls of the program that stand in documents and units: are there such commands and options?"""

import re

import typer

from pipeline.cli.app import app

# A call names a command, and ends with its line, its code, a pipe, or what the shell does with its output.
CALL = re.compile(r"(?<![\w.-])kontaktdichte ([a-z][^`\n#|;<>&“]+)")


def find_calls(text: str) -> list[str]:
    """What stands after the program's name, wherever it is called."""
    return [call.strip() for call in CALL.findall(text)]


def find_impossible(call: str) -> list[str]:
    """What of a call the program does not know: its command, or options of it."""
    command, words = typer.main.get_command(app), call.split()
    if not words or words[0] not in command.commands:
        return [f"kontaktdichte {' '.join(words[:1])}"]
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    options = {option for parameter in command.params for option in parameter.opts}
    return [f"kontaktdichte {command.name} … {w}" for w in words if w.startswith("--") and w not in options]
