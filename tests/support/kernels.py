"""Chapters run in the ordinary kernel of Jupyter, and by the book's own runner.

Both run in processes of their own: there warnings are no errors, as for a reader, and sockets that
the client of the kernel leaves open are nobody's concern.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbformat import from_dict

from synthesis.files.project import ROOT

BOOK = ROOT / "book"
OWN_RUNNER = """
import json, sys
from pathlib import Path
from synthesis.build.run_chapter import run_chapter
chapter = run_chapter(Path(sys.argv[1]))
assert not chapter.errors, chapter.errors
print(json.dumps(chapter.notebook))
"""
# One kernel for many chapters: each line names one, and is answered by a line. A chapter starts
# without the names of the last one, but with its modules, which take long to import.
KERNEL = """
import json, subprocess, sys
from jupyter_cache.readers import get_reader
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell
from synthesis.build.run_chapter import READER
kernel = KernelManager(kernel_name="python3")
kernel.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    for line in sys.stdin:
        notebook = get_reader(READER)(line.strip())
        notebook.cells.insert(0, new_code_cell("%reset -f"))
        try:
            NotebookClient(notebook, timeout=300, km=kernel).execute()
        except Exception as error:
            answer = {"error": str(error)}
        else:
            del notebook.cells[0]
            answer = {"notebook": notebook}
        print(json.dumps(answer), flush=True)
finally:
    kernel.shutdown_kernel(now=True)
"""


@contextmanager
def start_kernel() -> Iterator[subprocess.Popen[str]]:
    """An ordinary kernel in the folder of the chapters, with its client."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, "-c", KERNEL],
        cwd=BOOK, env=_environment(), stdin=pipe, stdout=pipe, text=True,
    )  # fmt: skip
    with process:
        yield process
        process.stdin.close()  # type: ignore[union-attr]
        process.wait(60)


def run_in_kernel(path: Path, kernel: subprocess.Popen[str]) -> Any:
    """A chapter with the outputs of the kernel; a cell that fails fails the test."""
    assert kernel.stdin is not None
    assert kernel.stdout is not None
    print(path, file=kernel.stdin, flush=True)
    answer = json.loads(kernel.stdout.readline() or '{"error": "the kernel is gone"}')
    assert "error" not in answer, answer["error"]
    return from_dict(answer["notebook"])


def run_by_the_book(path: Path) -> Any:
    """A chapter with the outputs of the book's own runner, outside a build."""
    done = subprocess.run(
        [sys.executable, "-c", OWN_RUNNER, str(path)],
        cwd=BOOK, env=_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return from_dict(json.loads(done.stdout))


def shown_by(notebook: Any) -> list[list[dict[str, str]]]:
    """What each code cell shows, by kind of content; text that is printed in parts is joined.

    Plain text that stands in for HTML or a picture is left out: no page shows it, and pandas
    breaks its lines to suit the terminal that it supposes.
    """
    cells = (cell for cell in notebook.cells if cell.cell_type == "code")
    return [list(_shown(cell.outputs)) for cell in cells]


def _environment() -> dict[str, str]:
    # The package of this project, wherever another one is installed.
    path = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}


def _shown(outputs: list[Any]) -> Iterator[dict[str, str]]:
    printed: dict[str, str] = {}
    shown = []
    for output in outputs:
        if output.output_type == "stream":
            printed[output.name] = printed.get(output.name, "") + output.text
        else:
            kinds = [kind for kind in output.data if kind != "text/plain"] or list(output.data)
            shown.append({kind: output.data[kind].rstrip("\n") for kind in kinds})
    if printed:
        yield printed
    yield from shown
