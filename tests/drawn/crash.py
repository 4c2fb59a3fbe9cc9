"""Calls that are killed, stopped or failed at a drawn moment, and the promises that hold whatever the moment was.

A server that has loaded the program forks a process per call, so that a call costs what it does and not its start.
"""

import ctypes
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from drawn.source import ROOT
from pipeline.publish.manifest import NAME, digest, list_files, read_manifest

MONTH = "2026-10"
RULES = ("--regelwerk", "weinstrasse-2023")
# What Python tells of each step that changes files; what native code does is met by kills at drawn times alone.
_STEPS = {
    "os.chmod",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.symlink",
    "os.truncate",
    "os.fsync",
    "shutil.copyfile",
    "shutil.move",
    "shutil.rmtree",
}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


@dataclass(frozen=True)
class Ended:
    """How a call ended: its exit code (negative: the signal that killed it), and what it said."""

    code: int
    out: str
    err: str


class Calls:
    """Starts calls of the command line in processes of their own; of one at a time."""

    def __init__(self, folder: Path) -> None:
        self._said = folder / "gesagt"
        paths = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
        self._server = subprocess.Popen(
            [sys.executable, "-c", "from drawn.crash import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": paths, "POLARS_MAX_THREADS": "1"},
        )

    def start(self, *arguments: object, **plan: Any) -> int:
        """Start a call; returns its process. `plan` are the keys that `_obey` knows."""
        order = {"arguments": [str(a) for a in arguments], "said": str(self._said), **plan}
        print(json.dumps(order), file=self._server.stdin, flush=True)
        return int(self._server.stdout.readline())

    def wait(self) -> Ended:
        """Wait for the end of the call that was started last."""
        status = int(self._server.stdout.readline())
        out, err = (Path(f"{self._said}.{number}").read_text(encoding="utf-8") for number in (1, 2))
        return Ended(os.waitstatus_to_exitcode(status), out, err)

    def send(self, process: int, number: signal.Signals) -> None:
        """Send a signal to a call, unless it has just ended."""
        with suppress(ProcessLookupError):
            os.kill(process, number)

    def run(self, *arguments: object, **plan: Any) -> Ended:
        self.start(*arguments, **plan)
        return self.wait()

    def close(self) -> None:
        self._server.stdin.close()
        self._server.wait()


def serve() -> None:
    """Fork a process per line of stdin; says its number, and in the end its status."""
    import pipeline.cli.app
    import pipeline.run.backfill
    import pipeline.run.doctor
    import pipeline.run.month
    import pipeline.run.rollback
    import pipeline.run.status
    import pipeline.run.tidy  # noqa: F401

    stops = {signal.SIGINT, signal.SIGTERM}
    for line in sys.stdin:
        # A signal that comes before the program handles it waits until it does.
        signal.pthread_sigmask(signal.SIG_BLOCK, stops)
        if (process := os.fork()) == 0:
            _call(json.loads(line), stops)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, stops)
        _tell(process)
        _tell(os.waitpid(process, 0)[1])


def _tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _call(order: dict[str, Any], stops: set[signal.Signals]) -> None:
    from pipeline.cli.app import main
    from pipeline.publish.interrupt import stop_at_once

    for number in (1, 2):
        os.dup2(os.open(f"{order['said']}.{number}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666), number)
    code = 1
    try:
        stop_at_once()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, stops)
        _obey(order)
        sys.argv = ["kontaktdichte", *order["arguments"]]
        main()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _obey(plan: dict[str, Any]) -> None:
    """Do what is planned for a call.

    `kill`, `fail` (an errno) and `copy` (a folder) say what happens `at` a step, or at every step; `copy` keeps what
    lies in `watched` then, which is what a process leaves that is killed there. `record` notes the steps in a file.
    `image` is a drive and a folder for copies of it. `limit` bounds the size of files, `plain` takes from root what it
    may do everywhere, `process` is the number that the process believes to have, `today` the day, `renames` says that
    folders cannot be exchanged.
    """
    if "process" in plan:
        os.getpid = lambda: plan["process"]
    if "today" in plan:
        import pipeline.cli.operation as operation

        operation.date = type("Day", (date,), {"today": classmethod(lambda _: date.fromisoformat(plan["today"]))})
    if "renames" in plan:
        import pipeline.publish.place as place

        place.exchange = lambda *_: False
    if {"kill", "fail", "copy", "record", "image"} & plan.keys():
        _watch(Steps(plan))
    if "limit" in plan:
        resource.setrlimit(resource.RLIMIT_FSIZE, (plan["limit"],) * 2)
    if "plain" in plan:
        _give_up_powers()


def _give_up_powers() -> None:
    """Let root be a user like any other, to whom the rights of files apply (capset of version 3)."""
    library, header, data = ctypes.CDLL(None), (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    library.capget(header, data)
    for number in (0, 1):
        data[number] &= ~0b1111
    if library.capset(header, data):
        raise OSError("capset")


def _watch(steps: "Steps") -> None:
    sync = os.fsync

    def fsync(held: int) -> None:
        link = Path(f"/proc/self/fd/{held}")
        steps("os.fsync", (link.readlink() if link.is_symlink() else held,))
        sync(held)

    os.fsync = fsync
    sys.addaudithook(steps)


class Steps:
    """Counts the steps of a process, and does what is planned at one of them."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self._plan, self._number, self._is_busy = plan, 0, False
        self._watched = plan["watched"]

    def __call__(self, event: str, details: tuple) -> None:
        if self._is_busy or not self._changes(event, details):
            return
        self._is_busy = True
        try:
            self._number += 1
            self._act(event, details)
        finally:
            self._is_busy = False

    def _changes(self, event: str, details: tuple) -> bool:
        if event == "open":
            return bool(details[2] & _WRITING) and os.fspath(details[0] or "").startswith(self._watched)
        if event == "ctypes.dlsym":
            return details[1] == "renameat2"
        return event in _STEPS

    def _act(self, event: str, details: tuple) -> None:
        plan = self._plan
        if "record" in plan:
            with Path(plan["record"]).open("a", encoding="utf-8") as notes:
                print(json.dumps([event, *(str(d) for d in details)]), file=notes)
        if "copy" in plan and event != "os.fsync":
            copy_state(Path(self._watched), Path(plan["copy"]) / f"{self._number:04d}")
        if "image" in plan and event in ("os.fsync", "os.rename", "ctypes.dlsym"):
            image, to = plan["image"]
            subprocess.run(["cp", "--sparse=always", image, f"{to}/{self._number:04d}"], check=True)
        if self._number == plan.get("at"):
            if "kill" in plan:
                signal.raise_signal(signal.SIGKILL)
            raise OSError(plan["fail"], os.strerror(plan["fail"]), str(details[0]))


def copy_state(folder: Path, to: Path) -> None:
    """Copy a folder as it is at this moment, times and all."""
    with suppress(shutil.Error):
        shutil.copytree(folder, to, symlinks=True)


def put_state(state: Path, folder: Path) -> None:
    """Put a copy into the place of the folder that it was made of: what is remembered names paths."""
    shutil.rmtree(folder, ignore_errors=True)
    copy_state(state, folder)


def read_steps(notes: Path) -> list[list[str]]:
    """Return the steps that were recorded."""
    return [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]


@dataclass(frozen=True)
class Known:
    """The reports of a month before and after a call, by path and hash of their files; empty means that none is there.

    `foreign` are the hashes of files that are somebody's own.
    """

    before: dict[str, str]
    after: dict[str, str]
    month: str = MONTH
    foreign: tuple[str, ...] = ()


def find_broken(house: Path, known: Known, *, may_lack: bool = False) -> list[str]:
    """Return which promises a call has broken that has just died: the report is whole and of one Stand, and so is
    the warehouse."""
    report = house / "berichte" / known.month
    broken = []
    if not report.is_dir():
        if known.before and not may_lack:
            broken.append("the report is missing")
    else:
        files = read_manifest(report / NAME)
        if files not in (known.before, known.after) or not (files or known.foreign):
            broken.append("the report is of no Stand")
        broken += [
            f"{name} is not as listed"
            for name, known_hash in files.items()
            if _hash(report / name) not in (known_hash, *known.foreign)
        ]
    broken += [f"somebody's file is gone: {h[:8]}" for h in known.foreign if h not in _hashes(house / "berichte")]
    warehouse = house / "berichte.duckdb"
    if warehouse.exists():
        with suppress(FileNotFoundError):
            _read_staende(warehouse)
    return broken


def find_disagreement(house: Path, known: Known) -> list[str]:
    """Return which promises are broken after the next start: all agree, and nothing is left over."""
    broken = find_broken(house, known) + find_left_over(house)
    archive, output, warehouse = house / "berichte.archiv", house / "berichte", house / "berichte.duckdb"
    staende = {month.name: sorted(month.iterdir(), key=lambda s: int(s.name)) for month in archive.glob("????-??")}
    newest = {month: those[-1] for month, those in sorted(staende.items()) if those}
    for month, stand in newest.items():
        files = read_manifest(stand / "bericht" / NAME)
        if read_manifest(output / month / NAME) != files:
            broken.append(f"{month}: the report is not the archive's")
        extra = set(list_files(output / month)) - files.keys() if (output / month).is_dir() else set()
        broken += [
            f"{month}: {name} is nobody's" for name in extra if _hash(output / month / name) not in known.foreign
        ]
        broken += [
            f"{stand.parent.name}/{stand.name}: {name} is damaged"
            for name, known_hash in files.items()
            if _hash(stand / "bericht" / name) != known_hash
        ]
    if _read_staende(warehouse) != {month: int(stand.name) for month, stand in newest.items()}:
        broken.append("the warehouse is of other Stände")
    return broken + _differing(warehouse, newest)


def find_left_over(house: Path) -> list[str]:
    """Return what no call may leave behind that ends by itself."""
    patterns = (".arbeit", ".*.neu", ".*.alt", ".neu-*", ".auslagerung-*", "*.wal")
    found = {str(f.relative_to(house)) for pattern in patterns for f in house.rglob(pattern)}
    return [f"left over: {name}" for name in sorted(found)]


def _differing(warehouse: Path, newest: dict[str, Path]) -> list[str]:
    """Compare the figures of all months, and the rows of the last, with those of the archive."""
    broken = []
    with duckdb.connect(str(warehouse), read_only=True) as con:
        kept = pl.DataFrame(con.sql("from mart.kennzahlen"))
        figures = pl.concat([pl.read_parquet(stand / "kennzahlen.parquet") for stand in newest.values()])
        if sorted(map(repr, kept.select(figures.columns).rows())) != sorted(map(repr, figures.rows())):
            broken.append("the warehouse has other figures than the archive")
        with_rows = [(m, s) for m, s in newest.items() if any((s / "lieferung").glob("**/verbis_vermerke.parquet"))]
        for month, stand in with_rows[-1:]:
            rows = pl.read_parquet(stand / "lieferung" / "verbis_vermerke.parquet").height
            ((there,),) = con.execute("select count(*) from raw.verbis_vermerke where monat = ?", [month]).fetchall()
            if there != rows:
                broken.append(f"the warehouse has {there} rows of {month}, the archive {rows}")
    return broken


def _read_staende(warehouse: Path) -> dict[str, int]:
    with duckdb.connect(str(warehouse), read_only=True) as con:
        return dict(con.execute("select monat, stand from mart.staende").fetchall())


def _hash(file: Path) -> str:
    return digest(file) if file.is_file() else ""


def _hashes(folder: Path) -> set[str]:
    return {digest(f) for f in folder.rglob("*") if f.is_file()} if folder.is_dir() else set()
