"""What goes into a new Stand, and what is recorded of the run that makes it."""

import shutil
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from pipeline import __version__
from pipeline.accept.archived import save_befunde
from pipeline.accept.befund import find_warnungen
from pipeline.accept.lieferung import Lieferung
from pipeline.accept.quarantine import write_quarantine
from pipeline.evaluate.bericht import Bericht
from pipeline.evaluate.changes import Changes, find_changes
from pipeline.kalender import Berichtsmonat
from pipeline.present.files import write_bericht
from pipeline.progress import Tell
from pipeline.publish.archive import QUARANTINE, REPORT, Stand
from pipeline.publish.journal import Eingaben, Lauf, Shown
from pipeline.run.inputs import explain_difference, identify
from pipeline.warehouse import archive as kept
from pipeline.warehouse.connection import Warehouse

FIGURES = "daten/kennzahlen.parquet"


@dataclass
class NewStand:
    """A Stand in the making: its number, what it is made of (`shown` are earlier months), and the Stand before it.

    `is_renewal` says that its delivery is that of the Stand before it.
    """

    number: int
    berichtsmonat: Berichtsmonat
    eingaben: Eingaben
    shown: dict[str, Shown]
    last: Stand | None
    is_renewal: bool = False
    begun: datetime = field(default_factory=lambda: datetime.now(UTC))
    seconds: dict[str, float] = field(default_factory=dict)
    workbooks: dict[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()

    @property
    def kennung(self) -> str:
        """One hash of all that the report depends on."""
        return identify(self.eingaben, self.shown)

    def timed(self, tell: Tell) -> Tell:
        """Return a `tell` that also notes how long each stage takes."""
        running, since = "", time.monotonic()

        def told(step: str) -> None:
            nonlocal running, since
            now = time.monotonic()
            if running:
                self.seconds[running] = self.seconds.get(running, 0.0) + now - since
            running, since = step.partition(":")[0], now
            tell(step)

        return told

    def explain(self, bericht: Bericht, kennzahlen: pl.DataFrame) -> Bericht:
        """Return the report with what it says otherwise than the last Stand.

        `kennzahlen` are the published figures of the month, with the columns of `mart.kennzahlen`.
        """
        if self.last is None or not (file := self.last.report / FIGURES).is_file():
            return bericht
        self.reasons = explain_difference(self.last.lauf, self.eingaben, self.shown, __version__)
        rows = find_changes(kept.read_file(file), kennzahlen, bericht.katalog, bericht.regelwerke)
        return replace(bericht, aenderungen=Changes(self.last.number, self.reasons, rows))

    def write(self, folder: Path, con: Warehouse, lieferung: Lieferung) -> None:
        """Write rows, figures and findings into the folder of the Stand; they are in the warehouse."""
        kept.save_month(con, self.berichtsmonat.monat, self.berichtsmonat.stichtag, folder)
        save_befunde(lieferung, folder)
        write_quarantine(folder / QUARANTINE, lieferung.ausgeschlossen or {})
        if self.is_renewal and self.last and (known := self.last.folder / QUARANTINE).is_dir():
            shutil.copytree(known, folder / QUARANTINE, copy_function=shutil.copyfile)

    def write_report(
        self, folder: Path, bericht: Bericht, frames: tuple[pl.DataFrame, pl.DataFrame], tell: Tell
    ) -> None:
        """Write rules and report into the folder of the Stand; `frames` are the published figures of the month
        (columns of `mart.kennzahlen`) and the findings (columns of `befund.SCHEMA`).

        A workbook of the last Stand that shows the same is taken as it is.
        """
        (folder / "regelwerke").mkdir()
        for regelwerk in bericht.regelwerke:
            (folder / "regelwerke" / f"{regelwerk.id}.json").write_text(regelwerk.as_json(), encoding="utf-8")
        (folder / REPORT).mkdir()
        self.workbooks = write_bericht(folder / REPORT, bericht, frames, self._known(), tell)

    def _known(self) -> dict[str, Path]:
        if self.last is None or self.last.lauf.eingaben.programm != self.eingaben.programm:
            return {}
        report = self.last.report
        return {h: report / name for name, h in self.last.lauf.mappen.items() if (report / name).is_file()}

    def record(self, folder: Path, lieferung: Lieferung) -> Lauf:
        """Return the record of the run."""
        kennzahlen, personen = kept.checksums(folder)
        return Lauf(
            monat=self.berichtsmonat.monat,
            stand=self.number,
            stichtag=str(self.berichtsmonat.stichtag),
            vorheriger_stichtag=str(self.berichtsmonat.vorheriger_stichtag),
            anlass="Erneuerung aus dem Archiv" if self.is_renewal else "Lauf",
            version=__version__,
            kennung=self.kennung,
            eingaben=self.eingaben,
            zeigt=self.shown,
            kennzahlen=kennzahlen,
            personen=personen,
            mappen=self.workbooks,
            zeilen={z.export: {"gelesen": z.gelesen, "ausgeschlossen": z.ausgeschlossen} for z in lieferung.zaehlungen},
            warnungen=tuple(f"{place}: {sentence}" for place, sentence in find_warnungen(lieferung.befunde)),
            aenderungen=self.reasons,
            begonnen=self.begun.isoformat(timespec="seconds"),
            beendet=datetime.now(UTC).isoformat(timespec="seconds"),
            dauer_s={stage: round(s, 3) for stage, s in self.seconds.items()},
        )
