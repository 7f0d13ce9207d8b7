"""What sound data will show no estimate of, told in one sentence each."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from synthesis.analyses.no_estimate import find_no_estimates
from synthesis.analyses.run import Results
from synthesis.commands.cli import app
from synthesis.living.start.arm_counts import ArmLine, read_treatment
from synthesis.living.start.start_package import CountedTable, start_package
from synthesis.package.dataset import Dataset, load

ARMS = {
    "One": {"placebo": 0, "madeupinib 5 QD": 0, "madeupinib 10 QD": 6},
    "Two": {"placebo": 0, "madeupinib 5 QD": 0, "madeupinib 10 QD": 9},
}


def make_package(folder: Path, arms: dict[str, dict[str, int]]) -> Path:
    lines = tuple(
        ArmLine(trial, read_treatment(treatment, "placebo", "mg"), count, 20, number + 2)
        for trial, counts in arms.items()
        for number, (treatment, count) in enumerate(counts.items())
    )
    start_package(folder, "Made up", (CountedTable("BETTER-50", "a.csv", lines),), "made up")
    return folder


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return load(make_package(tmp_path_factory.mktemp("quiet") / "data", ARMS))


def test_a_pool_in_which_nobody_responds_is_told_with_its_trials(quiet: Dataset) -> None:
    found, curve = find_no_estimates(quiet)
    assert curve.analysis == "dose-better-50-madeupinib-qd"
    assert "separated by dose" in curve.sentence
    assert found.analysis == "better-50-against-placebo"
    assert found.trials == {"one", "two"}
    assert found.sentence.startswith(
        "better-50-against-placebo will show no odds ratio of madeupinib 5 mg: nobody or everybody"
    )


def test_what_is_told_is_what_has_no_result(quiet: Dataset) -> None:
    (result,) = Results(quiet).pools.values()
    assert [pool.pool.regimen for pool in result.pools] == ["madeupinib-10-qd"]
    assert {item.stage for item in result.selection.held_back} == {"informative"}


def test_nobody_anywhere_leaves_no_network_and_no_curve(tmp_path: Path) -> None:
    nobody = {trial: dict.fromkeys(arms, 0) for trial, arms in ARMS.items()}
    told = {each.analysis: each.sentence for each in find_no_estimates(
        load(make_package(tmp_path / "data", nobody))
    )}  # fmt: skip
    assert "no network: no trial is informative" in told["network-better-50"]
    assert "no curve: no trial carries" in told["dose-better-50-madeupinib-qd"]


def test_a_network_whose_reference_tells_nothing_is_told(tmp_path: Path) -> None:
    arms = {
        "One": {"placebo": 0, "madeupinib 5 QD": 0},
        "Two": {"madeupinib 5 QD": 4, "inventimab 300 Q2W": 9},
    }
    dataset = load(make_package(tmp_path / "data", arms))
    told = {each.analysis: each.sentence for each in find_no_estimates(dataset)}
    assert "no trial that enters compares placebo, the reference" in told["network-better-50"]
    assert Results(dataset).formed_networks == []


def test_the_book_has_an_estimate_of_all_that_has_counts(dataset: Dataset) -> None:
    assert find_no_estimates(dataset) == ()


def test_check_tells_it(tmp_path: Path) -> None:
    folder = make_package(tmp_path / "data", ARMS)
    done = CliRunner().invoke(app, ["data", "check", "--data", str(folder)])
    assert done.exit_code == 0
    assert "Sound, but better-50-against-placebo will show no odds ratio" in done.output
