"""The pieces of the chapter on dose and response."""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from dose_references import run_declared
from layout_checks import find_layout_faults

from synthesis.analyses.context import make_context
from synthesis.analyses.pools import run_analysis
from synthesis.claims.estimates import _dose_lines
from synthesis.figures.canvas.slide_area import HIGHEST
from synthesis.figures.dose.dose_curves import draw_dose_curve_slides, draw_dose_curves
from synthesis.figures.dose.relative_dose import draw_relative_dose, draw_relative_dose_slides
from synthesis.figures.publication import Publication
from synthesis.files.project import ROOT
from synthesis.prose.caveats.doses import dose_curve_caveats
from synthesis.prose.doses import CURVE_NAMES, tight_contrast
from synthesis.site.drawings import dose_drawings as drawings
from synthesis.site.machinery.html import render
from synthesis.site.pages.results import dose as pages
from synthesis.words.labels import capitalise
from synthesis.words.slugs import SLUG

LAYOUTS = ("wide", "narrow")
CHAPTER = ROOT / "book" / "dose.md"


@pytest.fixture(scope="module")
def doses():
    return run_declared()


@pytest.fixture(scope="module")
def fitted(doses):
    return [result for result in doses if result.fits]


@pytest.fixture(scope="module")
def context(dataset):
    return make_context(dataset)


@pytest.fixture
def undrawn(monkeypatch):
    """Pages without the time it takes to draw."""
    monkeypatch.setattr(
        drawings, "publish_figure", lambda it: render("plain.html", text=it.caption)
    )


@pytest.fixture
def published(monkeypatch):
    """What is published, instead of its files."""
    seen: list[Publication] = []
    monkeypatch.setattr(
        drawings, "publish_figure", lambda it: seen.append(it) or render("plain.html", text="")
    )
    return seen


def soup_of(html):
    return BeautifulSoup(html.text, "html.parser")


def test_every_curve_of_the_book_stands_free_and_inside(fitted):
    for result in fitted:
        plot = drawings.dose_plot(result)
        (slide,) = draw_dose_curve_slides(plot)
        assert slide.get_figheight() <= HIGHEST
        for figure in (*(draw_dose_curves(plot, layout) for layout in LAYOUTS), slide):
            assert find_layout_faults(figure) == []


@pytest.mark.parametrize("layout", [*LAYOUTS, "slide"])
def test_relative_doses_of_the_book_stand_free_and_inside(fitted, layout):
    curves = tuple(
        drawings.relative_curve(r)
        for r in fitted
        if r.analysis.outcome == "EASI75" and r.analysis.background == ("none",)
    )
    if layout == "slide":
        (figure,) = draw_relative_dose_slides(curves, "placebo or vehicle")
        assert figure.get_figheight() <= HIGHEST
    else:
        figure = draw_relative_dose(curves, "placebo or vehicle", layout)
    assert find_layout_faults(figure) == []


def test_the_figure_shows_the_fits_and_the_trials_of_the_result(fitted):
    for result in fitted:
        plot = drawings.dose_plot(result)
        names = [capitalise(CURVE_NAMES[fit.result.model]) for fit in result.fits]
        assert [curve.name for curve in plot.curves] == names
        assert plot.curves[0].note == "lowest AIC"
        assert plot.studied == result.selection.doses
        for curve, fit in zip(plot.curves, result.fits, strict=True):
            assert (curve.doses[0], curve.doses[-1]) == (0.0, result.selection.doses[-1])
            assert curve.values[-1] == fit.result.curve[-1].log_odds_ratio
        above = [item for item in result.selection.arms if item.dose > 0]
        assert len(plot.points) == len(above)
        assert sum(p.patients for p in plot.points) == sum(item.n for item in above)


def test_slugs_are_for_ever(fitted, context, published):
    for result in fitted:
        drawings.publish_curves(result, context)
    drawings.publish_relative_dose(fitted, "relative-dose-easi75-monotherapy", context)
    slugs = [each.slug for each in published]
    assert "dose-abrocitinib-easi75-monotherapy-curve" in slugs
    assert len(set(slugs)) == len(slugs)
    for each in published:
        assert SLUG.fullmatch(each.slug)
        assert each.caption.endswith(".")
        assert re.search(r"\d \(95% CI", each.finding)
        assert not each.title.endswith(".")


def test_a_curve_is_published_with_what_stands_behind_it(fitted, context, published):
    for result in fitted:
        drawings.publish_curves(result, context)
    for result, each in zip(fitted, published, strict=True):
        assert len(each.finding) <= 230
        assert each.kind == "dose-curve"
        assert each.analyses == (result.analysis.id,)
        # The same ids as those that versions of the data are compared by.
        assert each.estimates == tuple(line.id for line in _dose_lines(result))
        assert each.drugs == (result.analysis.drug,)
        assert each.outcomes == (result.analysis.outcome,)
        assert f"{result.selection.patients:,} patients" in each.caption
        curves = set(each.data.column("curve")) - {None}
        assert curves == {capitalise(CURVE_NAMES[fit.result.model]) for fit in result.fits}
        assert len(each.slides()) == 1


def test_relative_dose_is_published_with_every_drug_and_its_interval(fitted, context, published):
    chosen = [r for r in fitted if r.analysis.id.endswith("easi75-monotherapy")]
    drawings.publish_relative_dose(chosen, "a-slug", context)
    (each,) = published
    assert each.title == "EASI-75, drug alone: drugs by relative dose"
    lines = [list(_dose_lines(result))[-1] for result in chosen]
    assert each.estimates == tuple(line.id for line in lines)
    assert each.drugs == tuple(result.analysis.drug for result in chosen)
    for line in lines:
        assert drawings.format_ratio(line.estimate) in each.finding
        assert drawings.format_ratio(line.ci_high) in each.finding
    assert any("No ranking" in caveat for caveat in each.caveats)


def test_caveats_are_those_that_apply(fitted):
    for result in fitted:
        said = " ".join(dose_curve_caveats(result))
        assert ("A single trial:" in said) == (len(result.selection.trials) == 1)
        assert ("do not tell them apart" in said) == (not result.models_told_apart)
        assert ("no trial here can show" in said) == (result.within is None)
        assert ("would fit any counts" in said) == bool(result.saturated)


def test_a_count_in_dispute_is_a_caveat(fitted, context, published):
    result = fitted[0]
    drawings.publish_curves(result, context)
    arm = result.selection.arms[0]
    rows = dict(context.rows)
    (row,) = arm.rows
    rows[row] = {**rows[row], "conflict": "yes"}
    drawings.publish_curves(result, replace(context, rows=rows))
    calm, disputed = published
    sentence = f"Sources disagree on a count of {arm.trial_name}."
    assert sentence not in calm.caveats
    assert sentence in disputed.caveats


def test_the_table_of_models_prints_every_fit(fitted):
    for result in fitted:
        rows = soup_of(pages.show_models(result)).select("tbody tr")
        assert len(rows) == len(result.fits) + len(result.refused)
        for row, fit in zip(rows, result.fits, strict=False):
            cells = [cell.get_text() for cell in row.select("th, td")]
            assert cells[0] == capitalise(CURVE_NAMES[fit.result.model])
            assert cells[1] == f"{result.aic_differences[fit.result.model]:.1f}"
            assert cells[2] == tight_contrast(fit.step)
            assert (cells[3] == "–") == (fit.result.model != "emax")


@pytest.mark.usefixtures("undrawn")
def test_each_analysis_has_its_heading_and_its_counts(doses, context):
    page = soup_of(pages.show_doses(doses, context))
    for result in doses:
        assert page.find(id=f"analysis-{result.analysis.id}").get_text() == result.analysis.title
    tables = [t for t in page.select("table") if "The counts behind" in t.caption.get_text()]
    fitted = [result for result in doses if result.fits]
    for table, result in zip(tables, fitted, strict=True):
        rows = [r for r in table.select("tbody > tr") if "below" not in r.get("class", [])]
        found = [tuple(cell.get_text() for cell in row.select("td")[-2:]) for row in rows]
        arms = result.selection.arms
        # An imputed percentage stands where its count would; it has none.
        assert found == [
            (f"{100 * item.responders / item.n:.4g}%†" if item.imputed else str(item.responders),
             str(item.n)) for item in arms
        ]  # fmt: skip
        assert ("†" in table.caption.get_text()) == any(item.imputed for item in arms)
        assert len(table.select("details.reading")) == len(arms)
    said = page.find_all(string=re.compile("No curve can be drawn"))
    assert len(said) == len(doses) - len(fitted)


def test_steps_lead_to_the_randomised_pools(dataset, doses):
    found = run_analysis(dataset, "easi75-abrocitinib-200-against-100")
    chosen = [result for result in doses if result.analysis.outcome == "EASI75"]
    table = soup_of(pages.show_steps(chosen, found.pools, "easi75.html", "a-slug"))
    links = [a["href"] for a in table.select("a") if a["href"].startswith("easi75.html")]
    (pool,) = found.pools
    assert set(links) == {f"easi75.html#pool-{pool.pool.id}"}
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in table.select("tbody tr")]
    fitted = [result for result in chosen if result.fits]
    for row, result in zip(rows, fitted, strict=True):
        told = row[2].startswith(tight_contrast(result.shown.step))
        assert told != ("the curve does not fit" in row[2]) == result.shown.rejected
        assert row[3].startswith("no such trial") == (result.within is None)
        assert (row[4] == "–") == (result.analysis.drug != "abrocitinib")


def test_what_was_held_back_names_each_trial_once(doses):
    table = soup_of(pages.show_dose_gaps(doses))
    names = [row.th.get_text() for row in table.select("tbody tr")]
    assert len(set(names)) == len(names)
    assert "LEVEL UP (period 1)" in names
    assert "not one fixed dose from the start" in table.get_text()


def test_nothing_held_back_and_no_curve_are_said(doses, context):
    assert "Nothing." in pages.show_dose_gaps([]).text
    missing = [result for result in doses if not result.fits]
    said = drawings.publish_relative_dose(missing, "a-slug", context).text
    assert "No curve can be drawn yet." in said


def test_the_chapter_types_no_result():
    text = CHAPTER.read_text(encoding="utf-8")
    prose = re.sub(r"```\{code-cell\}.*?```", "", text, flags=re.S).split("# Dose and response")[1]
    # The numbers that stay: EASI-75 and ITCH4, dose 0, the rule for AICs, “ED50”.
    numbers = set(re.findall(r"(?<![\w-])\d+(?:\.\d+)?(?!\w)", prose))
    assert numbers <= {"0", "2"}
    assert text.count("\n") < 300
