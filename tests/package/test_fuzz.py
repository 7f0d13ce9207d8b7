"""A sample of the mutations that `python tests/fuzz/run.py --count 10000` runs by the thousand."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from fuzz.declarations import judge_declaration
from fuzz.judge import book_schema, judge, small_files, trial_files
from fuzz.mutations import MUTATIONS, RARE
from fuzz.records import RECORD_KINDS, judge_record

pytestmark = pytest.mark.slow

TRIALS = ("ad-301", "jade-mono-1", "adhere", "measure-up-1", "zemprocitinib-phase3", "adoring-1")
OFTEN = 2


@pytest.mark.parametrize("seed", range(OFTEN))
@pytest.mark.parametrize("kind", [kind for kind in MUTATIONS if kind not in RARE])
def test_damage_is_refused_or_read_rightly(kind: str, seed: int, tmp_path: Path) -> None:
    schema = book_schema()
    chance = random.Random(f"{kind}-{seed}")
    # Not every trial can be damaged in every way; the next one can.
    for number, trial in enumerate(chance.sample(TRIALS, len(TRIALS))):
        folder = tmp_path / str(number)
        folder.mkdir()
        files = small_files(chance, trial_files(trial, schema))
        if judge(kind, chance, files, schema, folder) is not None:
            return
    pytest.fail("no trial can be damaged so")


@pytest.mark.parametrize("kind", RECORD_KINDS)
def test_a_damaged_record_is_refused_or_imported_without_a_number_of_its_own(kind: str) -> None:
    for seed in range(10):
        judge_record(kind, random.Random(f"{kind}-{seed}"))


@pytest.mark.parametrize("seed", range(4))
def test_damage_to_what_declares_is_refused_or_read_rightly(seed: int) -> None:
    came = [judge_declaration(random.Random(f"{seed}-{number}"))[1] for number in range(40)]
    assert came.count("refused") > 10
