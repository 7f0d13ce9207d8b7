"""Harms as figures: from the results of a comparison to a published drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from synthesis.analyses.harms import HarmAnalysisResult, HarmResult
from synthesis.figures.harms.harm_alt_text import describe_harms
from synthesis.figures.harms.harms import (
    HarmRow,
    HarmWords,
    draw_harms,
    draw_harms_slides,
    tabulate_harms,
)
from synthesis.figures.publication import Publication
from synthesis.prose.caveats.harms import harm_caveats
from synthesis.prose.harms import (
    BEFORE,
    LOWER,
    at_most_1000,
    list_periods,
    name_comparator,
    words_of_1000,
)
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.publish import publish_figure
from synthesis.words.labels import capitalise
from synthesis.words.numbers import count_patients, count_trials, format_interval
from synthesis.words.terms import drug_of, drugs_of


def harm_rows(results: Iterable[HarmAnalysisResult], drug: str = "") -> tuple[HarmRow, ...]:
    """One row for each harm and dose that somebody had; of one drug, or of all."""
    return tuple(_row(pool) for pool in _drawn(results, drug))


def publish_harms(
    results: Sequence[HarmAnalysisResult],
    slug: str,
    title: str,
    drug: str = "",
) -> Html:
    """Draw and publish the harms of one comparison.

    Parameters
    ----------
    results
        In the order of the rows.
    slug
        Permanent name of the figure.
    title
        What is compared, as the beginning of the caption.
    drug
        Generic name, to show the doses of one drug only.
    """
    pools = _drawn(results, drug)
    if not pools:
        return render("nothing.html", question=title)
    rows = harm_rows(results, drug)
    clear = [pool for pool in pools if pool.finding != "open"] or pools
    comparator = name_comparator(pools)
    words = HarmWords(
        treatment="the higher dose" if comparator == LOWER else drug or "the drug",
        control=comparator,
        low=f"less often than on {comparator}",
        high=f"more often than on {comparator}",
    )
    largest = max(clear, key=_certain_size)
    caption = (
        f"{title}: patients with each harm over {list_periods(pools)}, and risk ratio "
        "(Mantel-Haenszel, no correction). Harms that nobody had are in the table only."
    )
    return publish_figure(
        Publication(
            slug=slug,
            kind="harms",
            title=f"Harms: {title[:1].lower()}{title[1:]}",
            caption=caption,
            finding=finding_sentence(largest),
            alt=describe_harms(rows, title),
            data=tabulate_harms(rows, words),
            draw=lambda layout: draw_harms(rows, words, layout),
            slides=lambda: draw_harms_slides(rows, words),
            analyses=_each_once(pool.pool.analysis.id for pool in pools),
            estimates=_each_once(pool.pool.id for pool in pools),
            drugs=drugs_of(
                label for pool in pools for label in (pool.pool.label, pool.pool.comparator_label)
            ),
            outcomes=_each_once(pool.pool.analysis.event for pool in pools),
            caveats=harm_caveats(pools),
        )
    )


def finding_sentence(result: HarmResult) -> str:
    """The result of one harm in one sentence that says which way it goes, or what stays open.

    Shorter than `harm_sentence`: it is the title of a slide.
    """
    pool = result.pool
    comparator, treatment, low, high = words_of_1000(result)
    what = capitalise(pool.analysis.event.name)
    if result.finding != "open":
        what += f" {BEFORE[result.finding]} than on {pool.comparator_label}"
    ratio = ""
    if result.risk_ratio is not None:
        ratio = f"; risk ratio {format_interval(result.risk_ratio, 'RR')}"
    left_open = ""
    if result.borderline:
        left_open = "; too close to call"
    elif result.finding == "open":
        excess = at_most_1000(1000 * result.difference.high)
        left_open = f"; up to {excess} extra of 1,000 stay possible"
    return (
        f"{what}: of 1,000 patients, {treatment} on {pool.label} (95% CI {low} to {high}) and "
        f"{comparator} on {pool.comparator_label} over {list_periods([result])}{ratio}{left_open}; "
        f"{count_trials(result.k)}, {count_patients(result.patients)}."
    )


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _certain_size(result: HarmResult) -> float:
    """The limit of the difference nearer to none: how large it is at the least."""
    low, high = result.difference.low, result.difference.high
    return 0.0 if low < 0.0 < high else min(abs(low), abs(high))


def _drawn(results: Iterable[HarmAnalysisResult], drug: str) -> list[HarmResult]:
    pools = [
        pool
        for result in results
        for pool in result.pools
        if pool.events and drug in ("", drug_of(pool.pool.label))
    ]
    # Several drugs may be asked about in turn; a harm is one group all the same.
    return sorted(pools, key=lambda pool: pool.pool.analysis.event.place)


def _row(result: HarmResult) -> HarmRow:
    ratio, pool = result.risk_ratio, result.pool
    drug, label = drug_of(pool.label), str(pool.label)
    if drug_of(pool.comparator_label) == drug:
        lower = pool.comparator_label.removeprefix(f"{drug} ")
        _, blank, unit = lower.rpartition(" ")
        label = f"{label.removesuffix(blank + unit)} against {lower}"
    return HarmRow(
        group=capitalise(pool.analysis.event.name),
        label=label,
        events_treatment=result.treatment_risk.events,
        n_treatment=result.treatment_risk.patients,
        events_control=result.comparator_risk.events,
        n_control=result.comparator_risk.patients,
        k=result.k,
        effect=None if ratio is None else (ratio.estimate, ratio.ci_low, ratio.ci_high),
    )
