"""Changing one cell of one CSV changes every page that depends on it, and no other number."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from project_copy import copy_project, forget_names

pytestmark = [pytest.mark.site, pytest.mark.slow]

CHANGED = {"trial_id": "measure-up-2", "arm_id": "upadacitinib-30-qd", "outcome": "EASI75"}
# The chapters that are compared, and those that gather what the others publish.
RUN = ("index", "easi75", "means", "dictionary", "numbers", "gallery", "citing")
CELL = re.compile(r"^```\{code-cell\}.*?^```\n", re.MULTILINE | re.DOTALL)

# The version of the data stands on every page and in every file; numbers of figures and tables
# move when one before them comes or goes.
DIGEST = re.compile(r"[0-9a-f]{64}|[0-9a-f]{12}|(?:Figure|Table) \d+")


def article(page: Path) -> str:
    element = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select_one("article")
    assert element is not None
    return re.sub(r"\s+", " ", element.get_text())


def change_one_cell(path: Path) -> None:
    """Thirty responders fewer, still more than reach EASI-90; without its printed percentage."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    (row,) = [r for r in rows if all(r[k] == v for k, v in CHANGED.items()) and r["week"] == "16"]
    row["responders"] = str(int(row["responders"]) - 30)
    row["percent_reported"] = ""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def silence_chapters(book: Path) -> None:
    """Take the code out of chapters that are not compared: their pages stay, to be linked to."""
    for path in book.glob("*.md"):
        if path.stem not in RUN:
            path.write_text(CELL.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
    # What they publish no more is missed by nobody.
    forget_names(book)


def test_one_changed_cell_reaches_every_page(site: Path, tmp_path: Path) -> None:
    root = copy_project(tmp_path / "project")
    # The copy starts with a finished build, as on the machine of somebody who reruns the book.
    shutil.copytree(site, root / "_build" / "html")
    silence_chapters(root / "book")
    change_one_cell(root / "data" / "dichotomous.csv")
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-m", "synthesis", "build"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Built")
    changed = root / "_build" / "html"
    # Every page that shows the number, or anything computed from it, is another one.
    for page in ("index", "easi75"):
        before, after = article(site / f"{page}.html"), article(changed / f"{page}.html")
        assert DIGEST.sub("", before) != DIGEST.sub("", after), page
    # The searchable table carries its rows as data beside the text of the page.
    before, after = ((folder / "numbers.html").read_text("utf-8") for folder in (site, changed))
    assert DIGEST.sub("", before) != DIGEST.sub("", after)
    # Pages without it differ by the digest of the data alone.
    for page in ("means", "dictionary"):
        before, after = article(site / f"{page}.html"), article(changed / f"{page}.html")
        assert before != after
        assert DIGEST.sub("", before) == DIGEST.sub("", after), page
    # Every file names the version of the data; beyond that only what shows the number differs.
    for drug, alike in (("upadacitinib-30", False), ("abrocitinib-100", True)):
        name = f"figures/easi75-monotherapy-{drug}-qd-forest/figure.svg"
        before, after = ((folder / name).read_text("utf-8") for folder in (site, changed))
        assert before != after
        assert (DIGEST.sub("", before) == DIGEST.sub("", after)) is alike, name
