"""The same data give the same bytes: chapters run again elsewhere publish the files of the site."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from synthesis.files.project import ROOT

pytestmark = [pytest.mark.site, pytest.mark.xdist_group("site"), pytest.mark.slow]

# Between them they have every kind of figure but one, and some sixty tables.
CHAPTERS = ("index", "network-topical", "opinions", "claims", "safety")
RUN = """
import os, sys
from pathlib import Path
from synthesis.analyses.run import Results
from synthesis.build.run_chapter import run_chapter
from synthesis.build.stage import named_by
from synthesis.edition.edition import read_edition
from synthesis.package.dataset import load
from synthesis.site.machinery.handover import Handover
path, published = Path(sys.argv[1]), Path(sys.argv[2])
results = Results(load())
edition = read_edition(results.dataset.digest, naming=named_by(results.dataset))
handover = Handover(results, edition, published, path.stem)
os.chdir(path.parent)
chapter = run_chapter(path, handover)
assert not chapter.errors, chapter.errors
"""


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_run_again_writes_the_same_files(site: Path, tmp_path: Path, page: str) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "7",
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C",
    }
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(ROOT / "book" / f"{page}.md"), str(tmp_path)],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    written = [
        path
        for folder in ("figures", "tables")
        for path in sorted((tmp_path / folder).rglob("*"))
        if path.is_file()
    ]
    assert len(written) > 10
    for path in written:
        name = path.relative_to(tmp_path)
        assert path.read_bytes() == (site / name).read_bytes(), name
