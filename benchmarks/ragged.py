"""Measures what irregular lines and encodings cost: each way of writing a file against the clean one.

    python -m benchmarks.ragged FILE

FILE is an export as CSV, such as the notes of a sample. The ways take turns; the shortest of `--times` turns.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.accept.export import read_export
from pipeline.accept.sources import Source
from schemas import EXPORTS

_UMLAUT = "München, Straße"


def main() -> None:
    """Write the file in all ways, read each of them in turn, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--folder", type=Path, default=Path("benchmarks/daten"))
    parser.add_argument("--times", type=int, default=5)
    argumente = parser.parse_args()
    lines = argumente.file.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    ordner = argumente.folder / "ragged"
    ordner.mkdir(parents=True, exist_ok=True)
    dauern: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(argumente.times):
        for way, write in WAYS.items():
            datei = ordner / argumente.file.name
            datei.write_bytes(write(lines))
            start = time.perf_counter()
            read_export(next(e for e in EXPORTS if datei.stem == e), Source(datei), {})
            dauern[way].append(time.perf_counter() - start)
    print(f"| {len(lines) - 1:,} rows | seconds | ÷ clean |\n|---|---:|---:|")
    for way, gemessen in dauern.items():
        print(f"| {way} | {(d := min(gemessen)):.2f} | {d / min(dauern['clean']):.2f} |")


def _inserted(line: bytes) -> Callable[[list[bytes]], bytes]:
    """Return what puts one line into the middle of the file."""
    return lambda lines: _join([*lines[: len(lines) // 2], line, *lines[len(lines) // 2 :]])


def _join(lines: list[bytes]) -> bytes:
    return b"\n".join(lines) + b"\n"


def _quote(lines: list[bytes]) -> list[bytes]:
    return [b'"' + line.replace(b";", b'";"') + b'"' for line in lines]


def _with_umlauts(encoding: str) -> Callable[[list[bytes]], bytes]:
    """Return what puts a text with umlauts into the last column of every row."""
    return lambda lines: _join([lines[0], *(line + _UMLAUT.encode(encoding) for line in lines[1:])])


WAYS: dict[str, Callable[[list[bytes]], bytes]] = {
    "clean": _join,
    "a blank line": _inserted(b""),
    "a short line": _inserted(b"x;y"),
    "a long line": lambda lines: _inserted(lines[1] + b";x;y;z")(lines),
    "an unclosed quote": lambda lines: _inserted(b'"' + lines[1])(lines),
    "a quoted line break": lambda lines: _inserted(b'"a\nb";' + lines[1].split(b";", 1)[1])(lines),
    "an inch sign": lambda lines: _inserted(lines[1] + b'12" x')(lines),
    "CRLF": lambda lines: b"\r\n".join(lines) + b"\r\n",
    "CR": lambda lines: b"\r".join(lines) + b"\r",
    "trailing separators": lambda lines: _join([line + b";;" for line in lines]),
    "all quoted": lambda lines: _join(_quote(lines)),
    "all quoted, a short line": lambda lines: _inserted(b"x;y")(_quote(lines)),
    "umlauts, UTF-8": _with_umlauts("utf-8"),
    "umlauts, Windows-1252": _with_umlauts("cp1252"),
    "umlauts, both": lambda lines: (
        _with_umlauts("cp1252")(lines) + _with_umlauts("utf-8")(lines[:2]).split(b"\n", 1)[1]
    ),
}


if __name__ == "__main__":
    main()
