"""What a build would hand to a chapter, for tests that publish into a folder of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from synthesis.analyses.run import Results
from synthesis.edition.edition import read_edition
from synthesis.site.machinery.handover import Handover, hand_over

DIGEST = "c" * 64


def make_handover(
    published: Path, page: str = "easi75", results: Results | None = None, data_name: str = ""
) -> Handover:
    """A handover of some results, or of none at all where nothing is computed."""
    no_data: Any = SimpleNamespace(digest=DIGEST)
    results = Results(no_data) if results is None else results
    edition = read_edition(results.dataset.digest, data_name)
    return Handover(results, edition, published, page)


@contextmanager
def as_in_a_build(published: Path, page: str = "easi75") -> Iterator[Path]:
    """As in a chapter that publishes into a folder."""
    with hand_over(make_handover(published, page)):
        yield published
