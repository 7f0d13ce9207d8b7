"""A data package, what it declares, and the arms that each analysis chooses."""

from __future__ import annotations

import builtins
import sys
from typing import Any

import pytest

import synthesis
from synthesis.analyses.networks import run_network
from synthesis.analyses.pools import run_analysis
from synthesis.api.data import MissingExtraError
from synthesis.package.dataset import Dataset


def test_every_declared_analysis_gives_arms(dataset: Dataset) -> None:
    declared = synthesis.list_analyses(dataset)
    assert set(declared["kind"]) == {"pool", "network", "dose", "harm", "mean"}
    assert declared["id"].is_unique
    for kind, group in declared.groupby("kind"):
        for identifier in group["id"].head(3):
            arms = synthesis.choose_arms(dataset, identifier)
            expected = ["trial", "treatment", "responders", "n"]
            own = [name for name in arms.columns if name != "effective_n"]
            if kind == "mean":
                expected = ["trial", "treatment", "mean", "se", "n"]
            assert own == expected + ["dose"] * (kind == "dose")
            assert not arms.duplicated(["trial", "treatment"]).any()


def test_a_pool_of_chosen_arms_is_that_of_the_book(dataset: Dataset) -> None:
    result = run_analysis(dataset, dataset.analyses[0].id)
    arms = synthesis.choose_arms(dataset, result.analysis.id)
    for pool in result.pools:
        found = synthesis.pool(
            arms, pool.pool.regimen, pool.pool.comparator, result.analysis.measure
        )
        assert found.model.estimate == pool.primary.estimate
        assert found.model.ci_high == pool.primary.ci_high


def test_a_network_of_chosen_arms_is_that_of_the_book(dataset: Dataset) -> None:
    declared = dataset.networks[0]
    network = synthesis.pool_network(synthesis.choose_arms(dataset, declared.id))
    book = run_network(dataset, declared.id)
    assert network.treatments == book.result.treatments
    assert (network.model.estimate == book.result.estimate).all()


def test_an_unknown_analysis_is_told_in_one_sentence(dataset: Dataset) -> None:
    with pytest.raises(ValueError, match="no analysis is called 'x'; list_analyses"):
        synthesis.choose_arms(dataset, "x")


def test_load_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = builtins.__import__

    def without_extra(name: str, *rest: Any, **named: Any) -> Any:
        if name.startswith("synthesis.package.dataset"):
            raise ModuleNotFoundError("No module named 'pydantic'", name="pydantic")
        return whole(name, *rest, **named)

    monkeypatch.delitem(sys.modules, "synthesis.package.dataset")
    monkeypatch.setattr(builtins, "__import__", without_extra)
    with pytest.raises(MissingExtraError, match=r"pydantic is needed.*install synthesis\[book\]\."):
        synthesis.load()
