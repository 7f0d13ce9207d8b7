"""Time of builds: full, after a changed sentence, after a changed cell, one chapter.

Run by hand on an idle machine, from the project's folder: ``python benchmarks/measure_builds.py``.
It works on a copy of the project and leaves nothing behind. Aims, on two cores: full below 60 s,
a sentence below 15 s, a cell below half of a full build. Processor seconds are those of all
processes of a build; they are told where the system counts them (Linux).
"""

from __future__ import annotations

import csv
import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns(".venv*", "_build", ".git", "tests", "__pycache__", ".*_cache")
PR_SET_CHILD_SUBREAPER = 36
CHAPTER = "easi75"


def adopt_children() -> bool:
    """Let processes whose parents have ended become this one's, so that their time is counted."""
    if not sys.platform.startswith("linux"):
        return False
    return bool(ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


def measure(name: str, project: Path, counted: bool, *options: str) -> float:
    """Build, print the seconds, and return those on the clock."""
    before, started = os.times(), time.monotonic()
    command = [sys.executable, "-m", "synthesis", "book", "build", *options]
    environment = {**os.environ, "PYTHONPATH": str(project)}
    subprocess.run(command, cwd=project, env=environment, check=True, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - started
    if counted:
        await_adopted()
    after = os.times()
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    print(f"{name:<22} {seconds:6.1f} s" + (f", {used:6.1f} s of processors" if counted else ""))
    return seconds


def await_adopted() -> None:
    """Wait for the processes that a build has left to end by themselves."""
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def change_sentence(project: Path) -> None:
    """One word in the first paragraph of a chapter."""
    path = project / "book" / f"{CHAPTER}.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("EASI is the ", "The EASI is the ", 1), encoding="utf-8")


def change_cell(project: Path) -> None:
    """One responder fewer in the first row that has no printed percentage and can spare one."""
    path = project / "data" / "dichotomous.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    row = next(
        r
        for r in rows
        if r["outcome"] == "EASI75" and r["verification"] == "source" and r["responders"] > "1"
    )
    row |= {"responders": str(int(row["responders"]) - 1), "percent_reported": ""}
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Measure one build of each kind."""
    counted = adopt_children()
    if hasattr(os, "getloadavg"):
        print(f"load before: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as place:
        project = Path(shutil.copytree(ROOT, Path(place) / "project", ignore=LEFT_OUT))
        full = measure("full", project, counted)
        change_sentence(project)
        measure("a changed sentence", project, counted)
        measure("one chapter", project, counted, "--chapter", CHAPTER)
        change_cell(project)
        cell = measure("a changed cell", project, counted)
        print(f"a cell takes {cell / full:.0%} of a full build")


if __name__ == "__main__":
    main()
