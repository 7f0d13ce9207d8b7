"""Numbers of figures and tables: given when all chapters have run, in the order of the book.

A number may be another one in the next version; the name of a figure or table never is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from synthesis.build.run_chapter import RunChapter, code_cells

HTML = "text/html"
PLACE = re.compile(
    r'data-slug="(?P<slug>[^"]+)"|<span class="number" data-number="(?P<what>figure|table)"></span>'
)
WORDS = {"figure": "Figure", "table": "Table"}


def number_chapters(chapters: Iterable[RunChapter], order: Sequence[str]) -> dict[str, str]:
    """Write the numbers into what the chapters show.

    Parameters
    ----------
    chapters
        Chapters that have been run; their outputs are changed in place.
    order
        The pages in the order of the book.

    Returns
    -------
    dict
        The number of each figure and table by its name, such as “Figure 12”.
    """
    places = {page: place for place, page in enumerate(order)}
    numbers: dict[str, str] = {}
    counts = dict.fromkeys(WORDS, 0)
    for chapter in sorted(chapters, key=lambda c: places.get(c.path.stem, len(places))):
        for output in _html_outputs(chapter):
            output[HTML] = _number(output[HTML], counts, numbers)
    return numbers


def replace_in_chapters(chapters: Iterable[RunChapter], marker: str, html: str) -> int:
    """Put a piece of HTML where chapters left a marker; tells how many there were."""
    found = 0
    for chapter in chapters:
        for output in _html_outputs(chapter):
            found += output[HTML].count(marker)
            output[HTML] = output[HTML].replace(marker, html)
    return found


def _html_outputs(chapter: RunChapter) -> Iterator[Any]:
    for cell in code_cells(chapter.notebook):
        for output in cell.outputs:
            if HTML in output.get("data", {}):
                yield output["data"]


def _number(text: str, counts: dict[str, int], numbers: dict[str, str]) -> str:
    slug = ""

    def place(found: re.Match[str]) -> str:
        nonlocal slug
        if found["slug"]:
            slug = found["slug"]
            return found[0]
        counts[found["what"]] += 1
        number = f"{WORDS[found['what']]} {counts[found['what']]}"
        numbers[slug] = number
        return f'<span class="number">{number}.</span>'

    return PLACE.sub(place, text)
