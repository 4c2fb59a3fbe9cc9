"""The examples of docs/handbuch/regelwerk-schreiben.md, as its readers would copy them."""

import re

from drawn.source import ROOT

HANDBUCH = ROOT / "docs" / "handbuch" / "regelwerk-schreiben.md"


def blocks(sprache: str) -> list[str]:
    """Return all fenced blocks of a language, without the indentation of lists."""
    text = HANDBUCH.read_text(encoding="utf-8")
    funde = re.finditer(rf"^( *)```{sprache}\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    return [re.sub(f"^{f[1]}", "", f[2], flags=re.MULTILINE) for f in funde]


def example(name: str) -> str:
    """Return the block that is the file of that name."""
    return next(b for b in blocks("toml") if b.startswith(f"# Datei: {name}\n"))
