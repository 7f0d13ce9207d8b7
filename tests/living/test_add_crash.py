"""Commands killed at random moments: the data are wholly old or new, the next run succeeds."""

from __future__ import annotations

import random

import pytest
from fuzz.crash import COMMANDS, Prepared, kill_once, prepare

from synthesis.files.project import ROOT

pytestmark = pytest.mark.slow

SOUND = ROOT / "tests" / "broken_inputs" / "_sound"
FULL = 0.5  # seconds, roughly what the whole of it takes for a small package


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> list[Prepared]:
    return prepare(SOUND, tmp_path_factory.mktemp("crash"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # a fork beside threads, later Pythons
@pytest.mark.parametrize("seed", range(9))
def test_a_kill_loses_nothing(prepared: list[Prepared], seed: int) -> None:
    kill_once(prepared[seed % len(COMMANDS)], random.Random(seed), FULL)
