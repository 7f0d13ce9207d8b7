"""Networks of any frame: the numbers of the models, on the natural scale."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from reference_tables import FOLDER

import synthesis
from synthesis.models.network.contrasts import make_network
from synthesis.models.network.pool import pool_network

PNG = b"\x89PNG"


def smoking() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "network_tables" / "hasselblad1998.csv")


def test_the_numbers_are_those_of_the_model() -> None:
    network = synthesis.pool_network(smoking(), "no_contact", method="DL", interval="t", level=0.9)
    model = pool_network(make_network(smoking(), "OR"), "DL", "t", 0.9)
    assert network.tau2 == model.tau2
    assert list(network.estimate) == ["grp_counseling", "ind_counseling", "self_help"]
    for treatment, estimate in network.estimate.items():
        expected = model.compare(treatment, "no_contact")
        assert estimate == math.exp(expected.estimate)
        assert network.ci[treatment] == (math.exp(expected.ci_low), math.exp(expected.ci_high))


def test_frames_have_every_comparison() -> None:
    network = synthesis.pool_network(smoking(), "no_contact")
    frame = network.to_frame()
    assert frame.shape == (3, 10)
    assert set(frame["comparator"]) == {"no_contact"}
    assert frame["head_to_head"].tolist() == [2, 15, 3]
    league = network.league_table()
    assert league.shape == (4, 4)
    assert league.loc["self_help", "no_contact"] == pytest.approx(network.estimate["self_help"])
    product = league.loc["self_help", "no_contact"] * league.loc["no_contact", "self_help"]
    assert product == pytest.approx(1.0)
    assert league.isna().sum().sum() == 4
    assert sum(network.p_scores.values()) == pytest.approx(2.0)


def test_one_comparison_has_its_numbers_and_baselines(arms: pd.DataFrame) -> None:
    network = synthesis.pool_network(arms, "none")
    one = network.compare("new", "old")
    assert one.estimate == pytest.approx(network.estimate["new"] / network.estimate["old"])
    assert one.ci[0] < one.estimate < one.ci[1]
    assert one.baseline_risks()["high"] == pytest.approx(0.41)
    assert one.to_frame()["comparator"].tolist() == ["old"]
    assert network.compare("new").model.comparator == "none"


def test_a_network_shows_itself(arms: pd.DataFrame) -> None:
    network = synthesis.pool_network(arms, "none", "RD")
    assert network._repr_png_().startswith(PNG)
    drawn = [text.get_text() for text in network.draw().figure.texts]
    assert {"Risk difference", "Against none", "new", "old", "[95% CI]"} <= set(drawn)
    assert "Risk difference against none:" in repr(network)


def test_what_is_no_network_is_told_in_one_sentence(arms: pd.DataFrame) -> None:
    for broken, sentence in (
        (arms[arms["trial"].isin(["A"])].iloc[:1], "a trial needs two arms or more"),
        (
            pd.concat(
                [
                    arms[arms["trial"] == "A"],
                    pd.DataFrame(
                        {
                            "trial": ["X", "X"], "treatment": ["p", "q"],
                            "responders": [1, 2], "n": [9, 9],
                        }
                    ),
                ]
            ),
            r"falls into 2 parts no trial connects: \(new, none\) and \(p, q\)",
        ),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=sentence):
            synthesis.pool_network(broken)
    with pytest.raises(ValueError, match="'nothing' is not a treatment of the network"):
        synthesis.pool_network(arms, "nothing")
    with pytest.raises(ValueError, match="better is 'more'; expected higher or lower"):
        synthesis.pool_network(arms, better="more")  # type: ignore[arg-type]
