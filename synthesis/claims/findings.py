"""What the test of a claim found: the number behind it, and what it says of the claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from synthesis.claims.verdicts import Outcome, Verdict, judge
from synthesis.package.plan.claims import Claim
from synthesis.words.numbers import count_patients, count_trials

FEW_TRIALS = 2


@dataclass(frozen=True)
class Finding:
    """One test of a claim with the number behind it.

    Parameters
    ----------
    label
        What was compared, or what was looked for.
    outcome
        What the result says of the claim.
    number
        The effect with its interval, in words.
    rule
        What would have supported the claim, in words.
    trials, patients
        How much evidence; 0 where the test rests on no trial.
    certainty
        Suggested certainty; empty where none applies.
    cautions
        Why to read the outcome with care: few trials, indirect evidence, inferred counts.
    target
        Kind and id of the result behind it: a pool, a network, a harm, a row of a table.
    effect
        Estimate and interval on the log scale, and "OR" or "RR"; None where there is none.
    analysis, estimate
        Ids of the declared analysis behind it and of its estimate in
        `synthesis.analyses.estimates`; empty where there is none.
    labels, counted
        What is compared, and the code of the outcome or event.
    """

    label: str
    outcome: Outcome
    number: str
    rule: str
    trials: int = 0
    patients: int = 0
    certainty: str = ""
    cautions: tuple[str, ...] = ()
    target: tuple[str, str] = ("", "")
    effect: tuple[float, float, float, str] | None = None
    analysis: str = ""
    estimate: str = ""
    labels: tuple[str, ...] = ()
    counted: str = ""


@dataclass(frozen=True)
class ClaimResult:
    """A claim, its tests, and the verdict by the rule."""

    claim: Claim
    tests: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict that the outcomes of the tests give."""
        return judge(test.outcome for test in self.tests)


def find_nothing(label: str, rule: str) -> Finding:
    """The finding where no usable count has been read."""
    return Finding(
        label=label,
        outcome="untestable",
        number="no count that can be used has been read",
        rule=rule,
        cautions=("a gap in the reading, not evidence of no effect",),
    )


def name_cautions(trials: int, tiers: Iterable[str]) -> Iterable[str]:
    """Why to read a result with care: few trials, counts that are not read."""
    if trials == 1:
        yield "a single trial"
    elif trials <= FEW_TRIALS:
        yield f"only {trials} trials"
    if "imputed" in tiers:
        yield "some percentages were imputed several times and have no count"
    if "inferred" in tiers:
        yield "some counts rest on an inferred denominator"
    if "unverified" in tiers:
        yield "rests on counts that nobody has read at a source"


def size_text(test: Finding) -> str:
    """Trials and patients behind a test; empty where it rests on no trial."""
    if not test.trials:
        return ""
    patients = f", {count_patients(test.patients)}" if test.patients else ""
    return f"{count_trials(test.trials)}{patients}"
