"""How far a command has come: a bar on a terminal, nothing where nobody watches."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class TellProgress(Protocol):
    """Told of a step: what it is and, where that is known, how many are done and of how many."""

    def __call__(self, what: str, done: int | None = None, of: int | None = None, /) -> None: ...


def _tell_nobody(_what: str, _done: int | None = None, _of: int | None = None) -> None:
    pass


@contextmanager
def show_progress(opening: str, steps: int | None = None) -> Iterator[TellProgress]:
    """A bar while something takes seconds; none in continuous integration or when piped.

    Parameters
    ----------
    opening
        What is done first.
    steps
        How many steps there will be; None while nobody knows.
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    console = Console(stderr=True)
    if not console.is_terminal or os.environ.get("CI"):
        yield _tell_nobody
        return
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(escape(opening), total=steps)

        def tell(what: str, done: int | None = None, of: int | None = None) -> None:
            advance = 1 if done is None else None
            progress.update(
                task, description=escape(what), completed=done, total=of, advance=advance
            )

        yield tell
