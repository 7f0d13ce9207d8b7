"""What changed since the last release, as tables and figures."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping

from synthesis.analyses.estimates import Estimate
from synthesis.figures.changes.changes import (
    ChangeRow,
    PairWords,
    describe_changes,
    draw_changes,
    draw_changes_slides,
    tabulate_changes,
)
from synthesis.figures.publication import Publication
from synthesis.living.compare_results import EstimateChange
from synthesis.models.measure import Measure
from synthesis.prose.caveats.changes import change_caveats
from synthesis.prose.changes import KINDS, count_changes, describe_change, describe_estimate
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.publish import publish_figure
from synthesis.site.machinery.tables import Row, show_table
from synthesis.site.pages.changes.change_subjects import find_drugs, find_outcomes, name_analysis
from synthesis.site.pages.changes.since_release import NO_RELEASE, Changes
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.numbers import count_patients, count_trials, format_interval
from synthesis.words.slugs import slug_of

DRAWN, LISTED = 20, 60
VISIBLE = 0.05  # standard errors: a smaller move cannot be seen in a figure
NOW = "this version"
THE_SAME = "the same"
MEASURES: tuple[Measure, ...] = ("OR", "RR", "RD")


def show_moves(changes: Changes) -> Html:
    """The estimates that changed most as a table, verdict flips first; or that none did."""
    moved = changes.results.changed
    if changes.release is None:
        return render("plain.html", text=NO_RELEASE)
    if not moved:
        return render("plain.html", text=count_changes(changes.results))
    rows = [
        Row(
            [
                f"{change.new.title}: {change.new.comparison}",
                KINDS[change.new.kind],
                _cell(change.old),
                THE_SAME if change.of_certainty_alone else _cell(change.new),
                capitalise(describe_change(change)),
            ]
        )
        for change in moved[:LISTED]
    ]
    rest = len(moved) - LISTED
    more = f"; {rest:,} smaller changes are not listed" if rest > 0 else ""
    header = ["Estimate", "From", f"In {changes.version}", f"In {NOW}", "What changed"]
    caption = f"Estimates that differ from version {changes.version}, the largest first{more}"
    slug = _slug(changes, "estimates")
    return show_table(caption, header, rows, "changed-estimates", kind="changes", slug=slug)


def publish_moves(changes: Changes, terms: Collection[str]) -> Html:
    """Old over new as figures, one for each measure; nothing where no estimate changed.

    `terms` are the outcomes and events that the figures can be about.
    """
    drawn = [_publish(changes, measure, terms) for measure in MEASURES]
    return Html("\n".join(figure.text for figure in drawn if figure.text))


def _publish(changes: Changes, measure: Measure, terms: Collection[str]) -> Html:
    chosen = [
        change
        for change in changes.results.changed
        if change.old.measure == change.new.measure == measure and not change.of_certainty_alone
    ]
    if not chosen:
        return Html("")
    words = PairWords((f"version {changes.version}", NOW))
    drawn = ([change for change in chosen if _is_visible(change)] or chosen)[:DRAWN]
    rows = _grouped(drawn)
    first = chosen[0]
    name = MEASURE_NAMES[measure]
    ending = "" if measure == "OR" else f"-{name.replace(' ', '-')}"
    unit = " percentage points" if measure == "RD" else ""
    part = f"the {len(drawn)} of {len(chosen)} changed estimates that moved most or crossed sides"
    shown = part if len(drawn) < len(chosen) else "every changed estimate"
    return publish_figure(
        Publication(
            slug=f"changes-since-{changes.version.replace('.', '-')}{ending}",
            kind="changes",
            title=f"What changed since version {changes.version}: {name}s",
            caption=(
                f"{capitalise(name)} before and after, {shown}. Open dot: version "
                f"{changes.version}; filled dot: {NOW}; lines are 95% intervals."
            ),
            finding=(
                f"{first.new.title}, {first.new.comparison}: {name} "
                f"{format_interval(first.old, measure)} in version {changes.version}, "
                f"{format_interval(first.new, measure)}{unit} in {NOW}."
            ),
            alt=describe_changes(rows, measure, words),
            data=tabulate_changes(rows, measure, words),
            draw=lambda layout: draw_changes(rows, measure, words, layout),
            slides=lambda: draw_changes_slides(rows, measure, words),
            analyses=tuple(dict.fromkeys(name_analysis(change.new) for change in drawn)),
            estimates=tuple(change.new.id for change in drawn),
            drugs=find_drugs((change.new for change in drawn), changes.present),
            outcomes=find_outcomes((change.new for change in drawn), terms),
            caveats=change_caveats(drawn, len(chosen)),
        )
    )


def _is_visible(change: EstimateChange) -> bool:
    return change.flipped or change.shift is None or abs(change.shift) >= VISIBLE


def _grouped(changes: Iterable[EstimateChange]) -> tuple[ChangeRow, ...]:
    """Rows under one heading for each analysis, in the order in which analyses first appear."""
    groups: dict[str, list[ChangeRow]] = {}
    for change in changes:
        group = f"{change.new.title} ({KINDS[change.new.kind]})"
        row = ChangeRow(
            group, change.new.comparison, _effect(change.old), _effect(change.new), change.flipped
        )
        groups.setdefault(group, []).append(row)
    return tuple(row for rows in groups.values() for row in rows)


def _effect(estimate: Estimate) -> tuple[float, float, float]:
    low, high = estimate.ci_low, estimate.ci_high
    return (
        estimate.estimate,
        -math.inf if low is None else low,
        math.inf if high is None else high,
    )


def show_claims_changed(changes: Changes) -> Html:
    """The claims with another verdict as a table; a sentence where there is none."""
    if changes.release is None or not changes.release.results.claims:
        text = "No verdicts on claims were kept with an earlier release."
        return render("plain.html", text=text)
    if not changes.results.claims:
        return render("plain.html", text="No claim has another verdict.")
    rows = [
        Row(
            [
                render("link.html", address=f"claims.html#claim-{c.new.id}", text=c.new.claim),
                c.old.verdict,
                c.new.verdict,
            ]
        )
        for c in changes.results.claims
    ]
    header = ["Claim", f"In {changes.version}", f"In {NOW}"]
    slug = _slug(changes, "claims")
    return show_table("Claims with another verdict", header, rows, "changed-claims", slug=slug)


def show_new_and_gone(changes: Changes) -> Html:
    """Analyses with estimates that are new or gone, each with the number of its estimates."""
    parts = [
        _show_analyses(
            lines, f"Estimates {what} version {changes.version}", identifier, _slug(changes, name)
        )
        for lines, what, identifier, name in (
            (changes.results.appeared, "that are new since", "new-estimates", "new"),
            (changes.results.disappeared, "no longer there, but in", "gone-estimates", "gone"),
        )
        if lines
    ]
    if not parts:
        return render("plain.html", text="No analysis has come or gone.")
    return Html("\n".join(part.text for part in parts))


def _slug(changes: Changes, what: str) -> str:
    # What changed since one version is another table than what changed since the next.
    return slug_of("changes-since", changes.version, what)


def _show_analyses(lines: Iterable[Estimate], caption: str, identifier: str, slug: str) -> Html:
    rows = [
        Row([title, KINDS[kind], len(found), _example(found)])
        for (kind, title), found in _by_analysis(lines).items()
    ]
    header = ["Analysis", "From", "Estimates", "For example"]
    return show_table(caption, header, rows, identifier, kind="changes", slug=slug)


def _example(lines: Iterable[Estimate]) -> str:
    largest = max(lines, key=lambda line: line.patients)
    return f"{largest.comparison}: {describe_estimate(largest)}"


def _by_analysis(lines: Iterable[Estimate]) -> Mapping[tuple[str, str], list[Estimate]]:
    found: dict[tuple[str, str], list[Estimate]] = {}
    for line in lines:
        found.setdefault((line.kind, line.title), []).append(line)
    return found


def _cell(estimate: Estimate) -> str:
    size = f"{count_trials(estimate.k)}, {count_patients(estimate.patients)}"
    return f"{format_interval(estimate, estimate.measure)}; {size}"
