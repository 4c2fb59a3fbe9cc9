"""The sample's reports, made once for all tests, the command line, and the option that rewrites the golden texts."""

import gc
import os
import signal

import pytest
from hypothesis import settings

# The same cases every time, so that nobody's landing depends on luck; `make fuzz` draws others.
settings.register_profile("steady", derandomize=True)
settings.register_profile("fuzz", print_blob=True)
settings.load_profile("steady")

# Whoever starts the tests in the background has signals ignored, and so would have every program that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

# Frames are small here, so that threads cost more than they bring. The installed wheel runs with all of them, and must
# write the same bytes.
os.environ.setdefault("POLARS_MAX_THREADS", "1")


def pytest_addoption(parser):
    parser.addoption("--golden", action="store_true", help="rewrite tests/present/golden instead of comparing with it")


def pytest_collection_finish():
    """Looking through thousands of collected tests for garbage, again and again, takes a twelfth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)


@pytest.fixture(scope="session")
def _sample_run(tmp_path_factory):
    from drawn.sample import report_sample

    output = tmp_path_factory.mktemp("berichte") / "berichte"
    return output, report_sample(output)


@pytest.fixture(scope="session")
def reported(_sample_run):
    """The output folder of all four months, with the warehouse beside it; whoever changes something copies both."""
    return _sample_run[0]


@pytest.fixture(scope="session")
def october(_sample_run):
    """The report of October 2026, as the writers get it."""
    return _sample_run[1]


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    """Call the command line in an empty folder; returns exit code, stdout, stderr."""
    from pipeline.cli.app import main

    monkeypatch.chdir(tmp_path)

    def run(*argumente: str):
        with pytest.raises(SystemExit) as ende:
            main([str(a) for a in argumente])
        ausgabe = capsys.readouterr()
        return ende.value.code or 0, ausgabe.out, ausgabe.err

    return run
