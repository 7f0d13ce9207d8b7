import itertools
import math
import re

import pandas as pd
import pytest
from drawn_table import read_back
from handovers import as_in_a_build
from other_data import with_table
from publications import catch_publications

from synthesis.analyses.pools import run_analysis
from synthesis.analyses.regimens_without_pool import unusable_regimens
from synthesis.figures.forest.forest import tabulate_forest
from synthesis.figures.forest.forest_data import heading_of
from synthesis.prose.pools import absolute_sentence, interval_note
from synthesis.site.drawings import drawings, forest_drawings
from synthesis.site.drawings.drawings import (
    overview_rows,
    publish_absolute,
    publish_overview,
)
from synthesis.site.drawings.forest_drawings import forest_plot, publish_forest
from synthesis.words.labels import split_label
from synthesis.words.numbers import format_ratio
from synthesis.words.slugs import SLUG, slug_of

CHOSEN = (
    "easi75-monotherapy",
    "easi75-with-topicals",
    "easi75-topical-jak",
    "easi75-upadacitinib-30-against-15",
    "itch4-monotherapy",
    "itch4-with-topicals",
)


@pytest.fixture(params=CHOSEN)
def analysis(request, results):
    (found,) = [result for result in results if result.analysis.id == request.param]
    return found


@pytest.fixture
def captured(monkeypatch):
    return catch_publications(monkeypatch, drawings, forest_drawings)


def test_forest_rows_are_the_trials_of_the_result(analysis):
    for result in analysis.pools:
        rows = forest_plot(result).rows
        assert [row.label for row in rows] == [trial.trial for trial in result.trials]
        for row, trial in zip(rows, result.trials, strict=True):
            assert (row.estimate, row.ci_low, row.ci_high) == (
                trial.estimate,
                trial.ci_low,
                trial.ci_high,
            )
            assert row.weight == trial.weight
        assert sum(row.weight for row in rows) == pytest.approx(100)


def test_plots_of_the_same_comparison_tell_their_settings_apart(results):
    seen = [
        (plot.outcome, heading_of(plot, "versus"))
        for result in results
        for plot in map(forest_plot, result.pools)
    ]
    assert len(set(seen)) == len(seen)


def test_forest_counts_are_those_of_the_data(analysis, dataset):
    data = dataset.table("dichotomous").set_index("row")

    def read(arm):
        """Count, patients and mark of an arm as its rows in the data have them."""
        rows = data.loc[list(arm.rows)]
        imputed = bool((rows["verification"] == "imputed").any())
        shares = rows["percent_reported"] / 100 * rows["n"]
        counts = rows["responders"].astype("Float64")
        assert counts.isna().tolist() == (rows["verification"] == "imputed").tolist()
        return float(counts.fillna(shares).sum()), int(rows["n"].sum()), imputed

    for result in analysis.pools:
        drawn = [
            ((row.responders_treatment, row.n_treatment, row.imputed_treatment),
             (row.responders_control, row.n_control, row.imputed_control))
            for row in forest_plot(result).rows
        ]  # fmt: skip
        arms = result.pool.arms
        pairs = zip(arms[::2], arms[1::2], strict=True)
        expected = [(read(own), read(other)) for own, other in pairs]
        assert len(drawn) == len(expected)
        for found, pair in zip(sorted(drawn), sorted(expected), strict=True):
            assert found == tuple((pytest.approx(count), n, mark) for count, n, mark in pair)


def test_forest_summary_is_the_pooled_result_of_several_trials(analysis):
    for result in analysis.pools:
        plot, primary = forest_plot(result), result.primary
        assert (plot.summary is None) == (primary.k == 1)
        if plot.summary:
            names = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high", "tau2", "i2", "k")
            for name in (*names, "patients"):
                assert getattr(plot.summary, name) == getattr(primary, name), name
            assert plot.summary.extra_lines == (interval_note(result),)


def test_forest_names_the_sides_by_what_they_favour(analysis):
    for result in analysis.pools:
        plot = forest_plot(result)
        assert plot.favours_high == f"favours {result.pool.label}" != plot.favours_low
        assert plot.favours_low == f"favours {result.pool.comparator_label}"
        assert plot.measure == result.primary.measure
        assert (plot.treatment, plot.control) == (result.pool.label, result.pool.comparator_label)


def test_overview_has_every_regimen_once(analysis):
    rows = overview_rows(analysis)
    usable = [split_label(result.pool.label) for result in analysis.pools]
    unusable = [split_label(label) for label in unusable_regimens(analysis)]
    assert sorted((row.group, row.label) for row in rows) == sorted(usable + unusable)
    assert {(r.group, r.label) for r in rows if r.status == "none"} == set(unusable)


def test_regimens_without_usable_counts_are_drawn_as_such(results, dataset):
    (itch,) = [result for result in results if result.analysis.id == "itch4-monotherapy"]
    # Of one regimen percentages alone are left, for which no count was posted.
    known = {split_label(label) for label in unusable_regimens(itch)}
    counted = [p for p in itch.pools if not any(arm.imputed for arm in p.pool.arms)]
    regimen, label = counted[0].pool.regimen, counted[0].pool.label
    rows = [row for arm in counted[0].pool.arms if arm.treatment == regimen for row in arm.rows]
    frame = dataset.table("dichotomous")
    frame.loc[frame["row"].isin(rows), "responders"] = pd.NA
    bare = run_analysis(with_table(dataset, "dichotomous", frame), itch.analysis.id)
    drawn = overview_rows(bare)
    empty = [row for row in drawn if row.status == "none"]
    assert {(row.group, row.label) for row in empty} == {*known, split_label(label)}
    assert len(drawn) == len(overview_rows(itch))
    for row in empty:
        assert (row.k, row.patients, row.effect, row.prediction) == (0, 0, None, None)


def test_overview_numbers_are_those_of_the_result(analysis):
    by_name = {split_label(result.pool.label): result.primary for result in analysis.pools}
    for row in overview_rows(analysis):
        if row.status == "none":
            continue
        primary = by_name[row.group, row.label]
        assert row.status == ("pooled" if primary.k > 1 else "single")
        assert row.effect == (primary.estimate, primary.ci_low, primary.ci_high)
        # Without spread between trials the prediction interval would hide the other one.
        spread = (primary.pi_low, primary.pi_high) if primary.tau2 else (None, None)
        assert (row.pi_low, row.pi_high) == spread
        assert (row.k, row.patients) == (primary.k, primary.patients)


def test_drugs_of_an_overview_stand_together(analysis):
    groups = [row.group for row in overview_rows(analysis)]
    changes = sum(a != b for a, b in itertools.pairwise(groups))
    assert changes == len(set(groups)) - 1


@pytest.mark.parametrize(
    ("regimen", "parts"),
    [
        ("upadacitinib-7.5-qd", ("Upadacitinib", "7.5 mg")),
        ("baricitinib-4-eq-qd", ("Baricitinib", "equivalent of 4 mg")),
        ("dupilumab-300-q2w", ("Dupilumab", "label dose")),
        ("placebo", ("Placebo", "placebo")),
    ],
)
def test_label_splits_into_drug_and_dose(dataset, regimen, parts):
    assert split_label(dataset.labels[regimen]) == parts


def test_a_text_that_is_no_label_is_the_drug_and_the_dose():
    assert split_label("a text") == ("A text", "a text")


def test_absolute_rows_lie_between_0_and_100(analysis, captured):
    publish_absolute(analysis)
    (figure,) = captured
    rows = read_back(figure.data)
    assert len(rows) == len(analysis.pools)
    columns = ("control_per_100", "treatment_per_100", "ci_low", "ci_high")
    for row, result in zip(rows, analysis.pools, strict=True):
        shares = tuple(float(row[column]) for column in columns)
        assert shares == pytest.approx(result.responders_shown)
        assert all(0 <= share <= 100 for share in shares)
        assert shares[2] <= shares[1] <= shares[3]
        assert int(row["trials"]) == result.primary.k


def test_forest_finding_and_caption_tell_the_pool(analysis, captured):
    for result in analysis.pools:
        publish_forest(result)
        figure = captured[-1]
        assert figure.finding == absolute_sentence(result)
        assert figure.slug == f"{slug_of(result.pool.id)}-forest"
        assert ("The square is the trial" in figure.caption) == (result.primary.k == 1)
        assert figure.data == tabulate_forest(forest_plot(result))
        assert figure.estimates == (result.pool.id,)


def test_overview_finding_is_the_largest_odds_ratio_and_no_ranking(analysis, captured):
    publish_overview(analysis)
    largest = max(result.primary.estimate for result in analysis.pools)
    assert f"{format_ratio(largest)} (95% CI" in captured[0].finding
    assert math.exp(largest) > 1
    assert "Order is not proof of a difference" in captured[0].finding


def test_the_figure_of_100_finds_the_largest_share(analysis, captured):
    publish_absolute(analysis)
    shares = [result.responders_shown[1] for result in analysis.pools]
    assert f"about {max(shares):.0f} on" in captured[0].finding


def test_figures_name_what_is_behind_them(analysis, captured, dataset):
    publish_overview(analysis)
    publish_absolute(analysis)
    arms = dataset.table("arms")
    drugs = set(arms["drug"]) - {"placebo", "vehicle"}
    for figure in captured:
        assert figure.analyses == (analysis.analysis.id,)
        assert figure.outcomes == (analysis.analysis.outcome,)
        assert figure.estimates == tuple(result.pool.id for result in analysis.pools)
        assert figure.drugs
        assert set(figure.drugs) <= drugs


def test_an_active_comparator_is_one_of_the_drugs(results, captured):
    (result,) = [r for r in results if r.analysis.id == "easi75-week-16-against-dupilumab"]
    publish_forest(result.pools[0])
    assert captured[0].drugs == ("abrocitinib", "dupilumab")


def test_every_title_of_a_forest_plot_is_its_own(results, captured):
    for result in results:
        for pool in result.pools:
            publish_forest(pool)
    titles = [figure.title for figure in captured]
    assert len(set(titles)) == len(titles)
    assert not any(title.endswith(".") for title in titles)


def test_disputed_trials_are_told_beside_the_figure(analysis, captured):
    publish_overview(analysis, {"MADE-UP 1": "a note"})
    publish_absolute(analysis)
    told = "Sources disagree on a count of MADE-UP 1."
    assert told in captured[0].caveats
    assert told not in captured[1].caveats


def test_every_figure_of_the_book_has_a_slug_of_its_own(results):
    slugs = [slug_of(pool.pool.id) for result in results for pool in result.pools]
    slugs += [slug_of(result.analysis.id) for result in results]
    assert len(set(slugs)) == len(slugs)
    assert all(SLUG.fullmatch(slug) for slug in slugs)


def test_a_real_drawing_is_written_for_both_widths(results, tmp_path):
    (result,) = [r for r in results if r.analysis.id == "easi75-upadacitinib-30-against-15"]
    with as_in_a_build(tmp_path):
        publish_forest(result.pools[0])
    (folder,) = (tmp_path / "figures").iterdir()
    wide, narrow = (
        (folder / name).read_text(encoding="utf-8") for name in ("figure.svg", "figure-narrow.svg")
    )
    assert wide != narrow
    for svg in (wide, narrow):
        assert re.search(
            r"<title[^>]*>[^<]*[Uu]padacitinib 30 (mg )?against (upadacitinib )?15 mg", svg
        )
