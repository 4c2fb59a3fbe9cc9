"""Whatever moment a call dies at: the published report is whole, and the next start brings everything into agreement.

A few moments are drawn here; `make crashtest` takes hundreds, others at every call.
"""

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from drawn import crash
from drawn.crash import MONTH, RULES, Calls, Ended, Known, find_broken, find_disagreement, find_left_over
from drawn.deliveries import HOUSE, write_case
from drawn.source import ROOT
from pipeline.publish.manifest import NAME, digest, read_manifest

if not hasattr(os, "fork"):
    pytest.skip("kills processes that are forked, which this system cannot", allow_module_level=True)

# How many moments are drawn of each kind; `make crashtest` says it.
CRASHES = int(os.environ.get("KONTAKTDICHTE_CRASHES") or 0)
LONG = CRASHES > 0
SEED = int(os.environ.get("KONTAKTDICHTE_SEED") or (time.time_ns() % 10**6 if LONG else 1))
NOBODY = 65534
UNCHANGED, WRITTEN = "Der letzte Bericht ist unverändert.", "Der neue Bericht war da schon geschrieben."
NOTHING = "Abgebrochen, bevor etwas geschah."
long_only = pytest.mark.skipif(not LONG, reason="takes minutes: make crashtest")
counted: Counter[str] = Counter()


@dataclass
class Ground:
    """A prepared house, and a place where copies of it live and die."""

    folder: Path
    calls: Calls
    draw: random.Random
    # How long the correction takes.
    seconds: float = 0.0

    @property
    def house(self) -> Path:
        return self.folder / "haus"

    @property
    def report(self) -> Path:
        return self.house / "berichte" / MONTH

    @property
    def archived(self) -> int:
        """How many Stände the month has."""
        return len([*(self.house / "berichte.archiv" / MONTH).glob("[0-9]*")])

    def put(self, state: str) -> None:
        crash.put_state(self.folder / state, self.house)

    def keep(self, state: str) -> None:
        crash.copy_state(self.house, self.folder / state)

    def words(self, delivery: str, month: str = MONTH) -> tuple[str, ...]:
        """How a month is run."""
        place = ("--input", str(self.folder / "eingang" / delivery), "--output", str(self.house / "berichte"))
        return ("run", "--month", month, *place, *RULES)

    def call(self, *words: str, **plan) -> Ended:
        return self.calls.run(*words, **plan)

    def command(self, *words: str, **plan) -> Ended:
        return self.call(*words, "--output", str(self.house / "berichte"), **plan)

    def known(self, after: dict[str, str] | None = None, **more) -> Known:
        """What is published now, and what will be."""
        before = read_manifest(self.report / NAME)
        return Known(before, before if after is None else after, **more)

    def start_next(self, known: Known, **plan) -> list[str]:
        """Start the program once more; returns which promises are broken then."""
        ended = self.command("status", "--json", **plan)
        if ended.code:
            return [f"status ends with {ended.code}: {ended.err}"]
        status = json.loads(ended.out)
        broken = [f"status waits: {sentence}" for sentence in status["wartet"]]
        return (
            broken
            + ([] if status["warehouse_aktuell"] else ["outdated warehouse"])
            + find_disagreement(self.house, known)
        )


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    # Not where pytest keeps such: nobody else may enter there.
    folder = Path(tempfile.mkdtemp(prefix="absturz-"))
    folder.chmod(0o755)
    calls = Calls(folder)
    made = Ground(folder, calls, random.Random(SEED))
    try:
        _prepare(made)
        yield made
    finally:
        calls.close()
        shutil.rmtree(folder)
        sys.stderr.write(f"\nKONTAKTDICHTE_SEED={SEED}: {dict(counted)}\n")


def _prepare(ground: Ground) -> None:
    """Lay out the deliveries and the states of the house that calls start from."""
    eingang = ground.folder / "eingang"
    more = f"{HOUSE['verbis_vermerke']}        P3 | 07.10.2026\n"
    write_case({**HOUSE, "monat": "2026-09"}, eingang / "first")
    write_case({**HOUSE, "monat": MONTH}, eingang / "first")
    write_case({**HOUSE, "verbis_vermerke": more, "monat": MONTH}, eingang / "corrected")
    write_case({**HOUSE, "monat": MONTH}, eingang / "refused")
    (eingang / "refused" / MONTH / "organisation.csv").unlink()
    ground.house.mkdir()
    for state, month, delivery in (("september", "2026-09", "first"), ("october", MONTH, "first")):
        ended = ground.call(*ground.words(delivery, month))
        assert ended.code == 0, ended.err
        ground.keep(state)
    begun = time.monotonic()
    ended = ground.call(*ground.words("corrected"))
    assert ended.code == 0, ended.err
    ground.seconds = time.monotonic() - begun
    ground.keep("november")


@dataclass(frozen=True)
class Scene:
    """A call, what the house is like before it, and how it ends if nothing happens to it."""

    state: str
    words: Callable[[Ground], tuple[str, ...]]
    prepare: Callable[[Ground], tuple[str, ...]] = lambda _: ()
    code: int = 0
    plan: tuple[tuple[str, object], ...] = ()
    may_lack: bool = False


def change_workbook(ground: Ground) -> tuple[str, ...]:
    """Somebody writes into a workbook, and puts notes beside it; returns the hashes."""
    notes, workbook = ground.report / "notizen.txt", ground.report / "excel" / "team-T1.xlsx"
    notes.write_text("Bitte nachfragen", encoding="utf-8")
    workbook.write_bytes(workbook.read_bytes() + b"ergaenzt")
    return digest(notes), digest(workbook)


def leave_notes(ground: Ground) -> tuple[str, ...]:
    """Somebody's own folder lies where the report will be."""
    ground.report.mkdir()
    (ground.report / "notizen.txt").write_text("Bitte nachfragen", encoding="utf-8")
    return (digest(ground.report / "notizen.txt"),)


def lose_derived(ground: Ground) -> tuple[str, ...]:
    shutil.rmtree(ground.house / "berichte" / "2026-09")
    (ground.house / "berichte.duckdb").unlink()
    return ()


def command(*words: str) -> Callable[[Ground], tuple[str, ...]]:
    return lambda ground: (*words, "--output", str(ground.house / "berichte"))


def run(delivery: str, *more: str) -> Callable[[Ground], tuple[str, ...]]:
    return lambda ground: (*ground.words(delivery), *more)


SCENES = {
    "corrected": Scene("october", run("corrected"), change_workbook),
    "same process": Scene("october", run("corrected"), change_workbook, plan=(("process", 7),)),
    "without exchange": Scene("october", run("corrected"), plan=(("renames", True),), may_lack=True),
    "first": Scene("september", run("corrected")),
    "somebody's folder": Scene("september", run("corrected"), leave_notes),
    "team": Scene("october", run("first", "--team", "T1"), change_workbook),
    "refused": Scene("october", run("refused"), change_workbook, code=3),
    "status": Scene("november", command("status"), lose_derived),
    "neuaufbau": Scene("november", command("neuaufbau"), change_workbook),
    "zurueck": Scene("november", command("zurueck", "--month", MONTH, "--stand", "1"), change_workbook),
    "aufraeumen": Scene("november", command("aufraeumen"), plan=(("today", "2040-01-01"),)),
    "renewed": Scene("october", run("first", "--neu")),
}


def tree_of(folder: Path) -> list[tuple]:
    """Path, size and time of all that lies in a folder."""
    return sorted((str(f.relative_to(folder)), (s := f.lstat()).st_size, s.st_mtime_ns) for f in folder.rglob("*"))


def distinct(folder: Path) -> list[Path]:
    """The states that differ from the one before."""
    found, last = [], None
    for state in sorted(folder.iterdir()):
        if (tree := tree_of(state)) != last:
            found.append(state)
        last = tree
    return found


def copied(ground: Ground, *words: str, **plan) -> tuple[list[Path], Ended]:
    """Make a call and keep what it would leave, were it killed, at each of its steps."""
    states = Path(tempfile.mkdtemp(prefix="zustand-", dir=ground.folder))
    ended = ground.call(*words, watched=str(ground.house), copy=str(states), **plan)
    return distinct(states), ended


def some(ground: Ground, states: list[Path], count: int) -> list[Path]:
    """A few of the states, half of them of the end, where something is published."""
    late = len(states) // 2
    half = min(count // 2, late)
    return sorted([*ground.draw.sample(states[:late], half), *ground.draw.sample(states[late:], half)])


@dataclass(frozen=True)
class Died:
    """A call of a scene that was not killed, and what it would have left if it had been, step by step."""

    scene: Scene
    known: Known
    states: list[Path]
    steps: list[list[str]]
    made: int


@pytest.fixture(scope="module", params=SCENES if LONG else ["corrected"])
def died(ground, request) -> Iterator[Died]:
    scene, notes = SCENES[request.param], ground.folder / "schritte"
    ground.put(scene.state)
    foreign, before, archived = scene.prepare(ground), read_manifest(ground.report / NAME), ground.archived
    states, ended = copied(ground, *scene.words(ground), record=str(notes), **dict(scene.plan))
    assert ended.code == scene.code, ended.err
    known = Known(before, read_manifest(ground.report / NAME), foreign=foreign)
    assert find_disagreement(ground.house, known) == []
    yield Died(scene, known, states, crash.read_steps(notes), ground.archived - archived)
    notes.unlink()
    shutil.rmtree(states[0].parent)


def test_a_call_that_is_killed_at_any_step_leaves_a_whole_report_and_the_next_start_mends_all(ground, died):
    scene, known, broken = died.scene, died.known, []
    for state in some(ground, died.states, CRASHES or 8):
        crash.put_state(state, ground.house)
        found = find_broken(ground.house, known, may_lack=scene.may_lack)
        found += ground.start_next(known, **dict(scene.plan))
        # What is committed is known to be there; before that, a whole run is made of it.
        if ground.draw.random() < 0.2:
            found += repeat(ground, scene, known)
        broken += [f"{state.name}/{len(died.states)}: {sentence}" for sentence in found]
        counted["killed"] += 1
    assert broken == []


def repeat(ground: Ground, scene: Scene, known: Known) -> list[str]:
    """Make the call once more; returns what differs from a call that was never killed."""
    ended = ground.call(*scene.words(ground), **dict(scene.plan))
    counted["repeated"] += 1
    if ended.code == 2 and "ist schon der geltende" in ended.err:
        return []
    if ended.code != scene.code:
        return [f"called again it ends with {ended.code}: {ended.err}"]
    if (now := read_manifest(ground.report / NAME)) != known.after and "--neu" not in scene.words(ground):
        return [f"called again it publishes something else: {sorted(set(now.items()) ^ set(known.after.items()))}"]
    return find_disagreement(ground.house, replace(known, before=now, after=now))


def test_a_start_that_is_killed_while_it_mends_is_mended_by_the_next(ground, died):
    plan, known, broken = dict(died.scene.plan), died.known, []
    late = died.states[len(died.states) // 2 :]
    for state in ground.draw.sample(late, min(len(late), CRASHES // 4 or 1)):
        crash.put_state(state, ground.house)
        again, ended = copied(ground, *command("status")(ground), **plan)
        assert ended.code == 0, ended.err
        for second in ground.draw.sample(again, min(len(again), 3)):
            crash.put_state(second, ground.house)
            found = find_broken(ground.house, known, may_lack=died.scene.may_lack) + ground.start_next(known, **plan)
            broken += [f"{state.name}, {second.name}: {sentence}" for sentence in found]
            counted["killed twice"] += 1
        shutil.rmtree(again[0].parent)
    assert broken == []


def test_all_of_a_stand_is_on_the_disk_before_it_has_its_name_and_its_name_right_after(ground, died):
    steps, archive = died.steps, ground.house / "berichte.archiv"
    work = archive / ".arbeit" / "stand"
    moments = [n for n, s in enumerate(steps) if s[0] == "os.rename" and s[1] == str(work)]
    assert len(moments) == died.made
    for moment in moments:
        synced = [s[1] for s in steps[:moment] if s[0] == "os.fsync"]
        stand = Path(steps[moment][2])
        assert {str(work / f.relative_to(stand)) for f in (stand, *stand.rglob("*"))} <= set(synced)
        # Nothing is written into it once it is synced.
        first = next(n for n, s in enumerate(steps) if s[0] == "os.fsync" and s[1].startswith(str(work)))
        assert [s for s in steps[first:moment] if s[0] == "open" and str(work) in s[1]] == []
        after = [s[1] for s in steps[moment:] if s[0] == "os.fsync"]
        assert after[:2] == [str(archive / MONTH), str(archive)]


@pytest.mark.parametrize("way", ["step", "time"])
def test_a_process_that_is_killed_leaves_a_whole_report_and_the_next_start_mends_all(ground, way):
    broken, whole = [], ground.seconds
    known = known_correction(ground)
    for _ in range(CRASHES or 1):
        ground.put("october")
        if way == "step":
            at = ground.draw.randint(1, 160)
            ended = ground.call(*ground.words("corrected"), watched=str(ground.house), kill=True, at=at)
        else:
            at = ground.draw.uniform(0, whole)
            process = ground.calls.start(*ground.words("corrected"))
            time.sleep(at)
            ground.calls.send(process, signal.SIGKILL)
            ended = ground.calls.wait()
        assert ended.code in (0, -signal.SIGKILL), ended.err
        found = find_broken(ground.house, known) + ground.start_next(known)
        broken += [f"{way} {at}: {sentence}" for sentence in found]
        counted[f"killed by {way}"] += 1
    assert broken == []


def known_correction(ground: Ground) -> Known:
    """What the correction of October publishes, and what is there before."""
    before, after = (read_manifest(ground.folder / s / "berichte" / MONTH / NAME) for s in ("october", "november"))
    return Known(before, after)


def find_untrue(ground: Ground, ended: Ended, known: Known) -> list[str]:
    """Return what a call said of the report that is not so."""
    now = read_manifest(ground.report / NAME)
    if "Unerwarteter Fehler" in ended.err or "Traceback" in ended.err or ended.code < 0:
        return [f"ends with {ended.code}: {ended.err}"]
    if ended.code == 0 and now != known.after:
        return ["ends well and has not published"]
    if WRITTEN in ended.err and now != known.after:
        return ["says that the new report is there, which is not"]
    if (UNCHANGED in ended.err or NOTHING in ended.err) and (now != known.before or ground.archived != 1):
        return [f"says that nothing has changed: {ground.archived} Stände; {ended.err}"]
    if ended.code and WRITTEN not in ended.err and ended.code != 75 and now != known.before:
        return [f"does not say that the new report is there: {ended.err}"]
    return []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT] if LONG else [signal.SIGTERM])
def test_a_call_that_is_stopped_tidies_up_and_says_truly_what_became_of_the_report(ground, number):
    broken, whole, known = [], ground.seconds, known_correction(ground)
    for _ in range(CRASHES or 1):
        ground.put("october")
        process = ground.calls.start(*ground.words("corrected"))
        at = ground.draw.uniform(0, whole)
        time.sleep(at)
        ground.calls.send(process, number)
        ended = ground.calls.wait()
        found = find_untrue(ground, ended, known)
        if ended.code not in (0, 128 + number):
            found.append(f"ends with {ended.code}")
        if ended.code and not any(words in ended.err for words in (UNCHANGED, WRITTEN, NOTHING)):
            found.append(f"says nothing of the report: {ended.err}")
        found += find_left_over(ground.house) + find_broken(ground.house, known) + ground.start_next(known)
        broken += [f"after {at:.2f} s: {sentence}" for sentence in found]
        counted[f"stopped by {number.name}"] += 1
    assert broken == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO] if LONG else [errno.ENOSPC])
def test_a_step_that_fails_breaks_no_promise_and_what_is_said_is_true(ground, number):
    broken, known = [], known_correction(ground)
    for _ in range(CRASHES or 1):
        ground.put("october")
        at = ground.draw.randint(1, 330)
        ended = ground.call(*ground.words("corrected"), watched=str(ground.house), fail=int(number), at=at)
        found = find_untrue(ground, ended, known)
        found += find_broken(ground.house, known) + ground.start_next(known)
        broken += [f"step {at} ({ended.code}): {sentence}" for sentence in found]
        counted[f"failed with {errno.errorcode[number]}"] += 1
    assert broken == []


@long_only
def test_files_that_may_not_grow_break_no_promise(ground):
    broken, known = [], known_correction(ground)
    for _ in range(CRASHES):
        ground.put("october")
        limit = int(2 ** ground.draw.uniform(12, 24))
        ended = ground.call(*ground.words("corrected"), limit=limit)
        found = find_untrue(ground, ended, known)
        found += find_broken(ground.house, known) + ground.start_next(known)
        broken += [f"limit {limit} ({ended.code}): {sentence}" for sentence in found]
        counted["limited files"] += 1
    assert broken == []


@contextmanager
def mounted(ground: Ground, *what: str) -> Iterator[None]:
    """Let the house lie on a drive of its own."""
    shutil.rmtree(ground.house)
    ground.house.mkdir()
    done = subprocess.run(["mount", *what, str(ground.house)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"cannot mount: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(ground.house)], check=True)


@long_only
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts as Linux does")
def test_a_full_disk_breaks_no_promise(ground):
    broken, known = [], known_correction(ground)
    used = sum(f.stat().st_size for f in (ground.folder / "october").rglob("*") if f.is_file())
    for _ in range(CRASHES):
        more = int(2 ** ground.draw.uniform(14, 24))
        with mounted(ground, "-t", "tmpfs", "-o", f"size={used + 300_000 + more}", "none"):
            shutil.copytree(ground.folder / "october", ground.house, symlinks=True, dirs_exist_ok=True)
            ended = ground.call(*ground.words("corrected"))
            found = find_untrue(ground, ended, known) + find_broken(ground.house, known)
            subprocess.run(["mount", "-o", "remount,size=1G", str(ground.house)], check=True)
            found += ground.start_next(known)
        broken += [f"{more} bytes free ({ended.code}): {sentence}" for sentence in found]
        counted["full disk"] += 1
    assert broken == []


@long_only
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts as Linux does")
@pytest.mark.parametrize("name", ["corrected", "first", "zurueck", "status"])
def test_the_current_may_fail_at_any_moment(ground, name):
    """What has reached the disk at each moment is looked at, as if the machine had gone dark then."""
    scene, image = SCENES[name], ground.folder / "drive.img"
    dark = Path(tempfile.mkdtemp(prefix="dunkel-", dir=ground.folder))
    image.unlink(missing_ok=True)
    with image.open("wb") as file:
        file.truncate(96 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(image)], check=True)
    # The drive writes nothing by itself, and does not guess what a program may have forgotten to sync.
    options = "loop,noauto_da_alloc,commit=600"
    with mounted(ground, "-o", options, str(image)):
        shutil.copytree(ground.folder / scene.state, ground.house, symlinks=True, dirs_exist_ok=True)
        foreign, before = scene.prepare(ground), read_manifest(ground.report / NAME)
        subprocess.run(["sync", "-f", str(ground.house)], check=True)
        ended = ground.call(*scene.words(ground), watched=str(ground.house), image=[str(image), str(dark)])
        assert ended.code == 0, ended.err
        known = Known(before, read_manifest(ground.report / NAME), foreign=foreign)
        shutil.copy(image, dark / "9999")
    broken = []
    states = sorted(dark.iterdir())
    for state in some(ground, states, CRASHES):
        with mounted(ground, "-o", options, str(state)):
            found = find_broken(ground.house, known) + ground.start_next(known)
        broken += [f"{state.name}: {sentence}" for sentence in found]
        counted[f"current failed: {name}"] += 1
    shutil.rmtree(dark)
    assert broken == []


def test_of_two_calls_at_once_one_wins_and_the_other_says_who_holds_it_since_when_or_waits(ground):
    ground.put("october")
    other = Calls(ground.folder / "eingang")
    try:
        ground.calls.start(*ground.words("corrected"))
        wait_for(ground.house / "berichte.archiv" / ".arbeit")
        busy = other.run(*ground.words("corrected"))
        seen = other.run("status", "--output", ground.house / "berichte")
        waited = other.run(*ground.words("corrected"), "--warten", 120)
        won = ground.calls.wait()
    finally:
        other.close()
    assert (won.code, busy.code, seen.code, waited.code) == (0, 75, 0, 0)
    assert f"run --month {MONTH}, aufgerufen von" in busy.err
    assert f"seit {time.strftime('%d.%m.%Y')}" in busy.err
    assert "arbeitet gerade ein anderer" in seen.out + seen.err
    assert f"Nichts Neues: Lieferung, Regeln und Einstellungen sind die von {MONTH}, Stand 02" in waited.out
    assert find_disagreement(ground.house, known_correction(ground)) == []


def wait_for(place: Path) -> None:
    until = time.monotonic() + 60
    while not place.exists():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can call as somebody else")
@pytest.mark.parametrize("closed", ["archive", "output"])
def test_who_may_not_write_there_is_told_whose_it_is_and_nothing_changes(ground, closed):
    ground.put("october")
    place = ground.house / {"archive": "berichte.archiv", "output": "berichte"}[closed]
    for inner in (place, *place.rglob("*")):
        os.chown(inner, NOBODY, NOBODY)
        inner.chmod(0o755 if inner.is_dir() else 0o644)
    before = tree_of(place)
    ended = ground.call(*ground.words("corrected"), plain=True)
    assert ended.code == (2 if closed == "archive" else 75), ended.err
    assert str(place) in ended.err
    assert "die Rechte fehlen" in ended.err
    assert closed == "output" or f"gehört {place.owner()}" in ended.err
    assert tree_of(place) == before


@long_only
@pytest.mark.skipif(shutil.which("unshare") is None, reason="there is no unshare")
def test_a_container_in_which_every_process_is_the_first_one_is_mended_too(ground):
    broken, known = [], known_correction(ground)
    words = ["unshare", "-p", "-f", "--kill-child", sys.executable, "-m", "pipeline"]
    if subprocess.run([*words[:4], "true"]).returncode:
        pytest.skip("unshare is not permitted")
    for _ in range(CRASHES // 2):
        ground.put("october")
        process = subprocess.Popen(
            [*words, *ground.words("corrected")], cwd=ROOT, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        time.sleep(ground.draw.uniform(ground.seconds / 2, ground.seconds * 1.5))
        process.kill()
        process.wait()
        time.sleep(0.2)
        found = find_broken(ground.house, known)
        subprocess.run([*words, *command("status")(ground)], cwd=ROOT, stdout=subprocess.DEVNULL)
        broken += found + find_disagreement(ground.house, known)
        counted["killed in a container"] += 1
    assert broken == []
