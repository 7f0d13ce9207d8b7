"""A build that uses what earlier ones kept gives every file that a build from nothing gives."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from project_copy import copy_project, forget_names

from synthesis.build.build import CACHE
from synthesis.files.project import ROOT

pytestmark = [pytest.mark.site, pytest.mark.slow]

# Chapters with pools, a network and what gathers from all; the others stand without code.
RUN = ("index", "easi75", "network-topical", "dictionary", "gallery", "citing")
CELL = re.compile(r"^```\{code-cell\}.*?^```\n", re.MULTILINE | re.DOTALL)
SENTENCE = "Trials in which nobody used"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with few chapters."""
    place = tmp_path_factory.mktemp("earlier") / "project"
    root = copy_project(place)
    for path in (root / "book").glob("*.md"):
        if path.stem not in RUN:
            path.write_text(CELL.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
    forget_names(root / "book")
    return root


def run(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "synthesis", "book", "build", *options],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )


def build(root: Path, *options: str) -> dict[str, bytes]:
    """Every file of the site after a build."""
    done = run(root, *options)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Built"), done.stdout
    site = root / "_build" / "html"
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def differing(first: dict[str, bytes], second: dict[str, bytes]) -> list[str]:
    names = first.keys() | second.keys()
    return sorted(name for name in names if first.get(name) != second.get(name))


def change_sentence(root: Path, words: str) -> None:
    path = root / "book" / "easi75.md"
    text = path.read_text(encoding="utf-8")
    assert SENTENCE in text
    path.write_text(text.replace(SENTENCE, words), encoding="utf-8")


def change_cell(path: Path) -> None:
    """A responder fewer in a trial of one drug."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    wanted = {"trial_id": "measure-up-2", "arm_id": "upadacitinib-30-qd", "outcome": "EASI75"}
    (row,) = [r for r in rows if all(r[k] == v for k, v in wanted.items()) and r["week"] == "16"]
    row |= {"responders": str(int(row["responders"]) - 1), "percent_reported": ""}
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def damage(root: Path) -> int:
    """Change a byte in the middle of every entry; tells how many there are."""
    entries = list((root / "_build" / CACHE).glob("*/*"))
    for path in entries:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    return len(entries)


def test_every_file_is_that_of_a_build_from_nothing(project: Path) -> None:
    first = build(project)
    change_sentence(project, "Zebras aside, trials in which nobody used")
    sentence = build(project)
    # The page, its words in the search, its source and the kit with it; and the stamp.
    assert {"easi75.html", "rerun-kit.zip", "searchindex.js"} <= set(differing(first, sentence))
    assert not [n for n in differing(first, sentence) if n.startswith(("figures/", "tables/"))]
    change_cell(project / "data" / "dichotomous.csv")
    cell = build(project)
    assert {"easi75.html", "index.html", "results.json"} <= set(differing(sentence, cell))
    assert differing(cell, build(project, "--fresh")) == []
    assert damage(project) > 100
    shutil.copyfile(ROOT / "data" / "dichotomous.csv", project / "data" / "dichotomous.csv")
    assert differing(sentence, build(project)) == []


def test_one_chapter_is_shown_beside_the_site(project: Path) -> None:
    site = project / "_build" / "html"
    before = (site / "network-topical.html").read_bytes() if site.exists() else b""
    done = run(project, "--chapter", "network-topical")
    assert done.returncode == 0, done.stderr
    assert "looking only" in done.stdout
    page = (project / "_build" / "preview" / "network-topical.html").read_text(encoding="utf-8")
    assert "figures/" in page
    assert "Figure 1." in page
    assert ((site / "network-topical.html").read_bytes() if site.exists() else b"") == before
    done = run(project, "--chapter", "no-such-chapter")
    assert done.returncode == 1
    assert "no-such-chapter" in done.stderr
    assert "easi75" in done.stderr
