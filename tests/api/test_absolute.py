"""What an effect means for a thousand people."""

from __future__ import annotations

import pandas as pd
import pytest

import synthesis


def test_an_odds_ratio_at_a_stated_risk(arms: pd.DataFrame) -> None:
    pooled = synthesis.pool(arms, "new", "none")
    expected = synthesis.expect_of_1000(pooled, 0.2)
    odds = 0.25 * pooled.estimate
    assert expected.estimate["baseline 0.2"] == pytest.approx(1000 * odds / (1 + odds))
    assert expected.without == {"baseline 0.2": 200.0}
    assert expected.to_frame().shape == (1, 10)
    assert "200 without" in repr(expected)


def test_the_baselines_are_those_of_the_control_arms(arms: pd.DataFrame) -> None:
    pooled = synthesis.pool(arms, "new", "none", "RD")
    expected = synthesis.expect_of_1000(pooled)
    assert list(expected.without) == ["low", "median", "high"]
    assert expected.without["low"] == pytest.approx(1000 * 12 / 59)
    difference = expected.to_frame()["difference"]
    assert difference.tolist() == pytest.approx([1000 * pooled.estimate] * 3)
    named = synthesis.expect_of_1000(pooled, {"here": 0.3, "there": 0.4})
    assert list(named.estimate) == ["here", "there"]


def test_a_harm_is_counted_as_a_harm(arms: pd.DataFrame) -> None:
    comparison = synthesis.pool_network(arms, "none").compare("new")
    good = synthesis.expect_of_1000(comparison, 0.2)
    harm = synthesis.expect_of_1000(comparison, 0.2, event_is_good=False)
    assert good.number_needed["baseline 0.2"].startswith("NNTB")
    assert harm.number_needed["baseline 0.2"].startswith("NNTH")
    assert "NNTH" in harm._repr_html_()


def test_what_is_no_effect_or_no_risk_is_told_in_one_sentence(arms: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="the effect is a float; expected what pool"):
        synthesis.expect_of_1000(2.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="expected a number from 0 to 1"):
        synthesis.expect_of_1000(synthesis.pool(arms, "new", "none"), 20)
