"""A file that alone of its delivery has no line end behind its last row may have lost the rest of that row."""

from collections.abc import Collection, Mapping

import polars as pl

from pipeline.accept import befund as bf
from pipeline.accept.sources import Source

# Where so many times as many files end with a line end, the delivery is not written by programs that leave it off.
_MANY_TIMES = 2
_OHNE_ENDE = bf.BefundKind(
    "zeilenende_fehlt",
    bf.HINWEIS,
    "Die Datei endet ohne Zeilenende, die übrigen Dateien der Lieferung enden mit einem; vielleicht ist ihr letzter "
    "Wert abgeschnitten, und Zeilen dahinter fehlen. Bitte das Ende der Datei mit der Quelle vergleichen, im Zweifel "
    "neu übertragen.",
)


def judge_last_lines(exports: Mapping[str, Source], open_exports: Collection[str]) -> list[pl.DataFrame]:
    """Return Befunde (columns of `SCHEMA`) on text files without a line end, where most of a delivery have one.

    `open_exports` are those whose last line has no end.
    """
    ended = [name for name, file in exports.items() if file.ending == ".csv" and name not in open_exports]
    if len(open_exports) * _MANY_TIMES >= len(ended):
        return []
    return [
        bf.make([None], _OHNE_ENDE, export=name, file=exports[name].name) for name in exports if name in open_exports
    ]
