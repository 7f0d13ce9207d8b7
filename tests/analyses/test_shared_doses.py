"""One curve for several drugs: the arms of its analyses, each once, beside network and trials."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from synthesis.analyses.missing import Missing
from synthesis.analyses.run import Results
from synthesis.analyses.shared_doses import (
    SharedDoseResult,
    _frame,
    _run,
    run_shared_doses,
    shared_dose_record,
)
from synthesis.claims.records import collect_records
from synthesis.exports.tables.estimate_table import tabulate_estimates
from synthesis.models.dose.across_agents import fit_shared_curve
from synthesis.prose.shared_doses import agreement_sentence, shared_curve_sentences
from synthesis.site.machinery.html import Html
from synthesis.site.pages.results import shared_dose as page


@pytest.fixture(scope="module")
def found(book: Results) -> tuple[SharedDoseResult, ...]:
    return run_shared_doses(book)


def test_every_declared_curve_is_fitted_to_the_arms_of_its_analyses(
    book: Results, found: tuple[SharedDoseResult, ...]
) -> None:
    assert [each.analysis for each in found] == list(book.dataset.plan.shared_doses)
    for each in found:
        assert each.curve is not None
        selections = [book.doses[name].selection for name in each.analysis.of]
        arms = {
            (arm.trial_id, arm.treatment if arm.dose else "") for s in selections for arm in s.arms
        }
        frame = _frame(each.selections)
        assert len(frame) == len(arms)
        assert each.curve.patients == frame["n"].sum()
        refitted = fit_shared_curve(frame)
        assert refitted.effect == pytest.approx(each.curve.effect)


def test_points_and_steps_are_those_of_network_and_trials(
    book: Results, found: tuple[SharedDoseResult, ...]
) -> None:
    for each in found:
        assert each.curve is not None
        network = book.network(each.analysis.network)
        assert not isinstance(network, Missing)
        for point in each.points:
            assert point.curve == each.curve.compare((point.drug, point.dose))
            if point.network:
                expected = network.compare(point.regimen, network.analysis.reference)
                assert point.network == expected
        for step in each.steps:
            drug = step.selection.analysis.drug
            ends = [p.curve[0] for p in each.points if p.drug == drug][-2:]
            assert step.curve[0] == pytest.approx(ends[1] - ends[0])
            (own,) = [
                book.doses[name]
                for name in each.analysis.of
                if book.doses[name].analysis.drug == drug
            ]
            assert step.within == own.within


def test_the_whole_is_in_the_results(book: Results, found: tuple[SharedDoseResult, ...]) -> None:
    records = collect_records(book)
    assert records["shared_doses"] == [shared_dose_record(each) for each in found]
    rows = [r for r in tabulate_estimates(records) if r.analysis == found[0].analysis.id]
    assert len(rows) == len(found[0].points)
    assert rows[0].estimate == pytest.approx(math.exp(found[0].points[0].curve[0]))


def test_a_rejected_curve_tells_no_step(
    found: tuple[SharedDoseResult, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found[0].curve is not None
    rejected = replace(found[0], curve=replace(found[0].curve, lack_p=0.001))
    text = " ".join(shared_curve_sentences(rejected))
    assert "contradict one curve for all" in text
    assert "no step between doses is read from it" in text
    assert "can only rise" not in text
    monkeypatch.setattr(page, "show_table", lambda _caption, _header, rows, **_: rows)
    assert {row.cells[1] for row in page._steps(rejected)} == {"–"}
    assert "–" not in {row.cells[1] for row in page._steps(found[0])}


def test_agreement_is_by_both_intervals(found: tuple[SharedDoseResult, ...]) -> None:
    point = next(p for p in found[0].points if p.network)
    assert point.network is not None
    same = (point.network.estimate, 0.1, point.network.ci_low, point.network.ci_high)
    alike, apart = replace(point, curve=same), replace(point, curve=(9.0, 0.1, 8.8, 9.2))
    assert agreement_sentence([alike, apart]).endswith("intervals for 1.")


def test_what_cannot_be_fitted_says_why(book: Results) -> None:
    one = replace(book.dataset.plan.shared_doses[0], of=("dose-ivarmacitinib-itch4-monotherapy",))
    result = _run(book, one)
    assert result.curve is None
    (sentence,) = shared_curve_sentences(result)
    assert sentence.startswith("No curve: ")
    assert page._steps(result) == Html("")
