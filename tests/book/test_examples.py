"""Books about other diseases, built for real: everything declared is shown, no word of this one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from synthesis.build.build import build
from synthesis.build.source import list_pages, make_source
from synthesis.files.project import ROOT
from synthesis.package.dataset import Dataset, load
from synthesis.package.plan.places import page_of

pytestmark = pytest.mark.slow
EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir() if path.is_dir())
# Words of drugs and treatment that any book may use.
GENERAL = {"placebo", "vehicle", "other treatment", "biologic"}


@pytest.fixture(scope="module", params=EXAMPLES)
def folder(request: pytest.FixtureRequest) -> Path:
    found: Path = ROOT / "examples" / request.param
    return found


@pytest.fixture(scope="module")
def example(folder: Path) -> Dataset:
    return load(folder)


@pytest.fixture(scope="module")
def example_site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the example, and no cell of it replaced by a sentence."""
    site = tmp_path_factory.mktemp("example") / "html"
    assert build(ROOT, folder, site) == ()
    return site


def words_of_the_book(dataset: Dataset) -> set[str]:
    """What only this book’s own subject is called: disease, drugs, trials, outcomes."""
    words = dataset.vocabulary
    subject = words.subject
    found = {subject.disease, subject.condition, subject.treatments, "JAK", "dermatitis"}
    found |= {drug.id for drug in words.drug} | {each.name for each in words.drug_class}
    found |= {each.name for each in words.outcomes.values()}
    found |= set(dataset.table("trials")["trial_name"])
    return {word for word in found if word and word not in GENERAL and len(word) > 2}


def test_no_page_has_a_word_of_the_books_own_subject(
    example: Dataset, example_site: Path, dataset: Dataset
) -> None:
    own = {each.casefold() for each in words_of_the_book(example)}
    foreign = sorted(w for w in words_of_the_book(dataset) if w.casefold() not in own)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, foreign))})\b", re.IGNORECASE)
    for path in example_site.rglob("*.html"):
        found = pattern.search(path.read_text(encoding="utf-8"))
        assert found is None, f"{path.relative_to(example_site)}: {found and found[0]}"


def test_every_declared_analysis_is_shown_with_figure_and_table(
    example: Dataset, example_site: Path
) -> None:
    plan = example.plan
    drawn = {
        analysis
        for path in example_site.glob("figures/*/figure.json")
        for analysis in json.loads(path.read_text(encoding="utf-8"))["analyses"]
    }
    pages: dict[str, BeautifulSoup] = {}
    for each in (*plan.analyses, *plan.networks, *plan.doses, *plan.harms):
        name = page_of(each)
        if name not in pages:
            text = (example_site / f"{name}.html").read_text(encoding="utf-8")
            pages[name] = BeautifulSoup(text, "html.parser")
        assert each.id in drawn, each.id
        assert pages[name].select_one("article table") is not None, each.id


def test_every_page_of_the_contents_is_there(
    example: Dataset, example_site: Path, folder: Path, tmp_path: Path
) -> None:
    for page in list_pages(make_source(ROOT, example, folder, tmp_path)):
        assert (example_site / f"{page}.html").exists(), page


def test_the_site_is_called_by_its_own_title(example: Dataset, example_site: Path) -> None:
    title = example.vocabulary.subject.title
    home = BeautifulSoup((example_site / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert home.h1 is not None
    assert home.h1.get_text().startswith(title)
    results = json.loads((example_site / "results.json").read_text(encoding="utf-8"))
    assert title in results["citation"]


def test_home_answers_with_benefit_and_harm(example: Dataset, example_site: Path) -> None:
    home = BeautifulSoup((example_site / "index.html").read_text(encoding="utf-8"), "html.parser")
    text = home.get_text(" ", strip=True)
    assert "of 100 patients" in text
    if example.plan.harms:
        assert "Of 1,000 patients" in text or "of 1,000" in text
    else:
        assert "no adverse events" in text
