"""The declared networks: what is read, and what the book declares."""

from __future__ import annotations

import pytest
from small_plan import read

from synthesis.package.dataset import Dataset


def test_a_sound_entry_is_read(dataset: Dataset) -> None:
    (network,) = read(dataset.schema).networks
    assert network.weeks == (12.0, 16.0)
    assert (network.routes, network.measure) == (("oral",), "OR")


def test_the_book_declares_two_systemic_networks_for_each_of_four_outcomes(
    dataset: Dataset,
) -> None:
    systemic = [n for n in dataset.networks if n.reference == "placebo"]
    declared = {(n.outcome, n.background) for n in systemic}
    assert declared == {
        (outcome, (background,))
        for outcome in ("EASI75", "ITCH4", "IGA01", "EASI90")
        for background in ("none", "required")
    } | {("EASI50", ("none", "required"))}  # as those who published one have it
    with pytest.raises(KeyError, match="no network “nonsense”"):
        dataset.network("nonsense")
