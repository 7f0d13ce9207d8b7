"""What clinicians said is told in the book's own words: no run of eight words is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_runs import DIGESTS, RUN, digest_of, runs_of

from synthesis.files.project import DATA_FOLDER, ROOT

TEXTS = (
    *(
        DATA_FOLDER / name
        for name in (
            *("opinions.csv", "codings.csv", "coding_decisions.csv", "claims.toml"),
            *("codebook.toml", "datapackage.json", "vocabulary.toml"),
        )
    ),
    *(ROOT / "book" / name for name in ("opinions.md", "claims.md")),
)
# A source is cited by its title, which is its own words.
TITLES = re.compile(r"Personalizing Atopic Dermatitis Care[^,:)\"]*:?[^,:)\"]*")


def shared_runs(path: Path) -> Iterator[str]:
    theirs = set(DIGESTS.read_text(encoding="ascii").split())
    text = TITLES.sub(" | ", path.read_text(encoding="utf-8"))
    yield from (run for run in runs_of(text) if digest_of(run) in theirs)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_no_run_of_eight_words_is_of_a_source(path: Path) -> None:
    assert list(shared_runs(path)) == []


def test_a_run_of_a_source_is_found() -> None:
    """The title of the article, which the list of sources gives, is the one run that is known."""
    title = TITLES.search((DATA_FOLDER / "datapackage.json").read_text(encoding="utf-8"))
    assert title
    theirs = set(DIGESTS.read_text(encoding="ascii").split())
    assert sum(digest_of(run) in theirs for run in runs_of(title[0])) >= RUN - 2
