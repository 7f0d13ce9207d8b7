"""Books of odd but valid data: `python tests/fuzz/packages.py --count 100 --seed 1`.

Each case makes a data package of a few trials, with the counts, arms and names that other people's
data have: nobody or everybody responds, one patient an arm, no common comparator, one milligram
once and twice a day, quotes and signs in names. The package is sound, so everything it declares is
computed, every chapter is run and every file to take away is written; whatever ends in an error is
printed, with its place in the code.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import traceback
import warnings
from collections import Counter
from multiprocessing import get_context
from pathlib import Path

from synthesis.analyses.run import Results
from synthesis.build.publish_files import collect_published, write_take_away
from synthesis.build.run_chapter import run_chapter
from synthesis.build.run_chapters import notebooks
from synthesis.build.source import BOOK, list_pages, make_source
from synthesis.build.stage import named_by
from synthesis.claims.estimates import run_everything
from synthesis.edition.edition import read_edition
from synthesis.edition.name_register import Register
from synthesis.files.project import ROOT
from synthesis.living.start.arm_counts import ArmLine, read_treatment
from synthesis.living.start.start_package import CountedTable, start_package
from synthesis.package.bibliography import BIBLIOGRAPHY, make_bibliography
from synthesis.package.dataset import load
from synthesis.site.machinery.handover import Handover

TREATMENTS = (
    *("placebo", "placebo", "placebo", "madeupinib 5 QD", "madeupinib 5 BID", "madeupinib 10 QD"),
    *("madeupinib 20 QD", "inventimab 300 Q2W", "usual care"),
)
NAMES = (
    *("Plain", "O'Brien & Sons", 'The "Quoted" trial', "<b>Bold</b>", "Étude Übung", "Back\\slash"),
    *("A_b*c `d`", "50% [x](y) | z", "Cost $5 and $6", "Hash # one", "Colon: two"),
)
SIZES = (1, 2, 7, 40, 41, 250, 2_000)
PLAN = """
[[analysis]]
id = "extra-{number}"
title = "Extra {number}"
question = "What of a pool that nobody expects?"
outcome = "BETTER-50"
week = "primary"
route = "not stated"
comparator = "{comparator}"
unit = "drug-dose"
measure = "{measure}"
population = "all ages"
background = ["not stated"]
verification = ["source", "derived", "inferred"]
"""


def make_table(chance: random.Random, code: str, names: list[str], harm: bool) -> CountedTable:
    """Some trials, each with some arms; a third of the arms have nobody or everybody."""
    lines: list[ArmLine] = []
    dull = chance.random() < 0.15  # a whole table in which nothing happens
    for name in names:
        if lines and chance.random() < 0.2:
            continue
        few = chance.randint(1, 4) if chance.random() < 0.1 else chance.randint(2, 4)
        risk, year = chance.choice(["", "low", "high", "some concerns"]), chance.randint(1990, 2026)
        for treatment in dict.fromkeys(chance.sample(TREATMENTS, few)):
            n = chance.choice(SIZES)
            extreme = dull or chance.random() < 0.3
            count = chance.choice([0, 0, n]) if extreme else chance.randint(0, n)
            own = read_treatment(treatment, "placebo", "mg")
            row = len(lines) + 2
            lines.append(ArmLine(name, own, 0 if dull else count, n, row, year, risk))
    return CountedTable(code, f"{code.lower()}.csv", tuple(lines), harm)


def make_package(chance: random.Random, folder: Path) -> None:
    """A sound package; the plan asks for more than `data start` would."""
    names = [f"{chance.choice(NAMES)} {number}" for number in range(chance.randint(1, 7))]
    tables = [make_table(chance, "BETTER-50", names, harm=False)]
    if chance.random() < 0.5:
        tables.append(make_table(chance, "WORSE-9", names, harm=False))
    for code in chance.sample(["HICCUP", "SERIOUS-AE"], chance.randint(0, 2)):
        tables.append(make_table(chance, code, names, harm=True))
    start_package(folder, chance.choice(NAMES), tables, "https://example.org/made-up")
    regimens = sorted({line.treatment.regimen for line in tables[0].lines})
    more = "".join(
        PLAN.format(
            number=number,
            comparator=chance.choice(regimens),
            measure=chance.choice(["OR", "RR", "RD"]),
        )
        for number in range(chance.randint(0, 3))
    )
    path = folder / "analyses.toml"
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")


def make_book(data: Path, place: Path) -> None:
    """Everything of a book but its pages: results, chapters, files to take away.

    Raises
    ------
    AssertionError
        A cell of a chapter failed.
    """
    dataset = load(data)
    results = Results(dataset)
    run_everything(dataset)
    published = place / "published"
    published.mkdir()
    (place / BIBLIOGRAPHY).write_text(make_bibliography(dataset), encoding="utf-8")
    source = make_source(ROOT, dataset, data, place)
    edition = read_edition(dataset.digest, data.name, ROOT, named_by(dataset))
    chapters = []
    for path in notebooks(source / BOOK):
        os.chdir(path.parent)
        chapter = run_chapter(path, Handover(results, edition, published, path.stem))
        assert not chapter.errors, f"{path.name}: {chapter.errors[0]}"
        chapters.append(chapter)
    order = list_pages(source)
    found = collect_published(source, published, tuple(chapters), order, dataset.vocabulary)
    write_take_away(ROOT, data, results, edition, found, Register({}, {}))


def run_case(case: tuple[int, int]) -> str:
    """One case; what went wrong, or nothing."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        try:
            make_package(random.Random("{}-{}".format(*case)), place / "odd")
            make_book(place / "odd", place)
        except Exception as error:
            os.chdir(ROOT)
            last = str(error) if isinstance(error, AssertionError) else traceback.format_exc()
            return f"case {case[1]}: {last[-1500:]}"
        os.chdir(ROOT)
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    numbers = range(chosen.first, chosen.first + chosen.count)
    kinds: Counter[str] = Counter()
    cases = [(chosen.seed, number) for number in numbers]
    # A process for each case: the chapters' IPython takes the place of the main module.
    with get_context("fork").Pool(chosen.workers, maxtasksperchild=1) as pool:
        for wrong in pool.imap(run_case, cases, chunksize=1):
            kinds[wrong.strip().splitlines()[-1] if wrong else "sound"] += 1
            if wrong:
                print(wrong, file=sys.stderr, flush=True)
    for kind, count in kinds.most_common():
        print(f"{count:5} {kind}")
    return 1 if set(kinds) - {"sound"} else 0


if __name__ == "__main__":
    sys.exit(main())
