"""Damage real tables and folders at random: `python tests/fuzz/run.py --count 10000 --seed 1`.

Most cases go through the check of one trial's folder. Some go further: through the whole command
`add` on a copy of the book's data, or through the door with a damaged table in a package. A third
damages a file that declares (plan, claims, vocabulary, exceptions, descriptor), one in nine is a
registry record for `trial import`. Prints what came of each kind; ends with code 1 when anything
was wrong.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fuzz.declarations import DECLARATIONS, judge_declaration
from fuzz.judge import (
    WrongError,
    book_schema,
    check_sentences,
    choose_kind,
    judge,
    small_files,
    trial_files,
)
from fuzz.mutations import MUTATIONS, Files, table_rows
from fuzz.records import RECORD_KINDS, judge_record
from typer.testing import CliRunner

from synthesis.commands.cli import app
from synthesis.files.project import DATA_FOLDER, ROOT
from synthesis.package.dataset import load
from synthesis.package.defects import DataError
from synthesis.package.schema import Schema

SOUND = ROOT / "tests" / "broken_inputs" / "_sound"
EVERY_COMMAND = 200
EVERY_PACKAGE = 50
EVERY_DECLARATION = 3
EVERY_RECORD = 9
# These break a rule of a folder that a package does not have.
ONLY_FOLDERS = (
    *("row of another trial", "two trials", "table renamed", "broken exceptions", "workbook"),
    *(
        "workbook with spoilt cell",
        "workbook damaged",
        "blank around text",
        "row of an unknown arm",
    ),
    *("invisible character", "line break in a cell", "look-alike in a name", "look-alike letter"),
)
Outcome = tuple[str, str, str]


def run_case(seed: int, number: int, schema: Schema, trials: list[str]) -> Outcome:
    """One case: kind, what came of it, and what was wrong (empty when nothing was)."""
    chance = random.Random(f"{seed}-{number}")
    if number % EVERY_RECORD == 4:
        kind = chance.choice([*RECORD_KINDS])
        try:
            return kind, judge_record(kind, chance), ""
        except WrongError as error:
            return kind, "WRONG", f"case {number}: {error}"
    if number % EVERY_DECLARATION == 2:
        try:
            return *judge_declaration(chance), ""
        except WrongError as error:
            return DECLARATIONS[0], "WRONG", f"case {number}: {error}"
    while True:
        kind = choose_kind(chance)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            try:
                if number % EVERY_PACKAGE == 1:
                    came = judge_package(kind, chance, folder)
                else:
                    trial = chance.choice(trials)
                    files = small_files(chance, trial_files(trial, schema))
                    came = judge(kind, chance, files, schema, folder)
                    if came and number % EVERY_COMMAND == 0:
                        came = judge_command(kind, trial, folder, came)
            except WrongError as error:
                return kind, "WRONG", f"case {number}: {error}"
        if came is not None:
            return kind, came, ""


def judge_package(kind: str, chance: random.Random, folder: Path) -> str | None:
    """A damaged table in a whole package: refused with sentences, or loaded."""
    verdict, mutate = MUTATIONS[kind]
    original: Files = {path.name: path.read_bytes() for path in SOUND.iterdir()}
    tables = {name: content for name, content in original.items() if name.endswith(".csv")}
    if kind in ONLY_FOLDERS:
        return None
    try:
        files = mutate(chance, dict(tables))
    except IndexError:
        return None
    if files == tables:
        return None
    for name, content in {**original, **files}.items():
        if name in files or name not in tables:
            (folder / name).write_bytes(content)
    try:
        loaded = load(folder)
    except DataError as error:
        if verdict == "same":
            raise WrongError(f"package, {kind}: refused: {error}") from error
        check_sentences(kind, error, files)
        return "refused"
    except Exception as error:
        raise WrongError(f"package, {kind}: {type(error).__name__}: {error}") from error
    if verdict == "refused":
        raise WrongError(f"package, {kind}: accepted")
    if verdict == "same":
        before = load(SOUND)
        for table in before.schema.tables:
            if not before.table(table).equals(loaded.table(table)):
                raise WrongError(f"package, {kind}: {table} is not what it was")
    return "accepted"


def judge_command(kind: str, trial: str, folder: Path, came: str) -> str:
    """The whole command on a copy of the book: no traceback, and nothing written if refused."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        shutil.copytree(DATA_FOLDER, data)
        runner = CliRunner()
        kept = str(Path(name) / "kept")
        options = ["--yes", "--data", str(data)]
        done = runner.invoke(app, ["remove", trial, "--force", "--keep", kept, *options])
        if done.exit_code:
            raise WrongError(f"{trial} cannot be removed: {done.output}")
        before = snapshot(data)
        done = runner.invoke(app, ["add", str(folder), *options])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise WrongError(f"command, {kind}: {done.exception!r}")
        changed = snapshot(data) != before
        if done.exit_code not in (0, 1, 2) or changed != (done.exit_code == 0):
            raise WrongError(f"command, {kind}: code {done.exit_code}, changed: {changed}")
        if came == "refused" and done.exit_code == 0:
            raise WrongError(f"command, {kind}: added what was refused")
        if done.exit_code == 0:
            load(data)
    return came


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of a folder that is data."""
    files = (path for path in folder.iterdir() if path.is_file())
    return {path.name: path.read_bytes() for path in files if not path.name.startswith(".")}


def run_share(seed: int, numbers: range) -> list[Outcome]:
    """Some of the cases, one after the other."""
    warnings.simplefilter("ignore")
    schema = book_schema()
    rows = table_rows((DATA_FOLDER / "trials.csv").read_bytes())[1:]
    return [run_case(seed, number, schema, [row[0] for row in rows]) for number in numbers]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    shares = [range(start, min(start + 100, chosen.count)) for start in range(0, chosen.count, 100)]
    counts: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    with ProcessPoolExecutor(chosen.workers) as pool:
        for outcomes in pool.map(run_share, [chosen.seed] * len(shares), shares):
            for kind, came, what in outcomes:
                counts[kind, came] += 1
                if what:
                    wrong.append(what)
                    print(what, file=sys.stderr, flush=True)
            if sum(counts.values()) % 1_000 == 0:
                print(f"{sum(counts.values()):,} of {chosen.count:,}", file=sys.stderr, flush=True)
    print(f"{'kind':34}{'accepted':>10}{'refused':>10}{'wrong':>8}")
    kinds = (*MUTATIONS, *RECORD_KINDS, *DECLARATIONS)
    for kind in kinds:
        shown = [counts[kind, came] for came in ("accepted", "refused", "WRONG")]
        print(f"{kind:34}{shown[0]:10,}{shown[1]:10,}{shown[2]:8,}")
    total = [sum(counts[k, c] for k in kinds) for c in ("accepted", "refused", "WRONG")]
    print(f"{'all ' + format(sum(total), ','):34}{total[0]:10,}{total[1]:10,}{total[2]:8,}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
