import math
from dataclasses import replace

import pytest

from synthesis.figures.absolute.absolute import AbsoluteRow
from synthesis.figures.alt_text import describe_absolute, describe_forest, describe_overview
from synthesis.figures.forest.forest import ForestPlot, ForestRow, ForestSummary
from synthesis.figures.overview.overview import OverviewRow, OverviewWords

ROW = ForestRow("MADE-UP 1", 60, 150, 12, 75, math.log(3.5), math.log(1.74), math.log(7.05), 50.0)
SUMMARY = ForestSummary(
    math.log(4.2), math.log(2.9), math.log(6.1), "Random effects", math.log(1.5), math.log(12),
    0.09, 40.0, 2, 450,
)  # fmt: skip
PLOT = ForestPlot(
    "OR", "abrocitinib 200 mg", "placebo", (ROW, replace(ROW, label="MADE-UP 2", estimate=1.6)),
    SUMMARY, "favours placebo", "favours abrocitinib 200 mg", "EASI-75 at week 16",
)  # fmt: skip
LONG = "a very long name " * 20
LINE = OverviewRow("Madeupinib", "15 mg", 4, 1242, math.log(3), math.log(2), math.log(5), None,
                   None, "pooled")  # fmt: skip
EMPTY = replace(LINE, label="30 mg", estimate=None, ci_low=None, ci_high=None, status="none")
PATIENTS = AbsoluteRow("Madeupinib", "15 mg", 54.6, 46.2, 62.8, 12.6, 4)


def long_plot():
    row = replace(ROW, label=LONG)
    return replace(PLOT, treatment=LONG, control=LONG, outcome=LONG, favours_high=LONG,
                   favours_low=LONG, rows=(row,) * 3)  # fmt: skip


TEXTS = {
    "pooled": describe_forest(PLOT),
    "single": describe_forest(replace(PLOT, rows=(ROW,), summary=None)),
    "not pooled": describe_forest(replace(PLOT, summary=None)),
    "difference": describe_forest(replace(PLOT, measure="RD", rows=(replace(ROW, estimate=0.2),))),
    "long": describe_forest(long_plot()),
    "long single": describe_forest(replace(long_plot(), rows=long_plot().rows[:1], summary=None)),
    "hash": describe_forest(replace(PLOT, outcome="EASI-75 #fig-3")),
    "overview": describe_overview((LINE, replace(LINE, estimate=0.1), EMPTY), "OR", "EASI-75"),
    "overview, one": describe_overview((LINE,), "RR", "EASI-75"),
    "overview, none": describe_overview((EMPTY,), "OR", "IGA"),
    "overview, long": describe_overview(
        (replace(LINE, group=LONG), replace(LINE, group=LONG, status="single"), EMPTY), "RD", LONG
    ),
    "absolute": describe_absolute((PATIENTS, replace(PATIENTS, label="5 mg", low=2)), "EASI-75"),
    "absolute, one": describe_absolute((PATIENTS,), "EASI-75"),
    "absolute, long": describe_absolute((replace(PATIENTS, group=LONG),) * 2, LONG),
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_alt_texts_are_short_plain_sentences(text):
    assert 40 <= len(text) <= 400
    assert text.endswith(".")
    assert "#" not in text
    for phrase in ("figure of", "image of", "nan", "None", "  "):
        assert phrase not in text


def test_a_pooled_forest_says_the_result_and_whom_it_favours():
    assert describe_forest(PLOT) == (
        "EASI-75 at week 16, abrocitinib 200 mg versus placebo: pooled odds ratio 4.20 "
        "(95% CI 2.90 to 6.10) from 2 trials with 450 patients. The interval favours abrocitinib "
        "200 mg. The 95% prediction interval is 1.50 to 12.0. Individual trials range from 3.50 "
        "to 4.95."
    )


def test_a_single_trial_says_its_counts_and_no_pooling():
    text = TEXTS["single"]
    assert "60 of 150 against 12 of 75 patients, odds ratio 3.50 (95% CI 1.74 to 7.05)" in text
    assert "pool" not in text


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-0.1, 0.5, "includes the possibility of no difference"),
        (-2, -1, "favours placebo"),
        (0.1, 2, "favours abro"),
    ],
)
def test_the_verdict_follows_the_interval(low, high, verdict):
    plot = replace(PLOT, summary=replace(SUMMARY, ci_low=low, ci_high=high))
    assert f"The interval {verdict}" in describe_forest(plot)


def test_an_overview_names_its_ends_and_counts_what_is_missing():
    assert "to Madeupinib 15 mg 3.00 (95% CI 2.00 to 5.00)" in TEXTS["overview"]
    assert "1 drug-dose without usable counts yet." in TEXTS["overview"]


def test_an_overview_says_what_its_rows_and_open_dots_are():
    words = OverviewWords(row="test", name="{label}", open_one="leaves it open", against="")
    rows = (LINE, replace(LINE, label="5 mg", status="single", estimate=0.1))
    text = describe_overview(rows, "RR", "Made-up claim", words)
    assert text.startswith("Made-up claim, risk ratio for 2 tests: from 5 mg 1.11")
    assert "1 test leaves it open." in text
    assert "drug-dose" not in text
    assert "single trial" not in text


def test_absolute_effects_are_told_per_100():
    assert "55 (95% CI 46 to 63) with Madeupinib 15 mg against 13 with control" in TEXTS["absolute"]
