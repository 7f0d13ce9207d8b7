"""Results that stand in for those of a package: made-up estimates, for tests of claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from arm_counts import make_arm
from made_up_terms import ACNE, ALONE, EASI75, label_drug, label_inactive

from synthesis.analyses.context import Context
from synthesis.analyses.harms import HarmAnalysisResult
from synthesis.analyses.pools import AnalysisResult, PoolResult, run_pool
from synthesis.models.measure import Measure
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.package.plan.pools import Analysis
from synthesis.selection.pools import Pool, Selection

Interval = tuple[float, float]
FIVE = label_drug("madeupinib", "5 mg")
ANALYSIS = Analysis(
    id="pool",
    title="A pool",
    question="How often?",
    outcome=EASI75,
    week="primary",
    population="all ages",
    route="oral",
    background=(ALONE,),
    comparator="placebo",
    treatments=(),
    measure="OR",
    verification=("source",),
    unit="drug-dose",
)
HARM = HarmAnalysis(
    id="harm-acne-made-up",
    title="Acne: t",
    question="q",
    event=ACNE,
    population="all ages",
    route="oral",
    background=(ALONE,),
    comparator="placebo",
    treatments=(),
    verification=("source",),
)
CELLS = ((60, 100, 30, 100), (55, 110, 25, 105), (48, 90, 22, 95))


def no_judgements() -> Context:
    """A context in which nobody has judged a trial and no sources disagree."""
    return Context(defaultdict(lambda: {"conflict": "no"}), {}, ())


@dataclass
class MadeUpResults:
    """What claims ask of the results of a package."""

    analysis: AnalysisResult | None = None
    made_up_network: Any = None
    made_up_harm: HarmAnalysisResult | None = None
    dataset: Any = None
    labels: Mapping[str, str] = field(default_factory=lambda: {"five": FIVE, "ten": "ten"})
    context: Context = field(default_factory=no_judgements)
    kept: dict[str, Any] = field(default_factory=dict)

    def run(self, *_: str) -> tuple[AnalysisResult, ...]:
        """The one analysis."""
        assert self.analysis is not None
        return (self.analysis,)

    def network(self, _: str) -> Any:
        """The one network."""
        return self.made_up_network

    def harm(self, _: str) -> HarmAnalysisResult:
        """The one comparison of harms."""
        assert self.made_up_harm is not None
        return self.made_up_harm


def make_pool(
    cells: tuple[tuple[int, int, int, int], ...] = CELLS,
    measure: Measure = "OR",
    tier: str = "source",
) -> PoolResult:
    """The result of madeupinib against placebo in trials of these counts."""
    arms = []
    for number, (a, n1, c, n2) in enumerate(cells):
        arms.append(make_arm(f"t{number}", "five", a, n1, row=2 * number + 2, tier=tier))
        arms.append(make_arm(f"t{number}", "placebo", c, n2, row=2 * number + 3, tier=tier))
    analysis = replace(ANALYSIS, measure=measure)
    return run_pool(Pool(analysis, "five", FIVE, "placebo", label_inactive(), tuple(arms)))


def with_intervals(
    pool: PoolResult, primary: Interval | None = None, difference: Interval | None = None
) -> PoolResult:
    """The same pool with other limits of its primary result and of its risk difference."""
    if primary is not None:
        pool = replace(pool, primary=_moved(pool.primary, primary))
    if difference is not None:
        pool = replace(pool, risk_difference=_moved(pool.risk_difference, difference))
    return pool


def _moved(result: Any, interval: Interval) -> Any:
    low, high = interval
    return replace(result, estimate=(low + high) / 2, ci_low=low, ci_high=high)


def results_of(*pools: PoolResult) -> MadeUpResults:
    """Results with one analysis of these pools."""
    analysis = pools[0].pool.analysis if pools else ANALYSIS
    selection = Selection(analysis, tuple(pool.pool for pool in pools), ())
    return MadeUpResults(AnalysisResult(analysis, selection, pools, ()))
