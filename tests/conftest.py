"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from synthesis.dataset import Dataset, load
from synthesis.results import AnalysisResult, run_all

# A property that fails must fail again: continuous integration searches the same cases each time.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI") == "true":
    settings.load_profile("ci")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The book's own data."""
    return load()


@pytest.fixture(scope="session")
def results(dataset: Dataset) -> tuple[AnalysisResult, ...]:
    """Every declared analysis of the book's own data."""
    return run_all(dataset)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built book; built first when it is out of date, once for all test processes."""
    lock = tmp_path_factory.getbasetemp().parent / "site.lock"
    with FileLock(lock):
        done = subprocess.run(
            [sys.executable, "-m", "synthesis", "build"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return ROOT / "_build" / "html"


def missing_tool(what: str) -> None:
    """Skip on a machine that lacks a tool; fail where continuous integration must have it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is not installed")
    pytest.skip(f"{what} is not installed")
