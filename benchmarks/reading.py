"""Measures reading: rows per second and peak memory of each step, at the size of a large Jobcenter.

    python -m benchmarks.reading --persons 120000

Each export is read in a process of its own: as delivered, with all cells quoted and a title above the header, and so
with a blank line in it, which makes the reader cut the file line by line. Beside it stands what polars needs for the
bare file.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.sample.generate import SampleOrder, write_sample
from schemas import EXPORTS

SCHRITTE = ("polars", "lesen", "datenschutz", "pruefen")


def main() -> None:
    """Write a sample, measure every export of it, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=120_000)
    parser.add_argument("--input", type=Path, help="Monatsordner statt eines neuen Beispiels")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    argumente = parser.parse_args()
    if argumente.measure:
        export, datei = argumente.measure
        print(json.dumps(measure(export, Path(datei))))
        return
    with TemporaryDirectory() as ordner:
        monat = (
            argumente.input or write_sample(Path(ordner), SampleOrder(persons=argumente.persons, months=1, seed=1))[0]
        )
        print(
            f"{'Export':22} {'Art':10} {'Zeilen':>9} "
            + " ".join(f"{s:>11}" for s in SCHRITTE)
            + "  Zeilen/s  Spitze MB"
        )
        for export in EXPORTS:
            report(export, "wie gelief.", monat / f"{export}.csv")
            unbequem = Path(ordner) / f"{export}.csv"
            make_awkward(monat / f"{export}.csv", unbequem, leerzeile=False)
            report(export, "gequotet", unbequem)
            make_awkward(monat / f"{export}.csv", unbequem, leerzeile=True)
            report(export, "zeilenweise", unbequem)


def report(export: str, art: str, datei: Path) -> None:
    """Measure one file in its own process and print its line."""
    aufruf = [sys.executable, "-m", "benchmarks.reading", "--measure", export, str(datei)]
    ergebnis = json.loads(subprocess.run(aufruf, capture_output=True, check=True, text=True).stdout)
    unsere = sum(ergebnis[s] for s in SCHRITTE[1:])
    zeiten = " ".join(f"{ergebnis[s]:10.2f}s" for s in SCHRITTE)
    print(
        f"{export:22} {art:11} {ergebnis['zeilen']:8} {zeiten} {ergebnis['zeilen'] / unsere:9.0f} {ergebnis['mb']:10}",
        flush=True,
    )


def measure(export: str, datei: Path) -> dict[str, float]:
    """Return the seconds of each step, the rows and the peak memory in MB."""
    import polars as pl

    from pipeline.accept.export import read_export
    from pipeline.accept.guard import require_no_clear_text
    from pipeline.accept.sources import Source
    from pipeline.accept.validate import validate_export

    uhr = [time.perf_counter()]
    # A title above the header is more than polars takes.
    with suppress(pl.exceptions.ComputeError):
        pl.read_csv(datei.read_bytes(), separator=";", infer_schema=False, encoding="utf8-lossy")
    uhr.append(time.perf_counter())
    roh = read_export(export, Source(datei), {})
    uhr.append(time.perf_counter())
    require_no_clear_text(roh)
    uhr.append(time.perf_counter())
    geprueft = validate_export(roh, {})
    uhr.append(time.perf_counter())
    dauern = [b - a for a, b in pairwise(uhr)]
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {**dict(zip(SCHRITTE, dauern, strict=True)), "zeilen": geprueft.gelesen, "mb": mb}


def make_awkward(quelle: Path, ziel: Path, *, leerzeile: bool) -> None:
    """Write the file again with quoted cells, CRLF and a title; a blank line makes it be cut line by line."""
    with quelle.open("rb") as alt, ziel.open("wb") as neu:
        neu.write(b"Auszug\r\n\r\n")
        for nummer, zeile in enumerate(alt):
            if leerzeile and nummer == 1:
                neu.write(b"\r\n")
            zellen = zeile.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n").split(b";")
            neu.write(b";".join(b'"' + z + b'"' for z in zellen) + b"\r\n")


if __name__ == "__main__":
    main()
