"""Building: what counts as an input, what is up to date, what a failure leaves behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from project_copy import copy_project

from synthesis.build import build as builder
from synthesis.build.build import BuildError, is_current
from synthesis.build.input_digests import digest_inputs, digest_sources, input_files
from synthesis.files.project import ROOT
from synthesis.package.defects import DataError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the site is made from, with a small site that counts as the last good one."""
    root = copy_project(tmp_path / "project")
    site = root / "_build" / "html"
    site.mkdir(parents=True)
    (site / "index.html").write_text("the last good site", encoding="utf-8")
    return root


def test_inputs_cover_data_chapters_code_and_pins() -> None:
    names = {name for name, _ in input_files(ROOT)}
    for name in (
        *("data/dichotomous.csv", "data/analyses.toml", "book/easi75.md", "_config.yml"),
        *(
            "synthesis/models/pairwise/pool.py",
            "synthesis/site/templates/pool.html",
            "requirements.txt",
        ),
        "book/_static/book.css",
    ):
        assert name in names
    assert not any("__pycache__" in name for name in names)


@pytest.mark.parametrize(
    "name",
    ["data/arms.csv", "synthesis/prose/pools.py", "book/itch.md", "requirements.txt", "_toc.yml"],
)
def test_any_change_makes_the_site_out_of_date(project: Path, name: str) -> None:
    digest = digest_inputs(project)
    site = project / "_build" / "html"
    (site / builder.STAMP).write_text(digest, encoding="utf-8")
    assert is_current(site, digest_inputs(project))
    path = project / name
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert not is_current(site, digest_inputs(project))


def test_defective_data_leave_the_last_good_site(project: Path) -> None:
    path = project / "data" / "dichotomous.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("EASI75", "EASI7", 1), "utf-8")
    with pytest.raises(DataError, match="found “EASI7”"):
        builder.build(project)
    assert (project / "_build" / "html" / "index.html").read_text() == "the last good site"
    assert not list((project / "_build").glob("staging-*"))


def test_a_failing_chapter_leaves_the_last_good_site_and_names_itself(project: Path) -> None:
    for path in (project / "book").glob("*.md"):
        if path.stem not in ("index", "references"):
            path.unlink()
    chapter = project / "book" / "index.md"
    cell = "\n```{code-cell} python\nraise ValueError('no such drug')\n```\n"
    head = chapter.read_text(encoding="utf-8").split("# JAK inhibitors")[0]
    chapter.write_text(head + "# Broken\n" + cell, encoding="utf-8")
    with pytest.raises(BuildError, match=r"Chapter index.md failed[\s\S]*no such drug"):
        builder.build(project)
    assert (project / "_build" / "html" / "index.html").read_text() == "the last good site"


def test_a_program_that_was_changed_while_it_started_builds_nothing(project: Path) -> None:
    sources = digest_sources(project)
    path = project / "synthesis" / "prose" / "pools.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(BuildError, match="changed while it was started"):
        builder.build(project, sources=sources)
    assert (project / "_build" / "html" / "index.html").read_text() == "the last good site"
    assert not list((project / "_build" / builder.CACHE).glob("*/*"))
