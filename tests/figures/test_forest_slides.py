import math
from dataclasses import replace

import pytest
from drawn_table import read_back
from figures.test_forest import PLOTS, find_lines, find_patch, make_plot, random_rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layout_checks import (
    drawn_texts,
    overflowing_texts,
    overlapping_texts,
)
from slide_layout import check_slides

from synthesis.figures.canvas.slide_area import ASPECT, HIGHEST, NARROWEST
from synthesis.figures.files.render import draw_picture
from synthesis.figures.forest.forest import draw_forest, draw_forest_slides, tabulate_forest

EFFECTS = {"OR": "odds_ratio", "RR": "risk_ratio", "RD": "risk_difference"}


def draw_all(plot, layout):
    return draw_forest_slides(plot) if layout == "slide" else (draw_forest(plot, layout),)


def model_scale(plot, cell):
    value = float(cell)
    return value / 100 if plot.measure == "RD" else math.log(value)


def close(value):
    return pytest.approx(value, rel=1e-8, abs=1e-8)


def texts_of(figures):
    return [text.replace("\u00a0", " ") for figure in figures for text, _ in drawn_texts(figure)]


@pytest.mark.parametrize("layout", ["wide", "narrow", "slide"])
@pytest.mark.parametrize("name", ["1 trials", "3 trials", "15 trials", "risk difference",
                                  "control better", "not pooled", "large counts"])  # fmt: skip
def test_the_table_is_what_is_drawn(name, layout):
    plot = PLOTS[name]
    figures = draw_all(plot, layout)
    table = read_back(tabulate_forest(plot))
    trials = [line for line in table if line["line"] == "trial"]
    effect = EFFECTS[plot.measure]
    texts = texts_of(figures)
    for index, line in enumerate(trials):
        (square,) = [m for f in figures for m in find_lines(f, f"square-{index}")]
        (whisker,) = [m for f in figures for m in find_lines(f, f"whisker-{index}")]
        ends = [model_scale(plot, line[name]) for name in ("ci_low", "ci_high")]
        assert list(square.get_xdata()) == [close(model_scale(plot, line[effect]))]
        assert list(whisker.get_xdata()) == [close(end) for end in ends]
        counts = [line[f"{what}_{arm}"] for arm in ("treatment", "comparator")
                  for what in ("responders", "n")]  # fmt: skip
        assert counts == [str(c) for c in (
            plot.rows[index].responders_treatment, plot.rows[index].n_treatment,
            plot.rows[index].responders_control, plot.rows[index].n_control)]  # fmt: skip
        first, second = (f"{x}/{n}" for x, n in (counts[:2], counts[2:]))
        printed = [f"{first} vs {second}"] if layout == "narrow" else [first, second]
        assert all(text in texts for text in [line["label"], *printed])
    drawn = [m for f in figures for a in f.axes for m in a.lines
             if (m.get_gid() or "").startswith("square-")]  # fmt: skip
    assert len(drawn) == len(trials) == len(plot.rows)
    pooled = [line for line in table if line["line"] == "pooled"]
    assert len(pooled) == (plot.pooled is not None)
    for figure in figures:
        diamond, bar = find_patch(figure, "diamond"), find_patch(figure, "prediction")
        assert (diamond is not None) == bool(pooled)
        if not pooled:
            continue
        xs = sorted(set(diamond.get_xy()[:, 0]))
        names = ("ci_low", effect, "ci_high")
        assert xs == [close(model_scale(plot, pooled[0][name])) for name in names]
        ends = [model_scale(plot, pooled[0][f"prediction_{end}"]) for end in ("low", "high")]
        assert sorted(set(bar.get_xy()[:, 0])) == [close(end) for end in ends]


@pytest.mark.parametrize("layout", ["wide", "slide"])
def test_the_numbers_of_the_pooled_line_are_printed(layout):
    plot = PLOTS["6 trials"]
    pooled = read_back(tabulate_forest(plot))[-1]
    text = " ".join(texts_of(draw_all(plot, layout)))
    assert f"{pooled['trials']} trials · {int(pooled['patients']):,} patients" in text
    assert f"τ = {float(pooled['tau']):.2f}" in text
    assert f"I² = {float(pooled['i2_percent']):.0f}%" in text
    if layout == "wide":
        weights = [line["weight_percent"] for line in read_back(tabulate_forest(plot))]
        assert all(f"{float(weight):.1f}%".replace("100.0", "100") in text for weight in weights)


def test_what_cannot_be_estimated_is_empty_and_limits_that_leave_the_axis_are_whole():
    plot = PLOTS["extreme"]
    first, second, third, pooled = read_back(tabulate_forest(plot))
    assert (second["odds_ratio"], second["ci_low"], second["weight_percent"]) == ("", "", "")
    assert float(first["ci_high"]) == close(90_000)
    assert float(third["ci_low"]) == close(0.01)
    assert pooled["prediction_high"] == ""  # the exponential of 800 is no float


def test_nothing_pooled_means_no_columns_of_pooling():
    names = {field.name for field in tabulate_forest(PLOTS["not pooled"]).fields}
    assert not names & {"weight_percent", "tau", "i2_percent", "prediction_low"}


@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS.keys())
def test_slides_fit_and_every_text_stands_free(plot):
    figures = draw_forest_slides(plot)
    check_slides(figures)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(random_rows(), min_size=1, max_size=20))
def test_any_forest_fits_its_slides(rows):
    plot = make_plot(2, rows=tuple(rows))
    for figure in draw_forest_slides(plot):
        assert overflowing_texts(figure) == []
        assert overlapping_texts(figure) == []
        assert figure.get_figheight() <= HIGHEST + 1e-9


def test_parts_share_scale_and_say_which_trials_they_show():
    figures = draw_forest_slides(PLOTS["15 trials"])
    assert len(figures) > 1
    assert len({figure.axes[0].get_xlim() for figure in figures}) == 1
    assert len({figure.axes[0].get_position().x0 for figure in figures}) == 1
    texts = [" ".join(texts_of([figure])) for figure in figures]
    assert "here trials 1 to 5" in texts[0]
    assert "here trials 11 to 15" in texts[-1]
    assert all("15 trials · 3,375 patients" in text for text in texts)


def test_a_slide_has_no_heading_weights_or_notes():
    text = " ".join(texts_of(draw_forest_slides(PLOTS["6 trials"])))
    for words in (PLOTS["6 trials"].outcome, "versus", "Weight", "not from Q"):
        assert words not in text
    assert "← favours placebo" in text
    assert "here trials" not in text


def test_few_trials_fill_the_slide_with_taller_rows():
    (figure,) = draw_forest_slides(PLOTS["3 trials"])
    assert figure.get_figwidth() == NARROWEST
    assert figure.get_figheight() == pytest.approx(NARROWEST / ASPECT, abs=0.02)


def test_shares_stay_beside_the_counts_where_the_names_above_are_wide_anyway():
    wide = make_plot(1, treatment="upadacitinib 15 mg, raised to 30 mg by response",
                     control="dupilumab (label dose)")  # fmt: skip
    assert "n/N (%)" in texts_of(draw_forest_slides(wide))


def test_drawing_slides_twice_gives_the_same_bytes():
    plot = replace(PLOTS["extreme"])
    first, second = (
        [draw_picture(figure, 100).tobytes() for figure in draw_forest_slides(plot)]
        for _ in range(2)
    )
    assert first == second
