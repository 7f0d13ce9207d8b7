"""Which part of a build a change makes anew: never less than what can see it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
from project_copy import copy_project

from synthesis.build.input_digests import digest_parts, input_files
from synthesis.build.kept_chapters import key_chapters

ALL = {"drawings", "results", "chapters"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "project")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("synthesis/figures/forest/forest.py", ALL),
        ("synthesis/site/templates/pool.html", ALL),
        ("data/dichotomous.csv", {"results", "chapters"}),
        ("data/analyses.toml", {"results", "chapters"}),
        ("releases/0.2.0.json", {"chapters"}),
        ("book/redirects.toml", {"chapters"}),
        ("requirements.txt", {"chapters"}),
        ("CITATION.cff", {"chapters"}),
        ("_config.yml", {"chapters"}),
        ("_toc.yml", {"chapters"}),
        ("LICENSE", {"chapters"}),
        ("book/itch.md", set()),
        ("book/_static/book.css", set()),
    ],
)
def test_a_change_reaches_all_that_can_see_it(project: Path, name: str, changed: set[str]) -> None:
    assert name in {known for known, _ in input_files(project)}
    before = asdict(digest_parts(project, project / "data"))
    append(project / name, "\n")
    after = asdict(digest_parts(project, project / "data"))
    assert {part for part in before if before[part] != after[part]} == changed


def test_another_package_or_version_changes_everything(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = asdict(digest_parts(project, project / "data"))
    monkeypatch.setattr("synthesis.build.input_digests.distributions", list)
    after = asdict(digest_parts(project, project / "data"))
    assert {part for part in before if before[part] != after[part]} == ALL


def test_words_of_a_chapter_are_no_part_of_its_key_and_code_is(project: Path) -> None:
    before = key_chapters(project, "seen", "")
    append(project / "book" / "itch.md", "\nOne more sentence.\n")
    assert key_chapters(project, "seen", "") == before
    append(project / "book" / "itch.md", "\n```{code-cell} python\n1 + 1\n```\n")
    after = key_chapters(project, "seen", "")
    assert {p for p in before.chapters if before.chapters[p] != after.chapters[p]} == {"itch"}
    assert after.together != before.together


def test_a_title_a_place_and_another_data_package_change_all_keys(project: Path) -> None:
    before = key_chapters(project, "seen", "")
    others = [key_chapters(project, "other", ""), key_chapters(project, "seen", "mine")]
    path = project / "book" / "itch.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n# ", "\n# More on ", 1), encoding="utf-8")
    others.append(key_chapters(project, "seen", ""))
    path.write_text(text, encoding="utf-8")
    append(project / "_toc.yml", "\n")
    others.append(key_chapters(project, "seen", ""))
    for other in others:
        assert not set(before.chapters.values()) & set(other.chapters.values())
        assert other.together != before.together
