"""A change of several files is seen whole or not at all, whoever looks and whatever breaks."""

from __future__ import annotations

import os
import shutil
import threading
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest

from synthesis.files import atomic as safe_write
from synthesis.files.atomic import (
    JOURNAL,
    MADE_HERE,
    ForeignJournalError,
    InterruptedChangeError,
    await_writer,
    finish_interrupted,
    finish_pending,
    write_all_safely,
    write_safely,
)
from synthesis.files.lock import LockedError, hold_lock

NEW = {"a.csv": b"new a", "b.csv": b"new b"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for name in NEW:
        (folder / name).write_bytes(b"old")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in NEW}


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.glob(".*") if not path.name.startswith(".lock")]


def test_all_files_are_replaced_and_nothing_is_left(folder: Path) -> None:
    write_all_safely(folder, NEW)
    assert contents(folder) == NEW
    assert not hidden(folder)


def test_a_failure_at_any_write_leaves_all_old_or_all_new(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(Exception):
        pass

    real = os.fsync
    seen = set()
    for moment in range(40):
        calls = 0

        def fsync(handle: int, stop: int = moment) -> None:
            nonlocal calls
            calls += 1
            if calls > stop:
                raise KilledError
            real(handle)

        for name in NEW:
            (folder / name).write_bytes(b"old")
        monkeypatch.setattr(safe_write.os, "fsync", fsync)
        try:
            write_all_safely(folder, NEW)
            done = True
        except KilledError:
            done = False
        monkeypatch.setattr(safe_write.os, "fsync", real)
        if (folder / JOURNAL).exists():
            # Nobody reads what is half old and half new.
            with pytest.raises(InterruptedChangeError, match="data holds a change"):
                await_writer(folder)
        finish_interrupted(folder, "go on")
        state = contents(folder)
        assert state in (NEW, dict.fromkeys(NEW, b"old"))
        seen.add(state == NEW)
        finish_pending(folder)
        assert not hidden(folder)
        if done:
            break
    else:
        pytest.fail("never came to its end")
    assert seen == {True, False}


def test_a_reader_waits_for_the_holder_of_the_lock(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / JOURNAL).mkdir()
    monkeypatch.setattr(safe_write, "PATIENCE", 0.1)
    caught: list[BaseException] = []

    def read() -> None:
        try:
            await_writer(folder)
        except LockedError as error:
            caught.append(error)

    with hold_lock(folder, "add made-up-1"):
        reader = threading.Thread(target=read)
        reader.start()
        reader.join()
    assert len(caught) == 1
    assert "add made-up-1" in str(caught[0])


def test_a_reader_leaves_the_draft_of_another_alone(folder: Path) -> None:
    draft = folder / ".draft.x"
    draft.mkdir()
    (draft / "a.csv").write_bytes(b"half")
    await_writer(folder)
    assert draft.is_dir()
    finish_pending(folder)
    assert not draft.exists()
    assert contents(folder)["a.csv"] == b"old"


@pytest.mark.parametrize("name", ["../evil.txt", "/tmp/evil.txt", "..", ".hidden", "sub/a.csv"])
def test_nothing_outside_the_folder_is_written(folder: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a file of data"):
        write_all_safely(folder, {name: b"x"})


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def interrupt(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave what a kill leaves when everything is decided and nothing replaced."""
    calls = iter(range(9))

    def stop(_folder: Path) -> bool:
        if next(calls):
            raise KeyboardInterrupt
        return False

    with monkeypatch.context() as patch:
        patch.setattr(safe_write, "finish_pending", stop)
        with pytest.raises(KeyboardInterrupt):
            write_all_safely(folder, NEW)
    assert (folder / JOURNAL / "a.csv").read_bytes() == b"new a"


def test_a_journal_that_came_with_a_folder_is_never_carried_out(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(folder, monkeypatch)
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    before = snapshot(copy)
    for use in (await_writer, finish_pending, partial(write_all_safely, contents=NEW)):
        with pytest.raises(ForeignJournalError, match=r"copy holds .* not begun in this folder"):
            use(copy)
        assert snapshot(copy) == before
    # Where it was begun it is finished, under a new name of the folder too.
    folder.rename(tmp_path / "renamed")
    assert finish_interrupted(tmp_path / "renamed", "go on")
    assert contents(tmp_path / "renamed") == NEW


@pytest.mark.parametrize("made", ["", "[1, 2]", "{}", "x", None])
def test_a_forged_journal_is_foreign(folder: Path, made: str | None) -> None:
    journal = folder / JOURNAL
    journal.mkdir()
    (journal / quote("../evil.txt", safe="")).write_bytes(b"x")
    (journal / "a.csv").write_bytes(b"forged")
    if made is not None:
        (journal / MADE_HERE).write_text(made)
    with pytest.raises(ForeignJournalError):
        finish_interrupted(folder, "go on")
    assert contents(folder)["a.csv"] == b"old"
    assert not (folder.parent / "evil.txt").exists()


def test_a_link_as_journal_or_holder_leads_nowhere(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "a.csv").write_bytes(b"mine")
    (folder / JOURNAL).symlink_to(kept)
    with pytest.raises(ForeignJournalError):
        finish_interrupted(folder, "go on")
    (folder / JOURNAL).unlink()
    (folder / ".lock.holder").symlink_to(kept / "a.csv")
    with hold_lock(folder, "write"):
        write_all_safely(folder, NEW)
    assert (kept / "a.csv").read_bytes() == b"mine"


def test_a_file_keeps_its_mode(folder: Path) -> None:
    (folder / "a.csv").chmod(0o640)
    write_safely(folder / "a.csv", b"new")
    assert (folder / "a.csv").stat().st_mode & 0o777 == 0o640
