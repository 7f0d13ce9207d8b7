"""A package that changes while it is read is read again, never half old and half new."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from synthesis.commands.cli import app
from synthesis.files import atomic
from synthesis.files.atomic import JOURNAL, write_all_safely
from synthesis.files.project import ROOT
from synthesis.package import dataset as module
from synthesis.package.dataset import load
from synthesis.package.defects import DataError

SOUND = ROOT / "tests" / "broken_inputs" / "_sound"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(SOUND, folder)
    return folder


def renamed(data: Path) -> dict[str, bytes]:
    """The same trial under another identifier, in every table."""
    return {
        path.name: path.read_bytes().replace(b"jade-mono-1,", b"made-up-1,")
        for path in data.glob("*.csv")
    }


def test_a_change_in_the_middle_of_reading_is_seen_whole(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = module.schema_defects
    calls = 0

    def interrupt(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 1:
            write_all_safely(data, renamed(data))
        return real(*arguments)

    monkeypatch.setattr(module, "schema_defects", interrupt)
    loaded = load(data)
    assert calls == 2
    for table in ("trials", "arms", "dichotomous"):
        assert "made-up-1" in loaded.table(table)["trial_id"].tolist()
        assert "jade-mono-1" not in loaded.table(table)["trial_id"].tolist()


def test_reading_says_that_a_change_is_half_written_and_a_command_finishes_it(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced = iter(range(9))
    real = atomic.write_safely

    def stop_at_second(path: Path, content: bytes) -> None:
        if path.parent == data and next(replaced) == 1:
            raise KeyboardInterrupt
        real(path, content)

    changed = renamed(data)
    with monkeypatch.context() as patch:
        patch.setattr(atomic, "write_safely", stop_at_second)
        with pytest.raises(KeyboardInterrupt):
            write_all_safely(data, changed)
    before = {path: path.stat().st_mtime_ns for path in data.rglob("*")}
    with pytest.raises(DataError, match="a change that was interrupted half-way") as raised:
        load(data)
    assert {path: path.stat().st_mtime_ns for path in data.rglob("*")} == before
    assert str(raised.value).count("\n") == 0
    command = str(raised.value).partition("this finishes it: ")[2].removesuffix(".")
    _, arguments = command.split("-m synthesis ")
    done = CliRunner().invoke(app, shlex.split(arguments))
    assert (done.exit_code, done.stdout) == (0, "Finished: all files are as they should be.\n")
    assert "made-up-1" in load(data).table("trials")["trial_id"].tolist()
    assert not (data / JOURNAL).exists()


def test_a_file_that_leads_out_of_the_folder_is_no_part_of_the_package(
    data: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.csv"
    (data / "arms.csv").rename(secret)
    (data / "arms.csv").symlink_to(secret)
    with pytest.raises(
        DataError, match=r"arms\.csv: expected a file of the folder itself, not a link out"
    ):
        load(data)


def test_defects_that_stay_are_told(data: Path) -> None:
    (data / "arms.csv").write_bytes(b"")
    with pytest.raises(DataError, match="a header with the fields"):
        load(data)
