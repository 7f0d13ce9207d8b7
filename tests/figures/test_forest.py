import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from layout_checks import drawn_texts, find_layout_faults
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from synthesis.figures.files.render import draw_picture
from synthesis.figures.forest.forest import ForestPlot, ForestRow, ForestSummary, draw_forest
from synthesis.figures.forest.forest_data import footer_lines

LAYOUTS = ("wide", "narrow")
LONG = "Trial of adolescents and adults with moderate to severe disease (NCT03349060), part B"
OFF_AXIS = (0.01, 400.0)


def make_row(index: int = 0, **changes) -> ForestRow:
    estimate = math.log(2.5 + 0.8 * (index % 7))
    row = ForestRow(
        f"MADE-UP {index + 1}",
        60 + index,
        150,
        12,
        75,
        estimate,
        estimate - 0.6,
        estimate + 0.6,
        10,
    )
    return replace(row, **changes)


def make_plot(k: int, **changes) -> ForestPlot:
    rows = tuple(make_row(i, weight=100 / k) for i in range(k))
    summary = ForestSummary(
        estimate=1.3,
        ci_low=1.0,
        ci_high=1.6,
        label="Random effects (REML, Hartung–Knapp)",
        pi_low=0.4,
        pi_high=2.2,
        tau2=0.09,
        i2=43.2,
        k=k,
        patients=225 * k,
        extra_lines=("I² is computed from τ² (Higgins and Thompson 2002), not from Q.",),
    )
    plot = ForestPlot(
        "OR",
        "abrocitinib 200 mg",
        "placebo",
        rows,
        summary if k > 1 else None,
        "favours placebo",
        "favours abrocitinib 200 mg",
        "EASI-75 at week 12 to 16",
    )
    return replace(plot, **changes)


def extreme_plot() -> ForestPlot:
    plot = make_plot(3)
    rows = (
        make_row(0, estimate=math.log(150), ci_low=math.log(9), ci_high=math.log(90_000)),
        make_row(1, responders_treatment=0, responders_control=0, estimate=math.nan,
                 ci_low=math.nan, ci_high=math.nan, weight=math.nan),
        make_row(2, ci_low=math.log(OFF_AXIS[0]), ci_high=math.log(OFF_AXIS[1])),
    )  # fmt: skip
    summary = replace(
        plot.summary, estimate=2.0, ci_low=-9.0, ci_high=13.0, pi_low=-40.0, pi_high=800.0
    )
    return replace(plot, rows=rows, summary=summary)


def difference_plot() -> ForestPlot:
    rows = tuple(
        make_row(i, estimate=0.1 * i - 0.05, ci_low=0.1 * i - 0.2, ci_high=0.1 * i + 0.1)
        for i in range(5)
    )
    summary = replace(make_plot(5).summary, estimate=0.2, ci_low=-0.01, ci_high=0.41, pi_low=-0.3)
    return make_plot(5, measure="RD", rows=rows, summary=replace(summary, pi_high=0.7))


PLOTS = {
    **{f"{k} trials": make_plot(k) for k in (1, 2, 3, 6, 15)},
    "long names": make_plot(
        6,
        rows=tuple(make_row(i, label=LONG if i % 2 else f"T{i}") for i in range(6)),
        treatment="upadacitinib 30 mg once daily with topical corticosteroids",
        control="vehicle cream twice daily for sixteen weeks",
        favours_low="favours vehicle cream twice daily for sixteen weeks",
        favours_high="favours upadacitinib 30 mg once daily with topical corticosteroids",
        outcome="Validated Investigator Global Assessment of 0 or 1 with improvement of two points "
        "or more from baseline, at week 16, non-responder imputation",
    ),
    "one unbroken name": make_plot(2, rows=(make_row(0, label="X" * 60), make_row(1))),
    "extreme": extreme_plot(),
    "large counts": make_plot(
        3, rows=tuple(
            make_row(i, responders_treatment=12_345, n_treatment=23_456,
                     responders_control=10_345, n_control=20_456) for i in range(3)
        )
    ),
    "control better": make_plot(
        1, rows=(make_row(0, estimate=-3.0, ci_low=-4.5, ci_high=-1.5),), measure="RR"
    ),
    "not pooled": make_plot(4, summary=None),
    "risk difference": difference_plot(),
}  # fmt: skip


def find_lines(figure: Figure, gid: str) -> list[Line2D]:
    return [line for axes in figure.axes for line in axes.lines if line.get_gid() == gid]


def find_patch(figure: Figure, gid: str) -> Polygon | None:
    return next((p for axes in figure.axes for p in axes.patches if p.get_gid() == gid), None)


def all_text(figure: Figure) -> str:
    return " ".join(text for text, _ in drawn_texts(figure)).replace("\u00a0", " ")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("plot", PLOTS.values(), ids=PLOTS.keys())
def test_every_text_stands_free_and_inside(plot, layout):
    figure = draw_forest(plot, layout)
    assert find_layout_faults(figure) == []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["1 trials", "6 trials", "extreme", "risk difference"])
def test_marks_stay_on_the_canvas(name, layout):
    figure = draw_forest(PLOTS[name], layout)
    figure.draw_without_rendering()
    for axes in figure.axes:
        for artist in [*axes.lines, *axes.patches]:
            box = artist.get_window_extent()
            assert box.x0 >= 0
            assert box.x1 <= figure.bbox.x1
            assert box.y0 >= 0
            assert box.y1 <= figure.bbox.y1


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["6 trials", "15 trials", "risk difference"])
def test_drawn_positions_equal_the_data(name, layout):
    plot = PLOTS[name]
    figure = draw_forest(plot, layout)
    for index, row in enumerate(plot.rows):
        (square,) = find_lines(figure, f"square-{index}")
        (whisker,) = find_lines(figure, f"whisker-{index}")
        assert list(square.get_xdata()) == [row.estimate]
        assert list(whisker.get_xdata()) == [row.ci_low, row.ci_high]
        assert set(whisker.get_ydata()) == set(square.get_ydata())
    corners = find_patch(figure, "diamond").get_xy()
    assert len(corners) == 5  # four corners, closed
    summary = plot.summary
    assert min(corners[:, 0]) == summary.ci_low
    assert max(corners[:, 0]) == summary.ci_high
    top, bottom = corners[corners[:, 1].argmin()], corners[corners[:, 1].argmax()]
    assert top[0] == bottom[0] == summary.estimate
    bar = find_patch(figure, "prediction").get_xy()
    assert (min(bar[:, 0]), max(bar[:, 0])) == (summary.pi_low, summary.pi_high)
    assert min(bar[:, 1]) > max(corners[:, 1])
    for line in find_lines(figure, "no-effect"):
        assert set(line.get_xdata()) == {0.0}


def test_axis_ticks_stand_at_their_numbers():
    figure = draw_forest(make_plot(6), "wide")
    axes = figure.axes[0]
    figure.draw_without_rendering()
    boxes = {text: box for text, box in drawn_texts(figure) if text in {"0.5", "1", "2", "5", "10"}}
    assert len(boxes) == 5
    for text, box in boxes.items():
        x, _ = axes.transData.transform((math.log(float(text)), 1.0))
        assert (box.x0 + box.x1) / 2 == pytest.approx(x, abs=1.0)


def test_square_areas_follow_the_weights():
    rows = (make_row(0, weight=80.0), make_row(1, weight=20.0))
    figure = draw_forest(make_plot(2, rows=rows), "wide")
    large, small = (find_lines(figure, f"square-{i}")[0].get_markersize() for i in (0, 1))
    assert (large / small) ** 2 == pytest.approx(4.0)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_intervals_that_leave_the_axis_end_in_arrowheads(layout):
    plot = extreme_plot()
    figure = draw_forest(plot, layout)
    least, most = figure.axes[0].get_xlim()
    (whisker,) = find_lines(figure, "whisker-0")
    assert list(whisker.get_xdata()) == [plot.rows[0].ci_low, most]
    assert len(find_lines(figure, "whisker-0-arrow-high")) == 1
    assert find_lines(figure, "whisker-0-arrow-low") == []
    for gid in ("diamond", "prediction"):
        corners = find_patch(figure, gid).get_xy()
        assert (min(corners[:, 0]), max(corners[:, 0])) == (least, most)
        assert len(find_lines(figure, f"{gid}-arrow-low")) == 1
        assert len(find_lines(figure, f"{gid}-arrow-high")) == 1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_trial_without_an_estimate_is_listed_and_not_drawn(layout):
    figure = draw_forest(extreme_plot(), layout)
    assert "not estimable" in all_text(figure)
    assert find_lines(figure, "square-1") == find_lines(figure, "whisker-1") == []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("summary", [None, replace(make_plot(2).summary, k=1, extra_lines=())])
def test_a_single_trial_is_not_called_pooled(summary, layout):
    figure = draw_forest(make_plot(1, summary=summary), layout)
    assert find_patch(figure, "diamond") is None
    assert find_patch(figure, "prediction") is None
    text = all_text(figure).lower()
    for word in ("pool", "weight", "random", "prediction", "τ", "i²"):
        assert word not in text
    assert "1 trial " in text


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_figure_prints_the_numbers_it_draws(layout):
    text = all_text(draw_forest(make_plot(6), layout))
    assert "3.67" in text
    assert "[2.72, 4.95]" in text
    assert "[1.49, 9.03]" in text
    assert "60/150" in text
    assert "12/75" in text
    for fact in ("6 trials · 1,350 patients", "τ = 0.30 (log scale)", "I² = 43%", "not from Q."):
        assert fact in text
    assert "Odds ratio (log scale)" in text
    assert "← favours placebo" in text


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("favours placebo", "favours upadacitinib 30 mg"),
        ("favours dupilumab (label dose)", "favours abrocitinib 200 mg"),
        ("more often than on the lower dose", "less often"),
    ],
)
def test_each_side_is_named_in_one_line(low, high, layout):
    figure = draw_forest(make_plot(1, favours_low=low, favours_high=high), layout)
    texts = [text.get_text().replace("\u00a0", " ") for text in figure.texts]
    assert f"← {low}" in texts
    assert f"{high} →" in texts


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_heading_says_in_which_setting(layout):
    text = all_text(draw_forest(make_plot(2, setting="drug alone"), layout))
    assert "placebo, drug alone" in text
    assert "placebo," not in all_text(draw_forest(make_plot(2), layout))


def test_narrow_text_is_readable_on_a_phone():
    figure = draw_forest(PLOTS["long names"], "narrow")
    assert figure.get_figwidth() * 100 == pytest.approx(360)
    assert min(text.get_fontsize() for text in figure.texts) >= 9


def test_tau_of_a_risk_difference_is_in_points():
    assert "τ = 30.0 points".replace(" ", "\u00a0") in footer_lines(difference_plot())[0]


def test_dollar_signs_are_letters():
    plot = make_plot(2, rows=(make_row(0, label="$x_1$ & <b>"), make_row(1)))
    assert "$x_1$ & <b>" in all_text(draw_forest(plot, "wide"))


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="MADE-UP 1: 151 responders of 150 patients"):
        make_row(0, responders_treatment=151)
    with pytest.raises(ValueError, match="at least one trial"):
        make_plot(1, rows=())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_drawing_twice_gives_the_same_bytes(layout):
    plot = PLOTS["extreme"]
    first, second = (draw_picture(draw_forest(plot, layout), 100).tobytes() for _ in range(2))
    assert first == second


ends = st.floats(-7, 7)


@st.composite
def random_rows(draw) -> ForestRow:
    low, estimate, high = sorted(draw(st.tuples(ends, ends, ends)))
    n, m = draw(st.integers(1, 3000)), draw(st.integers(1, 3000))
    label = draw(st.text("abcdefg XYZ-1234", min_size=1, max_size=60)).strip() or "T"
    a, c = draw(st.integers(0, n)), draw(st.integers(0, m))
    return ForestRow(label, a, n, c, m, estimate, low, high, draw(st.floats(0, 100)))


NOTHING = ForestRow("1", 0, 1, 0, 1, 0.0, 0.0, 0.0, 0.0)


@example([NOTHING, NOTHING], "narrow", 7.0)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(random_rows(), min_size=1, max_size=8), st.sampled_from(LAYOUTS), ends)
def test_any_forest_stands_free_and_inside(rows, layout, centre):
    summary = replace(make_plot(2).summary, estimate=centre, ci_low=centre - 2, ci_high=centre + 2)
    summary = replace(summary, pi_low=centre - 5, pi_high=centre + 5, k=len(rows))
    figure = draw_forest(make_plot(2, rows=tuple(rows), summary=summary), layout)
    assert find_layout_faults(figure) == []
