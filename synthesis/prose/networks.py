"""What a network shows, in sentences: every number and verdict computed."""

from __future__ import annotations

import math
from collections.abc import Iterable

from synthesis.analyses.missing import unless_missing
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.models.network.result import HeterogeneityTest, NetworkEstimate, NetworkResult
from synthesis.prose.network_loops import NOISY, group_loops, loop_sentence
from synthesis.prose.pools import tau_limits
from synthesis.selection.reasons import ROLES
from synthesis.words.labels import MEASURE_NAMES, label_weeks
from synthesis.words.numbers import (
    DIFFERENCES,
    count_patients,
    count_trials,
    describe_evidence,
    format_interval,
    format_p,
    format_three,
    list_words,
)

FEW_IN_A_SENTENCE = 4
TREATMENTS = "treatments"


def evidence_text(network: NetworkAnalysisResult, treatment: str, comparator: str) -> str:
    """Whether a comparison is head to head, indirect or both, and how much of it."""
    return describe_evidence(
        network.direct_trials(treatment, comparator), network.direct_share(treatment, comparator)
    )


def name_active(network: NetworkAnalysisResult) -> str:
    """What the network compares: doses, or treatments where no name has a dose."""
    labels = [network.labels[treatment] for treatment in network.treatments[1:]]
    return "doses" if any(label.dose != label for label in labels) else TREATMENTS


@unless_missing(str)
def size_sentence(network: NetworkAnalysisResult) -> str:
    """Treatments, trials, patients and weeks of a network."""
    drugs = {network.labels[treatment].drug for treatment in network.treatments[1:]}
    noun = name_active(network)
    what = noun if noun == TREATMENTS else f"{noun} of {len(drugs)} drugs"
    return (
        f"{len(network.treatments) - 1} {what} and "
        f"{network.labels[network.analysis.reference]}: "
        f"{count_trials(len(network.result.trials))}, {count_patients(network.result.patients)}, "
        f"read at {label_weeks(arm.week for arm in network.selection.arms)}."
    )


@unless_missing(str)
def against_reference_sentence(network: NetworkAnalysisResult) -> str:
    """The largest effects against the reference, and how many are shown to differ from it."""
    reference = network.analysis.reference
    rows = sorted(network.against(reference), key=lambda row: -row.estimate)
    clear = sum(row.ci_low > 0 for row in rows)
    best = rows[0]
    name = MEASURE_NAMES[network.analysis.measure]
    return (
        f"{clear} of {len(rows)} {name_active(network)} are shown to do better than "
        f"{network.labels[reference]}; the largest {name} is that of "
        f"{network.labels[best.treatment]}, "
        f"{format_interval(best, network.analysis.measure)}."
    )


@unless_missing(lambda sentence: [sentence])
def against_active_sentences(network: NetworkAnalysisResult) -> list[str]:
    """What does better, worse, or is not shown to differ from the active reference."""
    active = network.analysis.active_reference
    label = network.labels[active]
    if not network.has_active_reference:
        return [f"No trial of this network has {label}."]
    others = [row for row in network.against(active) if row.treatment != network.analysis.reference]
    response = network.analysis.outcome.response
    better = sorted((r for r in others if r.ci_low > 0), key=lambda r: -r.estimate)
    worse = sorted((r for r in others if r.ci_high < 0), key=lambda r: r.estimate)
    open_rows = [r for r in others if r.ci_low <= 0 <= r.ci_high]
    sentences = []
    for rows, how in ((better, "More"), (worse, "Less")):
        if rows:
            named = _named(network, rows, active)
            sentences.append(f"{how} often than on {label}, patients {response} on {named}.")
    if open_rows:
        names = list_words(network.labels[row.treatment] for row in open_rows)
        sentences.append(f"Not shown to differ from {label}: {names}.")
    return sentences


def _named(network: NetworkAnalysisResult, rows: Iterable[NetworkEstimate], comparator: str) -> str:
    rows = list(rows)
    name = MEASURE_NAMES[network.analysis.measure]
    first = [
        f"{network.labels[row.treatment]} ({name} {_interval_inside(network, row)}; "
        f"{evidence_text(network, row.treatment, comparator)})"
        for row in rows[:FEW_IN_A_SENTENCE]
    ]
    if len(rows) > FEW_IN_A_SENTENCE:
        first += [network.labels[row.treatment] for row in rows[FEW_IN_A_SENTENCE:]]
    return list_words(first)


def _interval_inside(network: NetworkAnalysisResult, row: NetworkEstimate) -> str:
    limits = row.estimate, row.ci_low, row.ci_high
    value, low, high = format_three(*limits, network.analysis.measure)
    return f"{value}, 95% CI {low} to {high}"


def compared_sentence(network: NetworkAnalysisResult) -> str:
    """The size of a network, and how many of its active treatments were compared directly."""
    direct, pairs = head_to_head_counts(network)
    if not pairs:
        return size_sentence(network)
    return (
        f"{size_sentence(network)} {direct} of the {pairs} comparisons between two active "
        f"{name_active(network)} {'was' if direct == 1 else 'were'} made head to head."
    )


def head_to_head_counts(network: NetworkAnalysisResult) -> tuple[int, int]:
    """Comparisons between two active treatments: those made head to head, and all of them."""
    active = [t for t in network.treatments if t != network.analysis.reference]
    direct = sum(
        network.analysis.reference not in (first, second)
        for first, second, _ in network.pairs_compared()
    )
    return direct, len(active) * (len(active) - 1) // 2


@unless_missing(str)
def evidence_sentence(network: NetworkAnalysisResult) -> str:
    """How many of the comparisons between active treatments were made head to head."""
    direct, pairs = head_to_head_counts(network)
    noun = name_active(network)
    included = "" if noun == TREATMENTS else " (doses of one drug included)"
    if 0 < pairs == direct:
        return (
            f"Each comparison between two active {noun} was made head to head in at least one "
            f"trial{included}."
        )
    return (
        f"Of the {pairs} comparisons between two active {noun}, {direct} "
        f"{'was' if direct == 1 else 'were'} made head to head in "
        f"at least one trial{included}; the other {pairs - direct} rest on "
        f"indirect evidence, through {network.labels[network.analysis.reference]} or another "
        "common comparator."
    )


def unreported_sentence(network: NetworkAnalysisResult) -> str:
    """Which registered trials of such treatments have no results that were read."""
    names = dict.fromkeys(
        held.trial_name
        for held in network.selection.held_back
        if held.stage == "role" and held.reason == ROLES["no-results-yet"]
    )
    if not names:
        return "No registered trial without results was found for these treatments."
    return (
        f"Registered, with no results read: {list_words(names)}. What they find is missing here, "
        "and may be missing for a reason."
    )


def spread_sentence(network: NetworkAnalysisResult) -> str:
    """How much the trials differ: tau and Q."""
    return spread_text(network.result)


def spread_text(result: NetworkResult) -> str:
    """The same of the result of any network, of counts or of means."""
    if result.tau2 is None:
        return (
            "No comparison was made in more trials than one, so how much trials differ cannot be "
            "estimated; the intervals assume that they do not, which makes them too narrow."
        )
    test = result.q_total
    share = "" if result.i2 is None else f"; I² = {result.i2:.0f}% (from Q)"
    scale = "" if result.measure in DIFFERENCES else " on the log scale"
    return (
        f"Spread between trials, one for the whole network: τ = {math.sqrt(result.tau2):.2f}"
        f"{tau_limits(result.tau2_low, result.tau2_high)}{scale}{share}; Q = {test.q:.1f} on "
        f"{test.df} degrees of freedom, {format_p(test.p)}."
    )


def inconsistency_sentences(network: NetworkAnalysisResult) -> list[str]:
    """Whether direct and indirect evidence agree, as far as this network can tell."""
    between, interaction = network.decomposition.between, network.interaction
    sentences = []
    if between.df == 0:
        return [
            "Whether direct and indirect evidence agree cannot be assessed: no treatments are "
            "connected by trials of different designs. That is no evidence that they agree."
        ]
    # Where loops are split, each is judged once, in its own sentence.
    reading = "" if network.splits else f", {_reading(between.p)}"
    sentences.append(f"Between designs: {_test(between)}{reading}.")
    if interaction is not None:
        tested = HeterogeneityTest(interaction.q, interaction.df, interaction.p)
        sentences.append(
            f"Allowing for spread between trials (design-by-treatment interaction): "
            f"{_test(tested)}."
        )
    if not network.splits:
        sentences.append(
            "No loop of treatments is closed by different trials, so no comparison can be split "
            "into direct and indirect evidence; designs differ only in which doses they have."
        )
    sentences += [loop_sentence(network, loop) for loop in group_loops(network)]
    return sentences


def _test(test: HeterogeneityTest) -> str:
    plural = "" if test.df == 1 else "s"
    return f"Q = {test.q:.1f} on {test.df} degree{plural} of freedom, {format_p(test.p)}"


def _reading(p: float | None) -> str:
    if p is not None and p < NOISY:
        return "which speaks for disagreement between designs"
    return "which shows no disagreement (the test would miss all but a large one)"
