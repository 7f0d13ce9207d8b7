"""A build that is killed leaves the last good site; two at once do not mix."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from project_copy import copy_project, forget_names

from synthesis.build.build import STAGING
from synthesis.files import swap_folders as swap
from synthesis.files.lock import hold_lock
from synthesis.files.swap_folders import recover, swap_in

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The book with one chapter and a last good site."""
    root = copy_project(tmp_path / "project")
    for path in (root / "book").glob("*.md"):
        if path.stem != "dictionary":
            path.unlink()
    (root / "book" / "dictionary.md").rename(root / "book" / "index.md")
    (root / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    forget_names(root / "book")
    site = root / "_build" / "html"
    site.mkdir(parents=True)
    (site / "index.html").write_text("the last good site", encoding="utf-8")
    return root


def start(root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "synthesis", "build"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(process: subprocess.Popen[str], root: Path, pattern: str, seen: set[Path]) -> None:
    """Wait for a file of this run; `seen` are those that earlier, killed runs left."""
    while process.poll() is None:
        if set((root / "_build").glob(pattern)) - seen:
            return
        time.sleep(0.005)
    pytest.fail(f"no {pattern}: {process.communicate()}")


@pytest.mark.site
def test_killed_builds_leave_the_last_good_site_and_the_next_one_succeeds(project: Path) -> None:
    # Just begun; with the data read; with the chapters run; while the pages are made.
    phases = (".lock", f"{STAGING}*/data/trials.csv", f"{STAGING}*/jupyter-book.log")
    page = project / "_build" / "html" / "index.html"
    for phase in phases:
        seen = set((project / "_build").glob(phase))
        process = start(project)
        wait_for(process, project, phase, seen)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert page.read_text(encoding="utf-8") == "the last good site", phase
    seen = set((project / "_build").glob(phases[1]))
    process = start(project)
    wait_for(process, project, phases[1], seen)
    second = start(project)
    _, message = second.communicate()
    assert second.returncode == 3, message
    assert f"process {process.pid}" in message
    assert "Traceback" not in message
    _, message = process.communicate()
    assert process.returncode == 0, message
    assert "Data dictionary" in page.read_text(encoding="utf-8")
    assert not list((project / "_build").glob(f"{STAGING}*"))


def folder(path: Path, content: str) -> Path:
    path.mkdir()
    (path / "index.html").write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize("exchange", [True, False])
def test_swap_puts_the_new_in_the_place_of_the_old(
    tmp_path: Path, exchange: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exchange:
        monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    current = tmp_path / "html"
    swap_in(folder(tmp_path / "first", "first"), current)
    swap_in(folder(tmp_path / "second", "second"), current)
    assert (current / "index.html").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["html"]


def test_a_run_that_ended_between_two_renames_is_recovered(tmp_path: Path) -> None:
    current = tmp_path / "html"
    folder(tmp_path / "html.old", "the last good site")
    recover(current)
    assert (current / "index.html").read_text() == "the last good site"
    # Where the new one had arrived, the old one is only in the way.
    folder(tmp_path / "html.old", "older")
    recover(current)
    assert (current / "index.html").read_text() == "the last good site"
    assert not (tmp_path / "html.old").exists()


def test_the_lock_is_free_again_after_a_build(tmp_path: Path) -> None:
    with hold_lock(tmp_path, "test"):
        pass
    with hold_lock(tmp_path, "test again"):
        pass
