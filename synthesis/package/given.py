"""The data package that a build gives its chapters, for those that load it themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from synthesis.package.dataset import Dataset

_GIVEN: ContextVar[Dataset | None] = ContextVar("given dataset", default=None)


def given_dataset() -> Dataset | None:
    """The data package of the build that runs here; None outside a build."""
    return _GIVEN.get()


@contextmanager
def give_dataset(dataset: Dataset | None) -> Iterator[None]:
    """Give a validated data package to what runs meanwhile."""
    token = _GIVEN.set(dataset)
    try:
        yield
    finally:
        _GIVEN.reset(token)
