from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from synthesis.analyses.multiverse.choices import CHOICES, name_choice
from synthesis.analyses.multiverse.result import Multiverse
from synthesis.analyses.multiverse.specifications import run_multiverses
from synthesis.prose.multiverse import (
    agreement_sentence,
    mover_sentence,
    movers_sentence,
    multiverse_sentence,
)
from synthesis.site.drawings import curves
from synthesis.site.drawings.curves import (
    answer_questions,
    choose_questions,
    describe_multiverse,
    publish_multiverses,
    show_scales,
    specification_curve,
)
from synthesis.site.machinery.html import Html
from synthesis.words.numbers import format_effect
from synthesis.words.slugs import SLUG

PAIRS = (
    ("easi75-monotherapy", "easi75-with-topicals"),
    ("itch4-monotherapy", "itch4-with-topicals"),
)


@pytest.fixture(scope="module")
def groups(dataset):
    return [[dataset.analysis(name) for name in pair] for pair in PAIRS]


@pytest.fixture(scope="module")
def questions(dataset, groups):
    return answer_questions(dataset, groups)


@pytest.fixture(scope="module")
def declared(dataset):
    return {analysis.id: analysis for analysis in dataset.analyses}


def shifted(multiverse, by, half=None):
    """The multiverse with all estimates moved, and intervals of one width if `half` is given."""
    found = []
    for each in multiverse.specifications:
        old = each.result
        low, high = (old.ci_low, old.ci_high) if half is None else (
            old.estimate - half, old.estimate + half)  # fmt: skip
        result = replace(old, estimate=old.estimate + by, ci_low=low + by, ci_high=high + by)
        found.append(replace(each, result=result))
    return replace(multiverse, specifications=tuple(found))


def test_questions_are_those_with_two_trials_without_unverified_rows(dataset, groups, questions):
    everything = [m for group in groups for m in run_multiverses(dataset, group)]
    chosen = {(m.pool.regimen, m.pool.analysis.outcome) for m in questions}
    assert 0 < len(chosen) < len(everything)
    for multiverse in everything:
        verified = [
            each.result.k
            for each in multiverse.specifications
            if "unverified as well" not in each.options
        ]
        key = multiverse.pool.regimen, multiverse.pool.analysis.outcome
        assert (key in chosen) == (max(verified, default=0) >= 2)
    assert choose_questions([]) == ()


def test_the_curve_is_the_multiverse(questions, declared):
    for multiverse in questions:
        curve = specification_curve(multiverse, declared)
        assert len(curve.points) == len(multiverse.specifications)
        assert [choice.name for choice in curve.choices] == [
            name_choice(choice, multiverse.pool.analysis) for choice in CHOICES
        ]
        for name, position in curve.marked:
            assert name.startswith("Primary analysis, ")
            assert multiverse.specifications[position].declared
        assert len(curve.marked) == len(multiverse.declared)


def test_sentence_and_alt_text_carry_range_and_share(questions):
    for multiverse in questions:
        ends = min(multiverse.estimates), max(multiverse.estimates)
        low, high = (format_effect(value, "OR") for value in ends)
        sentence, alt = multiverse_sentence(multiverse), describe_multiverse(multiverse)
        told = f"odds ratio from {low} to {high}, median "
        if low == high:
            told = f"odds ratio {low} in every one"
        for text in (sentence, alt):
            assert told in text
            assert f"{len(multiverse.specifications):,} specifications" in text
        assert 40 <= len(alt) <= 400
        assert "#" not in alt
        assert multiverse.pool.label in alt


def test_the_share_says_above_below_and_none(questions):
    first = questions[0]
    total = len(first.specifications)
    assert f"all {total} specifications have an interval above" in multiverse_sentence(
        shifted(first, 0.0, half=0.01)
    )
    assert f"all {total} specifications have an interval below" in multiverse_sentence(
        shifted(first, -9.0, half=0.01)
    )
    assert f"none of {total} specifications has one" in multiverse_sentence(
        shifted(first, 0.0, half=50.0)
    )
    part = shifted(first, -first.median, half=0.01)
    assert 0 < part.above < total
    assert f"{part.above} of {total} specifications (" in multiverse_sentence(part)


def test_topical_treatment_is_called_a_question_of_its_own(questions):
    for multiverse in questions:
        # The choice that leads, unless all choices end in the same median as it is printed.
        first = multiverse.influences[0]
        low, high = (format_effect(end, "OR") for end in (first.low_median, first.high_median))
        sentence = mover_sentence(multiverse)
        assert ("a question of its own" in sentence) == (first.of_background and low != high)
        assert (sentence == "No choice moves the median.") == (low == high)


def test_a_multiverse_that_nothing_moves_says_so(questions):
    first = questions[0]
    one = replace(first, specifications=first.specifications[:1])
    assert mover_sentence(one) == "No choice moves the median."
    assert "none in 1" in movers_sentence([one])


def test_agreement_counts_questions_with_one_verdict(questions):
    first = questions[0]
    mixed = shifted(first, -first.median, half=0.01)
    total = 2 * len(first.specifications)
    assert agreement_sentence([first, mixed], "Made up") == (
        "Made up: in 1 of 2 questions every specification gives the same verdict on whether there "
        f"is an effect ({total:,} specifications together)."
    )


def test_movers_are_counted_once_a_question(questions):
    sentence = movers_sentence(questions)
    numbers = [int(word.rstrip(",.")) for word in sentence.split() if word.rstrip(",.").isdigit()]
    assert numbers[0] == len(questions) == sum(numbers[1:])
    assert (
        questions[0].pool.analysis.background[0].subject
        not in sentence.split(" is ")[1].split(" where ")[0]
    )


@pytest.fixture
def published(questions, declared, monkeypatch):
    """What is published of all questions, instead of its files."""
    seen = []
    monkeypatch.setattr(curves, "publish_figure", lambda it: seen.append(it) or Html(""))
    publish_multiverses(questions, declared)
    return seen


def test_figures_have_their_permanent_names(questions, published):
    names = [each.slug for each in published]
    assert "multiverse-easi75-abrocitinib-200-qd" in names
    assert "multiverse-itch4-upadacitinib-30-qd" in names
    assert len(set(names)) == len(names) == len(questions)
    assert all(SLUG.fullmatch(name) for name in names)


def test_a_figure_is_published_with_what_stands_behind_it(questions, published):
    for multiverse, each in zip(questions, published, strict=True):
        assert each.finding == multiverse_sentence(multiverse)
        assert len(each.finding) <= 230
        assert mover_sentence(multiverse) in each.caption
        assert "a share of them is no probability" in each.caption
        assert each.analyses == tuple(d.declared for d in multiverse.declared)
        regimen = multiverse.pool.regimen
        assert each.estimates == tuple(f"{name}.{regimen}" for name in each.analyses)
        assert each.drugs == (regimen.split("-")[0],)
        assert each.outcomes == (multiverse.pool.analysis.outcome,)
        assert len(each.data.rows) == len(multiverse.specifications)
        single = sum(d.result.k == 1 for d in multiverse.declared)
        assert sum("a single trial" in caveat for caveat in each.caveats) == single


def test_a_slide_shows_the_choice_that_moves_the_median_most(questions, published):
    for multiverse, each in zip(questions[:2], published[:2], strict=True):
        (figure,) = each.slides()
        names = {text.get_text() for text in figure.texts}
        assert multiverse.influences[0].choice in names
        assert not {influence.choice for influence in multiverse.influences[1:]} & names


def test_three_scales_stand_side_by_side(dataset, groups, questions):
    others = [answer_questions(dataset, groups, measure) for measure in ("RR", "RD")]
    table = BeautifulSoup(show_scales([questions, *others]).text, "html.parser").table
    lines = table.tbody.find_all("tr")
    assert len(lines) == len(questions)
    for line, multiverse in zip(lines, questions, strict=True):
        cells = [cell.get_text() for cell in line.find_all(["th", "td"])]
        assert cells[2].startswith(format_effect(multiverse.median, "OR"))
        assert cells[3] == f"{multiverse.above + multiverse.below:,}"
    assert "percentage points" in table.thead.get_text()


def test_scales_of_different_questions_are_refused(questions):
    assert isinstance(questions[0], Multiverse)
    with pytest.raises(ValueError, match="not of the same questions"):
        show_scales([questions[:1], questions[1:2]])
