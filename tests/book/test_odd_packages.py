"""A sample of the packages that `python tests/fuzz/packages.py --count 100` makes books of."""

from __future__ import annotations

import subprocess
import sys

import pytest

from synthesis.files.project import ROOT

pytestmark = pytest.mark.slow


def test_odd_but_sound_packages_become_books() -> None:
    # In a process of its own: the chapters' IPython takes the place of the main module.
    command = [sys.executable, "tests/fuzz/packages.py", "--count", "3", "--workers", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["3", "sound"]
