"""The desk of the book's own data, tried once: it takes seconds."""

from __future__ import annotations

import pytest

from synthesis.analyses.desk import Desk
from synthesis.analyses.unread_rows import OpenRow, open_rows
from synthesis.package.dataset import Dataset


@pytest.fixture(scope="session")
def desk(dataset: Dataset) -> Desk:
    """Every primary result, and what it rests on."""
    return Desk(dataset)


@pytest.fixture(scope="session")
def rows(desk: Desk) -> tuple[OpenRow, ...]:
    """The rows that wait for a reader."""
    return open_rows(desk)
