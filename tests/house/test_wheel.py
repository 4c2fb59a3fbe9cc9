"""The installed wheel works in an empty folder, without the checkout."""

import os
import shutil
import subprocess
import sys

import pytest

from drawn.sample import SAMPLE
from drawn.source import ROOT
from pipeline.warehouse.connection import default_warehouse


def call(*argumente, **kw):
    return subprocess.run([sys.executable, *map(str, argumente)], capture_output=True, text=True, **kw)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Build the wheel and install it alone into a folder; returns that folder."""
    ordner = tmp_path_factory.mktemp("wheel")
    bau = call("-m", "hatchling", "build", "-t", "wheel", "-d", ordner, cwd=ROOT)
    assert bau.returncode == 0, bau.stderr
    (wheel,) = ordner.glob("*.whl")
    ziel = ordner / "installiert"
    pip = call("-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", ziel, wheel)
    assert pip.returncode == 0, pip.stderr
    return ziel


def test_wheel_holds_everything_the_checkout_reads(installed):
    for name in ("sql", "regelwerke", "reports"):
        im_checkout = {d.relative_to(ROOT) for d in (ROOT / name).rglob("*") if d.is_file()}
        im_wheel = {
            d.relative_to(installed / "pipeline" / "_daten")
            for d in (installed / "pipeline" / "_daten" / name).rglob("*")
            if d.is_file()
        }
        assert im_wheel == im_checkout


def test_run_from_the_wheel_gives_the_same_report(installed, reported, tmp_path):
    umgebung = {k: v for k, v in os.environ.items() if k != "POLARS_MAX_THREADS"} | {"PYTHONPATH": str(installed)}
    wo = call("-c", "import pipeline; print(pipeline.__file__)", cwd=tmp_path, env=umgebung)
    assert str(installed) in wo.stdout
    # The months before are there; the first month of all is made twice in tests/run.
    shutil.copytree(default_warehouse(reported).with_suffix(".archiv"), tmp_path / "berichte.archiv")
    shutil.rmtree(tmp_path / "berichte.archiv" / "2026-10")
    befehl = ("-m", "pipeline", "run", "--month", "2026-10", "--input", SAMPLE, "--output", "berichte")
    lauf = call(*befehl, cwd=tmp_path, env=umgebung)
    assert lauf.returncode == 0, lauf.stderr
    neu, alt = tmp_path / "berichte" / "2026-10", reported / "2026-10"
    dateien = sorted(d.relative_to(alt) for d in alt.rglob("*") if d.is_file())
    assert sorted(d.relative_to(neu) for d in neu.rglob("*") if d.is_file()) == dateien
    assert [(neu / d).read_bytes() for d in dateien] == [(alt / d).read_bytes() for d in dateien]
