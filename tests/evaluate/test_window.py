"""What is said of months that are missing or lie under another Stichtag than the settings say."""

from datetime import date

import pytest

from pipeline.evaluate.window import find_other_stichtage, say_missing


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["2026-09"], "Im Warehouse fehlt September 2026: Der Verlauf hat dort eine Lücke."),
        (["2026-08", "2026-09"], "Im Warehouse fehlen August und September 2026: Der Verlauf hat dort eine Lücke."),
    ],
)
def test_missing_months_are_named(names, sentence):
    assert say_missing(names, "Der Verlauf") == sentence


def test_a_month_under_another_stichtag_than_its_own_is_named():
    kept = {"2026-08": date(2026, 8, 31), "2026-09": date(2026, 9, 29), "2026-10": date(2026, 10, 30)}
    assert dict(find_other_stichtage(kept, {"2026-10": date(2026, 10, 30)})) == {
        "2026-09": "2026-09 liegt unter dem Stichtag 29.09.2026 im Warehouse, eingestellt ist der 30.09.2026."
    }
    assert not list(find_other_stichtage({"2026-08": date(2026, 8, 31)}, {}))
