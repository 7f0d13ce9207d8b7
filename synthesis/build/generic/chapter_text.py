"""The text of a chapter: a MyST Markdown notebook from a title and its parts.

What comes from a data package is escaped: a brace, a quote or a bracket in a title is a character,
not markup, and in a code cell it stands inside a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

FRONT_MATTER = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---
"""
HEAD = ("import synthesis as sy", "", "book = sy.open_book()")
MARKUP = re.compile(r"([\\`*_{}\[\]<>#|$~^@!+=%&:])")
WHITE = re.compile(r"\s+")


def plain(text: str) -> str:
    """A text as Markdown that shows it as it is, on one line."""
    return MARKUP.sub(r"\\\1", WHITE.sub(" ", text).strip())


def cell(*lines: str) -> str:
    """A code cell whose code a reader can unfold."""
    code = "\n".join(lines)
    return f"```{{code-cell}} python\n:tags: [hide-input]\n{code}\n```"


def heading(text: str, level: int = 2) -> str:
    """A heading; `text` is shown as it is."""
    return f"{'#' * level} {plain(text)}"


def opening_cell(*lines: str, question: str, data_used: str, takeaways: str) -> str:
    """The first cell: the book, what `lines` take from it, and the box that opens a chapter.

    `question` is a text; `data_used` and `takeaways` are code that makes a text and texts.
    """
    arguments = (
        "book",
        f"question={question!r}",
        f"data_used={data_used}",
        f"takeaways={takeaways}",
    )
    shown = "".join(f"    {argument},\n" for argument in arguments)
    return cell(*HEAD, *lines, f"sy.show_opening(\n{shown})")


def names(ids: Iterable[str]) -> str:
    """Ids as the arguments of a call."""
    return ", ".join(map(repr, ids))


def sections(entries: Iterable[tuple[str, str]], *calls: str) -> Iterator[str]:
    """For each title and question a heading, the question and a cell for each call.

    In a call ``{}`` stands for the place among the entries.
    """
    for number, (title, question) in enumerate(entries):
        yield heading(title)
        yield plain(question)
        yield from (cell(call.replace("{}", str(number))) for call in calls)


def chapter(title: str, parts: Iterable[str]) -> str:
    """The whole notebook."""
    return "\n\n".join([FRONT_MATTER + "\n" + heading(title, 1), *parts]) + "\n"
