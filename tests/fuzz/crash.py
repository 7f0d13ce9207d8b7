"""Kill commands at random moments: `python tests/fuzz/crash.py --count 100 --seed 1`.

`trial add`, `trial remove` and `row verify` take turns (`--command` chooses one). Half of the
kills fall anywhere in the run; half fall into its few milliseconds of writing, which the killer
sees begin by the draft in the folder. With `--command readings --readings FILE` the whole of a file
of readings is taken in each time, but for the lines that are refused.

After each kill the data are wholly old or wholly new, or reading says that a change stands half
written and `data finish` makes it wholly new; and the next run succeeds. Kills of `book build` are
in tests/build/test_build_crash.py.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from synthesis.commands.cli import app
from synthesis.files.atomic import JOURNAL
from synthesis.files.project import DATA_FOLDER
from synthesis.living.bulk.batch import prepare_batch
from synthesis.package.dataset import load
from synthesis.package.defects import DataError

TRIAL = "measure-up-1"
ADD, REMOVE, VERIFY, READINGS = COMMANDS = ("add", "remove", "verify", "readings")
READ = ("--source", "https://example.org/made-up-report", "--locator", "Table 2")
WRITING = 0.12  # seconds that the writing takes at most, roughly

State = dict[str, bytes]


@dataclass(frozen=True)
class Prepared:
    """A command ready to be killed.

    Parameters
    ----------
    data
        The data folder.
    arguments
        Of the command.
    before, after
        Every file of the folder without and with the change.
    """

    data: Path
    arguments: tuple[str, ...]
    before: State
    after: State


def read_state(data: Path) -> State:
    """Every file of a data folder."""
    files = (path for path in data.iterdir() if path.is_file() and not path.name.startswith("."))
    return {path.name: path.read_bytes() for path in files}


def restore(data: Path, state: State) -> None:
    """Put a state back."""
    for name, content in state.items():
        (data / name).write_bytes(content)
    for name in {path.name for path in data.iterdir() if not path.name.startswith(".")} - {*state}:
        (data / name).unlink()


def prepare(
    source: Path, place: Path, commands: Iterable[str] = COMMANDS, readings: Path | None = None
) -> list[Prepared]:
    """Commands on one copy of a package, each with the states before and after it."""
    data, kept = place / "data", place / "kept"
    shutil.copytree(source, data, ignore=shutil.ignore_patterns(".*", "expected.txt"))
    on = ("--data", str(data))
    # Once there and back, so that what is derived from the data is up to date in both states.
    for arguments in (("remove", TRIAL, "--keep", str(kept)), ("add", str(kept))):
        done = run((*arguments, "--yes", *on))
        assert done.exit_code == 0, done.output
    row = next(
        row
        for row in load(data).table("dichotomous").to_dict("records")
        if row["trial_id"] == TRIAL and row["verification"] in ("source", "derived")
    )
    address = (row["trial_id"], row["arm_id"], row["outcome"], str(row["week"]))
    again = place / "kept-again"  # a killed removal may have written some of it
    handed_in = place / "handed-in.csv"
    if readings is None:
        hand_in(data, handed_in)
    else:
        without_refused(readings, data, handed_in)
    ready = {
        ADD: ("add", str(kept), "--yes", *on),
        REMOVE: ("remove", TRIAL, "--yes", "--keep", str(again), *on),
        VERIFY: ("verify", *address, *READ, *on),
        READINGS: ("verify", "--from", str(handed_in), "--yes", *on),
    }
    full = read_state(data)
    prepared = []
    for command in commands:
        restore(data, full)
        if command == ADD:
            run(("remove", TRIAL, "--yes", "--keep", str(again), *on))
            shutil.rmtree(again)
        before = read_state(data)
        done = run(ready[command])
        assert done.exit_code == 0, done.output
        prepared.append(Prepared(data, ready[command], before, read_state(data)))
        shutil.rmtree(again, ignore_errors=True)
    return prepared


def without_refused(readings: Path, data: Path, file: Path) -> None:
    """A copy of a file of readings without the lines that are refused, of which none may be."""
    shutil.copy(readings, file)
    fates = prepare_batch(data, file, "again", "2001-02-03").fates
    refused = {line for fate in fates if fate.refused for line in fate.lines}
    with readings.open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    kept = [row for number, row in enumerate(rows, start=2) if number not in refused]
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *kept])
    print(f"{len(kept):,} readings, without {len(refused)} that are refused")


def hand_in(data: Path, file: Path) -> Path:
    """Every count of the package read again at another place, as a file of readings."""
    rows = load(data).table("dichotomous").to_dict("records")
    read = {"reader": "made-up", "table": "dichotomous", "source_url": READ[1]}
    lines = [
        {**read, "trial_id": row["trial_id"], "arm_id": row["arm_id"], "code": row["outcome"],
         "week": row["week"], "n": f"{row['n']:.0f}", "source_locator": READ[3]}
        for row in rows
        if row["verification"] in ("source", "derived") and row["n"]
    ]  # fmt: skip
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return file


def run(arguments: tuple[str, ...]) -> Result:
    """A command, in this process."""
    return CliRunner().invoke(app, list(arguments))


def kill_once(one: Prepared, chance: random.Random, full: float) -> str:
    """Start a command, kill it, see what is there; full is how long an undisturbed run takes."""
    data = one.data
    restore(data, one.before)
    shutil.rmtree(data.parent / "kept-again", ignore_errors=True)
    # A fork is a process like any other, and need not import everything again.
    process = get_context("fork").Process(target=run, args=(one.arguments,))
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
    if (data / JOURNAL).exists():
        _see_it_refused_and_finish(data)
    load(data)
    state = read_state(data)
    assert state in (one.before, one.after), [n for n in one.after if state.get(n) != one.after[n]]
    if state == one.before:
        shutil.rmtree(data.parent / "kept-again", ignore_errors=True)
        done = run(one.arguments)
        assert done.exit_code == 0, done.output
    done = run(("data", "finish", "--data", str(data)))
    assert done.exit_code == 0, done.output
    assert read_state(data) == one.after
    assert not [p for p in data.iterdir() if p.name.startswith((".draft", ".pending"))]
    assert not list(data.glob(".*.new"))
    at = "after the end" if ended else f"{when}, {' and '.join(map(_plain, left)) or 'no trace'}"
    return f"{one.arguments[0]}, {at}: {'old' if state == one.before else 'new'}"


def _see_it_refused_and_finish(data: Path) -> None:
    half = read_state(data)
    with pytest.raises(DataError, match="data finish"):
        load(data)
    assert read_state(data) == half
    done = run(("data", "finish", "--data", str(data)))
    assert done.exit_code == 0, done.output


def _is_writing(data: Path) -> bool:
    return any(name.startswith((".draft", ".pending")) for name in os.listdir(data))  # noqa: PTH208


def _plain(name: str) -> str:
    return "draft" if name.startswith(".draft") else "journal"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=DATA_FOLDER)
    parser.add_argument("--command", choices=COMMANDS, action="append")
    parser.add_argument("--readings", type=Path, help="a file of readings, handed in as it is")
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as name:
        prepared = prepare(chosen.data, Path(name), chosen.command or COMMANDS, chosen.readings)
        times = {}
        for one in prepared:
            restore(one.data, one.before)
            shutil.rmtree(one.data.parent / "kept-again", ignore_errors=True)
            start = time.monotonic()
            run(one.arguments)
            times[one.arguments] = time.monotonic() - start
        counts: Counter[str] = Counter()
        hits = 0
        while hits < chosen.count:
            one = prepared[hits % len(prepared)]
            what = kill_once(one, chance, times[one.arguments])
            counts[what] += 1
            # One that came too late killed nothing.
            hits += "after the end" not in what
    for what, number in sorted(counts.items()):
        print(f"{number:5} {what}")


if __name__ == "__main__":
    main()
