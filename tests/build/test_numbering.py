"""Figures and tables are numbered in the order of the book, whatever order chapters end in."""

from __future__ import annotations

from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from synthesis.build.numbering import number_chapters, replace_in_chapters
from synthesis.build.run_chapter import RunChapter

FIGURE = '<figure data-slug="{}"><span class="number" data-number="figure"></span></figure>'
TABLE = '<table data-slug="{}"><span class="number" data-number="table"></span></table>'


def chapter(page: str, *pieces: str) -> RunChapter:
    cells = [new_markdown_cell("Words.")]
    for piece in pieces:
        shown = new_output("display_data", data={"text/html": piece, "text/plain": "x"})
        cells.append(
            new_code_cell("show()", outputs=[new_output("stream", name="stdout", text="a"), shown])
        )
    return RunChapter(Path(f"{page}.md"), new_notebook(cells=cells), ())


def shown(run: RunChapter) -> list[str]:
    return [cell.outputs[1].data["text/html"] for cell in run.notebook.cells[1:]]


def test_numbers_follow_the_pages_and_the_places_on_them() -> None:
    second = chapter("b", FIGURE.format("f3"), TABLE.format("t2") + FIGURE.format("f4"))
    first = chapter("a", FIGURE.format("f1") + TABLE.format("t1"), FIGURE.format("f2"))
    numbers = number_chapters([second, first], ["a", "b"])
    assert numbers == {
        "f1": "Figure 1",
        "t1": "Table 1",
        "f2": "Figure 2",
        "f3": "Figure 3",
        "t2": "Table 2",
        "f4": "Figure 4",
    }
    assert '<span class="number">Figure 2.</span>' in shown(first)[1]
    assert "data-number" not in "".join(shown(first) + shown(second))


def test_what_is_not_numbered_stays_as_it_is() -> None:
    run = chapter("a", "<p>Nothing here</p>")
    assert number_chapters([run], ["a"]) == {}
    assert shown(run) == ["<p>Nothing here</p>"]


def test_a_marker_is_replaced_wherever_it_stands() -> None:
    run = chapter("a", "<i>here</i>", "there")
    assert replace_in_chapters([run], "<i>here</i>", "<b>gallery</b>") == 1
    assert shown(run) == ["<b>gallery</b>", "there"]
