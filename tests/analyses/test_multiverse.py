"""Every specification is what its options say; the summaries are those of all of them."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

import pandas as pd
import pytest
from made_up_terms import ALONE, EASI75, label_drug, label_inactive
from selections import select

from synthesis.analyses.multiverse.choices import (
    ADULTS_ONLY,
    BACKGROUND,
    BACKGROUNDS,
    CHOICES,
    INTERVALS,
    LATE_ONLY,
    PATIENTS,
    ROWS,
    VARIATION,
    WEEKS,
    count_possible,
    list_models,
)
from synthesis.analyses.multiverse.result import Multiverse, Specification
from synthesis.analyses.multiverse.specifications import run_multiverses
from synthesis.analyses.pools import AnalysisResult
from synthesis.analyses.sensitivity import contrasts_of
from synthesis.analyses.sensitivity_table import ShownEstimate
from synthesis.models.pairwise.pool import pool_contrasts, primary_interval
from synthesis.package.dataset import Dataset
from synthesis.package.plan.pools import Analysis
from synthesis.selection.pools import Pool

IDS = ("easi75-monotherapy", "easi75-with-topicals")
ANALYSIS = Analysis("made-up", "Made up", "Does it help?", EASI75, None, "all ages", "oral",
                    (ALONE,), "placebo", (), "OR", ("source",), "drug-dose")  # fmt: skip
POOL = Pool(
    ANALYSIS, "madeupinib-5-qd", label_drug("madeupinib", "5 mg"), "placebo", label_inactive(), ()
)
BESIDE = "Other treatment"  # what the choice of the background is called in print


@pytest.fixture(scope="module")
def analyses(dataset: Dataset) -> list[Analysis]:
    return [dataset.analysis(name) for name in IDS]


@pytest.fixture(scope="module")
def multiverses(dataset: Dataset, analyses: list[Analysis]) -> tuple[Multiverse, ...]:
    return run_multiverses(dataset, analyses)


@pytest.fixture(scope="module")
def abrocitinib(multiverses: tuple[Multiverse, ...]) -> Multiverse:
    return next(m for m in multiverses if m.pool.regimen == "abrocitinib-200-qd")


def made_up(*specifications: tuple[dict[str, str], float, float, float]) -> Multiverse:
    """A multiverse from changes of the first options, estimate and interval."""
    first = {choice: options[0] for choice, options in CHOICES.items()}
    found = tuple(
        Specification(
            tuple((first | changes).values()),
            "",
            ("made-up",),
            ShownEstimate("OR", 2, 100, estimate, low, high, 0.1),
        )
        for changes, estimate, low, high in specifications
    )
    return Multiverse(POOL, "OR", found, 0, 1)


def test_declared_specifications_are_the_primary_results(
    multiverses: tuple[Multiverse, ...], results: tuple[AnalysisResult, ...]
) -> None:
    found = {
        (each.declared, multiverse.pool.regimen): each.result
        for multiverse in multiverses
        for each in multiverse.declared
    }
    expected = {
        (result.analysis.id, pool.pool.regimen): pool.primary
        for result in results
        if result.analysis.id in IDS
        for pool in result.pools
    }
    assert found.keys() == expected.keys()
    for key, primary in expected.items():
        for name in ("k", "patients", "estimate", "ci_low", "ci_high"):
            assert getattr(found[key], name) == pytest.approx(getattr(primary, name), abs=1e-9)


def test_every_specification_is_its_options_done_alone(
    dataset: Dataset, abrocitinib: Multiverse, analyses: list[Analysis]
) -> None:
    trials = dataset.table("trials").set_index("trial_id")
    terms = dataset.vocabulary.backgrounds
    for each in abrocitinib.specifications[::41]:
        topical, week, rows, patients, phase, variation, interval = each.options
        analysis = replace(
            analyses[0],
            background=tuple(terms[code] for code in BACKGROUNDS[topical]),
            week=WEEKS[week],
            verification=ROWS[rows],
            population=PATIENTS[patients],
        )
        pool = select(dataset, analysis).pool("abrocitinib-200-qd")
        kept = trials.loc[list(pool.trials)]
        if patients == ADULTS_ONLY:
            kept = kept[kept["min_age_years"] >= 18]
        if phase == LATE_ONLY:
            kept = kept[kept["phase"].str[0].isin(["3", "4"])]
        assert each.trials == tuple(kept.index)
        left = replace(pool, arms=tuple(a for a in pool.arms if a.trial_id in kept.index))
        contrasts = contrasts_of(left, "OR")
        ci = primary_interval(contrasts.k) if INTERVALS[interval] == "primary" else "wald"
        alone = pool_contrasts(contrasts, VARIATION[variation], ci)
        for name in ("k", "patients", "estimate", "ci_low", "ci_high"):
            assert getattr(each.result, name) == pytest.approx(getattr(alone, name), abs=1e-9)


def test_specifications_are_all_there_once_and_sorted(
    multiverses: tuple[Multiverse, ...],
) -> None:
    for multiverse in multiverses:
        options = [each.options for each in multiverse.specifications]
        assert len(set(options)) == len(options)
        assert len(options) + multiverse.empty == count_possible()
        pairs = zip(multiverse.estimates, multiverse.estimates[1:], strict=False)
        assert all(a <= b + 1e-9 for a, b in pairs)


def test_count_of_possible_specifications() -> None:
    # 3 x 3 x 3 x 3 x 2 choices of trials and rows; 4 x 2 models without common effect with
    # Hartung-Knapp.
    assert len(list_models()) == 7
    assert count_possible() == 162 * 7


def test_a_risk_difference_has_a_multiverse_of_its_own(
    dataset: Dataset, analyses: list[Analysis], results: tuple[AnalysisResult, ...]
) -> None:
    found = run_multiverses(dataset, analyses, "RD")
    (result,) = [r for r in results if r.analysis.id == IDS[0]]
    for multiverse in found:
        assert {each.result.measure for each in multiverse.specifications} == {"RD"}
        for each in multiverse.declared:
            if each.declared == IDS[0]:
                pool = result.pool(multiverse.pool.regimen)
                assert pool is not None
                assert each.result.estimate == pytest.approx(pool.risk_difference.estimate)


def test_different_questions_are_refused(dataset: Dataset) -> None:
    mixed = [dataset.analysis("easi75-monotherapy"), dataset.analysis("itch4-monotherapy")]
    with pytest.raises(ValueError, match="easi75-monotherapy, itch4-monotherapy differ"):
        run_multiverses(dataset, mixed)
    with pytest.raises(ValueError, match="at least one declared analysis"):
        run_multiverses(dataset, [])


def test_equal_results_count_once(abrocitinib: Multiverse) -> None:
    frame = pd.DataFrame(
        [(e.result.estimate, e.result.ci_low, e.result.ci_high) for e in abrocitinib.specifications]
    )
    assert abrocitinib.distinct == len(frame.round(9).drop_duplicates())
    assert 1 < abrocitinib.arm_sets <= abrocitinib.distinct < len(frame)


def test_summaries_of_made_up_specifications() -> None:
    week = list(WEEKS)
    multiverse = made_up(
        ({}, -1.0, -2.0, -0.5),
        ({"Week": week[1]}, 0.5, -0.1, 1.0),
        ({"Week": week[2]}, 2.0, 1.0, 3.0),
        ({BACKGROUND: "any"}, 2.0, 1.0, 3.0),
    )
    assert (multiverse.below, multiverse.above) == (1, 2)
    assert multiverse.median == 1.25
    assert multiverse.distinct == 3
    first, second, *others = multiverse.influences
    assert {(first.choice, first.difference), (second.choice, second.difference)} == {
        ("Week", 3.0),
        (BESIDE, 3.0),
    }
    assert others == []  # nothing else differs alone
    assert [each.choice for each in (first, second) if each.of_background] == [BESIDE]


def test_influence_compares_like_with_like() -> None:
    """An option that only one set of trials allows does not get the effect of those trials."""
    none, required = "none", "for everybody"
    primary, late = next(iter(WEEKS)), list(WEEKS)[2]
    multiverse = made_up(
        ({BACKGROUND: required, "Week": late}, 1.0, 0.0, 2.0),
        ({BACKGROUND: required, "Week": primary}, 1.1, 0.0, 2.0),
        ({BACKGROUND: none, "Week": primary}, 3.0, 2.0, 4.0),
    )
    influences = {each.choice: each for each in multiverse.influences}
    week = influences["Week"]
    assert (week.low, week.high, week.pairs) == (late, primary, 1)
    assert week.difference == pytest.approx(0.1)
    assert influences[BESIDE].difference == pytest.approx(1.9)
    medians = dict(dict(multiverse.option_medians)["Week"])
    assert medians == pytest.approx({primary: median([1.1, 3.0]), late: 1.0})
