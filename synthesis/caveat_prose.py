"""What to say beside a figure of effects, so that nobody takes it for more than it shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from synthesis.claim_plan import ClaimTest
from synthesis.claim_results import ClaimResult, Finding
from synthesis.labels import capitalise
from synthesis.network_analysis import NetworkAnalysisResult
from synthesis.network_result import NetworkEstimate
from synthesis.prose import count_trials, format_effect, format_interval, list_words
from synthesis.results import AnalysisResult, PoolResult, unusable_regimens
from synthesis.selection import ArmCount
from synthesis.verdicts import Verdict

FEW_TRIALS = 5  # below it a prediction interval is a rough guide
NO_EVIDENCE_AGAINST: tuple[Verdict, ...] = ("not supported", "not testable with these data")


def pool_caveats(result: PoolResult, disputed: Collection[str] = ()) -> tuple[str, ...]:
    """Caveats of one pooled result, one sentence each; only those that apply.

    Parameters
    ----------
    result
        The pool.
    disputed
        Names of its trials on whose counts sources disagree.
    """
    return (
        *_size(result),
        *_openness(result),
        *_scale(result),
        *count_caveats(result.pool.arms, disputed),
    )


def _size(result: PoolResult) -> Iterator[str]:
    primary, beside = result.primary, result.hartung_knapp
    if primary.k == 1:
        yield "A single trial: nothing here says whether another would find the same."
    elif beside is not None:
        low, high = (format_effect(v, beside.measure) for v in (beside.ci_low, beside.ci_high))
        yield (
            "Two trials cannot show how much trials differ; the Hartung-Knapp interval would be "
            f"{low} to {high}."
        )
    elif primary.k < FEW_TRIALS:
        yield f"With {count_trials(primary.k)} the prediction interval is a rough guide."


def _openness(result: PoolResult) -> Iterator[str]:
    primary = result.primary
    if primary.ci_low <= 0 <= primary.ci_high:
        yield (
            f"{capitalise(result.pool.label)} is not shown to differ from "
            f"{result.pool.comparator_label}: the interval includes the possibility of no "
            "difference."
        )
    elif primary.pi_low is not None and primary.pi_high is not None and primary.tau2:
        low, high = (format_effect(v, primary.measure) for v in (primary.pi_low, primary.pi_high))
        if primary.pi_low <= 0 <= primary.pi_high:
            yield (
                "A new trial might find no difference: the prediction interval runs from "
                f"{low} to {high}."
            )


def _scale(result: PoolResult) -> Iterator[str]:
    if result.primary.measure == "OR":
        yield (
            "An odds ratio does not say how many times as often patients respond; the risk ratio, "
            f"which does, is {format_interval(result.risk_ratio)}."
        )


def count_caveats(arms: Iterable[ArmCount], disputed: Collection[str]) -> Iterator[str]:
    """Caveats of the counts of some arms: inferred denominators, and trials that are `disputed`."""
    if any(arm.verification == "inferred" for arm in arms):
        yield "Some counts rest on an inferred denominator."
    if disputed:
        yield f"Sources disagree on a count of {list_words(disputed)}."


def overview_caveats(result: AnalysisResult, disputed: Collection[str] = ()) -> tuple[str, ...]:
    """Caveats of every drug and dose of an analysis side by side; see :func:`pool_caveats`."""
    missing = len(unusable_regimens(result))
    lines = [*_several(result)]
    if missing:
        have = "dose has" if missing == 1 else "doses have"
        lines.append(f"{missing} {have} no usable counts yet, which is not evidence of no effect.")
    return (*lines, *count_caveats(_arms(result), disputed))


def absolute_caveats(result: AnalysisResult, disputed: Collection[str] = ()) -> tuple[str, ...]:
    """Caveats of patients of 100 on every drug and dose; see :func:`pool_caveats`."""
    comparator = result.pools[0].pool.comparator_label
    base = (
        f"The numbers hold for patients like those of the trials: where more or fewer respond on "
        f"{comparator}, more or fewer respond on the drug."
    )
    return (base, *_several(result), *count_caveats(_arms(result), disputed))


def _several(result: AnalysisResult) -> Iterator[str]:
    comparator = result.pools[0].pool.comparator_label
    if len({pool.pool.regimen.split("-")[0] for pool in result.pools}) > 1:
        yield (
            f"Each drug was set against {comparator} in its own trials, so a difference between "
            "two drugs may be one between their trials or patients."
        )
    single, every = sum(pool.primary.k == 1 for pool in result.pools), len(result.pools)
    if single == every == 1:
        yield "The dose rests on a single trial."
    elif single:
        yield f"{single} of {every} doses {'rests' if single == 1 else 'rest'} on a single trial."


def _arms(result: AnalysisResult) -> list[ArmCount]:
    return [arm for pool in result.pools for arm in pool.pool.arms]


def network_caveats(
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


def claim_caveats(result: ClaimResult, drawn: Sequence[Finding]) -> tuple[str, ...]:
    """What the tests of a claim cannot show; `drawn` are those in the figure."""
    lines = [result.claim.limits] if result.claim.limits else []
    cautions = list(dict.fromkeys(c for finding in drawn for c in finding.cautions))
    if cautions:
        lines.append(f"To be read with care, in some tests: {list_words(cautions)}.")
    if result.verdict in NO_EVIDENCE_AGAINST:
        lines.append("That no test supports the claim is no evidence that it is wrong.")
    if any(_judged_by_difference(test) for test in result.claim.tests):
        lines.append("The tests were judged by the risk difference; the figure draws odds ratios.")
    left = len(result.tests) - len(drawn)
    if left:
        have = "has" if left == 1 else "have"
        lines.append(f"{left} of {len(result.tests)} tests {have} no ratio to draw.")
    return tuple(lines)


def _judged_by_difference(test: ClaimTest) -> bool:
    return test.points is not None
