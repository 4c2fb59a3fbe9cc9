"""Files of a report: which workbooks, and under which names."""

import re

from drawn.reports import draw_einheit
from pipeline.evaluate.einheit import Einheit
from pipeline.present.files import file_names


def test_file_names_are_safe_and_unique():
    def unit(kennung: str) -> Einheit:
        return draw_einheit("team", kennung)

    kennungen = ["../../etc/passwd", "T 1", "T-1", "t/1", "", "ÄÖ", "a" * 300, "=cmd|x", "con"]
    namen = list(file_names(tuple(unit(k) for k in kennungen)).values())
    assert len({n.lower() for n in namen}) == len(kennungen)
    assert all(re.fullmatch(r"team-[A-Za-z0-9_-]+", n) for n in namen)
    assert max(map(len, namen)) < 60
