"""Tests of a claim on harms, on what trials report, and on what a record says."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from synthesis.analyses.harms import HarmResult
from synthesis.analyses.long_term import read_long_term, with_rate
from synthesis.analyses.long_term_doses import DoseRates, compare_doses
from synthesis.analyses.run import Results, made_once
from synthesis.claims.findings import Finding, find_nothing, name_cautions
from synthesis.claims.verdicts import Outcome, judge_no_more_harm
from synthesis.package.dataset import Dataset
from synthesis.package.plan.claims import ClaimTest
from synthesis.words.labels import capitalise, label_week
from synthesis.words.numbers import count_trials, format_interval, of_100, with_interval
from synthesis.words.slugs import slug_of


@made_once
def compare_rates(results: Results) -> tuple[DoseRates, ...]:
    """The long-term rates on two doses of one drug, each pair within one source."""
    return compare_doses(with_rate(read_long_term(results.dataset)))


def check_rates(test: ClaimTest, results: Results) -> Iterable[Finding]:
    """Long-term rates on a higher and a lower dose, for each event the source with most of them."""
    rule = (
        "Nothing can support that there is no more harm; contradicted where the interval of the "
        "rate ratio lies above 1."
    )
    for event in test.events:
        found = [
            rates
            for rates in compare_rates(results)
            if rates.higher.drug == test.drug
            and rates.higher.event == event
            and rates.higher.of_subject
            and rates.ratio is not None
        ]
        name = event.name
        if found:
            yield _rate_finding(max(found, key=_events), name, rule)
        else:
            yield find_nothing(f"{capitalise(name)}, {test.drug}, long term", rule)


def _events(rates: DoseRates) -> int:
    return (rates.higher.events or 0) + (rates.lower.events or 0)


def _rate_finding(rates: DoseRates, name: str, rule: str) -> Finding:
    higher, lower, ratio = rates.higher, rates.lower, rates.ratio
    assert ratio is not None
    limits = [
        f"{value:.2f}" if math.isfinite(value) else "any size"
        for value in (ratio.estimate, ratio.low, ratio.high)
    ]
    return Finding(
        label=f"{capitalise(name)}: {higher.drug} {higher.dose} against {lower.dose}, long term",
        outcome=judge_no_more_harm(math.log(ratio.low) if ratio.low > 0 else -math.inf),
        number=(
            f"{higher.events} against {lower.events} events, rate ratio {with_interval(*limits)}"
        ),
        rule=rule,
        cautions=("longer use was not randomised between the doses throughout",),
        target=("rate", f"{higher.drug}-{higher.event}"),
    )


def check_reported(test: ClaimTest, results: Results) -> Iterable[Finding]:
    """How many trials report an outcome."""
    counted, trials = count_reporting(results.dataset, test.outcome, test.week)
    name = test.outcome.name
    when = "" if test.week is None else f" at {label_week(test.week)}"
    share = counted / trials if trials else 0.0
    yield Finding(
        label=f"Trials of an oral drug with a number for {name}{when}",
        # A number nobody has read may stand in the report all the same: it leaves the claim open.
        outcome="supports" if share >= test.at_least else "open",
        number=f"{counted} of {count_trials(trials)}",
        rule=f"At least {of_100(100 * test.at_least)} of 100 trials have a number for it.",
        trials=trials,
        cautions=("numbers that nobody has read yet do not count",),
        target=("reported", test.outcome),
    )


def count_reporting(dataset: Dataset, outcome: str, week: float | None = None) -> tuple[int, int]:
    """Randomised trials of oral drugs with any number read for an outcome, and of all.

    Rows that were remembered and not read do not count.
    """
    arms, trials = dataset.table("arms"), dataset.table("trials")
    parallel = set(trials.loc[trials["role"] == "parallel", "trial_id"])
    oral = set(arms.loc[(arms["route"] == "oral") & (arms["drug"] != "placebo"), "trial_id"])
    rows = dataset.table("dichotomous")
    rows = rows[(rows["outcome"] == outcome) & (rows["verification"] != "unverified")]
    if week is not None:
        rows = rows[rows["week"] == week]
    eligible = parallel & oral
    return len(set(rows["trial_id"]) & eligible), len(eligible)


def check_record(test: ClaimTest, results: Results) -> Iterable[Finding]:
    """What a regulatory record says."""
    facts = results.dataset.table("regulatory").to_dict("records")
    fact: Mapping[Any, Any] = next(f for f in facts if f["fact_id"] == test.fact)
    read = fact["verification"] == "source"
    but = (f"but {test.but}",) if test.but else ()
    outcome: Outcome = "open" if test.but else "supports"
    yield Finding(
        label=f"{fact['agency']}, {fact['fact_type']}, {fact['drug']}",
        outcome=outcome if read else "untestable",
        number=f"{fact['fact']} ({fact['date']})" if fact["date"] else str(fact["fact"]),
        rule="The record says so, and somebody has read it.",
        cautions=but if read else ("nobody has read this record at its source",),
        target=("record", str(fact["fact_id"])),
    )


def check_none(test: ClaimTest) -> Iterable[Finding]:
    """Why no test is possible."""
    yield Finding(label="No test is possible", outcome="untestable", number=test.reason, rule="–")


def check_harm(test: ClaimTest, results: Results) -> Iterable[Finding]:
    """Pooled harms, one finding for each regimen."""
    result = results.harm(test.analysis)
    rule = (
        "The event is more frequent: the intervals of the difference and of the risk ratio both "
        "exclude none (contradicted where it is less frequent)."
        if test.expects == "more"
        else "Nothing can support that there is no more harm; contradicted where the event is more "
        "frequent."
    )
    wanted = test.regimens or tuple(pool.pool.regimen for pool in result.pools)
    for regimen in wanted:
        pool = result.pool(regimen)
        if pool is None:
            label = results.labels.get(regimen, regimen)
            yield find_nothing(f"{result.analysis.title}: {label}", rule)
        else:
            yield _harm_finding(test, pool, rule)
    if not wanted:
        yield find_nothing(result.analysis.title, rule)


def _harm_finding(test: ClaimTest, pool: HarmResult, rule: str) -> Finding:
    outcomes: Mapping[str, Outcome] = (
        {"more": "supports", "fewer": "contradicts", "open": "open"}
        if test.expects == "more"
        else {"more": "contradicts", "fewer": "untestable", "open": "untestable"}
    )
    comparator, treatment = pool.comparator_risk, pool.treatment_risk
    counts = (
        f"{treatment.events} of {treatment.patients:,} against {comparator.events} of "
        f"{comparator.patients:,} patients"
    )
    ratio = pool.risk_ratio
    effect = None
    if ratio is not None:
        effect = (ratio.estimate, ratio.ci_low, ratio.ci_high, "RR")
        counts += f", risk ratio {format_interval(ratio, 'RR')}"
    return Finding(
        label=(
            f"{capitalise(pool.pool.analysis.event.name)}: {pool.pool.label} against "
            f"{pool.pool.comparator_label}"
        ),
        outcome=outcomes[pool.finding],
        number=f"{counts}; {_excluded(pool)}",
        rule=rule,
        trials=pool.k,
        patients=pool.patients,
        cautions=_harm_cautions(pool),
        target=("harm", slug_of(pool.pool.analysis.event)),
        effect=effect,
        analysis=pool.pool.analysis.id,
        estimate=pool.pool.id,
        labels=(pool.pool.label, pool.pool.comparator_label),
        counted=pool.pool.analysis.event,
    )


def _harm_cautions(pool: HarmResult) -> tuple[str, ...]:
    found = list(name_cautions(pool.k, {arm.verification for arm in pool.pool.arms}))
    if pool.common_effect_alone:
        found.append("open if the effect may differ between trials")
    return tuple(found)


def _excluded(pool: HarmResult) -> str:
    """What the upper limit of the difference in risk rules out, per 1,000 patients."""
    most = math.ceil(1000 * pool.difference.high)
    if most <= 0:
        return "the data exclude that it is more frequent"
    return f"the data exclude more than {most} extra among 1,000 patients"
