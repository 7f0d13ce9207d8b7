"""A copy of the project to build in, without what no copy needs."""

from __future__ import annotations

import shutil
from pathlib import Path

from synthesis.files.project import ROOT

# `.venv*`: each Python that the tests were run on has an environment of its own, of gigabytes.
_LEFT_OUT = shutil.ignore_patterns(
    ".venv*", "_build", ".git", ".hypothesis", ".benchmarks", "tests", "__pycache__", ".*_cache"
)


def copy_project(place: Path) -> Path:
    """Copy the project to ``place``, which does not exist yet, and return it."""
    return Path(shutil.copytree(ROOT, place, ignore=_LEFT_OUT))


def forget_names(book: Path) -> None:
    """Let a shortened book publish fewer names than the register and the redirects ask for."""
    (book / "slugs.csv").write_text("slug,kind,since\n", encoding="utf-8")
    (book / "redirects.toml").write_text("", encoding="utf-8")
