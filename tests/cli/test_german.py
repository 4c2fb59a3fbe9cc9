"""All that typer reproaches a call with is said in German."""

import ast
import re
from pathlib import Path

import pytest
import typer

from pipeline.cli.german import translate_error

TYPER = Path(typer.__file__).parent
# Words that every English sentence of typer has one of, and no German one.
ENGLISH = re.compile(
    r"\b(the|is not|not a|missing|no such|invalid|value|should|could|requires?|takes?|unexpected|extra|argument\w* \(|"
    r"did you mean|possible|open file|valid|input|does|must|given)\b",
    re.IGNORECASE,
)
# What these stand for in typer's sentences.
FILLED = {"msg": "an argument."}


def complaints() -> set[str]:
    """Every sentence that typer raises as a mistake in a call, its gaps filled with a word."""
    found = set()
    for file in (TYPER / "_click" / "parser.py", TYPER / "_click" / "core.py", TYPER / "_click" / "exceptions.py"):
        found |= set(_sentences(ast.parse(file.read_text(encoding="utf-8")), {"UsageError", "fail"}))
    for name in ("core.py", "_coercion.py", "_param_types.py", "_adapters.py"):
        found |= set(_sentences(ast.parse((TYPER / name).read_text(encoding="utf-8")), {"fail", "ValueError"}))
    return found


def _sentences(tree: ast.AST, raised: set[str]):
    names = raised | {"BadParameter", "BadOptionUsage", "BadArgumentUsage", "NoSuchOption", "MissingParameter"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in names:
            for argument in node.args:
                if (text := _text(argument)) and " " in text:
                    yield text


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(v) if isinstance(v, ast.Constant) else _gap(v) for v in node.values)
    if isinstance(node, ast.Call):
        # _("…{name!r}…").format(…)
        inner = node.func.value if isinstance(node.func, ast.Attribute) else node
        return re.sub(r"\{[^}]*\}", "'x'", _text(inner.args[0])) if isinstance(inner, ast.Call) and inner.args else ""
    return ""


def _gap(node: ast.FormattedValue) -> str:
    name = ast.unparse(node.value)
    return FILLED.get(name, "'x'" if node.conversion == ord("r") else "3")


def test_the_walk_finds_what_typer_says():
    found = complaints()
    assert "No such command 'x'." in found
    assert "Option 'x' requires an argument." in found
    assert any(c.startswith("Got unexpected extra argument") for c in found)
    assert len(found) >= 8


@pytest.mark.parametrize("satz", sorted(complaints()))
def test_no_english_sentence_is_left(satz):
    """Of a value alone typer says less; around it stands which option it belongs to."""
    for said in (satz, f"Invalid value for '--x': {satz}", f"Invalid value for 'ID': {satz}"):
        german = translate_error(said)
        if said.startswith("Invalid value") or german != said:
            assert not ENGLISH.search(german), german
            assert german.endswith("."), german


@pytest.mark.parametrize(
    ("satz", "deutsch"),
    [
        ("No such option: --moth (Possible options: --month)", "--moth gibt es nicht. Gemeint ist vielleicht --month."),
        ("No such option: --mo (Possible options: --month, --team)", "Gemeint ist vielleicht --month oder --team."),
        ("No such command 'rnu'. Did you mean 'run'?", "rnu gibt es nicht. Gemeint ist vielleicht run."),
        ("Got unexpected extra argument(s) (a b)", "Zu viele Angaben: a b."),
        ("Got unexpected extra argument (a)", "Zu viele Angaben: a."),
        ("Option '--month' requires an argument.", "Die Option --month braucht einen Wert."),
        ("Option '--x' requires 2 arguments.", "Die Option --x braucht 2 Werte."),
        ("Option '--version' does not take a value.", "Die Option --version hat keinen Wert"),
        ("Missing option '--team' / '-t'.", "Die Option --team fehlt."),
        ("Missing option '--art'. Choose from:\n\ta,\n\tb", "Die Option --art fehlt."),
        ("Missing argument 'ID'.", "Das Argument ID fehlt."),
        ("Missing command.", "Es fehlt ein Befehl."),
        ("Invalid value for '--seed': Input should be a valid integer, unable", "--seed muss eine ganze Zahl sein."),
        ("Invalid value for '--art': 'x' is not one of 'a', 'b'.", "--art: Möglich sind 'a', 'b'."),
        (
            "Invalid value for '--key-file': Path 'k' is not readable.",
            "--key-file: k ist nicht lesbar, die Rechte fehlen.",
        ),
        ("Invalid value for '--x': File 'a b' does not exist.", "--x: a b gibt es nicht."),
        ("Invalid value for '--x': File 'a' is a directory.", "--x: a ist ein Ordner, keine Datei."),
        ("Invalid value for '--x': Something new.", "--x: ungültiger Wert."),
        ("Invalid value: Something new.", "Eine Angabe hat einen ungültigen Wert."),
    ],
)
def test_complaints_read_as_they_should(satz, deutsch):
    assert deutsch in translate_error(satz)


def test_unknown_complaint_stays_as_it_is():
    assert translate_error("Something new.") == "Something new."
