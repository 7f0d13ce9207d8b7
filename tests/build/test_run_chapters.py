"""Running the chapters: what they show is kept for the pages, and nothing stays open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_cache import get_cache
from nbformat.v4 import new_code_cell, new_notebook
from sqlalchemy import event
from sqlalchemy.pool import Pool

from synthesis.build.run_chapter import RunChapter
from synthesis.build.run_chapters import keep_chapters


@pytest.fixture
def open_connections() -> Iterator[set[int]]:
    """The connections to a database that are open at the time, by identity."""
    connections: set[int] = set()

    def note_open(connection: object, _: object) -> None:
        connections.add(id(connection))

    def note_closed(connection: object, _: object) -> None:
        connections.discard(id(connection))

    event.listen(Pool, "connect", note_open)
    event.listen(Pool, "close", note_closed)
    yield connections
    event.remove(Pool, "connect", note_open)
    event.remove(Pool, "close", note_closed)


def test_chapters_are_kept_and_the_database_is_closed(
    tmp_path: Path, open_connections: set[int]
) -> None:
    notebook = new_notebook(cells=[new_code_cell("1 + 1", execution_count=1)])
    keep_chapters([RunChapter(tmp_path / "sum.md", notebook, ())], tmp_path / "cache")
    assert not open_connections
    cache = get_cache(tmp_path / "cache")
    assert [Path(record.uri).name for record in cache.list_cache_records()] == ["sum.md"]
    assert open_connections, "the counter counts nothing"
    cache.db.dispose()


def test_the_database_is_closed_when_a_chapter_cannot_be_kept(
    tmp_path: Path, open_connections: set[int]
) -> None:
    def chapters() -> Iterator[RunChapter]:
        yield RunChapter(tmp_path / "sum.md", new_notebook(cells=[new_code_cell("1")]), ())
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        keep_chapters(chapters(), tmp_path / "cache")
    assert not open_connections
