"""synthesis.models.network.contrasts: arms to contrasts, zero cells, and what is no network."""

import numpy as np
import pandas as pd
import pytest
from network_references import arms, star, triangle

from synthesis.models.measure import Measure
from synthesis.models.network.connected import connected_parts
from synthesis.models.network.contrasts import NetworkError, make_network
from synthesis.models.pairwise.contrasts import make_contrasts

MEASURES: list[Measure] = ["OR", "RR", "RD"]


@pytest.mark.parametrize("measure", MEASURES)
def test_a_two_arm_trial_is_the_pairwise_contrast(measure: Measure) -> None:
    table = arms(("a", "x", 0, 20), ("a", "y", 5, 21), ("b", "x", 7, 30), ("b", "y", 30, 30))
    network = make_network(table, measure)
    pair = make_contrasts(table, "y", "x", measure)
    blocks = network.blocks()
    assert [estimate[0] for *_, estimate, _ in blocks] == pytest.approx(pair.estimate, abs=1e-14)
    assert [block[0, 0] for *_, block in blocks] == pytest.approx(pair.variance, abs=1e-14)
    assert network.corrected == pair.corrected == ("a", "b")


def test_contrasts_of_a_multi_arm_trial_share_the_variance_of_their_common_arm() -> None:
    table = arms(("t", "placebo", 20, 200), ("t", "low", 90, 200), ("t", "high", 120, 200))
    [(trial, names, estimate, covariance)] = make_network(table, "OR").blocks()
    assert (trial, names) == ("t", ("placebo", "low", "high"))
    assert estimate == pytest.approx(
        [np.log((90 / 110) / (20 / 180)), np.log((120 / 80) / (20 / 180))]
    )
    shared = 1 / 20 + 1 / 180
    assert covariance[0, 1] == pytest.approx(shared)
    # The correlation the guide gives for these two doses.
    correlation = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    assert correlation == pytest.approx(0.73, abs=0.005)


def test_a_zero_cell_corrects_every_arm_of_its_trial_and_no_other() -> None:
    table = arms(
        ("zero", "a", 0, 10), ("zero", "b", 3, 10), ("zero", "c", 4, 12),
        ("sound", "a", 2, 10), ("sound", "b", 3, 10),
    )  # fmt: skip
    network = make_network(table, "OR")
    r, n = np.array([0.5, 3.5, 4.5, 2.0, 3.0]), np.array([11.0, 11.0, 13.0, 10.0, 10.0])
    assert network.value == pytest.approx(np.log(r / (n - r)))
    assert network.variance == pytest.approx(1 / r + 1 / (n - r))
    assert network.corrected == ("zero",)
    assert network.patients == 52


@pytest.mark.parametrize(
    ("measure", "out"), [("OR", {"none", "all"}), ("RR", {"none"}), ("RD", set())]
)
def test_uninformative_trials_leave_the_ratio_measures(measure: Measure, out: set[str]) -> None:
    table = arms(
        ("none", "a", 0, 10), ("none", "b", 0, 10), ("none", "c", 0, 9),
        ("all", "a", 8, 8), ("all", "b", 9, 9),
        ("sound", "a", 2, 10), ("sound", "b", 3, 10), ("sound", "c", 5, 10),
    )  # fmt: skip
    network = make_network(table, measure)
    assert {trial for trial, _ in network.left_out} == out
    assert set(network.corrected) == {"none", "all"} - out
    assert (network.variance > 0).all()


def test_a_disconnected_network_names_its_parts() -> None:
    table = arms(("one", "a", 1, 9), ("one", "b", 2, 9), ("two", "c", 1, 9), ("two", "d", 2, 9))
    with pytest.raises(NetworkError) as caught:
        make_network(table, "OR")
    assert str(caught.value) == (
        "the network falls into 2 parts no trial connects: (a, b) and (c, d)."
    )


def test_a_network_held_together_by_an_uninformative_trial_says_so() -> None:
    table = arms(
        ("one", "a", 1, 9), ("one", "b", 2, 9), ("two", "c", 1, 9), ("two", "d", 2, 9),
        ("bridge", "a", 0, 9), ("bridge", "c", 0, 9),
    )  # fmt: skip
    with pytest.raises(NetworkError, match="once the uninformative trials are left out: bridge"):
        make_network(table, "OR")
    assert make_network(table, "RD").k == 3


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (arms(("one", "a", 1, 9), ("two", "a", 1, 9), ("two", "b", 2, 9)), "only one: one."),
        (arms(("one", "a", 0, 9), ("one", "b", 0, 9)), "no trial is informative on the OR"),
    ],
)
def test_what_is_no_network_is_told_in_one_sentence(table: pd.DataFrame, sentence: str) -> None:
    with pytest.raises(NetworkError, match=sentence):
        make_network(table, "OR")


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(NetworkError, match="expected OR, RR or RD"):
        make_network(star(), "HR")  # type: ignore[arg-type]


def test_rows_of_a_trial_need_not_stand_together() -> None:
    table = triangle()
    scattered = make_network(table.sample(frac=1.0, random_state=3), "OR")
    assert sorted(scattered.trials) == sorted(make_network(table, "OR").trials)
    assert (np.diff(scattered.trial) >= 0).all()


def test_parts_are_numbered_and_a_lonely_node_is_a_part() -> None:
    trial, node = np.array([0, 0, 1, 1]), np.array([0, 1, 2, 3])
    assert connected_parts(trial, node, 5).tolist() == [0, 0, 1, 1, 2]


def test_the_arrays_are_read_only() -> None:
    network = make_network(star(), "OR")
    with pytest.raises(ValueError, match="read-only"):
        network.value[0] = 1.0
