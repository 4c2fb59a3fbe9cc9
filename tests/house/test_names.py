"""Names of the house: German if and only if the glossary has the word, one word per thing, no name twice."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

import schemas.codes
from drawn.source import ROOT
from pipeline.katalog import Katalog
from pipeline.regelwerk.regelwerk import Gesetz, Regelwerk
from pipeline.regelwerk.teamvereinbarung import Overlay
from pipeline.settings import Settings
from schemas import EXPORTS

ENGLISH = Path(__file__).with_name("english_words.txt")
ENDINGS = ("", "e", "en", "er", "n", "s")


def python_files(*folders: str) -> list[Path]:
    return [f for folder in folders for f in sorted((ROOT / folder).rglob("*.py"))]


def words_of(name: str) -> list[str]:
    """`read_SGBNames2` → read, sgb, names: digits and single letters are no words."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return [word.lower() for word in words if len(word) > 1]


def names_in(file: Path) -> Iterator[str]:
    yield from file.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg


def ascii_word(word: str) -> str:
    for sign, letters in {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}.items():
        word = word.replace(sign, letters)
    return word


def glossary() -> set[str]:
    """The words that the first column explains."""
    text = (ROOT / "docs" / "glossar.md").read_text(encoding="utf-8").lower()
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("|")]
    return {ascii_word(word) for cell in cells if cell.strip() != "word" for word in re.findall(r"\w{2,}", cell)}


def keys_of(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        for inner in re.findall(r"\w+", str(field.annotation)):
            if (cls := MODELS.get(inner)) and cls is not model:
                yield from keys_of(cls)


def all_models(cls: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for sub in cls.__subclasses__():
        if sub.__module__.startswith("pipeline."):
            yield sub
        yield from all_models(sub)


MODELS = {cls.__name__: cls for cls in all_models(BaseModel)}


def binding_names() -> set[str]:
    """Columns, keys, codes and options: German as they are, as a whole only."""
    names = {column for export in EXPORTS.values() for column in export.to_schema().columns} | set(EXPORTS)
    for model in (Settings, Katalog, Regelwerk, Overlay, Gesetz):
        names |= set(keys_of(model))
    names |= {code for codes in vars(schemas.codes).values() if isinstance(codes, list) for code in codes}
    catalogue = tomllib.loads((ROOT / "reports" / "kennzahlen.toml").read_text(encoding="utf-8"))
    names |= {*catalogue["segmentart"], *(word for split in catalogue["segment"].values() for word in split)}
    for file in (ROOT / "pipeline" / "cli").glob("*.py"):
        names |= {o.replace("-", "_") for o in re.findall(r'"--([a-z-]+)"', file.read_text(encoding="utf-8"))}
    return {name for name in names if len(name) > 1}


def is_form_of(word: str, stems: set[str]) -> bool:
    """A word, its plural or its genitive: Antrag, antraege; Zeile, zeilen."""
    plain = {stem.replace("ae", "a").replace("oe", "o").replace("ue", "u") for stem in stems}
    bare = word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return any(bare.removesuffix(end) in plain for end in ENDINGS if bare.endswith(end))


def foreign_words(name: str, german: set[str], binding: set[str], english: set[str]) -> list[str]:
    """The words of a name that are neither in the glossary, nor English, nor part of a binding name."""
    words = words_of(name)
    known = [word in english or is_form_of(word, german) for word in words]
    for first in range(len(words)):
        for last in range(first + 1, len(words) + 1):
            if is_form_of("_".join(words[first:last]), binding):
                known[first:last] = [True] * (last - first)
    return [word for word, is_known in zip(words, known, strict=True) if not is_known]


def read_english() -> list[str]:
    return ENGLISH.read_text(encoding="utf-8").split()


def test_every_word_of_a_name_is_english_or_in_the_glossary():
    german, binding, english = glossary(), binding_names(), set(read_english())
    found: dict[str, str] = {}
    for file in python_files("pipeline", "schemas"):
        for name in names_in(file):
            for word in foreign_words(name, german, binding, english):
                found.setdefault(word, f"{word} ({name} in {file.relative_to(ROOT)})")
    assert not found, (
        f"New words in names: {', '.join(sorted(found.values()))}. An English word: add it to "
        "tests/house/english_words.txt, unless another word there means the same. A German domain noun: explain it in "
        "docs/glossar.md. Any other German word: choose an English one."
    )


def test_the_list_of_english_words_is_sorted_and_used():
    words = read_english()
    assert words == sorted(set(words)), "tests/house/english_words.txt is sorted, each word once"
    used = {word for file in python_files("pipeline", "schemas") for name in names_in(file) for word in words_of(name)}
    assert not (idle := sorted(set(words) - used)), f"No name uses {idle}: take them out of the list"
    assert not (both := sorted(set(words) & glossary())), f"{both} are in the glossary: take them out of the list"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("read_datei", ["datei"]),
        ("Ablage", ["ablage"]),
        ("write_befunde", []),
        ("_add_antraege", []),
        ("mindestfallzahl", []),
        ("hoechster_ausschluss", []),
        ("hoechster_wert", ["hoechster"]),
    ],
)
def test_the_check_tells_words_apart(name, words):
    assert foreign_words(name, glossary(), binding_names(), {"read", "write", "add"}) == words


def test_no_public_class_or_function_is_called_like_another():
    """One exception is not needed: commands have names of their own, methods and nested functions belong to theirs."""
    places = defaultdict(list)
    for file in python_files("pipeline"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(str(file.relative_to(ROOT)))
    double = {name: files for name, files in places.items() if len(files) > 1}
    assert not double, f"The same name twice: {double}. Say what each is: build_soll_ist, build_vergleich."
