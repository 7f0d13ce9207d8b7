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

pytestmark = [pytest.mark.site]

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(".venv", "_build", ".git", "tests", "__pycache__", ".*_cache")
CHANGED = {"trial_id": "measure-up-1", "arm_id": "upadacitinib-30-qd", "outcome": "EASI75"}

DIGEST = re.compile(r"[0-9a-f]{64}|[0-9a-f]{12}")


def article(page: Path) -> str:
    element = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select_one("article")
    assert element is not None
    return re.sub(r"\s+", " ", element.get_text())


def change_one_cell(path: Path) -> None:
    """A hundred responders fewer; without its printed percentage the row stays valid."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    (row,) = [r for r in rows if all(r[k] == v for k, v in CHANGED.items()) and r["week"] == "16"]
    row["responders"] = str(int(row["responders"]) - 100)
    row["percent_reported"] = ""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_one_changed_cell_reaches_every_page(site: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(ROOT, tmp_path / "project", ignore=LEFT_OUT))
    # The copy starts with a finished build, as on the machine of somebody who reruns the book.
    shutil.copytree(site, root / "_build" / "html")
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
    for page in ("itch", "dictionary"):
        before, after = article(site / f"{page}.html"), article(changed / f"{page}.html")
        assert before != after
        assert DIGEST.sub("", before) == DIGEST.sub("", after), page
    figure = "easi75-monotherapy-upadacitinib-30-qd-forest/figure.svg"
    assert (site / "figures" / figure).read_bytes() != (changed / "figures" / figure).read_bytes()
    other = "easi75-monotherapy-abrocitinib-100-qd-forest/figure.svg"
    assert (site / "figures" / other).read_bytes() == (changed / "figures" / other).read_bytes()
