"""Where chapters come from: the project's own, or made from what a package declares."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from synthesis.build.generic.course_chapter import course_chapter, maintenance_chapter
from synthesis.build.generic.mean_chapter import mean_chapter
from synthesis.build.generic.subgroup_chapters import age_group_chapter, subgroup_chapter
from synthesis.build.run_chapter import READER, code_cells
from synthesis.build.run_chapters import notebooks
from synthesis.build.source import SHARED, list_pages, make_source
from synthesis.files.project import ROOT
from synthesis.package.dataset import Dataset, load
from synthesis.package.defects import DataError
from synthesis.package.named import DeclaredPage
from synthesis.package.plan.places import page_of
from synthesis.site.pages.tools import TOOLS

EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir() if path.is_dir())


def source_of(name: str, staging: Path) -> Path:
    folder = ROOT / "examples" / name
    return make_source(ROOT, load(folder), folder, staging)


def text_of(source: Path, page: str) -> str:
    return (source / "book" / f"{page}.md").read_text(encoding="utf-8")


def test_the_books_own_data_have_the_projects_chapters(dataset: Dataset, tmp_path: Path) -> None:
    assert make_source(ROOT, dataset, ROOT / "data", tmp_path) == ROOT
    assert not list(tmp_path.iterdir())


def test_every_page_of_the_plan_is_a_chapter_of_the_book(dataset: Dataset) -> None:
    plan = dataset.plan
    every = (*plan.analyses, *plan.networks, *plan.doses, *plan.harms, *plan.means)
    every += (*plan.courses,)
    every += (*plan.regressions, *plan.settings, *plan.prior_treatments, *plan.age_groups)
    named = {page_of(each) for each in every}
    assert named <= set(list_pages(ROOT))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_declared_analysis_has_a_place(name: str, tmp_path: Path) -> None:
    source, plan = source_of(name, tmp_path), load(ROOT / "examples" / name).plan
    assert set(list_pages(source)) == {path.stem for path in (source / "book").glob("*.md")}
    every = (*plan.analyses, *plan.networks, *plan.doses, *plan.harms, *plan.means)
    for each in (*every, *plan.courses, *plan.maintenance):
        assert repr(each.id) in text_of(source, page_of(each)), each.id


def test_a_made_chapter_of_means_runs_every_declared_analysis(dataset: Dataset) -> None:
    text = mean_chapter(DeclaredPage(id="scores", title="Scores"), dataset.means)
    cells = re.findall(r"```\{code-cell\} python\n:tags: \[hide-input\]\n(.*?)```", text, re.DOTALL)
    for each in cells:
        compile(each, "scores", "exec")
    assert all(repr(each.id) in cells[0] for each in dataset.means)
    assert "sy.show_means([means[0]], book)" in text


def test_made_chapters_of_courses_run_what_is_declared(dataset: Dataset) -> None:
    plan = dataset.plan
    page = DeclaredPage(id="course", title="How fast")
    for text, declared, shown in (
        (course_chapter(page, plan.courses), plan.courses, "sy.show_courses([courses[0]], book)"),
        (
            maintenance_chapter(page, plan.maintenance),
            plan.maintenance,
            "sy.show_maintenance([found[0]], book)",
        ),
    ):
        cells = re.findall(
            r"```\{code-cell\} python\n:tags: \[hide-input\]\n(.*?)```", text, re.DOTALL
        )
        for each in cells:
            compile(each, "course", "exec")
        assert all(repr(each.id) in cells[0] for each in declared)
        assert shown in text


def test_courses_and_what_comes_after_have_pages_of_their_own(
    tmp_path: Path, dataset: Dataset
) -> None:
    folder = ROOT / "examples" / "psoriasis"
    mine = load(folder)
    plan = replace(mine.plan, courses=dataset.plan.courses, maintenance=dataset.plan.maintenance)
    source = make_source(ROOT, replace(mine, plan=plan), folder, tmp_path)
    assert {"course", "maintenance"} <= set(list_pages(source))
    for each in (*plan.courses, *plan.maintenance):
        assert repr(each.id) in text_of(source, page_of(each))


@pytest.mark.parametrize("name", EXAMPLES)
def test_cells_of_made_chapters_are_code_and_the_shared_ones_are_the_projects(
    name: str, tmp_path: Path
) -> None:
    source = source_of(name, tmp_path)
    for path in notebooks(source / "book"):
        from jupyter_cache.readers import get_reader

        for cell in code_cells(get_reader(READER)(str(path))):
            compile(cell.source, path.name, "exec")
    for page in SHARED:
        assert text_of(source, page) == (ROOT / "book" / f"{page}.md").read_text(encoding="utf-8")


def test_a_package_without_harms_says_so(tmp_path: Path) -> None:
    text = text_of(source_of("migraine", tmp_path), "harms")
    assert "holds no adverse events" in text
    assert "code-cell" not in text


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of a small package that may be changed."""
    return Path(shutil.copytree(ROOT / "examples" / "migraine", tmp_path / "copied"))


def make(copied: Path, tmp_path: Path) -> Path:
    return make_source(ROOT, load(copied), copied, tmp_path / "staging")


def test_chapters_of_a_package_take_the_place_of_those_that_are_made(
    copied: Path, tmp_path: Path
) -> None:
    (copied / "chapters").mkdir()
    (copied / "chapters" / "index.md").write_text("# Mine\n", encoding="utf-8")
    (copied / "chapters" / "cost.md").write_text("# What it costs\n", encoding="utf-8")
    source = make(copied, tmp_path)
    assert text_of(source, "index") == "# Mine\n"
    assert list_pages(source).count("cost") == 1
    assert list_pages(source)[0] == "index"


def test_a_plan_names_pages_and_the_vocabulary_their_titles(copied: Path, tmp_path: Path) -> None:
    plan = copied / "analyses.toml"
    first, rest = plan.read_text(encoding="utf-8").split("\nquestion = ", 1)
    plan.write_text(f'{first}\npage = "answer"\nquestion = {rest}', encoding="utf-8")
    with (copied / "vocabulary.toml").open("a", encoding="utf-8") as words:
        words.write(
            '\n[[page]]\nid = "answer"\ntitle = "The *answer* [here]"\nquestion = "Which?"\n'
        )
    source = make(copied, tmp_path)
    assert "# The \\*answer\\* \\[here\\]" in text_of(source, "answer")
    assert "question='Which?'" in text_of(source, "answer")
    assert "headache-relief" not in list_pages(source)


@pytest.mark.parametrize("page", ["network-headache-relief", "methods", "index"])
def test_a_page_of_something_else_is_refused_and_nothing_is_lost(
    copied: Path, tmp_path: Path, page: str
) -> None:
    plan = copied / "analyses.toml"
    first, rest = plan.read_text(encoding="utf-8").split("\nquestion = ", 1)
    plan.write_text(f'{first}\npage = "{page}"\nquestion = {rest}', encoding="utf-8")
    with pytest.raises(DataError) as caught:
        make(copied, tmp_path)
    (sentence,) = str(caught.value).splitlines()
    assert sentence.startswith("analyses.toml, field ")
    assert f"page: found “{page}”, expected a page that holds nothing of another kind" in sentence


def test_odd_titles_and_questions_stay_texts(copied: Path, tmp_path: Path) -> None:
    odd = 'A {brace}, a \\"quote\\", a `tick`, a $sign$ and ```three'
    plan = copied / "analyses.toml"
    lines = [
        f'{line.split(" = ")[0]} = "{odd}"' if line.startswith(("title", "question")) else line
        for line in plan.read_text(encoding="utf-8").splitlines()
    ]
    plan.write_text("\n".join(lines), encoding="utf-8")
    source = make(copied, tmp_path)
    from jupyter_cache.readers import get_reader

    for path in notebooks(source / "book"):
        for cell in code_cells(get_reader(READER)(str(path))):
            compile(cell.source, path.name, "exec")


def test_contents_and_settings_are_those_of_the_package(tmp_path: Path) -> None:
    source = source_of("psoriasis", tmp_path)
    config = yaml.safe_load((source / "_config.yml").read_text(encoding="utf-8"))
    assert config["title"] == load(ROOT / "examples" / "psoriasis").vocabulary.subject.title
    assert list_pages(source)[:2] == ("index", "trials")


def test_what_is_declared_of_subgroups_has_its_chapters_and_nothing_else(
    dataset: Dataset,
) -> None:
    plan = dataset.plan
    page = DeclaredPage(id="subgroups", title="For whom?")
    every = subgroup_chapter(page, (*plan.regressions, *plan.settings, *plan.prior_treatments))
    for call in ("show_regressions", "show_settings", "show_prior_treatments"):
        assert f"sy.{call}(book)" in every
    alone = subgroup_chapter(page, plan.settings)
    assert "sy.show_settings(book)" in alone
    assert "show_regressions" not in alone
    assert "show_prior_treatments" not in alone
    (group,) = plan.age_groups
    text = age_group_chapter(page, [group])
    assert f"sy.age_group(book, {group.id!r})" in text
    assert "sy.show_age_group_harms(group)" in text
    bare = age_group_chapter(page, [replace(group, events=(), facts=())])
    assert "show_age_group_harms" not in bare
    assert "show_age_group_facts" not in bare
    for chapter in (every, alone, text, bare):
        for name in re.findall(r"sy\.(\w+)", chapter):
            assert name in TOOLS
