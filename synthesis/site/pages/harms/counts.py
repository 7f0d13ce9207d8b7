"""Behind the harms of a page: each count with its place, other methods, what is held back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthesis.analyses.harms import HarmAnalysisResult, HarmResult
from synthesis.models.risks.rare_events import RareEventsResult
from synthesis.package.dataset import ROW, Dataset
from synthesis.prose.harms import tight_ratio
from synthesis.selection.arms import ArmCount
from synthesis.selection.records import CountRecord
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.provenance import reading_of, source_of_trial
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import capitalise
from synthesis.words.numbers import count_trials, of_1000, p_cell, tight_interval
from synthesis.words.slugs import slug_of
from synthesis.words.sources import SourceKind
from synthesis.words.terms import EventTerm

STAGE_WORDS = {
    "week": "counted over different weeks in the two groups",
    "counted": "the count or the number of patients is missing",
    "conflict": "readings conflict, and none is marked as preferred",
    "tier": "awaits verification",
    "reported": "no count has been read in one of the groups",
}


@dataclass(frozen=True)
class HarmContext:
    """What the counts of a page need from the dataset, looked up once."""

    rows: Mapping[int, Mapping[Any, Any]]
    trials: Mapping[str, Mapping[Any, Any]]
    arms: Mapping[tuple[str, str], str]
    kinds: tuple[SourceKind, ...]


def harm_context(dataset: Dataset) -> HarmContext:
    """Look up the rows of adverse_events.csv, the trials and the arms by their keys."""
    rows = {r[ROW]: r for r in dataset.table("adverse_events").to_dict("records")}
    trials = {t["trial_id"]: t for t in dataset.table("trials").to_dict("records")}
    arms = {
        (arm["trial_id"], arm["arm_id"]): arm["arm_label"]
        for arm in dataset.table("arms").to_dict("records")
    }
    return HarmContext(rows, trials, arms, dataset.vocabulary.source_kinds)


def show_counts(results: Iterable[HarmAnalysisResult], context: HarmContext) -> Html:
    """Every count behind some comparisons, once each, by harm, with the place it was read."""
    by_event: dict[EventTerm, dict[int, tuple[ArmCount, CountRecord]]] = {}
    for result in results:
        for pool in result.pools:
            found = by_event.setdefault(result.analysis.event, {})
            arms = pool.pool.arms
            found.update({row.row: (arm, row) for arm in arms for row in arm.sources})
    sections = []
    for event, found in by_event.items():
        name = capitalise(event.name)
        counts = [found[number] for number in sorted(found)]
        table = show_table(
            f"{name}: patients with it, by trial and arm",
            ["Trial", "Arm", "Weeks", "Patients with it", "Patients"],
            [_count_row(arm, row, context) for arm, row in counts],
            identifier=f"counts-{slug_of(event)}",
            slug=slug_of("harms", event, "counts"),
        )
        trials = count_trials(len({arm.trial_id for arm, _ in counts}))
        summary = f"{name}: {trials}, {len(counts)} counts"
        sections.append(render("folded.html", summary=summary, content=table).text)
    return Html("\n".join(sections))


def _count_row(arm: ArmCount, row: CountRecord, context: HarmContext) -> Row:
    reading = reading_of(context.rows[row.row], "adverse_events.csv", context.kinds)
    return Row(
        [
            render("link.html", address=f"trials.html#trial-{arm.trial_id}", text=arm.trial_name),
            context.arms[arm.trial_id, row.arm_id],
            f"{row.week:g}",
            row.count,
            f"{row.n:,}",
        ],
        source=source_of_trial(reading, context.trials[arm.trial_id]),
    )


def show_other_methods(results: Iterable[HarmAnalysisResult], caption: str) -> Html:
    """Every comparison by each method: ratios, Peto, the difference with both intervals."""
    rows = []
    for result in results:
        for pool in result.pools:
            wald = pool.risk_difference
            score = pool.difference
            rows.append(
                Row(
                    [
                        f"{result.analysis.title}; {pool.pool.label}",
                        tight_ratio(pool.risk_ratio),
                        *_random_effects(pool),
                        tight_ratio(pool.odds_ratio),
                        tight_ratio(pool.peto),
                        "–" if wald is None else _per_1000(wald),
                        _interval_1000(score.estimate, score.low, score.high),
                    ]
                )
            )
    header = [
        "Comparison",
        "Risk ratio",
        "Risk ratio, random effects",
        "τ",
        "p of Q",
        "Odds ratio",
        "Odds ratio, Peto",
        "Extra of 1,000, Wald",
        "Extra of 1,000, score",
    ]
    table = show_table(caption, header, rows, slug="harms-other-methods")
    summary = f"{caption}: {len(rows)} comparisons"
    return render("folded.html", summary=summary, content=table)


def _random_effects(pool: HarmResult) -> tuple[str, str, str]:
    """Risk ratio, spread between trials and p of Q; dashes where one trial alone has an event."""
    other = pool.random_effects
    if other is None or other.tau2 is None:
        return "–", "–", "–"
    return tight_interval(other, "RR"), f"{other.tau2**0.5:.2f}", p_cell(other.q_p)


def _per_1000(result: RareEventsResult) -> str:
    return _interval_1000(result.estimate, result.ci_low, result.ci_high)


def _interval_1000(estimate: float, low: float, high: float) -> str:
    # Adding 0 makes of -0.0 a plain 0.0.
    shown = [f"{round(1000 * value, 1) + 0:.1f}" for value in (estimate, low, high)]
    return f"{shown[0]} ({shown[1]} to {shown[2]})"


def show_harm_unverified(results: Iterable[HarmAnalysisResult]) -> Html:
    """What the unverified rows would change: every comparison they would move or create."""
    rows = []
    for result in results:
        for wide in result.with_unverified:
            primary = result.pool(wide.pool.regimen)
            if primary is not None and primary.pool.arms == wide.pool.arms:
                continue
            rows.append(
                Row(
                    [
                        f"{result.analysis.title}; {wide.pool.label}",
                        "none" if primary is None else tight_ratio(primary.risk_ratio),
                        tight_ratio(wide.risk_ratio),
                        f"{of_1000(wide.per_1000[0])} and {of_1000(wide.per_1000[1])}",
                    ]
                )
            )
    if not rows:
        return render("plain.html", text="No unverified row touches these comparisons.")
    header = [
        "Comparison",
        "Risk ratio without them (primary)",
        "With them",
        "Of 1,000 with them: comparator and drug",
    ]
    caption = "What the unverified rows would change (harms)"
    return show_table(caption, header, rows, slug="harms-unverified-rows")


def show_held_harms(
    results: Iterable[HarmAnalysisResult], stages: Sequence[str], slug: str, caption: str
) -> Html:
    """What the comparisons could not use, by trial and reason.

    `stages` are keys of `STAGE_WORDS`, `slug` is the permanent name of the table, `caption` what
    it shows; the number of trials is added. A harm is named once for each trial and reason,
    however many doses and comparisons lack it.
    """
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for result in results:
        for held in result.selection.held_back:
            if held.stage in stages:
                trial = found.setdefault((held.trial_id, held.trial_name), {})
                names = trial.setdefault(held.stage, [])
                name = result.analysis.event.name
                if name not in names:
                    names.append(name)
    if not found:
        return render("plain.html", text="Nothing.")
    rows = [
        Row(
            [
                render("link.html", address=f"trials.html#trial-{identifier}", text=name),
                "; ".join(
                    f"{STAGE_WORDS[stage]}: {', '.join(trial[stage])}"
                    for stage in stages
                    if stage in trial
                ),
            ]
        )
        for (identifier, name), trial in found.items()
    ]
    caption = f"{caption}: {len(rows)} trials"
    return show_table(caption, ["Trial", "What is missing"], rows, slug=slug)
