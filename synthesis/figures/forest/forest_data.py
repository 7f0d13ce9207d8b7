"""What a forest plot shows, and the sentences it prints about it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from synthesis.figures.canvas.scales import EffectScale, choose_scale
from synthesis.figures.canvas.sheet import NO_BREAK, text_width
from synthesis.models.measure import Measure
from synthesis.words.imputed import NOTE, share_text
from synthesis.words.labels import capitalise
from synthesis.words.numbers import count_noun


@dataclass(frozen=True)
class ForestArm:
    """One arm of a trial; the responders of an `imputed` one are a share of n, and no count."""

    responders: float
    n: int
    imputed: bool

    @property
    def count(self) -> str:
        """“60/150”, or of an imputed percentage “37.7% of 147†”."""
        if self.imputed:
            return share_text(self.responders, self.n)
        return f"{self.responders:.0f}/{self.n}"

    @property
    def percent(self) -> str:
        """“(40.0)”, responders in percent; empty without patients or where `count` says it."""
        if self.imputed or not self.n:
            return ""
        return f"({100 * self.responders / self.n:.1f})"


@dataclass(frozen=True)
class ForestRow:
    """One trial.

    `estimate`, `ci_low`, `ci_high` are on the model scale: log for OR and RR, a proportion
    between -1 and 1 for RD; an estimate that is not a number is printed as not estimable.
    `weight` is in percent of the pooled estimate. An arm that is `imputed` has a percentage and no
    count: its responders are that share of n.
    """

    label: str
    responders_treatment: float
    n_treatment: int
    responders_control: float
    n_control: int
    estimate: float
    ci_low: float
    ci_high: float
    weight: float
    imputed_treatment: bool = False
    imputed_control: bool = False

    def __post_init__(self) -> None:
        for arm in self.arms:
            if not 0 <= arm.responders <= arm.n:
                raise ValueError(f"{self.label}: {arm.responders} responders of {arm.n} patients")
            if not arm.imputed and arm.responders % 1:
                raise ValueError(f"{self.label}: {arm.responders} responders are no count")

    @property
    def arms(self) -> tuple[ForestArm, ForestArm]:
        """What stands in the columns of the two arms, the treatment first."""
        return (
            ForestArm(self.responders_treatment, self.n_treatment, self.imputed_treatment),
            ForestArm(self.responders_control, self.n_control, self.imputed_control),
        )

    @property
    def patients(self) -> int:
        """Patients in both arms."""
        return self.n_treatment + self.n_control


@dataclass(frozen=True)
class ForestSummary:
    """The pooled estimate.

    `estimate`, `ci_*` and `pi_*` (prediction interval) are on the model scale, `tau2` is the
    between-trial variance on that scale squared, `i2` is in percent (0 to 100). `label` names the
    model. Each of `extra_lines` is printed below the figure as it stands.
    """

    estimate: float
    ci_low: float
    ci_high: float
    label: str
    pi_low: float | None
    pi_high: float | None
    tau2: float | None
    i2: float | None
    k: int
    patients: int
    extra_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForestPlot:
    """A forest plot: trials in the order given, and their summary if they are pooled.

    `favours_low` and `favours_high` are whole labels, such as ``favours placebo``, for the sides
    left and right of no effect; arrows are added by the drawing. `setting` is what tells the trials
    from others that compare the same, such as ``drug alone``. `level` is the coverage of all
    intervals.
    """

    measure: Measure
    treatment: str
    control: str
    rows: tuple[ForestRow, ...]
    summary: ForestSummary | None
    favours_low: str
    favours_high: str
    outcome: str
    setting: str = ""
    level: float = 0.95

    def __post_init__(self) -> None:
        if not self.rows:
            raise ValueError(f"{self.outcome}: a forest plot needs at least one trial")

    @property
    def pooled(self) -> ForestSummary | None:
        """The summary where it pools at least two trials, else None."""
        return self.summary if self.summary is not None and self.summary.k > 1 else None

    @property
    def imputed(self) -> bool:
        """Whether an arm has an imputed percentage, which is marked."""
        return any(arm.imputed for row in self.rows for arm in row.arms)

    @property
    def percent(self) -> str:
        """The level as text: “95%”."""
        return f"{100 * self.level:.10g}%"


def heading_of(plot: ForestPlot, versus: str) -> str:
    """What is compared, and where: “Madeupinib 5 mg versus placebo, drug alone”."""
    compared = f"{capitalise(plot.treatment)} {versus} {plot.control}"
    return f"{compared}, {plot.setting}" if plot.setting else compared


def forest_scale(plot: ForestPlot, width: float, size: float) -> EffectScale:
    """The axis of the plot, `width` inches long with tick labels of `size` points."""
    estimates = [row.estimate for row in plot.rows]
    ends = [end for row in plot.rows for end in (row.ci_low, row.ci_high)]
    if pooled := plot.pooled:
        estimates.append(pooled.estimate)
        predictions = (pooled.pi_low, pooled.pi_high)
        ends += [pooled.ci_low, pooled.ci_high, *(p for p in predictions if p is not None)]
    return choose_scale(plot.measure, estimates, ends, width, lambda t: text_width(t, size))


def footer_lines(plot: ForestPlot) -> list[str]:
    """Trials, patients and, where trials are pooled, heterogeneity; then the extra lines.

    tau is the between-trial standard deviation: on the log scale for ratios, in percentage
    points for risk differences.
    """
    summary = plot.summary
    trials = summary.k if summary else len(plot.rows)
    patients = summary.patients if summary else sum(row.patients for row in plot.rows)
    facts = [count_noun(trials, "trial"), count_noun(patients, "patient")]
    if pooled := plot.pooled:
        if pooled.tau2 is not None:
            tau = math.sqrt(max(pooled.tau2, 0.0))
            scale = f"{100 * tau:.1f} points" if plot.measure == "RD" else f"{tau:.2f} (log scale)"
            facts.append(f"τ = {scale}")
        if pooled.i2 is not None:
            facts.append(f"I² = {pooled.i2:.0f}%")
    unbroken = (fact.replace(" ", NO_BREAK) for fact in facts)
    noted = [NOTE] if plot.imputed else []
    return [" · ".join(unbroken), *noted, *(summary.extra_lines if summary else ())]


def weight_text(weight: float) -> str:
    """A weight in percent with one decimal; a dash where the trial has none."""
    return f"{weight:.1f}%" if math.isfinite(weight) else "–"


def row_shares(plot: ForestPlot) -> list[float]:
    """The area of each square relative to the largest, from the weights."""
    weights = [row.weight if math.isfinite(row.weight) else 0.0 for row in plot.rows]
    largest = max(weights)
    if plot.pooled is None or largest <= 0:
        return [0.4] * len(weights)
    return [weight / largest for weight in weights]
