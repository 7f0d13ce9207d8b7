"""What the analyses hold back: unverified rows and their effect, and numbers not usable yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.pools import AnalysisResult
from synthesis.analyses.sensitivity import WITH_UNVERIFIED
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import capitalise
from synthesis.words.numbers import format_effect, list_words, tight_interval

UNREAD = ("reported",)


def show_unverified_effect(results: Iterable[AnalysisResult], slug: str) -> Html:
    """What the unverified rows would change: every pool that they would move or create.

    `slug` is the permanent name of the table.
    """
    rows = []
    results = tuple(results)
    for result in results:
        for pool in result.pools:
            wider = pool.under(WITH_UNVERIFIED)
            if wider.result is None or wider.result is pool.primary:
                continue
            moved = (
                f"{format_effect(pool.primary.estimate, pool.primary.measure)} → "
                f"{format_effect(wider.result.estimate, wider.result.measure)}"
            )
            rows.append(
                Row(
                    [
                        capitalise(pool.pool.label),
                        result.analysis.title,
                        tight_interval(pool.primary, pool.primary.measure),
                        tight_interval(wider.result, wider.result.measure),
                        moved,
                        wider.note,
                    ]
                )
            )
        for pool in result.awaiting:
            drug = capitalise(pool.pool.label)
            names = dict.fromkeys(arm.trial_name for arm in pool.pool.arms)
            note = f"adds {list_words(names)}"
            with_them = tight_interval(pool.primary, pool.primary.measure)
            rows.append(Row([drug, result.analysis.title, "none", with_them, "new", note]))
    if not rows:
        return render("plain.html", text="No unverified row touches these analyses.")
    header = ["Drug and dose", "Analysis", "Without them (primary)", "With them", "Moves", "Rows"]
    outcomes = list_words(dict.fromkeys(r.analysis.outcome.name for r in results))
    caption = f"{capitalise(outcomes)}: what the unverified rows would change (odds ratios)"
    return show_table(caption, header, rows, slug=slug)


def show_held_back(
    results: Iterable[AnalysisResult | NetworkAnalysisResult],
    stages: Collection[str],
    slug: str,
    caption: str,
) -> Html:
    """What the analyses would have used but could not, by trial.

    Parameters
    ----------
    results
        The analyses.
    stages
        `UNUSABLE` for numbers that exist in a form that cannot be used yet, `UNREAD` for
        numbers that nobody has read.
    slug, caption
        Permanent name of the table, and what it shows; the number of entries is added.
    """
    reasons: dict[tuple[str, str], list[str]] = {}
    for result in results:
        for held in result.selection.held_back:
            if held.stage in stages:
                found = reasons.setdefault((held.trial_id, held.trial_name), [])
                if held.reason not in found:
                    found.append(held.reason)
    if not reasons:
        return render("plain.html", text="Nothing.")
    rows = [
        Row(
            [
                render("link.html", address=f"trials.html#trial-{identifier}", text=name),
                capitalise("; ".join(found)),
            ]
        )
        for (identifier, name), found in reasons.items()
    ]
    caption = f"{caption}: {len(rows)} entries"
    return show_table(caption, ["Trial", "What is missing"], rows, slug=slug)
