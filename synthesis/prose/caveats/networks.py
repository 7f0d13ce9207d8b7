"""Caveats of a network: its graph, forest and ranking, and of the checks whether it holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.models.network.result import NetworkEstimate
from synthesis.prose.caveats.counts import count_caveats
from synthesis.prose.network_loops import NOISY, orient_split
from synthesis.prose.networks import head_to_head_counts, spread_sentence
from synthesis.words.labels import capitalise
from synthesis.words.numbers import count_patients, count_trials, format_p, list_words, of_100


def forest_caveats(
    network: NetworkAnalysisResult,
    estimates: Sequence[NetworkEstimate],
    disputed: Collection[str] = (),
) -> tuple[str, ...]:
    """Caveats of some comparisons from a network, one sentence each; only those that apply.

    Parameters
    ----------
    network
        The network.
    estimates
        The comparisons shown.
    disputed
        Names of its trials on whose counts sources disagree.
    """
    indirect = sum(not network.direct_trials(e.treatment, e.comparator) for e in estimates)
    lines = []
    if len(estimates) > 1:
        lines.append("The order of the estimates is no proof of a difference between two doses.")
    if indirect:
        rests = "rests" if indirect == 1 else "rest"
        lines.append(
            f"{indirect} of {len(estimates)} comparisons {rests} on indirect evidence only, which "
            "holds as far as the trials enrolled similar patients."
        )
    if not network.splits:
        lines.append(
            "No comparison has direct and indirect evidence that could be checked against each "
            "other."
        )
    if network.result.tau2 is None:
        lines.append(
            "No comparison has enough trials to show how much trials differ: the estimates assume "
            "one common effect."
        )
    return (*lines, *count_caveats(network.selection.arms, disputed))


def graph_caveats(
    network: NetworkAnalysisResult, disputed: Collection[str] = ()
) -> tuple[str, ...]:
    """How much is indirect, how much rests on single trials, what counts as a treatment."""
    direct, pairs = head_to_head_counts(network)
    lines = list(network.pairs_compared())
    single = sum(trials == 1 for *_, trials in lines)
    sentences = []
    if pairs > direct:
        sentences.append(
            f"{pairs - direct} of the {pairs} comparisons between two active doses rest on "
            f"indirect evidence, through {network.labels[network.analysis.reference]} or another "
            "common comparator."
        )
    if single:
        sentences.append(f"{_share_of(single, len(lines), 'line', 'stand')} for a single trial.")
    if direct:
        sentences.append("Doses of one drug count as treatments of their own.")
    return (*sentences, *count_caveats(network.selection.arms, disputed))


def _share_of(part: int, whole: int, noun: str, verb: str) -> str:
    """“3 of the 7 lines stand”, “1 of the 7 lines stands”, “Every line stands”."""
    if part == whole:
        return f"Every {noun} {verb}s"
    return f"{part} of the {whole} {noun}s {verb}{'s' if part == 1 else ''}"


def ranking_caveats(
    network: NetworkAnalysisResult, ranked: tuple[str, ...], disputed: Collection[str] = ()
) -> tuple[str, ...]:
    """Why an order is not a result; `ranked` are the treatments, the first first."""
    active = [treatment for treatment in ranked if treatment != network.analysis.reference]
    sentences = ["A rank is not a size: doses that hardly differ can stand far apart."]
    others = [network.compare(ranked[0], t) for t in active if t != ranked[0]]
    undecided = sum(row.ci_low <= 0 <= row.ci_high for row in others)
    if undecided:
        sentences.append(
            f"The first, {network.labels[ranked[0]]}, is not shown to differ from {undecided} of "
            f"the {len(others)} other active doses."
        )
    single = sum(len(network.trials_of(treatment)) == 1 for treatment in active)
    if single:
        sentences.append(
            f"{_share_of(single, len(active), 'active dose', 'rest')} on a single trial."
        )
    sentences.append("Harms are not in this order.")
    return (
        *sentences,
        *_spread(network),
        *_incoherence(network),
        *count_caveats(network.selection.arms, disputed),
    )


def split_caveats(
    network: NetworkAnalysisResult, disputed: Collection[str] = ()
) -> tuple[str, ...]:
    """What a test of direct against indirect evidence can and cannot show."""
    sentences = []
    open_ones = [split for split in network.splits if split.p >= NOISY]
    if open_ones:
        largest = max(split.p for split in open_ones)
        sentences.append(
            f"A large p, here up to {format_p(largest).removeprefix('p ').removeprefix('= ')}, "
            "does not show that direct and indirect evidence agree, above all with few trials."
        )
    alone = [
        f"{network.labels[first]} against {network.labels[second]}"
        for first, second, _ in (orient_split(network, split) for split in network.splits)
        if network.direct_trials(first, second) == 1
    ]
    if alone:
        sentences.append(f"The direct evidence is a single trial: {list_words(alone)}.")
    if len(network.splits) > 1:
        sentences.append(
            "Comparisons of one loop rest on the same trials: their p values are one finding seen "
            "from several sides."
        )
    return (
        *sentences,
        *_spread(network),
        *count_caveats(network.selection.arms, disputed),
    )


def response_caveats(
    network: NetworkAnalysisResult, disputed: Collection[str] = ()
) -> tuple[str, ...]:
    """What the response of the comparison groups leaves open; of `disputed`, theirs alone."""
    reference = network.analysis.reference
    label = network.labels[reference]
    control = [arm for arm in network.selection.arms if arm.treatment == reference]
    with_control = {arm.trial_id for arm in control}
    absent = dict.fromkeys(
        arm.trial_name for arm in network.selection.arms if arm.trial_id not in with_control
    )
    smallest = min(control, key=lambda arm: arm.n)
    weeks = sorted({arm.week for arm in control})
    share = 100 * smallest.responders / smallest.n
    sentences = [
        f"Small groups vary by chance: the smallest is that of {smallest.trial_name}, "
        f"{of_100(share)} of 100 in {count_patients(smallest.n)}.",
        f"The same response on {label} does not show that the patients were the same.",
    ]
    if len(weeks) > 1:
        times = list_words(f"{week:g}" for week in weeks)
        sentences.append(f"The trials were read at different weeks: {times}.")
    if absent:
        have = "has" if len(absent) == 1 else "have"
        sentences.append(
            f"{capitalise(count_trials(len(absent)))} {have} no group on {label} and "
            f"{'is' if len(absent) == 1 else 'are'} not drawn: {list_words(absent)}."
        )
    own = dict.fromkeys(arm.trial_name for arm in control if arm.trial_name in disputed)
    return (*sentences, *count_caveats(control, own))


def _spread(network: NetworkAnalysisResult) -> tuple[str, ...]:
    """That the spread between trials could not be estimated, where that is so."""
    if network.result.tau2 is None:
        return (spread_sentence(network),)
    return ()


def _incoherence(network: NetworkAnalysisResult) -> tuple[str, ...]:
    """Where direct and indirect evidence disagree."""
    noisy = [split for split in network.splits if split.p < NOISY]
    if not noisy:
        return ()
    pairs = [orient_split(network, split)[:2] for split in noisy]
    names = (f"{network.labels[first]} against {network.labels[other]}" for first, other in pairs)
    return (f"Direct and indirect evidence disagree on {list_words(names)} (p below {NOISY:g}).",)
