import math
from dataclasses import replace

import pytest
from drawn_table import read_back
from layout_checks import drawn_texts, find_layout_faults
from slide_layout import check_sizes

from synthesis.figures.dose.dose_alt_text import describe_dose_curves, describe_relative_dose
from synthesis.figures.dose.dose_curves import draw_dose_curve_slides, draw_dose_curves
from synthesis.figures.dose.dose_data import (
    DoseCurve,
    DosePlot,
    RelativeCurve,
    TrialPoint,
    tabulate_dose_curves,
    tabulate_relative_dose,
)
from synthesis.figures.dose.dose_marks import spread_places
from synthesis.figures.dose.relative_dose import (
    WARNING,
    draw_relative_dose,
    draw_relative_dose_slides,
)
from synthesis.figures.files.render import draw_picture
from synthesis.words.numbers import format_effect

LAYOUTS = ("wide", "narrow")
EVERY_LAYOUT = (*LAYOUTS, "slide")
DOSES = (0.0, 5.0, 15.0, 30.0)
CURVE = DoseCurve("Emax curve", "lowest AIC", DOSES, (0.0, 1.1, 2.0, 2.4),
              (0.0, 0.8, 1.7, 2.0), (0.0, 1.5, 2.3, 2.9))  # fmt: skip
OTHER = DoseCurve("Straight line", "AIC +12.4", DOSES, (0.0, 0.4, 1.1, 2.3),
              (0.0, 0.3, 0.9, 2.0), (0.0, 0.5, 1.3, 2.6))  # fmt: skip
POINT = TrialPoint("MADE-UP 1", 15.0, 2.1, 1.5, 2.7, 280)
PLOT = DosePlot("madeupinib", "EASI-75", "mg once daily", "placebo", DOSES[1:], (CURVE, OTHER),
                (POINT, replace(POINT, dose=30.0, estimate=2.6, ci_low=2, ci_high=3.2),
                 replace(POINT, trial="MADE-UP 2", dose=5.0, estimate=0.6, ci_low=-0.5,
                         ci_high=1.7, patients=40)))  # fmt: skip
LONG = "Madeupinib hydrochloride monohydrate, modified release"
CROWD = (1.0, 1.5, 2.0, 15.0, 29.0, 30.0)
CASES = {
    "plain": PLOT,
    "one curve": replace(PLOT, curves=(CURVE,)),
    "no limits": replace(PLOT, curves=(replace(CURVE, low=(None,) * 4, high=(None,) * 4), OTHER)),
    "falling": replace(PLOT, curves=(replace(CURVE, values=(0.0, -1.0, -2.0, -3.0),
                                             low=(0.0, -2.0, -3.0, -4.0),
                                             high=(0.0, -0.5, -1.0, -2.0)),)),
    "huge": replace(PLOT, points=(replace(POINT, estimate=9.0, ci_low=-20, ci_high=40), POINT)),
    "no effect": replace(PLOT, curves=(replace(CURVE, values=(0.0,) * 4, low=(-0.1,) * 4,
                                               high=(0.1,) * 4),)),
    "three alike": replace(PLOT, curves=(CURVE, replace(CURVE, name="Logarithmic curve"),
                                         replace(OTHER, values=CURVE.values))),
    "crowded doses": replace(PLOT, studied=CROWD, curves=(replace(
        CURVE, doses=(0, *CROWD), values=(0, 1, 1, 1, 2, 2, 2), low=(0,) * 7, high=(3,) * 7),),
        points=tuple(replace(POINT, dose=dose) for dose in CROWD)),
    "many trials": replace(PLOT, points=(
        *(replace(POINT, trial=f"MADE-UP {i}", estimate=1 + i / 10) for i in range(14)),
        replace(POINT, dose=30.0))),
    "long": replace(PLOT, drug=LONG, outcome=LONG * 3, unit="micrograms per kilogram twice daily",
                    inactive="placebo or vehicle", curves=(replace(CURVE, name=LONG, note=LONG),
                                                           OTHER),
                    points=(replace(POINT, trial=f"{LONG}, phase 2b dose-ranging trial " * 2),
                            *PLOT.points)),
}  # fmt: skip
RELATIVE = RelativeCurve("Madeupinib", "mg", DOSES, CURVE.values, (5.0, 30.0), 2.0, 2.9)
SETS = {
    "one": (RELATIVE,),
    "percent": (RELATIVE, replace(RELATIVE, drug="Cream", unit="%", ci_high=None)),
    "six alike": tuple(replace(RELATIVE, drug=f"Drug {i}") for i in range(6)),
    "eight": tuple(
        replace(RELATIVE, drug=f"Drug {i}", values=(0.0, 0.5, 1.0, 1.2 + i / 4)) for i in range(8)
    ),
    "huge": (replace(RELATIVE, values=(0.0, 4.0, 9.0, 16.0), ci_low=None, ci_high=700.0), RELATIVE),
    "falling": (replace(RELATIVE, values=(0.0, -1.0, -2.0, -3.0), ci_low=-9.0), RELATIVE),
    "long": (replace(RELATIVE, drug=LONG, unit="micrograms per kilogram"), RELATIVE),
}


def check(figure):
    assert find_layout_faults(figure) == []


def draw_all(plot, layout):
    """Every part of a layout."""
    if layout == "slide":
        return draw_dose_curve_slides(plot)
    return (draw_dose_curves(plot, layout),)


def draw_all_relative(curves, layout):
    """Every part of a layout."""
    if layout == "slide":
        return draw_relative_dose_slides(curves, "placebo or vehicle")
    return (draw_relative_dose(curves, "placebo or vehicle", layout),)


@pytest.mark.parametrize("layout", EVERY_LAYOUT)
@pytest.mark.parametrize("plot", CASES.values(), ids=CASES.keys())
def test_every_text_of_the_curves_stands_free_and_inside(plot, layout):
    for figure in draw_all(plot, layout):
        check(figure)


@pytest.mark.parametrize("layout", EVERY_LAYOUT)
@pytest.mark.parametrize("curves", SETS.values(), ids=SETS.keys())
def test_every_text_of_relative_dose_stands_free_and_inside(curves, layout):
    for figure in draw_all_relative(curves, layout):
        check(figure)


@pytest.mark.parametrize("plot", CASES.values(), ids=CASES.keys())
def test_curves_fit_a_slide(plot):
    (figure,) = draw_dose_curve_slides(plot)
    check_sizes([figure])


@pytest.mark.parametrize("curves", SETS.values(), ids=SETS.keys())
def test_relative_doses_fit_slides_with_one_scale(curves):
    figures = draw_relative_dose_slides(curves, "placebo or vehicle")
    assert len({figure.get_figwidth() for figure in figures}) == 1
    for figure in figures:
        check_sizes([figure])
    heights = [[text.get_text() for text in ticks_of(figure)] for figure in figures]
    assert all(labels == heights[0] for labels in heights)


def test_more_drugs_than_colours_go_on_several_slides():
    assert len(draw_relative_dose_slides(SETS["six alike"], "placebo")) == 1
    figures = draw_relative_dose_slides(SETS["eight"], "placebo")
    drawn = [
        {line.get_gid() for line in figure.axes[0].lines if line.get_gid().startswith("curve")}
        for figure in figures
    ]
    assert drawn == [{f"curve-{i}" for i in range(4)}, {f"curve-{i}" for i in range(4, 8)}]


def test_more_trials_than_shapes_are_counted_on_a_slide():
    def words(plot):
        (figure,) = draw_dose_curve_slides(plot)
        return " ".join(text for text, _ in drawn_texts(figure)).replace("\u00a0", " ")

    assert "14 trials" in words(CASES["many trials"])
    assert "MADE-UP 3" not in words(CASES["many trials"])
    assert "MADE-UP 2" in words(PLOT)


def ticks_of(figure):
    """The labels of the axis of odds ratios, in the order drawn."""
    return [text for text in figure.texts if text.get_ha() == "right"]


def reader_of(figure):
    """From a place on the axis of odds ratios, read by its tick labels, to its logarithm."""
    ticks = [line for line in figure.axes[0].lines if line.get_gid() == "ratio-tick"]
    labels = [math.log(float(text.get_text())) for text in ticks_of(figure)]
    places = [line.get_ydata()[0] for line in ticks]
    assert len(labels) == len(places) > 1
    slope = (labels[-1] - labels[0]) / (places[-1] - places[0])
    return lambda y: labels[0] + (y - places[0]) * slope


def ends_of(figure, read):
    """Both ends of that axis, beyond which nothing is drawn."""
    (axis,) = [line for line in figure.axes[0].lines if line.get_gid() == "ratio-axis"]
    return sorted(read(y) for y in axis.get_ydata())


def cut(text, ends, missing):
    """The logarithm of an odds ratio of the file where it is drawn: inside the axis."""
    value = math.log(float(text)) if text else missing
    return min(max(value, ends[0]), ends[1])


READABLE = [name for name in CASES if name != "huge"]


@pytest.mark.parametrize("layout", EVERY_LAYOUT)
@pytest.mark.parametrize("name", READABLE)
def test_the_data_are_the_curves_drawn(name, layout):
    plot = CASES[name]
    rows = read_back(tabulate_dose_curves(plot))
    (figure,) = draw_all(plot, layout)
    lines, read = lines_of(figure), reader_of(figure)
    ends = ends_of(figure, read)
    for index, curve in enumerate(plot.curves):
        own = [row for row in rows if row["element"] == "curve"]
        size = len(curve.doses)
        own = own[sum(len(c.doses) for c in plot.curves[:index]) :][:size]
        assert {row["curve"] for row in own} == {curve.name}
        line = lines[f"curve-{index}"]
        assert [float(row["dose"]) for row in own] == pytest.approx(list(line.get_xdata()))
        assert [cut(row["odds_ratio"], ends, 0.0) for row in own] == pytest.approx(
            [read(y) for y in line.get_ydata()], abs=1e-6
        )
        if index:
            assert {row["ci_low"] + row["ci_high"] for row in own} == {""}
            continue
        (band,) = figure.axes[0].patches
        low = [cut(row["ci_low"], ends, -math.inf) for row in own]
        high = [cut(row["ci_high"], ends, math.inf) for row in own]
        corners = [read(y) for _, y in band.get_xy()[: 2 * size]]
        assert [*low, *reversed(high)] == pytest.approx(corners, abs=1e-6)


@pytest.mark.parametrize("layout", EVERY_LAYOUT)
@pytest.mark.parametrize("name", READABLE)
def test_the_data_are_the_trials_drawn(name, layout):
    plot = CASES[name]
    rows = [row for row in read_back(tabulate_dose_curves(plot)) if row["element"] == "trial"]
    (figure,) = draw_all(plot, layout)
    lines, read = lines_of(figure), reader_of(figure)
    ends = ends_of(figure, read)
    assert len(rows) == sum(gid.startswith("point-") for gid in lines)
    for row in rows:
        dose = float(row["dose"])
        gid = f"{plot.trials.index(row['trial'])}-{plot.doses.index(dose)}"
        point, whisker = lines[f"point-{gid}"], lines[f"whisker-{gid}"]
        others = [abs(other - dose) for other in plot.doses if other != dose]
        assert abs(point.get_xdata()[0] - dose) < min(others) / 2
        assert read(point.get_ydata()[0]) == pytest.approx(
            cut(row["odds_ratio"], ends, 0.0), abs=1e-6
        )
        limits = [cut(row["ci_low"], ends, -math.inf), cut(row["ci_high"], ends, math.inf)]
        assert [read(y) for y in whisker.get_ydata()] == pytest.approx(limits, abs=1e-6)
        patients = [p.patients for p in plot.points if (p.trial, p.dose) == (row["trial"], dose)]
        assert int(row["patients"]) in patients


@pytest.mark.parametrize("layout", EVERY_LAYOUT)
@pytest.mark.parametrize("name", [name for name in SETS if name != "huge"])
def test_the_data_are_the_relative_doses_drawn(name, layout):
    curves = SETS[name]
    rows = read_back(tabulate_relative_dose(curves, "placebo"))
    per_curve = [len(curve.doses) + len(curve.studied) for curve in curves]
    seen = set()
    for figure in draw_all_relative(curves, layout):
        read, printed = reader_of(figure), {text.replace("\u00a0", " ") for text, _ in
                                            drawn_texts(figure)}  # fmt: skip
        for index, curve in enumerate(curves):
            own = rows[sum(per_curve[:index]) :][: per_curve[index]]
            gids = ("curve", f"curve-{index}"), ("mark", f"mark-{index}")
            for element, gid in gids:
                lines = [line for line in figure.axes[0].lines if line.get_gid() == gid]
                if not lines:
                    continue
                seen.add(gid)
                marks = [row for row in own if row["element"] == element]
                xs = [x for line in lines for x in line.get_xdata()]
                ys = [read(y) for line in lines for y in line.get_ydata()]
                assert [float(row["relative_dose"]) for row in marks] == pytest.approx(xs)
                logs = [math.log(float(row["odds_ratio"])) for row in marks]
                assert logs == pytest.approx(ys, abs=1e-6)
                assert [float(row["dose"]) / curve.most for row in marks] == pytest.approx(xs)
            if layout != "narrow" and f"curve-{index}" in lines_of(figure) and name != "long":
                top = own[-1]
                number = format_effect(math.log(float(top["odds_ratio"])), "OR", True)
                assert any(number in text for text in printed if text.startswith("1 = "))
    assert len(seen) == 2 * len(curves)


def test_limits_are_given_where_they_are_printed():
    rows = read_back(tabulate_relative_dose(SETS["percent"], "placebo"))
    with_limits = [row for row in rows if row["ci_low"]]
    assert [(row["drug"], row["element"], float(row["dose"])) for row in with_limits] == [
        ("Madeupinib", "mark", 30.0), ("Cream", "mark", 30.0)
    ]  # fmt: skip
    assert with_limits[1]["ci_high"] == ""
    assert with_limits[1]["unit"] == "%"


def lines_of(figure):
    return {line.get_gid(): line for line in figure.axes[0].lines}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("plot", CASES.values(), ids=CASES.keys())
def test_curves_stay_inside_the_doses_studied(plot, layout):
    lines = lines_of(draw_dose_curves(plot, layout))
    for index, curve in enumerate(plot.curves):
        assert list(lines[f"curve-{index}"].get_xdata()) == list(curve.doses)


def test_heights_are_the_logarithms_of_the_odds_ratios():
    lines = lines_of(draw_dose_curves(PLOT, "wide"))
    zero = lines["no-effect"].get_ydata()[0]
    y = lines["curve-0"].get_ydata()
    heights = [(zero - value) / (zero - y[-1]) for value in y]
    assert heights == pytest.approx([value / 2.4 for value in CURVE.values])
    whisker = [(zero - v) / (zero - y[-1]) * 2.4 for v in lines["whisker-0-2"].get_ydata()]
    assert whisker == pytest.approx([1.5, 2.7])
    assert (zero - lines["point-0-2"].get_ydata()[0]) / (zero - y[-1]) * 2.4 == pytest.approx(2.1)


def test_points_of_several_trials_at_one_dose_stand_apart():
    lines = lines_of(draw_dose_curves(CASES["many trials"], "narrow"))
    places = [lines[f"point-{i}-2"].get_xdata()[0] for i in range(14)]
    assert len(set(places)) == 14
    assert min(places) > 10.0
    assert max(places) < 22.5


def test_an_interval_beyond_the_axis_ends_in_an_arrow():
    names = [line.get_gid() for line in draw_dose_curves(CASES["huge"], "wide").axes[0].lines]
    assert names.count("arrow-0-2") == 2
    assert "arrow-0-2" not in [
        line.get_gid() for line in draw_dose_curves(PLOT, "wide").axes[0].lines
    ]


def test_the_solid_curve_alone_is_undashed_and_each_trial_has_its_shape():
    lines = lines_of(draw_dose_curves(PLOT, "wide"))
    assert lines["curve-0"].get_linestyle() == "-"
    assert lines["curve-1"].is_dashed()
    assert lines["point-0-2"].get_marker() != lines["point-1-1"].get_marker()
    assert lines["point-0-2"].get_markersize() > lines["point-1-1"].get_markersize()


def test_relative_doses_end_at_one_and_are_marked_where_studied():
    figure = draw_relative_dose((RELATIVE, replace(RELATIVE, drug="Other")), "placebo", "wide")
    curves = [line for line in figure.axes[0].lines if line.get_gid() == "curve-1"]
    assert list(curves[0].get_xdata()) == pytest.approx([dose / 30 for dose in DOSES])
    marks = [line for line in figure.axes[0].lines if line.get_gid() == "mark-0"]
    assert [mark.get_xdata()[0] for mark in marks] == pytest.approx([5 / 30, 1.0])
    first, second = lines_of(figure)["curve-0"], lines_of(figure)["curve-1"]
    assert first.get_color() != second.get_color()
    assert not first.is_dashed()
    assert second.is_dashed()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_picture_says_that_relative_dose_is_not_milligrams(layout):
    words = " ".join(t for t, _ in drawn_texts(draw_relative_dose((RELATIVE,), "placebo", layout)))
    assert WARNING in words.replace("\u00a0", " ")
    assert "1 = 30 mg" in words.replace("\u00a0", " ")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_letters_are_large_enough_on_a_phone(layout):
    for figure in (
        draw_dose_curves(PLOT, layout),
        draw_relative_dose((RELATIVE,), "placebo", layout),
    ):
        assert min(text.get_fontsize() for text in figure.texts) >= 8.5


def test_alt_texts_hold_the_main_number_and_fit():
    for plot in CASES.values():
        text = describe_dose_curves(plot)
        assert 40 <= len(text) <= 400
        assert "#" not in text
        assert "figure of" not in text.lower()
    assert "the odds ratio at 30 mg once daily is 11.0 (95% CI 7.39 to 18.2)" in (
        describe_dose_curves(PLOT)
    )
    for curves in SETS.values():
        text = describe_relative_dose(curves, "placebo", "EASI-75")
        assert 40 <= len(text) <= 400
        assert "Relative dose is not milligrams" in text
    assert "Madeupinib 30 mg has odds ratio 11.0" in (
        describe_relative_dose(SETS["one"], "placebo", "EASI-75")
    )


def test_names_are_moved_apart_and_keep_their_order():
    assert spread_places([1.0, 1.0, 1.05], 0.5, 0.0, 3.0) == pytest.approx([1.0, 1.5, 2.0])
    assert spread_places([2.9, 1.0], 0.5, 0.0, 3.0) == pytest.approx([2.9, 1.0])
    assert spread_places([2.9, 3.4, 0.1], 0.5, 0.0, 3.0) == pytest.approx([2.5, 3.0, 0.1])
    assert spread_places([1, 1, 1], 2.0, 0.0, 3.0) == pytest.approx([0.0, 2.0, 4.0])


def test_drawing_twice_gives_the_same_bytes():
    first, second = (
        draw_picture(draw_dose_curves(PLOT, "narrow"), 100).tobytes() for _ in range(2)
    )
    assert first == second


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="needs a curve and a trial's point"):
        draw_dose_curves(replace(PLOT, points=()), "wide")
    with pytest.raises(ValueError, match="needs a curve and a trial's point"):
        draw_dose_curve_slides(replace(PLOT, curves=()))
    with pytest.raises(ValueError, match="at least one drug"):
        draw_relative_dose((), "placebo", "wide")
    with pytest.raises(ValueError, match="at least one drug"):
        draw_relative_dose_slides((), "placebo")
