"""The rows of one column of days against the Berichtsmonat: none of it, far fewer than usual, weeks without any."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from pipeline.accept import befund as bf
from pipeline.kalender import Berichtsmonat, arbeitstage

# Fewer rows say nothing about a month; fewer rows in a month nothing about its weeks.
WENIGE, BEURTEILBAR = 5, 20
# So many rows, or days with rows, have to be missing by the export's own pace, before a gap is one.
ERWARTET = 10
# A month with less than a fifth of the usual rows is hardly one; judged where this many are usual.
UEBLICH, FUENFTEL = 50, 5
# Usual is what the three months before had; older rows than these are no sign of a pace.
DAVOR_TAGE, RUECKBLICK_TAGE = 91, 400
# Gaps in Arbeitstagen: a third of the month, and never less than a week. A pace is told by three weeks at least.
WOCHE, DREI_WOCHEN = 5, 15
# How unlikely chance must leave so many working days at the end without a row.
UNGLAUBLICH = 1e-4


@dataclass(frozen=True)
class DayColumn:
    """A column that says when something was recorded; `is_daily` where every working day should have rows."""

    export: str
    column: str
    is_daily: bool = False

    @property
    def place(self) -> tuple[str, str]:
        """Export and column."""
        return self.export, self.column


class WorkingDays:
    """Counts the working days before a Stichtag: Monday to Friday without nation-wide holidays."""

    def __init__(self, stichtag: date) -> None:
        days = arbeitstage(None, stichtag - timedelta(days=RUECKBLICK_TAGE), stichtag)
        self._counts = {day: count for day, _, count in days}

    def between(self, after: date, until: date) -> int:
        """Return the working days in (after, until], of those counted."""
        return self._counts.get(until, 0) - self._counts.get(after, 0)


class DayCourse:
    """The rows of a column by day, against the Berichtsmonat; `days` have `tag` and `anzahl`."""

    def __init__(self, days: pl.DataFrame, berichtsmonat: Berichtsmonat, working: WorkingDays) -> None:
        self._berichtsmonat, self._working = berichtsmonat, working
        start = berichtsmonat.vorheriger_stichtag
        self._in_month = days.filter(pl.col("tag").is_between(start, berichtsmonat.stichtag, closed="right")).sort(
            "tag"
        )
        self._before = days.filter(
            pl.col("tag").is_between(start - timedelta(days=DAVOR_TAGE), start, closed="right")
        ).sort("tag")
        self._rows, self._all_rows = int(self._in_month["anzahl"].sum()), int(days["anzahl"].sum())
        self._working_days = working.between(start, berichtsmonat.stichtag)

    def judge_daily(self) -> bf.BefundKind | None:
        """Return what is odd: nothing of the month, far less than usual, or weeks without a row."""
        if not self._rows:
            return self._say_missing() if self._all_rows >= WENIGE else None
        if self._usual >= UEBLICH and self._rows * FUENFTEL < self._usual:
            return self._say_scarce()
        gap = self._longest_gap()
        is_judged = self._rows >= BEURTEILBAR and self._in_month.height >= WOCHE
        # The pace of the other days tells what the gap should have had.
        if is_judged and gap >= self._long and self._rows * gap >= ERWARTET * (self._working_days - gap):
            return self._say_gap(gap)
        return None if self._before.is_empty() else self.judge_end()

    def judge_end(self) -> bf.BefundKind | None:
        """Return what is odd: so many working days before the Stichtag without a row are hardly chance."""
        days = pl.concat([self._before, self._in_month])
        latest = days["tag"].max()
        if not isinstance(latest, date):
            return None
        gap = self._working.between(latest, self._berichtsmonat.stichtag)
        # Rows may come in lots: days count, not rows.
        worked = max(self._working.between(self._since, latest), DREI_WOCHEN)
        empty = 1 - min(1.0, days.filter(pl.col("tag").dt.weekday() <= 5).height / worked)
        return say_older(gap) if gap >= self._long and empty**gap < UNGLAUBLICH else None

    @property
    def _long(self) -> int:
        """Working days in a row that are many for a month."""
        return max(WOCHE, self._working_days // 3)

    @property
    def _since(self) -> date:
        """The day before the export's own pace begins to be counted."""
        return self._berichtsmonat.vorheriger_stichtag - timedelta(days=DAVOR_TAGE)

    @property
    def _usual(self) -> float:
        """Rows that a month of this length usually has; 0 where nothing came before."""
        if self._before.is_empty():
            return 0
        first = self._before["tag"][0] - timedelta(days=1)
        worked = self._working.between(first, self._berichtsmonat.vorheriger_stichtag)
        return int(self._before["anzahl"].sum()) / max(worked, WOCHE) * self._working_days

    def _longest_gap(self) -> int:
        """Return the most working days of the month in a row without any row."""
        tage = [self._berichtsmonat.vorheriger_stichtag, *self._in_month["tag"]]
        inner = [self._working.between(a, b - timedelta(days=1)) for a, b in pairwise(tage)]
        return max(*inner, self._working.between(tage[-1], self._berichtsmonat.stichtag))

    def _say_missing(self) -> bf.BefundKind:
        return bf.BefundKind(
            "monat_fehlt",
            bf.WARNUNG,
            f"Kein einziger der {self._all_rows} Einträge liegt im Berichtsmonat {self._berichtsmonat.monat}; "
            "vermutlich ist es der Export eines anderen Monats. Bitte neu erzeugen oder in den richtigen Ordner legen.",
        )

    def _say_scarce(self) -> bf.BefundKind:
        return bf.BefundKind(
            "monat_duenn",
            bf.WARNUNG,
            f"Im Berichtsmonat liegen nur {self._rows} Einträge, üblich waren in den drei Monaten davor etwa "
            f"{round(self._usual)}; vermutlich ist der Export zu früh erzeugt oder unvollständig. Bitte neu erzeugen.",
        )

    @staticmethod
    def _say_gap(gap: int) -> bf.BefundKind:
        return bf.BefundKind(
            "monat_lueckenhaft",
            bf.WARNUNG,
            f"An {gap} Arbeitstagen des Berichtsmonats in Folge gibt es keinen einzigen Eintrag; vermutlich ist der "
            "Export zu früh erzeugt oder abgeschnitten. Bitte neu erzeugen.",
        )


def say_older(gap: int) -> bf.BefundKind:
    """Say that so many working days before the Stichtag have no row."""
    return bf.BefundKind(
        "export_aelter",
        bf.WARNUNG,
        f"In den letzten {gap} Arbeitstagen vor dem Stichtag gibt es keinen einzigen Eintrag; vermutlich ist der "
        "Export älter als die anderen oder abgeschnitten. Bitte alle Exporte am selben Tag erzeugen.",
    )
