"""Chapters run by hand: the ordinary kernel shows what the book's own runner shows."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

import pytest
from kernels import BOOK, run_by_the_book, run_in_kernel, shown_by, start_kernel

from synthesis.build.run_chapters import notebooks
from synthesis.files.project import ROOT

pytestmark = pytest.mark.slow

COMPARED = ("workbook", "dictionary")
OTHERS = sorted({path.stem for path in notebooks(BOOK)} - set(COMPARED))


@pytest.fixture(scope="module")
def kernel() -> Iterator[subprocess.Popen[str]]:
    with start_kernel() as started:
        yield started


def test_every_page_with_cells_is_run() -> None:
    contents = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    assert all(f"file: {page}\n" in contents for page in (*COMPARED, *OTHERS) if page != "index")
    assert len(OTHERS) > 10


@pytest.mark.parametrize("page", OTHERS)
def test_a_chapter_runs_in_the_ordinary_kernel(page: str, kernel: subprocess.Popen[str]) -> None:
    shown = shown_by(run_in_kernel(BOOK / f"{page}.md", kernel))
    assert any("text/html" in output for cell in shown for output in cell)
    assert not [output for cell in shown for output in cell if "stderr" in output]


@pytest.mark.parametrize("page", COMPARED)
def test_both_ways_of_running_show_the_same(page: str, kernel: subprocess.Popen[str]) -> None:
    path = BOOK / f"{page}.md"
    by_hand = shown_by(run_in_kernel(path, kernel))
    assert shown_by(run_by_the_book(path)) == by_hand
    assert sum(map(len, by_hand)) > 0
    assert not [output for cell in by_hand for output in cell if "stderr" in output]


def test_the_workbook_shows_its_code_and_few_imports() -> None:
    text = (BOOK / "workbook.md").read_text(encoding="utf-8")
    assert not re.search(r"(remove|hide)-(input|cell)", text)
    cells = re.findall(r"```\{code-cell\} python\n(.*?)```", text, re.DOTALL)
    own = re.findall(r"^(?:import|from) synthesis.*$", "\n".join(cells), re.MULTILINE)
    assert 1 <= len(own) <= 3
    assert max(cell.count("\n") for cell in cells) <= 26
    assert len(text.split()) < 10 * 240  # ten minutes, words and code read at an even pace
