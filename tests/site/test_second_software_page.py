"""The table of the second computation, its sentences, and what a build makes of a difference."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import get_args

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

from synthesis.analyses.run import Results
from synthesis.analyses.second_software.compare import run_second_software
from synthesis.analyses.second_software.result import (
    ComparedNumber,
    Quantity,
    SecondRun,
)
from synthesis.build import build as builder
from synthesis.build.build import BuildError, compare_software
from synthesis.commands.cli import app
from synthesis.package.dataset import Dataset
from synthesis.prose.second_software import (
    CALLS,
    QUANTITY_NAMES,
    agreement_sentence,
    disagreement_sentence,
    format_closeness,
)
from synthesis.site.pages.results.second_software import show_second_software

SENTENCE = (
    "The variance τ² between trials of the pool a.b is 0.10000000 in the book and 0.10020000 by "
    "PyMARE, on the model scale; 10⁻⁵ is the largest difference allowed."
)


def off_by(*differences: float) -> SecondRun:
    numbers = (ComparedNumber("a.b", "tau2", "PyMARE", 0.1, 0.1 + size) for size in differences)
    return SecondRun(("a.b",), tuple(numbers), ())


def results_with(second: SecondRun, dataset: Dataset) -> Results:
    """Results of which the second computation is given."""
    results = Results(dataset)
    probe = Results(replace(dataset))
    probe.__dict__["pools"], probe.__dict__["harms"] = {}, {}
    run_second_software(probe)
    [name] = probe.kept
    results.kept[name] = second
    return results


def test_the_table_has_a_row_for_each_kind_of_number(book: Results) -> None:
    soup = BeautifulSoup(show_second_software(book).text, "html.parser")
    second = run_second_software(book)
    [table, left_out] = soup.find_all("table")
    rows = [[cell.get_text(strip=True) for cell in row.find_all(["th", "td"])]
            for row in table.select("tbody tr")]  # fmt: skip
    assert [row[0].lower() for row in rows] == [name.lower() for name in QUANTITY_NAMES.values()]
    assert sum(int(row[2].replace(",", "")) for row in rows) == len(second.numbers)
    assert all(row[4].startswith(("none", "below 10⁻")) for row in rows)
    reasons = left_out.get_text()
    assert all(case.reason in reasons for case, _, _ in second.reasons())
    assert f"{len(second.pools)} pools of this build" in soup.get_text()


def test_a_package_without_pools_has_a_sentence_and_no_table(dataset: Dataset) -> None:
    text = show_second_software(results_with(SecondRun((), (), ()), dataset)).text
    assert "<table" not in text
    assert "0 pools" in text


def test_a_difference_is_told_with_pool_quantity_and_both_numbers() -> None:
    assert disagreement_sentence(off_by(1e-9, 2e-4)) == SENTENCE
    assert (
        disagreement_sentence(off_by(2e-4, 1e-4)) == f"{SENTENCE} One other number exceeds it too."
    )
    assert "2 other numbers exceed it too." in disagreement_sentence(off_by(2e-4, 1e-4, 1e-4))
    assert "not a number by PyMARE" in disagreement_sentence(off_by(math.nan))
    assert disagreement_sentence(off_by(1e-9)) == ""
    assert "largest difference: below 10⁻⁸ (variance τ² between trials)" in agreement_sentence(
        off_by(3e-9)
    )
    assert agreement_sentence(SecondRun((), (), ())).startswith("PyMARE and statsmodels had no")


@pytest.mark.parametrize(
    ("difference", "words"),
    [(0.0, "none"), (3e-9, "below 10⁻⁸"), (1e-17, "below 10⁻¹²"), (0.02, "below 10⁻¹"),
     (math.inf, "no number")],
)  # fmt: skip
def test_closeness_in_words(difference: float, words: str) -> None:
    assert format_closeness(difference) == words


def test_every_kind_of_number_has_its_words() -> None:
    assert set(QUANTITY_NAMES) == set(CALLS) == set(get_args(Quantity))


def test_a_difference_ends_a_build_of_the_book(dataset: Dataset) -> None:
    with pytest.raises(BuildError) as caught:
        compare_software(results_with(off_by(2e-4), dataset), strict=True)
    assert str(caught.value) == SENTENCE
    assert compare_software(results_with(off_by(1e-9), dataset), strict=True) == ()


def test_a_build_of_another_package_prints_the_difference(dataset: Dataset) -> None:
    first, second = compare_software(results_with(off_by(2e-4), dataset), strict=False)
    assert "largest difference: below 10⁻³" in first
    assert second == SENTENCE
    [only] = compare_software(results_with(off_by(1e-9), dataset), strict=False)
    assert "1 number of 1 pool a second time" in only


def test_the_command_prints_what_a_build_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    def build(*arguments: object) -> tuple[str, ...]:
        tell, note = (each for each in arguments if callable(each))
        assert tell is not note
        note(SENTENCE)
        return ()

    monkeypatch.setattr(builder, "build", build)
    done = CliRunner().invoke(app, ["book", "build"])
    assert done.exit_code == 0
    assert SENTENCE in done.stderr
