"""Run the cells of one chapter and keep what they show.

A kernel for each chapter would start Python and import the package anew, which takes longer
than most chapters do. Here IPython runs in the very process that is asked to run the chapter.
"""

from __future__ import annotations

import base64
import sys
import threading
import time
import traceback
from _thread import interrupt_main
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from jupyter_cache.readers import get_reader
from nbformat.v4 import new_output
from traitlets.config import Config

from synthesis.models.dose.arrays import DoseError
from synthesis.models.pairwise.contrasts import ContrastError, PoolingError
from synthesis.models.risks.absolute_effects import AbsoluteError
from synthesis.models.risks.rates import RateError
from synthesis.models.risks.risk_limits import RiskError
from synthesis.models.tables.arm_columns import ArmTableError
from synthesis.package.defects import DataError
from synthesis.site.machinery.handover import Handover, hand_over

READER = {"name": "myst_nb_md", "type": "plugin"}
TIMEOUT_SECONDS = 300  # of the processor
LINES_SHOWN = 12
# What says in one sentence why data give no result; any other error is one of the code.
OF_THE_DATA = (
    *(DataError, ArmTableError, ContrastError, PoolingError, DoseError),
    *(AbsoluteError, RateError, RiskError),
)
UNFORESEEN = "its code ended with an error, which the messages of the build name."


@dataclass(frozen=True)
class RunChapter:
    """A chapter with what its cells show, and the error of each cell that failed."""

    path: Path
    notebook: Any
    errors: tuple[str, ...]


def run_chapter(
    path: Path,
    handover: Handover | None = None,
    replace: Callable[[str], str] | None = None,
) -> RunChapter:
    """Run every cell of a chapter in this process, in a namespace of its own.

    Parameters
    ----------
    path
        A MyST Markdown notebook.
    handover
        What a build gives the chapter; without it nothing is published.
    replace
        Makes the HTML that stands on the page for a cell that failed, from the sentence of an
        error of the data, or from one that says that the code failed; the chapter then goes on.
        Without it the first failing cell ends the chapter.
    """
    # IPython wants a folder of its own. Of a build it stands in the staging folder, which goes
    # even when the build is killed.
    place = None if handover is None else handover.published.parent
    with TemporaryDirectory(dir=place) as folder, hand_over(handover):
        return _run_cells(path, _new_shell(folder), replace)


def _run_cells(
    path: Path, shell: InteractiveShell, replace: Callable[[str], str] | None
) -> RunChapter:
    notebook = get_reader(READER)(str(path))
    if any("pyplot" in cell.source for cell in code_cells(notebook)):
        _show_figures(shell)
    errors: list[str] = []
    told: set[str] = set()
    done = threading.Event()
    threading.Thread(target=_end_when_too_long, args=(done,), daemon=True).start()
    try:
        for number, cell in enumerate(code_cells(notebook), start=1):
            with capture_output() as captured:
                outputs = shell.display_pub.outputs
                # Running a cell sets its own hook for the value of the last line.
                shell.display_trap.hook = CapturingDisplayHook(shell, outputs)
                outcome = shell.run_cell(cell.source, store_history=False)
            cell.execution_count = number
            cell.outputs = list(_outputs(captured))
            error = outcome.error_before_exec or outcome.error_in_exec
            if error is None:
                continue
            errors.append(_describe(error))
            if replace is None:
                break
            reason = str(error) if isinstance(error, OF_THE_DATA) else UNFORESEEN
            # A name that an earlier, failed cell would have made is that cell's error again.
            again = reason in told or (isinstance(error, NameError) and bool(told))
            told.add(reason)
            page = "" if again else replace(reason)
            cell.outputs = [new_output("display_data", {"text/html": page, "text/plain": reason})]
    finally:
        done.set()
        InteractiveShell.clear_instance()
    notebook.metadata["language_info"] = _language()
    return RunChapter(path, notebook, tuple(errors))


def code_cells(notebook: Any) -> Iterator[Any]:
    """The cells of a notebook that hold code."""
    return (cell for cell in notebook.cells if cell.cell_type == "code")


def _end_when_too_long(done: threading.Event) -> None:
    """Interrupt a chapter by the time of its processor: on a busy machine it may take its time."""
    start = time.process_time()
    while not done.wait(timeout=1):
        if time.process_time() - start > TIMEOUT_SECONDS:
            interrupt_main()
            return


def _new_shell(folder: str) -> InteractiveShell:
    # No configuration, start-up file or history of the user reaches the results.
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    InteractiveShell.clear_instance()
    return InteractiveShell.instance(config=config, ipython_dir=folder)


def _show_figures(shell: InteractiveShell) -> None:
    """Let figures of pyplot be shown as the ordinary kernel does, at the end of their cell."""
    import matplotlib
    from matplotlib_inline.backend_inline import configure_inline_support

    matplotlib.use("inline")
    configure_inline_support(shell, "inline")


def _outputs(captured: Any) -> Iterator[Any]:
    for name, text in (("stdout", captured.stdout), ("stderr", captured.stderr)):
        if text:
            yield new_output("stream", name=name, text=text)
    for shown in captured.outputs:
        data = {kind: _as_text(value) for kind, value in shown.data.items()}
        yield new_output("display_data", data=data, metadata=shown.metadata or {})


def _as_text(value: Any) -> Any:
    """Pictures as a notebook holds them, in letters."""
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value


def _describe(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return f"It took more than {TIMEOUT_SECONDS} seconds of the processor, or was interrupted."
    lines = "".join(traceback.format_exception(error)).strip().splitlines()
    return "\n".join(lines[-LINES_SHOWN:])


def _language() -> dict[str, Any]:
    version = sys.version_info
    return {
        "name": "python",
        "version": f"{version.major}.{version.minor}.{version.micro}",
        "mimetype": "text/x-python",
        "file_extension": ".py",
        "pygments_lexer": "ipython3",
    }
