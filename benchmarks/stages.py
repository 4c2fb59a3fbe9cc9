"""One run of the pipeline that says how long each stage took; called by bench.py in a process of its own."""

import json
import sys
import time
from pathlib import Path

from pipeline.run.month import MonthOrder, run_month
from pipeline.settings import read_settings

STUFEN = {
    "Lesen": "read",
    "Werten": "validate",
    "Prüfen": "load and check",
    "Rechnen": "SQL models",
    "Schreiben": "figures, findings",
}


class Stoppuhr:
    """Adds up the time between the messages of a run, by stage."""

    def __init__(self) -> None:
        self.zeiten: dict[str, float] = {}
        self._stufe, self._seit = "start", time.perf_counter()

    def __call__(self, meldung: str) -> None:
        """Take the time of the stage that ends with this message."""
        jetzt = time.perf_counter()
        self.zeiten[self._stufe] = self.zeiten.get(self._stufe, 0.0) + jetzt - self._seit
        wort, _, was = meldung.partition(": ")
        if was.endswith(".xlsx") and wort == "Schreiben":
            self._stufe = "workbooks"
        elif was.endswith(".html"):
            self._stufe = "HTML, commit, publish"
        else:
            self._stufe = STUFEN.get(wort, wort)
        self._seit = jetzt


def main(eingang: str, ausgabe: str) -> None:
    """Run October 2026 and print the stage times as JSON."""
    uhr = Stoppuhr()
    einstellungen = read_settings(None, [], regelwerk="weinstrasse-2023")
    run_month(MonthOrder("2026-10", Path(eingang), Path(ausgabe), einstellungen), uhr)
    uhr("Ende")
    sys.stdout.write(json.dumps(uhr.zeiten))


if __name__ == "__main__":
    main(*sys.argv[1:])
