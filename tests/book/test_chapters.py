"""What a chapter may be: a notebook that imports the package alone, its code there to unfold."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from jupyter_cache.readers import get_reader

import synthesis
from synthesis.build.run_chapter import READER, code_cells
from synthesis.build.run_chapters import notebooks
from synthesis.files.project import ROOT
from synthesis.site.pages.tools import TOOLS

CHAPTERS = sorted(notebooks(ROOT / "book"))
MOST_IMPORTS = 3


def cells_of(path: Path) -> list[str]:
    return [cell.source for cell in code_cells(get_reader(READER)(str(path)))]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_imports_synthesis_alone_in_at_most_three_lines(path: Path) -> None:
    nodes = [node for source in cells_of(path) for node in ast.walk(ast.parse(source))]
    own = [
        node
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        and (getattr(node, "module", None) or node.names[0].name).startswith("synthesis")
    ]
    assert 1 <= len(own) <= MOST_IMPORTS
    for node in own:
        module = getattr(node, "module", None) or node.names[0].name
        assert module == "synthesis", f"{path.name} imports {module}"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_code_of_a_chapter_can_be_unfolded(path: Path) -> None:
    for cell in code_cells(get_reader(READER)(str(path))):
        assert not {"remove-input", "remove-cell"} & set(cell.metadata.get("tags", ()))


def test_every_tool_exists_and_is_offered() -> None:
    for name in TOOLS:
        assert getattr(synthesis, name) is not None, name


def test_every_tool_is_used_by_a_chapter() -> None:
    made = ROOT / "synthesis" / "build" / "generic"
    files = [*(ROOT / "book").glob("*.md"), *made.glob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert [
        name for name in TOOLS if f"sy.{name}" not in text and f"synthesis.{name}" not in text
    ] == []


def test_no_name_means_two_things() -> None:
    assert not set(TOOLS) & set(synthesis.OFFERED)
