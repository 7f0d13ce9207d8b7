"""Run declared comparisons of harms: ratios, the difference in risk, and what it excludes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from synthesis.analyses.sensitivity import pool_primary
from synthesis.models.pairwise.contrasts import make_contrasts
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.models.risks.rare_events import RareEventsResult, pool_rare_events_all
from synthesis.models.risks.risk_limits import Risk, RiskDifference, score_difference
from synthesis.models.risks.shares import risk_over_trials
from synthesis.package.dataset import Dataset
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.selection.arms import ALL_TIERS
from synthesis.selection.harms import HarmPool, HarmSelection, select_harm
from synthesis.selection.records import Records, read_harm_records

HarmDirection = Literal["more", "fewer", "open"]


@dataclass(frozen=True)
class HarmResult:
    """Everything the book reports of one harm on one regimen against its comparator.

    Parameters
    ----------
    pool
        The arms.
    odds_ratio, risk_ratio, risk_difference
        Mantel-Haenszel, with Wald limits, without continuity correction; None where the
        estimate does not exist for want of events.
    peto
        Peto's odds ratio, for comparison; None likewise.
    missing
        One sentence for each of the four that does not exist.
    difference
        The Mantel-Haenszel risk difference with score limits: it exists without any event, and
        the book reads from it what the data exclude.
    treatment_risk, comparator_risk
        Share of all patients of the arms with the event, with its exact interval; wider where
        the trials differ, see `risk_over_trials`.
    random_effects
        The risk ratio where it may differ between trials: REML, with the interval by the rule
        for the number of trials, Q and tau2; 0.5 is added in trials with an empty cell. None
        below two trials with an event.
    """

    pool: HarmPool
    odds_ratio: RareEventsResult | None
    risk_ratio: RareEventsResult | None
    risk_difference: RareEventsResult | None
    peto: RareEventsResult | None
    missing: tuple[str, ...]
    difference: RiskDifference
    treatment_risk: Risk
    comparator_risk: Risk
    random_effects: PairwiseResult | None = None

    @property
    def k(self) -> int:
        """Trials that compare the two, those without any event included."""
        return len(self.pool.trials)

    @property
    def patients(self) -> int:
        """Patients of both arms."""
        return self.treatment_risk.patients + self.comparator_risk.patients

    @property
    def events(self) -> int:
        """Patients with the event, both arms together."""
        return self.treatment_risk.events + self.comparator_risk.events

    @property
    def periods(self) -> tuple[float, ...]:
        """The periods of the trials in weeks, each once, the shortest first."""
        return tuple(sorted({arm.week for arm in self.pool.arms}))

    @property
    def finding(self) -> HarmDirection:
        """Whether the event is more or less frequent on the treatment, or that stays open.

        The difference decides; where a risk ratio exists it must agree.
        """
        by_difference = _side(self.difference.low, self.difference.high)
        if self.risk_ratio is None:
            return by_difference
        by_ratio = _side(self.risk_ratio.ci_low, self.risk_ratio.ci_high)
        return by_difference if by_difference == by_ratio else "open"

    @property
    def borderline(self) -> bool:
        """Whether the difference and the ratio fall on different sides of “no difference”."""
        if self.risk_ratio is None:
            return False
        by_ratio = _side(self.risk_ratio.ci_low, self.risk_ratio.ci_high)
        return by_ratio != _side(self.difference.low, self.difference.high)

    @property
    def common_effect_alone(self) -> bool:
        """Whether the finding rests on the effect being the same in all trials.

        So it is where the interval of the random effects does not exclude no difference.
        """
        other = self.random_effects
        if self.finding == "open" or other is None:
            return False
        return _side(other.ci_low, other.ci_high) != self.finding

    @property
    def per_1000(self) -> tuple[float, float, float, float]:
        """Patients of 1,000 with the event: comparator, treatment, the treatment's 95% limits.

        The treatment's number is the comparator's plus the pooled difference, kept within 0
        and 1,000.
        """
        comparator = 1000 * self.comparator_risk.estimate
        difference = self.difference
        values = [
            min(1000.0, max(0.0, comparator + 1000 * value))
            for value in (difference.estimate, difference.low, difference.high)
        ]
        return comparator, values[0], values[1], values[2]


@dataclass(frozen=True)
class HarmAnalysisResult:
    """A declared comparison of a harm: its selection, and one result for each regimen.

    `with_unverified` holds the same results with rows that nobody has read: never a result of
    the book, shown as what verification would change.
    """

    analysis: HarmAnalysis
    selection: HarmSelection
    pools: tuple[HarmResult, ...]
    with_unverified: tuple[HarmResult, ...]

    def pool(self, regimen: str) -> HarmResult | None:
        """The result of one regimen, None when the data form no pool of it."""
        for result in self.pools:
            if result.pool.regimen == regimen:
                return result
        return None


def run_harm(
    dataset: Dataset, identifier: str, records: Records | None = None
) -> HarmAnalysisResult:
    """Run one declared comparison of a harm.

    Parameters
    ----------
    dataset
        A validated data package.
    identifier
        Such as “harm-serious-ae-against-placebo”.
    records
        The tables as `read_harm_records` gives them, where they have been read before.

    Raises
    ------
    KeyError
        When nothing of this id is declared.
    """
    analysis = dataset.harm(identifier)
    records = read_harm_records(dataset) if records is None else records
    selection = select_harm(records, analysis)
    wide = select_harm(records, analysis, ALL_TIERS)
    pools = tuple(pool_harm(pool) for pool in selection.pools)
    known = {result.pool.id: result for result in pools}
    return HarmAnalysisResult(
        analysis=analysis,
        selection=selection,
        pools=pools,
        with_unverified=tuple(
            known[pool.id] if pool in selection.pools else pool_harm(pool) for pool in wide.pools
        ),
    )


def run_harms(dataset: Dataset) -> tuple[HarmAnalysisResult, ...]:
    """Run every declared comparison of a harm, in the order of the plan."""
    records = read_harm_records(dataset)
    return tuple(run_harm(dataset, harm.id, records) for harm in dataset.harms)


def pool_harm(pool: HarmPool) -> HarmResult:
    """Compare one harm on one regimen with its comparator over the trials of a pool."""
    found, missing = pool_rare_events_all(pool.frame(), pool.regimen, pool.comparator)
    ratios = make_contrasts(pool.frame(), pool.regimen, pool.comparator, "RR")
    by_method = {result.method: result for result in found}
    cells = pool.cells()
    return HarmResult(
        pool=pool,
        odds_ratio=by_method.get("MH OR"),
        risk_ratio=by_method.get("MH RR"),
        risk_difference=by_method.get("MH RD"),
        peto=by_method.get("Peto OR"),
        missing=missing,
        difference=score_difference(cells),
        treatment_risk=risk_over_trials(cells[:, :2]),
        comparator_risk=risk_over_trials(cells[:, 2:]),
        random_effects=pool_primary(ratios) if ratios.k > 1 else None,
    )


def harm_record(result: HarmResult) -> dict[str, Any]:
    """One result as plain values for results.json; model scale for the ratios."""
    difference = result.difference
    return {
        "id": result.pool.id,
        "analysis": result.pool.analysis.id,
        "event": result.pool.analysis.event,
        "treatment": result.pool.regimen,
        "comparator": result.pool.comparator,
        "trials": list(result.pool.trials),
        "rows": [row for arm in result.pool.arms for row in arm.rows],
        "events": [result.treatment_risk.events, result.comparator_risk.events],
        "patients": [result.treatment_risk.patients, result.comparator_risk.patients],
        "periods_weeks": list(result.periods),
        "finding": result.finding,
        "difference": [difference.estimate, difference.low, difference.high],
        **{
            name: None if value is None else value.to_json_dict()
            for name, value in (
                ("odds_ratio", result.odds_ratio),
                ("risk_ratio", result.risk_ratio),
                ("risk_difference", result.risk_difference),
                ("peto", result.peto),
                ("random_effects", result.random_effects),
            )
        },
    }


def _side(low: float, high: float) -> HarmDirection:
    if low > 0:
        return "more"
    return "fewer" if high < 0 else "open"
