"""Progress without a terminal: plain lines, and none where a command is over at once."""

from __future__ import annotations

import time

import pytest

from synthesis.commands import progress
from synthesis.commands.progress import show_progress


def test_a_quick_command_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress("Reading") as tell:
        tell("one", 1, 2)
        tell("two", 2, 2)
    assert capsys.readouterr() == ("", "")


def test_a_slow_command_says_what_it_has_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS", 0.1)
    with show_progress("Reading", 3) as tell:
        time.sleep(0.3)
        tell("pools")
        tell("networks")
        time.sleep(0.2)
        tell("doses")
    shown = capsys.readouterr()
    assert shown.err.splitlines() == ["Reading …", "pools (1 of 3)", "doses (3 of 3)"]
    assert shown.out == ""


def test_nothing_is_said_after_a_failure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS", 0.1)
    with pytest.raises(ValueError, match="no such file"), show_progress("Reading"):
        raise ValueError("no such file")
    time.sleep(0.2)
    assert capsys.readouterr().err == ""
