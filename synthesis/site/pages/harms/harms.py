"""Harms on a page: tables of 1,000 patients, and upper limits where events are few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from synthesis.analyses.harms import HarmAnalysisResult, HarmResult
from synthesis.prose.harms import LOWER, at_most_1000, name_comparator, tight_ratio, words_of_1000
from synthesis.selection.arms import patients_once
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import capitalise
from synthesis.words.numbers import FEWER_THAN_ONE, count_patients, count_trials
from synthesis.words.slugs import slug_of

NO_BREAK, JOINER = "\u00a0", "\u2060"
IF_SAME = " (if the effect is the same in all trials)"
SAYS = {"more": "more often", "fewer": "less often"}


def harms_used(results: Iterable[HarmAnalysisResult]) -> str:
    """What some comparisons rest on: harms, trials, patients."""
    shown = [result for result in results if result.pools]
    events = {result.analysis.event for result in shown}
    patients = patients_once(
        arm for result in shown for pool in result.pools for arm in pool.pool.arms
    )
    trials = {trial for trial, _ in patients}
    return (
        f"{len(events)} kinds of harm: {count_trials(len(trials))}, "
        f"{count_patients(sum(patients.values()))} with usable counts, each arm counted once; rows "
        "read at a source or computed from numbers that were"
    )


def show_harms(results: Sequence[HarmAnalysisResult], caption: str, identifier: str) -> Html:
    """A table with one line for each harm and dose, linked to the counts behind it."""
    pools = [pool for result in results for pool in result.pools]
    if not pools:
        return render("nothing.html", question=caption)
    comparator = name_comparator(pools)
    drug = "the higher dose" if comparator == LOWER else "the drug"
    header = [
        "Harm, drug and dose",
        "Trials",
        f"On {drug}",
        f"On {comparator}",
        f"Of 1,000 on {comparator}",
        f"Of 1,000 on {drug} (95% CI)",
        "Risk ratio (95% CI)",
        f"Seen on {drug}; if open, extra of 1,000",
    ]
    rows = [_summary_row(pool) for pool in pools]
    return show_table(caption, header, rows, identifier, slug=slug_of(identifier, "summary"))


def _summary_row(result: HarmResult) -> Row:
    comparator, treatment, low, high = (
        text.replace(FEWER_THAN_ONE, "<1") for text in words_of_1000(result)
    )
    return Row(
        [
            _name(result),
            result.k,
            _count(result.treatment_risk.events, result.treatment_risk.patients),
            _count(result.comparator_risk.events, result.comparator_risk.patients),
            comparator,
            keep_together(f"{treatment} ({low}–{high})"),
            keep_together(tight_ratio(result.risk_ratio)),
            _says(result),
        ]
    )


def _name(result: HarmResult) -> Html:
    event = result.pool.analysis.event
    text = f"{capitalise(event.name)}, {result.pool.label}"
    return render("link.html", address=f"#counts-{slug_of(event)}", text=text)


def _count(events: int, patients: int) -> str:
    return keep_together(f"{events} of {patients:,}")


def keep_together(text: str) -> str:
    """A number with its interval on one line; the words of the other cells may wrap."""
    return text.replace(" ", NO_BREAK).replace("–", f"–{JOINER}")


def _says(result: HarmResult) -> str:
    if result.borderline:
        return "too close to call"
    if result.finding != "open":
        return SAYS[result.finding] + (IF_SAME if result.common_effect_alone else "")
    return keep_together(f"open (at most {at_most_1000(1000 * result.difference.high)})")


def show_rare_harms(results: Sequence[HarmAnalysisResult], caption: str, identifier: str) -> Html:
    """What few events leave possible: the risk itself, and the excess over the comparator."""
    pools = [pool for result in results for pool in result.pools]
    if not pools:
        return render("nothing.html", question=caption)
    comparator = name_comparator(pools)
    drug = "the higher dose" if comparator == LOWER else "the drug"
    header = [
        "Harm, drug and dose",
        "Trials",
        f"On {drug}",
        f"On {comparator}",
        f"Average risk on {drug}, of 1,000: at most",
        f"Extra over {comparator}, of 1,000: at most",
    ]
    rows = [
        Row(
            [
                _name(pool),
                pool.k,
                _count(pool.treatment_risk.events, pool.treatment_risk.patients),
                _count(pool.comparator_risk.events, pool.comparator_risk.patients),
                at_most_1000(1000 * pool.treatment_risk.high),
                at_most_1000(1000 * max(pool.difference.high, 0.0)),
            ]
        )
        for pool in pools
    ]
    slug = slug_of("harms", identifier, "limits")
    return show_table(caption, header, rows, identifier, slug=slug)
