"""Harms as figures: from the results of a comparison to a published drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from synthesis.figures.harm_alt_text import describe_harms
from synthesis.figures.harms import (
    HarmRow,
    HarmWords,
    draw_harms,
    draw_harms_slides,
    tabulate_harms,
)
from synthesis.figures.publication import Publication
from synthesis.harm_analysis import HarmAnalysisResult, HarmResult
from synthesis.harm_prose import LOWER, list_periods, name_comparator
from synthesis.labels import EVENT_NAMES, INACTIVE, capitalise
from synthesis.site.harm_words import caveat_sentences, finding_sentence
from synthesis.site.html import Html, render
from synthesis.site.publish import publish_figure


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
    rows = tuple(_row(pool) for pool in pools)
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
            drugs=list_drugs(pools),
            outcomes=_each_once(pool.pool.analysis.event for pool in pools),
            caveats=caveat_sentences(pools),
        )
    )


def list_drugs(pools: Iterable[HarmResult]) -> tuple[str, ...]:
    """Generic names on either side of some comparisons, each once; without placebo and vehicle."""
    labels = [label for pool in pools for label in (pool.pool.label, pool.pool.comparator_label)]
    names = _each_once(label.split(" ")[0].rstrip(",") for label in labels)
    return tuple(name for name in names if name not in INACTIVE)


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
        if pool.events and pool.pool.label.startswith(drug)
    ]
    # Several drugs may be asked about in turn; a harm is one group all the same.
    order = list(EVENT_NAMES)
    return sorted(pools, key=lambda pool: order.index(pool.pool.analysis.event))


def _row(result: HarmResult) -> HarmRow:
    ratio, pool = result.risk_ratio, result.pool
    drug, label = pool.label.split(" ")[0], pool.label
    if pool.comparator_label.startswith(f"{drug} "):
        lower = pool.comparator_label.removeprefix(f"{drug} ")
        label = f"{label.removesuffix(' mg')} against {lower}"
    return HarmRow(
        group=capitalise(EVENT_NAMES[pool.analysis.event]),
        label=label,
        events_treatment=result.treatment_risk.events,
        n_treatment=result.treatment_risk.patients,
        events_control=result.comparator_risk.events,
        n_control=result.comparator_risk.patients,
        k=result.k,
        effect=None if ratio is None else (ratio.estimate, ratio.ci_low, ratio.ci_high),
    )
