"""A file that alone has no line end at its end may be cut off."""

from datetime import date

import pytest

from drawn.dialects import Dialekt, draw_texts, render_csv
from pipeline.accept.lieferung import read_lieferung
from pipeline.accept.pseudonymise import write_pseudonymised
from pipeline.settings import Settings
from schemas import EXPORTS

FILES = {e: render_csv(e, z, Dialekt()) for e, z in draw_texts(date(2026, 10, 31), 7, 12).items()}
LAST = FILES["verbis_lebenslauf"].rstrip()


def write(folder, *unended: str, **changed: bytes):
    (folder / "2026-10").mkdir()
    for export, content in FILES.items():
        text = content.rstrip() if export in unended else content.rstrip() + b"\n"
        (folder / "2026-10" / f"{export}.csv").write_bytes(changed.get(export, text))
    return folder


def found(folder) -> list[str]:
    befunde = read_lieferung(folder, "2026-10", Settings(), lambda _: None).befunde
    return befunde.filter(code="zeilenende_fehlt")["export"].to_list()


@pytest.mark.parametrize(
    "content",
    [
        LAST,
        LAST[: LAST.rindex(b";") + 1],
        LAST.replace(b"\n", b"\r\n"),
        LAST.decode().encode("utf-16"),
        LAST.replace(b"\n", b"\n\n", 1) + b"\x1a",
    ],
)
def test_the_only_file_without_a_line_end_is_a_notice(tmp_path, content):
    assert found(write(tmp_path, verbis_lebenslauf=content)) == ["verbis_lebenslauf"]


@pytest.mark.parametrize("unended", [(), list(EXPORTS), list(EXPORTS)[1:], list(EXPORTS)[:3]])
def test_programs_that_leave_it_off_do_so_in_more_than_one_file(tmp_path, unended):
    assert found(write(tmp_path, *unended)) == []


def test_two_of_nine_are_named_both(tmp_path):
    assert found(write(tmp_path, "atv_kapazitaet", "atv_termine")) == ["atv_kapazitaet", "atv_termine"]


def test_what_is_lost_is_said_where_the_line_end_is_added(tmp_path):
    """A pseudonymised file ends as it should: who reads that one cannot see it any more."""
    (tmp_path / "neu").mkdir()
    folder = write(tmp_path, "verbis_lebenslauf")
    done = write_pseudonymised(folder / "2026-10", tmp_path / "neu", b"k" * 32, Settings())
    assert done.befunde.filter(code="zeilenende_fehlt")["export"].to_list() == ["verbis_lebenslauf"]
