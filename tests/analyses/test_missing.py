"""What a package cannot give is a sentence; what the program does wrong is not."""

from dataclasses import replace

import pytest

from synthesis.analyses import missing, network_choices
from synthesis.analyses.missing import Missing, find_networks
from synthesis.analyses.network_choices import choices
from synthesis.analyses.networks import run_network
from synthesis.package.dataset import Dataset
from synthesis.selection.records import Records, read_records

NAME = "network-easi75-monotherapy"


def with_network(dataset: Dataset, **changes: object) -> Dataset:
    """The same package with one network, declared a little differently."""
    network = replace(dataset.network(NAME), **changes)  # type: ignore[arg-type]
    return replace(dataset, plan=replace(dataset.plan, networks=(network,)))


def test_a_network_without_any_count_says_so(dataset: Dataset) -> None:
    own = with_network(dataset, weeks=(400.0, 401.0))
    found = find_networks(own)[NAME]
    title = own.network(NAME).title
    assert found == Missing(f"{title}: no trial has counts that can be used.")


def test_a_network_in_parts_names_them(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = missing.run_network(dataset, NAME).selection
    trials = {arm.trial_id for arm in chosen.arms if arm.treatment == "placebo"}
    first, second = sorted(trials)[:2]
    apart = tuple(
        replace(arm, treatment=f"{arm.treatment} of {arm.trial_id}")
        for arm in chosen.arms
        if arm.trial_id in (first, second)
    )

    def select(*_: object) -> object:
        return replace(chosen, arms=apart)

    monkeypatch.setattr("synthesis.analyses.networks.select_network_records", select)
    found = find_networks(with_network(dataset))[NAME]
    assert isinstance(found, Missing)
    assert "there is no network. the network falls into 2 parts" in found.sentence


def test_a_bug_is_no_sentence(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("operands could not be broadcast together")

    monkeypatch.setattr("synthesis.analyses.networks.pool_network", fail)
    with pytest.raises(ValueError, match="broadcast"):
        find_networks(with_network(dataset))


def test_a_bug_under_another_choice_is_no_sentence_either(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = run_network(dataset, NAME)
    records: Records = read_records(dataset)
    none = replace(network.selection, arms=())
    monkeypatch.setattr(network_choices, "select_network_records", lambda *_: none)
    found = {c.name: c for c in choices(dataset, records, network.selection, network.contrasts)}
    assert found["With unverified rows"].result is None
    assert found["With unverified rows"].note == "no trial is left"

    def fail(*_: object) -> None:
        raise ValueError("operands could not be broadcast together")

    monkeypatch.setattr(network_choices, "make_network", fail)
    with pytest.raises(ValueError, match="broadcast"):
        tuple(choices(dataset, records, network.selection, network.contrasts))
