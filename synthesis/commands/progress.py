"""How far a command has come: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class TellProgress(Protocol):
    """Told of a step: what it is and, where that is known, how many are done and of how many."""

    def __call__(self, what: str, done: int | None = None, of: int | None = None, /) -> None: ...


SECONDS = 2.0  # that a command may take before it says what it does, and between two lines


@contextmanager
def show_progress(opening: str, steps: int | None = None) -> Iterator[TellProgress]:
    """A bar while something takes seconds; plain lines, two seconds apart, where there is none.

    A line says what has been done. What is over within two seconds says nothing.

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
        with _speak_after(opening):
            yield _tell_in_lines(steps)
        return
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(escape(opening), total=steps)

        def tell(what: str, done: int | None = None, of: int | None = None) -> None:
            advance = 1 if done is None else None
            progress.update(
                task, description=escape(what), completed=done, total=of, advance=advance
            )

        yield tell


@contextmanager
def _speak_after(opening: str) -> Iterator[None]:
    """Say what is done when it is not over after two seconds."""
    clock = threading.Timer(SECONDS, lambda: _say(f"{opening} …"))
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()


def _tell_in_lines(steps: int | None) -> TellProgress:
    said, told = time.monotonic(), 0

    def tell(what: str, done: int | None = None, of: int | None = None, /) -> None:
        nonlocal said, told
        told = told + 1 if done is None else done
        total = of or steps
        if time.monotonic() - said >= SECONDS:
            said = time.monotonic()
            _say(f"{what} ({told} of {total})" if total else what)

    return tell


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
