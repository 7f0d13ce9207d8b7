"""The processes of a build: copies of one that has imported everything already."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from multiprocessing import forkserver
from typing import Any

# Imported once, before the processes part.
PRELOADED = [
    *("synthesis.build.run_chapter", "synthesis.site.machinery.preloaded"),
    *("IPython.core.magics", "myst_nb.core.read", "jupyter_book.sphinx"),
]
# Figures are thousands of small objects that refer to each other; looking for garbage among them
# every few hundred takes a tenth of the time of drawing.
GARBAGE_THRESHOLD = 50_000


def start_server() -> Any:
    """Start the process that others are copies of, so that it imports all while others work.

    Returns
    -------
    multiprocessing context
        That of the server, or of fresh processes where the system has none. Typed as anything:
        the two kinds of context share no type that has Process.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    forkserver.ensure_running()
    return context


def settle_in() -> None:
    """What a process of a build does first: it ends with its parent, and collects less garbage."""
    # When the build is killed, its chapters must not live on.
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
