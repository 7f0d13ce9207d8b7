"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filelock import FileLock
from hypothesis import settings

from synthesis.analyses.pools import AnalysisResult
from synthesis.analyses.run import Results
from synthesis.files.project import ROOT
from synthesis.package.dataset import Dataset, load

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from synthesis.analyses.estimates import Estimates
    from synthesis.analyses.networks import NetworkAnalysisResult

# A property that fails must fail again: continuous integration searches the same cases each time.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI") == "true":
    settings.load_profile("ci")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What drives a browser is slow; said once, not beside each such test."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The book's own data."""
    return load()


@pytest.fixture(scope="session")
def book(dataset: Dataset) -> Results:
    """The one run of the book's own data; each kind of result is computed when asked for."""
    return Results(dataset)


@pytest.fixture(scope="session")
def results(book: Results) -> tuple[AnalysisResult, ...]:
    """Every declared analysis of the book's own data."""
    return tuple(book.pools.values())


@pytest.fixture(scope="session")
def networks(book: Results) -> Mapping[str, NetworkAnalysisResult]:
    """Every declared network of the book's own data that has trials, by id."""
    return {network.analysis.id: network for network in book.formed_networks}


@pytest.fixture(scope="session")
def records(book: Results) -> dict[str, list[dict[str, Any]]]:
    """Every result of the book's own data as plain records."""
    # Here and below imported where it is used: a small test does not wait for all of the book.
    from synthesis.claims.records import collect_records

    return collect_records(book)


@pytest.fixture(scope="session")
def estimates(book: Results) -> Estimates:
    """Every estimate of the book's own data."""
    from synthesis.claims.estimates import collect_estimates

    return collect_estimates(book)


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


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The address at which the built book is served."""
    from browsing import serve  # only for tests with a browser

    with serve(site) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    from browsing import run_chromium

    with run_chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page as on a desktop."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()
