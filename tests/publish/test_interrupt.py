"""Who stops the program stops it tidily, and never in the middle of a publication."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from drawn.source import ROOT
from pipeline.publish.interrupt import stoppable, undisturbed

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.parametrize("number", SIGNALS)
def test_the_first_signal_ends_the_block_and_is_known(number, monkeypatch):
    # What is silent from then on is not to be so for the tests that follow.
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    before = [signal.getsignal(s) for s in SIGNALS]
    tidied = []

    def work():
        try:
            os.kill(os.getpid(), number)
            raise AssertionError
        finally:
            # An impatient second one does not disturb the tidying up.
            os.kill(os.getpid(), number)
            tidied.append(True)

    with pytest.raises(KeyboardInterrupt), stoppable() as stop:
        work()
    assert (tidied, stop.number) == ([True], number)
    assert stop.exit_code == 128 + number
    assert [signal.getsignal(s) for s in SIGNALS] == before


def test_a_publication_is_not_disturbed_and_the_signal_comes_after_it(monkeypatch):
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    done = []

    def publish():
        os.kill(os.getpid(), signal.SIGTERM)
        done.append(True)

    with pytest.raises(KeyboardInterrupt), stoppable() as stop, undisturbed():
        publish()
    assert (done, stop.number) == ([True], signal.SIGTERM)


def test_what_went_wrong_counts_more_than_that_somebody_stopped_it():
    def publish():
        os.kill(os.getpid(), signal.SIGTERM)
        raise ValueError("x")

    with stoppable() as stop, pytest.raises(ValueError, match="x"), undisturbed():
        publish()
    assert stop.number is None


def test_nothing_disturbs_what_is_left_to_say():
    with stoppable() as stop:
        stop.is_over = True
        os.kill(os.getpid(), signal.SIGTERM)
    assert stop.number is None


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("first", ["stop_at_once()", "exec('import time')"])
def test_whatever_code_a_signal_meets_the_exit_code_tells_it(number, first):
    """Python would kill itself by SIGINT after an interrupt in code that is made of text."""
    code = (
        "import os, sys\n"
        "from pipeline.publish.interrupt import stop_at_once, stoppable\n"
        f"{first}\n"
        f"text = 'os.kill(os.getpid(), {int(number)}); [None for _ in range(9)]'\n"
        "try:\n"
        "    with stoppable() if 'exec' in sys.argv[1] else open(os.devnull) as stop:\n"
        "        exec(text)\n"
        "except BaseException:\n"
        "    sys.exit(stop.exit_code)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, first], capture_output=True, text=True, cwd=ROOT)
    assert (ended.returncode, "Traceback" in ended.stderr) == (128 + number, False)
    assert ("bevor etwas geschah" in ended.stderr) is first.startswith("stop")


def test_a_signal_that_the_caller_ignores_stays_ignored():
    """As nohup does."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stoppable():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_another_thread_has_no_signals_to_handle():
    done = []

    def work():
        with stoppable(), undisturbed():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


def test_what_was_cut_off_in_the_middle_says_nothing_when_it_is_cleared_away():
    code = (
        "import io, os, signal, sys, zipfile\n"
        "import pipeline.cli.app as app\n"
        "def broken(*_, **__):\n"
        "    stream = io.BytesIO()\n"
        "    archive = zipfile.ZipFile(stream, 'w')\n"
        "    archive.writestr('a', 'b')\n"
        "    kept.append(archive)\n"
        "    stream.close()\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "kept = []\n"
        "import pipeline.run.soll_ist as module\n"
        "module.run_soll_ist = broken\n"
        "sys.argv = ['kontaktdichte', 'soll-ist', '--year', '2026', '--output', 'b']\n"
        "app.main()\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert (ended.returncode, ended.stdout) == (143, "")
    assert ended.stderr.splitlines() == ["Abgebrochen. Der letzte Bericht ist unverändert."]
