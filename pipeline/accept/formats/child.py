"""Reads a typed file in a process of its own: one that aborts, swells or never ends takes nobody with it.

The readers of typed formats build large things out of few bytes, and some are written in languages that end the whole
process when memory runs out. The child gets the bytes, a limit of memory and of time, and returns the table.
"""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from threading import Event, Thread
from typing import Any

import polars as pl
import psutil

from pipeline.accept.befund import BefundKind
from pipeline.accept.boundary import refuse_unreadable
from pipeline.accept.formats.table import MOST_LOST, RawTable
from pipeline.errors import LieferungError

# Memory: enough for an ordinary export, and so much for each byte of a large one. Seconds likewise.
_MEMORY, _MEMORY_PER_BYTE = 900_000_000, 25
_RESERVED = 4_000_000_000
_SECONDS, _SECONDS_PER_MEGABYTE = 25, 2.0
_LOOK_EVERY = 0.05
_ERROR = 2
# How a file of each format begins; what does not needs no child.
_KINDS = {".xlsx": (b"PK\x03\x04", "Excel-Mappe"), ".parquet": (b"PAR1", "Parquet-Datei")}
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0"


def read_apart(ending: str, name: str, content: bytes, known: Collection[str]) -> RawTable:
    """Read an .xlsx or .parquet file; `known` are the headers (normalized) that give the header line away.

    :raises LieferungError: unreadable, no header, or made to burst
    :raises RuntimeError: the child could not be started at all
    """
    start, kind = _KINDS[ending]
    if content.startswith(_COMPOUND_FILE):
        raise LieferungError(
            f"{name} ist mit einem Kennwort geschützt oder eine alte .xls-Datei und damit keine lesbare {kind}. "
            "Bitte ohne Kennwort als .xlsx oder als CSV liefern."
        )
    if not content.startswith(start):
        raise _unreadable(name, kind, "")
    seconds = max(_SECONDS, _SECONDS_PER_MEGABYTE * len(content) / 1e6)
    memory = _MEMORY + _MEMORY_PER_BYTE * len(content)
    order = {"ending": ending, "name": name, "known": list(known), "seconds": seconds, "memory": memory}
    answer = _ask(json.dumps(order).encode() + b"\n" + content, seconds, memory)
    if answer is None:
        raise _unreadable(name, kind, _TOO_MUCH)
    with refuse_unreadable(str(_unreadable(name, kind, _TOO_MUCH))):
        return _unpack(answer)


def _ask(order: bytes, seconds: float, memory: int) -> bytes | None:
    """Return what a child answers, None if it ended otherwise or took more time or memory than it may.

    :raises RuntimeError: the child could not be started at all
    """
    environment = {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path)), "POLARS_MAX_THREADS": "2"}
    is_done, is_over = Event(), Event()
    with subprocess.Popen(  # noqa: S603  # this program, with nothing of the file in its arguments
        [sys.executable, "-P", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | environment,
    ) as child:

        def watch() -> None:
            """End a child that takes too much: only this is done beside the talk, so that nothing else can fail."""
            end = time.monotonic() + seconds
            while not is_done.wait(_LOOK_EVERY):
                if time.monotonic() > end or _resident(child.pid) > memory:
                    is_over.set()
                    child.kill()
                    return

        try:
            Thread(target=watch, daemon=True).start()
            answer = child.communicate(order)[0]
        finally:
            is_done.set()
            child.kill()
    if is_over.is_set() or child.returncode not in (0, 1):
        return None
    if child.returncode == 1:
        raise RuntimeError("the child that reads typed files could not be started")
    return answer


def _resident(process: int) -> int:
    """Return the bytes of memory that a process holds, 0 if it has ended."""
    try:
        return int(psutil.Process(process).memory_info().rss)
    except psutil.Error:
        return 0


_TOO_MUCH = " Das Lesen brauchte mehr Zeit oder Speicher, als ein Export dieser Größe braucht."


def _unreadable(name: str, kind: str, reason: str) -> LieferungError:
    return LieferungError(f"{name} ist keine lesbare {kind}.{reason} Bitte neu exportieren oder als CSV liefern.")


def _pack(table: RawTable) -> bytes:
    """Return a table as one line of JSON and its rows behind it."""
    if sum(map(len, table.lost.values())) > MOST_LOST:
        raise MemoryError
    line = {
        "header": table.header,
        "preamble": table.preamble,
        "labels": table.labels,
        "unread": table.unread,
        "lost": [(column, grund, rows) for (column, grund), rows in table.lost.items()],
        "remarks": [asdict(remark) for remark in table.remarks],
        "day_zero": table.day_zero and table.day_zero.isoformat(),
    }
    target = io.BytesIO()
    table.frame.write_ipc(target, compression="lz4")
    return json.dumps(line).encode() + b"\n" + target.getvalue()


def _unpack(answer: bytes) -> RawTable:
    """Return the table of an answer.

    :raises LieferungError: the answer is a refusal
    """
    end = answer.index(b"\n")
    line: dict[str, Any] = json.loads(answer[:end])
    if "refusal" in line:
        raise LieferungError(line["refusal"])
    return RawTable(
        line["header"],
        pl.read_ipc(io.BytesIO(memoryview(answer)[end + 1 :])),
        line["preamble"],
        labels=line["labels"],
        unread=line["unread"],
        lost={(column, grund): rows for column, grund, rows in line["lost"]},
        remarks=[BefundKind(**remark) for remark in line["remarks"]],
        day_zero=date.fromisoformat(line["day_zero"]) if line["day_zero"] else None,
    )


def _limit(memory: int, seconds: float) -> None:
    """Take no more address space and time than this, where the system can see to it (Linux, in part macOS).

    Libraries reserve several times what they use; what is used is looked at from outside, on every system.
    """
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, memory + _RESERVED), (resource.RLIMIT_CPU, int(seconds) + 1)):
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _serve() -> bytes:
    """Read the file that comes in, and return the answer."""
    from pipeline.accept.formats.parquet import read_parquet
    from pipeline.accept.formats.xlsx import read_xlsx

    order = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    _limit(order["memory"], order["seconds"])
    kind = _KINDS[order["ending"]][1]
    try:
        with refuse_unreadable(str(_unreadable(order["name"], kind, _TOO_MUCH))):
            if order["ending"] == ".xlsx":
                return _pack(read_xlsx(order["name"], content, order["known"]))
            return _pack(read_parquet(order["name"], content))
    except LieferungError as refusal:
        return json.dumps({"refusal": str(refusal)}).encode() + b"\n"


if __name__ == "__main__":
    try:
        sys.stdout.buffer.write(_serve())
        sys.stdout.buffer.flush()
    finally:
        # What is left of a swollen process needs no tidying up.
        os._exit(_ERROR if sys.exc_info()[0] else 0)
