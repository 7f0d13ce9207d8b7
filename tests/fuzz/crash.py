"""Kill `add` at random moments: `python tests/fuzz/crash.py --count 100 --seed 1`.

Half of the kills fall anywhere in the run; half fall into its few milliseconds of writing, which
the killer sees begin by the draft in the folder. After each one the data must load, be wholly old
or wholly new (checksums of the book included), and the next run must succeed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import tempfile
import time
from collections import Counter
from multiprocessing import get_context
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from synthesis.commands.cli import app
from synthesis.files.atomic import finish_pending
from synthesis.files.lock import hold_lock
from synthesis.files.project import DATA_FOLDER, ROOT
from synthesis.package.dataset import load

TRIAL = "measure-up-1"
WRITING = 0.12  # seconds that the writing takes at most, roughly

State = dict[str, bytes]


def read_state(data: Path) -> State:
    """Every file that a change of the data touches, the checksums of the book included."""
    paths = [*data.iterdir(), data.parent / "tests" / "data_pins.json"]
    files = (path for path in paths if path.is_file() and not path.name.startswith("."))
    return {path.name: path.read_bytes() for path in files}


def prepare(source: Path, place: Path) -> tuple[Path, Path, State, State]:
    """A data folder without the trial, the folder to add, and the states before and after."""
    data = place / "data"
    shutil.copytree(source, data, ignore=shutil.ignore_patterns(".*", "expected.txt"))
    (place / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "data_pins.json", place / "tests")
    options = ["--yes", "--data", str(data)]
    kept = place / "kept"
    # Once there and back, so that what is derived from the data is up to date in both states.
    for number, arguments in enumerate(
        [["remove", TRIAL, "--keep", str(kept)], ["add", str(kept)]]
    ):
        done = CliRunner().invoke(app, [*arguments, *options])
        assert done.exit_code == 0, done.output
        if number == 0:
            before = read_state(data)
    after = read_state(data)
    restore(data, before)
    return data, kept, before, after


def restore(data: Path, state: State) -> None:
    """Put a state back."""
    for name, content in state.items():
        folder = data.parent / "tests" if name == "data_pins.json" else data
        (folder / name).write_bytes(content)
    for name in {path.name for path in data.iterdir() if not path.name.startswith(".")} - {*state}:
        (data / name).unlink()


def add(kept: Path, data: Path) -> Result:
    """The command, in this process."""
    return CliRunner().invoke(app, ["add", str(kept), "--yes", "--data", str(data)])


def kill_once(
    data: Path, kept: Path, before: State, after: State, chance: random.Random, full: float
) -> str:
    """Start `add`, kill it, and see what is there; full is how long an undisturbed run takes."""
    # A fork is a process like any other, and need not import everything again.
    process = get_context("fork").Process(target=add, args=(kept, data))
    process.start()
    when = chance.choice(["anywhere", "writing"])
    if when == "anywhere":
        time.sleep(chance.uniform(0, full))
    else:
        while process.is_alive() and not _is_writing(data):
            time.sleep(0.0005)
        time.sleep(chance.uniform(0, WRITING))
    ended = not process.is_alive()
    process.kill()
    process.join()
    left = sorted(p.name for p in data.iterdir() if p.name.startswith((".draft", ".pending")))
    # A reader finishes what was decided; what was not, nobody sees.
    load(data)
    state = read_state(data)
    assert state in (before, after), [n for n in after if state.get(n) not in (after[n],)]
    if state == before:
        done = add(kept, data)
        assert done.exit_code == 0, done.output
    assert read_state(data) == after
    with hold_lock(data, "see that no lock was left"):
        finish_pending(data)
    assert not [p for p in data.iterdir() if p.name.startswith((".draft", ".pending"))]
    assert not list(data.glob(".*.new"))
    restore(data, before)
    at = "after the end" if ended else f"{when}, {' and '.join(map(_plain, left)) or 'no trace'}"
    return f"{at}: {'old' if state == before else 'new'}"


def _is_writing(data: Path) -> bool:
    return any(name.startswith((".draft", ".pending")) for name in os.listdir(data))  # noqa: PTH208


def _plain(name: str) -> str:
    return "draft" if name.startswith(".draft") else "journal"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=DATA_FOLDER)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as name:
        data, kept, before, after = prepare(chosen.data, Path(name))
        start = time.monotonic()
        add(kept, data)
        full = time.monotonic() - start
        restore(data, before)
        counts: Counter[str] = Counter()
        hits = 0
        while hits < chosen.count:
            what = kill_once(data, kept, before, after, chance, full)
            counts[what] += 1
            # One that came too late killed nothing.
            hits += not what.startswith("after")
    for what, number in sorted(counts.items()):
        print(f"{number:5} {what}")


if __name__ == "__main__":
    main()
