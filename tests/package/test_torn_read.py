"""A package that changes while it is read is read again, never half old and half new."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

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


def test_an_interrupted_change_is_finished_by_the_next_reader(data: Path) -> None:
    journal = data / JOURNAL
    journal.mkdir()
    for name, content in renamed(data).items():
        (journal / name).write_bytes(content)
    assert "made-up-1" in load(data).table("trials")["trial_id"].tolist()
    assert not journal.exists()


def test_defects_that_stay_are_told(data: Path) -> None:
    (data / "arms.csv").write_bytes(b"")
    with pytest.raises(DataError, match="a header with the fields"):
        load(data)
