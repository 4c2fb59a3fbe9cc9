"""The sample's reports, made once for all tests, and the option that rewrites the golden texts."""

from pathlib import Path

import pytest

from drawn.sample import run_sample


def pytest_addoption(parser):
    parser.addoption("--golden", action="store_true", help="rewrite tests/present/golden instead of comparing with it")


@pytest.fixture(scope="session")
def reported(tmp_path_factory) -> Path:
    """The output folder of all four months, with the warehouse beside it; whoever changes something copies both."""
    output = tmp_path_factory.mktemp("berichte") / "berichte"
    run_sample(output)
    return output
