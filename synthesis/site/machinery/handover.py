"""What a build hands to a chapter: the results it tells from, and where it publishes.

One value, made by the build, checked when it is made, and given to `run_chapter`. While the
chapter runs it is held here, and nowhere else: its cells call functions that take no such argument.
A notebook run by hand, in JupyterLab, has been handed nothing: it publishes nowhere, and its data
are those of :func:`synthesis.package.data_folder.data_folder`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from synthesis.analyses.run import Results
from synthesis.edition.edition import Edition, read_edition
from synthesis.exports.drawn_forms import DrawingStore
from synthesis.package.data_folder import data_folder, own_name
from synthesis.package.given import give_dataset
from synthesis.words.slugs import SLUG


class HandoverError(ValueError):
    """What was handed to a chapter cannot be used; the message is one sentence."""


@dataclass(frozen=True)
class Handover:
    """What one chapter is given.

    Parameters
    ----------
    results
        The one run of everything that is declared, with its dataset.
    edition
        The edition that is built: version, digest of the data, name of somebody’s own data.
    published
        The folder where figures and tables are published.
    page
        The page whose chapter is run, such as “dose”.
    drawings
        Where the drawings of earlier builds are kept; all figures are drawn anew without it.

    Raises
    ------
    HandoverError
        A value is missing or does not suit the others.
    """

    results: Results
    edition: Edition
    published: Path
    page: str
    drawings: DrawingStore | None = None

    def __post_init__(self) -> None:
        digest = self.results.dataset.digest
        if self.edition.digest != digest:
            raise HandoverError(
                f"The results are those of data {digest[:12]}, but the edition names data "
                f"{self.edition.short_digest or 'without a digest'}; expected the same data."
            )
        if not self.published.is_dir():
            raise HandoverError(
                f"The folder for published files, “{self.published.name}”, does not exist."
            )
        if not SLUG.fullmatch(self.page):
            raise HandoverError(
                f"“{self.page}” is not the name of a page; expected small letters, digits, hyphens."
            )


_HELD: ContextVar[Handover | None] = ContextVar("handover", default=None)


def handed_over() -> Handover | None:
    """What the chapter that runs here was given; None outside a build."""
    return _HELD.get()


@contextmanager
def hand_over(handover: Handover | None) -> Iterator[None]:
    """Hold what a chapter is given while it runs."""
    token = _HELD.set(handover)
    try:
        # A chapter that calls synthesis.load() gets the data that the others tell from.
        with give_dataset(None if handover is None else handover.results.dataset):
            yield
    finally:
        _HELD.reset(token)


def present_edition() -> Edition:
    """The edition that is built; outside a build that of the data folder, without a digest."""
    handover = handed_over()
    return _by_hand(own_name(data_folder())) if handover is None else handover.edition


@cache
def _by_hand(data_name: str) -> Edition:
    return read_edition("", data_name, naming=None)
