"""What all tests of commands share."""

from __future__ import annotations

import pytest

from synthesis.commands import progress


@pytest.fixture(autouse=True)
def no_progress_on_a_busy_machine(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a command says of a defect is compared word by word, however long it took."""
    if request.module.__name__ != "test_progress":
        monkeypatch.setattr(progress, "SECONDS", 3_600.0)
