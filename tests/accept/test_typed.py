"""Days with a time of day are read as days, and said once per column, in plain text as in typed files."""

import pytest

from drawn.rows import check, findings

MIT_UHRZEIT = [(None, "datum", "tag_mit_uhrzeit", "hinweis")]
VORTAG = [(None, "datum", "tag_vermutlich_vortag", "warnung")]


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (["05.10.2026 14:30", "06.10.2026 09:00"], MIT_UHRZEIT),
        (["05.10.2026 14:30", "06.10.2026"], MIT_UHRZEIT),
        (["2026-10-05T14:30:00", "2026-10-06 00:00:00"], MIT_UHRZEIT),
        (["05.10.2026 9:05", "06.10.2026"], MIT_UHRZEIT),
        (["05.10.2026 22:00", "06.10.2026 23:00:00"], VORTAG),
        (["2026-10-05T22:00:00", "2026-10-06 22:00:00.000"], VORTAG),
        (["2026-10-05T22:00:00", "2026-10-06"], MIT_UHRZEIT),
        (["05.10.2026 22:00", "06.10.2026 22:15"], MIT_UHRZEIT),
        # A day that begins at midnight is a day.
        (["05.10.2026 00:00:00", "2026-10-06T00:00"], []),
        (["05.10.2026", "2026-10-06"], []),
    ],
)
def test_days_with_a_time_in_plain_text_are_days_and_said_once(tmp_path, days, found):
    zeilen = [{"vermerk_id": f"n{n}", "datum": day} for n, day in enumerate(days)]
    geprueft = check(tmp_path, "verbis_vermerke", *zeilen)
    assert findings(geprueft) == found
    assert [day.day for day in geprueft.frame["datum"]] == [5, 6]


def test_a_line_below_the_rows_is_no_day_among_moments(tmp_path):
    zeilen = [{"vermerk_id": "n1", "datum": "05.10.2026 22:00"}, {"vermerk_id": "n2", "datum": "06.10.2026 22:00"}]
    fuss = {"vermerk_id": "Summe", "kunde_id": "", "datum": "2", "vermerktyp": "", "kontaktart": ""}
    geprueft = check(tmp_path, "verbis_vermerke", *zeilen, fuss)
    assert (None, "datum", "tag_vermutlich_vortag", "warnung") in findings(geprueft)


def test_the_warning_names_the_column_and_no_day(tmp_path):
    (satz,) = check(tmp_path, "atv_termine", {"gebucht_am": "01.09.2026 22:00"}).befunde["satz"]
    assert "gebucht_am" in satz
    assert "01.09" not in satz
