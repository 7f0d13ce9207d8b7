"""A suggestion of certainty for a pooled result by fixed rules, in the five domains of GRADE.

It is a suggestion of a machine, not a judgement of people, and every page that prints it
says so. The rules follow the GRADE handbook's guidance (Schünemann et al. 2013, section 5)
as far as numbers alone can.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from synthesis.analyses.certainty.imprecision import (
    Precision,
    describe_imprecision,
    judge_imprecision,
)
from synthesis.analyses.certainty.inconsistency import HIGH_I2, TOO_FEW, judge_spread
from synthesis.analyses.certainty.levels import Certainty, Step, level_after
from synthesis.analyses.pools import PoolResult
from synthesis.words.numbers import whole

FEWEST_FOR_PREDICTION = 3
FEWEST_FOR_FUNNEL = 10


def suggest_certainty(
    result: PoolResult,
    bias: Mapping[str, str],
    disputed: Collection[str] = (),
    matters: float | None = None,
) -> Certainty:
    """Suggest a certainty for one pooled result.

    Parameters
    ----------
    result
        The pooled result; effects on the model scale.
    bias
        Published overall judgement of risk of bias by trial id; a trial may be missing.
    disputed
        Names of trials with a count on which sources disagree.
    matters
        So many patients of 100, more or fewer, are a difference that matters; None where the plan
        does not say.
    """
    steps = (
        _risk_of_bias(result, bias, disputed),
        _inconsistency(result),
        Step("indirectness", 0, "the trials compare what the question asks"),
        _imprecision(result, matters),
        _publication_bias(result),
    )
    return Certainty(level_after(steps), steps)


def _risk_of_bias(result: PoolResult, bias: Mapping[str, str], disputed: Collection[str]) -> Step:
    names = {arm.trial_id: arm.trial_name for arm in result.pool.arms}
    open_trials = [names[trial] for trial in result.pool.trials if trial not in bias]
    doubtful = [names[t] for t in result.pool.trials if bias.get(t, "low") != "low"]
    reasons = []
    if doubtful:
        reasons.append(f"risk of bias not low in {', '.join(doubtful)}")
    if open_trials:
        # What nobody has judged cannot count as low.
        reasons.append(f"risk of bias not judged for {', '.join(open_trials)}")
    if disputed:
        reasons.append(f"sources disagree on a count of {', '.join(disputed)}")
    if reasons:
        return Step("risk of bias", 1, "; ".join(reasons))
    return Step("risk of bias", 0, "published judgements: low in every trial")


def _inconsistency(result: PoolResult) -> Step:
    primary = result.primary
    if primary.k < FEWEST_FOR_PREDICTION:
        return TOO_FEW
    includes_none = primary.pi_low is not None and primary.pi_low < 0 < (primary.pi_high or 0)
    if includes_none and not primary.ci_low < 0 < primary.ci_high:
        return Step("inconsistency", 1, "a new trial might find no difference")
    return judge_spread(primary.i2)


def _imprecision(result: PoolResult, matters: float | None) -> Step:
    primary, pooled = result.primary, result.risk_difference
    # Of imputed arms as many as their precision is worth, and no count.
    arms = [arm for trial in result.trials for arm in (trial.treatment, trial.control)]
    responders = whole(sum(arm.effective_responders for arm in arms))
    about = "about " if any(arm.imputed for arm in arms) else ""
    precision = Precision(
        low=100 * pooled.ci_low,
        high=100 * pooled.ci_high,
        includes_none=primary.ci_low <= 0 <= primary.ci_high,
        responders=responders,
        carry=f"{about}{responders} responders in all",
    )
    return judge_imprecision(precision, matters)


def _publication_bias(result: PoolResult) -> Step:
    if result.primary.k < FEWEST_FOR_FUNNEL:
        return Step("publication bias", 0, "cannot be tested with fewer than 10 trials")
    return Step("publication bias", 0, "not tested")


def describe_rules() -> tuple[str, ...]:
    """The rules in words, with the limits this module uses."""
    return (
        "It starts at high, as the trials were randomised.",
        "Risk of bias: one step down when a published overall judgement for the outcome is not "
        "low, when none has been read for a trial, or when sources disagree on a count.",
        "Inconsistency: one step down when the prediction interval includes the possibility of no "
        f"difference while the confidence interval does not, or when I² exceeds {HIGH_I2:g}%. "
        f"Fewer than {FEWEST_FOR_PREDICTION} trials cannot show it.",
        describe_imprecision(),
        "Of an imputed percentage as many responders count as its precision is worth.",
        "Indirectness is not judged. Missing trials cannot be tested with fewer than "
        f"{FEWEST_FOR_FUNNEL}.",
    )
