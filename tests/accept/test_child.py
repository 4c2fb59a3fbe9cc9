"""Hostile files in a process of their own: read or refused in one sentence, within bounded time and memory."""

import io
import os
import signal
import struct
import sys
import threading
import time
import zipfile

import polars as pl
import pytest

from drawn.workbooks import KNOWN, note, sheet, workbook
from pipeline.accept.formats import child
from pipeline.errors import LieferungError

NEW = sheet(note("n1"), note("n2"))
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def inject(xml: str) -> str:
    return NEW.replace("</sheetData>", xml + "</sheetData>")


def prefixed(text: str) -> str:
    return text.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")


def rows(cells: str, count: int) -> str:
    return inject("".join(f'<row r="{n}">{cells}</row>' for n in range(10, 10 + count)))


def packed(frame: pl.DataFrame) -> bytes:
    target = io.BytesIO()
    frame.write_parquet(target)
    return target.getvalue()


def one_over_the_other() -> bytes:
    """A table of contents that names the same bytes a thousand times."""
    whole = workbook(NEW, big=b"0" * 1_000_000)
    begin = zipfile.ZipFile(io.BytesIO(whole)).start_dir
    end = whole.rindex(b"PK\x05\x06")
    entry = whole[begin + whole[begin:end].index(b"xl/big.xml") - 46 : end]
    more = b"".join(entry.replace(b"xl/big.xml", b"xl/%03d.xml" % n) for n in range(900))
    count = struct.unpack("<H", whole[end + 10 : end + 12])[0] + 900
    return (
        whole[:end]
        + more
        + whole[end : end + 8]
        + struct.pack("<HHII", count, count, end - begin + len(more), begin)
        + b"\0\0"
    )


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
# Each is a few kilobytes, and would be gigabytes or minutes.
ATTACKS = {
    "single quotes": (lambda: workbook(inject(FAR.replace('"', "'"))), "reicht über 1048576 Zeilen"),
    "namespaces": (lambda: workbook(prefixed(inject(FAR))), "reicht über 1048576 Zeilen"),
    "wide rows": (
        lambda: workbook(inject("".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(9, 800)))),
        "reicht über",
    ),
    "many sheets": (lambda: workbook(*[NEW] * 600), "keine lesbare"),
    "one text for all cells": (
        lambda: workbook(
            rows('<c t="s"><v>0</v></c>', 20_000), sharedStrings=f"<sst><si><t>{'x' * 100_000}</t></si></sst>"
        ),
        "keine lesbare",
    ),
    "shared texts": (
        lambda: workbook(NEW, sharedStrings="<sst>" + "<si><t>a</t></si>" * 4_300_000 + "</sst>"),
        "größer",
    ),
    "entities": (
        lambda: workbook(f'<!DOCTYPE l [<!ENTITY e0 "{"x" * 1000}">{BOMB}]>' + NEW.replace("n1", "&e9;")),
        "keine lesbare",
    ),
    "quadratic entities": (
        lambda: workbook(f'<!DOCTYPE l [<!ENTITY e "{"x" * 100_000}">]>' + NEW.replace("n1", "&e;" * 10_000)),
        "keine lesbare",
    ),
    "zip bomb": (lambda: workbook(NEW, big=b"0" * 68_000_000), "größer"),
    "bytes named a thousand times": (one_over_the_other, "größer"),
    "formulas without end": (lambda: workbook(rows("<c><f/></c>" * 100, 2_500)), "keine lesbare|größer"),
    "endless column": (
        lambda: packed(pl.select(pl.repeat(True, 21_000_000).alias("datum"))),
        "so groß ist kein Export",
    ),
    "endless texts": (lambda: packed(pl.select(pl.repeat("x" * 3000, 100_000).alias("datum"))), "mehr Text"),
}


def read_apart(content: bytes):
    return child.read_apart(".parquet" if content[:4] == b"PAR1" else ".xlsx", "v", content, KNOWN)


@pytest.mark.parametrize("name", ATTACKS)
def test_a_small_file_that_would_be_large_is_refused(name):
    make, sentence = ATTACKS[name]
    with pytest.raises(LieferungError, match=sentence):
        read_apart(make())


@pytest.mark.parametrize(
    "harmless",
    [
        NEW,
        NEW.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'),
        inject('<row r="1048576"><c r="W1048576" s="0"/></row>'),
        prefixed(NEW),
    ],
    ids=["plain", "dimension lies", "styled cell far out", "prefix"],
)
def test_what_a_sheet_says_of_its_size_costs_nothing(harmless):
    table = read_apart(workbook(harmless))
    assert table.frame["c0"].to_list() == ["n1", "n2"]


def test_a_table_comes_back_as_it_was_read():
    content = workbook(
        sheet(note("n1"), note("n2", betreff='<c t="e"><v>#N/A</v></c>')),
        sheet(["Deckblatt"], head=()),
        properties='<workbookPr date1904="1"/>',
    )
    from pipeline.accept.formats.xlsx import read_xlsx

    here, apart = read_xlsx("v", content, KNOWN), read_apart(content)
    assert apart.frame.equals(here.frame)
    assert (apart.lost, apart.remarks, apart.day_zero) == (here.lost, here.remarks, here.day_zero)
    assert (apart.lost, len(apart.remarks), apart.day_zero.year) == ({(5, "fehlerwert"): [3]}, 1, 1904)


def test_a_child_that_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(child, "_SECONDS", 0.05)
    with pytest.raises(LieferungError, match="mehr Zeit oder Speicher"):
        read_apart(workbook(NEW))


def test_a_child_that_swells_is_ended(monkeypatch):
    monkeypatch.setattr(child, "_MEMORY", 1_000_000)
    with pytest.raises(LieferungError, match="mehr Zeit oder Speicher"):
        read_apart(workbook(NEW))


@pytest.mark.parametrize(
    "does",
    [
        "kill -ABRT $$",
        "exit 3",
        "exit 0",
        "exec sleep 60",
        "exec >&-; exec sleep 60",
        "exec <&-; exec sleep 60",
        "cat; exec sleep 60",
    ],
)
def test_a_child_that_does_not_answer_is_a_refusal(monkeypatch, tmp_path, does):
    """It ends at once, never reads, closes what it should write to, or repeats what it is told."""
    script = tmp_path / "child"
    script.write_text(f"#!/bin/sh\n{does}\n")
    script.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(script))
    monkeypatch.setattr(child, "_SECONDS", 0.3)
    with pytest.raises(LieferungError, match="keine lesbare Excel-Mappe"):
        read_apart(workbook(NEW) + bytes(100_000))


def test_a_child_that_cannot_be_started_is_no_fault_of_the_file(monkeypatch, tmp_path):
    script = tmp_path / "child"
    script.write_text("#!/bin/sh\nexit 1\n")
    script.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(script))
    with pytest.raises(RuntimeError, match="could not be started"):
        read_apart(workbook(NEW))


def test_a_user_who_stops_is_heard(monkeypatch, tmp_path):
    script = tmp_path / "child"
    script.write_text("#!/bin/sh\nexec sleep 60\n")
    script.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(script))
    stop = threading.Timer(0.05, lambda: os.kill(os.getpid(), signal.SIGINT))
    start = time.monotonic()
    stop.start()
    with pytest.raises(KeyboardInterrupt):
        read_apart(workbook(NEW) + bytes(20_000_000))
    assert time.monotonic() - start < 20


def test_a_workbook_with_a_password_and_an_old_one_are_named_as_such():
    with pytest.raises(LieferungError, match="Kennwort geschützt oder eine alte"):
        child.read_apart(".xlsx", "v.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), KNOWN)
