from dataclasses import replace

import pytest

from synthesis.figures.dose_alt_text import describe_dose_curves, describe_relative_dose
from synthesis.figures.dose_curves import Curve, DosePlot, TrialPoint, draw_dose_curves
from synthesis.figures.dose_frame import spread_places
from synthesis.figures.layout_checks import (
    drawn_texts,
    overflowing_texts,
    overlapping_texts,
    texts_over_marks,
)
from synthesis.figures.relative_dose import WARNING, RelativeCurve, draw_relative_dose
from synthesis.figures.style import render_png

LAYOUTS = ("wide", "narrow")
DOSES = (0.0, 5.0, 15.0, 30.0)
CURVE = Curve("Emax curve", "lowest AIC", DOSES, (0.0, 1.1, 2.0, 2.4),
              (0.0, 0.8, 1.7, 2.0), (0.0, 1.5, 2.3, 2.9))  # fmt: skip
OTHER = Curve("Straight line", "AIC +12.4", DOSES, (0.0, 0.4, 1.1, 2.3),
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
    "huge": (replace(RELATIVE, values=(0.0, 4.0, 9.0, 16.0), ci_low=None, ci_high=700.0), RELATIVE),
    "falling": (replace(RELATIVE, values=(0.0, -1.0, -2.0, -3.0), ci_low=-9.0), RELATIVE),
    "long": (replace(RELATIVE, drug=LONG, unit="micrograms per kilogram"), RELATIVE),
}


def check(figure):
    assert overflowing_texts(figure) == []
    assert overlapping_texts(figure) == []
    assert texts_over_marks(figure) == []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("plot", CASES.values(), ids=CASES.keys())
def test_every_text_of_the_curves_stands_free_and_inside(plot, layout):
    check(draw_dose_curves(plot, layout))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("curves", SETS.values(), ids=SETS.keys())
def test_every_text_of_relative_dose_stands_free_and_inside(curves, layout):
    check(draw_relative_dose(curves, "placebo or vehicle", layout))


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
    first, second = (render_png(draw_dose_curves(PLOT, "narrow")) for _ in range(2))
    assert first == second


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="needs a curve and a trial's point"):
        draw_dose_curves(replace(PLOT, points=()), "wide")
    with pytest.raises(ValueError, match="at least one drug"):
        draw_relative_dose((), "placebo", "wide")
