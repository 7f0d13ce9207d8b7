"""A store: whole entries or none, nothing before it is settled, nothing that nobody asks for."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from synthesis.files.checked_store import BUILDS_KEPT, CheckedStore, digest_texts

FILES = {"figures/a.svg": b"<svg/>", "empty": b"", "bytes": bytes(range(256))}
KEY = digest_texts("a key")


@pytest.fixture
def store(tmp_path: Path) -> CheckedStore:
    return CheckedStore(tmp_path / "kept", tmp_path / "waiting")


def entry(store: CheckedStore) -> Path:
    (path,) = store.folder.glob("*/*")
    return path


def test_what_is_put_is_there_once_it_is_settled(store: CheckedStore) -> None:
    store.put(KEY, FILES)
    assert store.get(KEY) is None
    store.settle()
    assert store.get(KEY) == FILES
    assert store.get(digest_texts("another")) is None


@pytest.mark.parametrize("place", [0, 70, -1])
def test_a_damaged_entry_is_not_there_and_goes(store: CheckedStore, place: int) -> None:
    store.put(KEY, FILES)
    store.settle()
    content = bytearray(entry(store).read_bytes())
    content[place] ^= 1
    entry(store).write_bytes(content)
    assert store.get(KEY) is None
    assert not list(store.folder.glob("*/*"))


def test_an_entry_cut_short_is_not_there(store: CheckedStore) -> None:
    store.put(KEY, FILES)
    store.settle()
    path = entry(store)
    whole = path.read_bytes()
    for length in (0, 10, 64, 65, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert store.get(KEY) is None, length


def test_a_fresh_build_sees_nothing_and_replaces_it(store: CheckedStore) -> None:
    store.put(KEY, FILES)
    store.settle()
    fresh = replace(store, fresh=True)
    assert fresh.get(KEY) is None
    fresh.put(KEY, {"new": b"1"})
    fresh.settle()
    assert store.get(KEY) == {"new": b"1"}


def test_what_the_last_builds_did_not_ask_for_goes(store: CheckedStore) -> None:
    used, unused = digest_texts("used"), digest_texts("unused")
    for key in (used, unused):
        store.put(key, FILES)
    store.settle()
    for path in store.folder.glob("*/*"):
        os.utime(path, (1, 1))
    for _ in range(BUILDS_KEPT - 1):
        store.begin()
        assert store.get(used) == FILES
        store.prune()
    assert store.get(unused) == FILES, "too few builds to know"
    (place,) = store.folder.glob(f"*/{unused}")
    os.utime(place, (1, 1))
    store.begin()
    store.prune()
    assert store.get(used) == FILES
    assert store.get(unused) is None


def test_a_place_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    store = CheckedStore(tmp_path / "file" / "kept", tmp_path / "file" / "waiting")
    store.put(KEY, FILES)
    store.settle()
    assert store.get(KEY) is None


def test_texts_are_told_apart() -> None:
    found = {digest_texts(*each) for each in (("ab", "c"), ("a", "bc"), ("abc",), ("", "abc"))}
    assert len(found) == 4
