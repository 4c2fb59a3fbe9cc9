"""Sorts the polluted files of the Pollock benchmark by what the project's reader makes of them.

    python -m benchmarks.pollock [FOLDER]

FOLDER holds `csv` and `clean`, as `polluted_files` of github.com/HPI-Information-Systems/Pollock does; it is looked for
in `benchmarks/daten/pollock`, which is not under version control. A file is *right* if its rows are those of the clean
one, and *said* if it is refused, or if every row that differs is excluded. *Noticed* is a wrong row that a mere notice
speaks of, *silent* one that nothing speaks of.
"""

import argparse
import csv
import re
from collections import Counter
from pathlib import Path

from pipeline.accept.formats.csv import read_csv
from pipeline.accept.formats.table import RawTable, normalise_header
from pipeline.errors import LieferungError

DATEN = Path("benchmarks/daten/pollock/polluted_files")
KOPF = ("DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments")
URTEILE = ("right", "said", "noticed", "silent")


def main() -> None:
    """Judge every file and print a table by kind of pollution."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=DATEN)
    parser.add_argument("--show", choices=URTEILE, help="Dateien mit diesem Urteil nennen")
    argumente = parser.parse_args()
    ergebnis: dict[str, Counter[str]] = {}
    for datei in sorted((argumente.folder / "csv").glob("*.csv")):
        urteil = judge(datei, argumente.folder / "clean" / datei.name)
        ergebnis.setdefault(kind(datei.stem), Counter())[urteil] += 1
        if urteil == argumente.show:
            print(datei.name)
    print(f"| pollution | files | {' | '.join(URTEILE)} |\n|---|---:{'|---:' * len(URTEILE)}|")
    for art, anzahlen in [*sorted(ergebnis.items()), ("all", sum(ergebnis.values(), Counter()))]:
        print(f"| {art} | {anzahlen.total()} | {' | '.join(str(anzahlen[u]) for u in URTEILE)} |")


def kind(name: str) -> str:
    """Return the kind of pollution: the file's name without the place of the damage."""
    return re.sub(r"_?(row)?\d+_(col\d+|0x20)$", "", name) if name.startswith("row_") else name


def judge(polluted: Path, clean: Path) -> str:
    """Compare what is read with the clean rows, as an export is read: all columns are asked for."""
    known = {normalise_header(name) for name in KOPF}
    try:
        table = read_csv(polluted.name, polluted.read_bytes(), known)
    except LieferungError:
        return "said"
    names = [normalise_header(cell) for cell in table.header]
    if not known <= set(names) or len(names) != len(set(names)) + names.count("") - ("" in names):
        return "said"
    loaded, is_repeated = load(table, [names.index(normalise_header(name)) for name in KOPF])
    with clean.open(encoding="utf-8", newline="") as strom:
        _, *expected = [tuple(cell.strip() for cell in row) for row in csv.reader(strom)] or [()]
    if loaded == expected:
        return "right"
    if is_repeated and loaded[: len(expected)] == expected:
        # A second table under the same header is read as well; that the header stands there again is said.
        return "said"
    foreign, lost = Counter(loaded) - Counter(expected), Counter(expected) - Counter(loaded)
    excluded = len(table.unreadable) + len(table.too_short)
    if not foreign and lost.total() <= excluded:
        return "said"
    return "noticed" if table.leaves_off else "silent"


def load(table: RawTable, places: list[int]) -> tuple[list[tuple[str, ...]], bool]:
    """Return the rows that count, as the clean file has them, and whether the header is repeated among them."""
    lines = ((zeile, tuple((cell or "").strip() for cell in row)) for zeile, *row in table.frame.iter_rows())
    short = set(table.too_short)
    rows = [tuple(row[i] for i in places) for zeile, row in lines if any(row) and zeile not in short]
    return [row for row in rows if row != KOPF], KOPF in rows


if __name__ == "__main__":
    main()
