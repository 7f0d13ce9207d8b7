"""Why estimates moved, in plain words: the rows behind each, by analysis, and their readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from synthesis.analyses.estimates import Estimate
from synthesis.analyses.evidence.entering import NOT_PREFERRED
from synthesis.living.compare_results import EstimateChange
from synthesis.living.explain import KINDS, Explanation, Kind, RowReason
from synthesis.selection.arms import UNVERIFIED
from synthesis.words.labels import MEASURE_NAMES, label_period, label_week
from synthesis.words.numbers import MINUS, count_noun, format_effect, list_words

LISTED, ROWS_LISTED, ESTIMATES_LISTED = 25, 5, 3
COLUMNS = (
    *("analysis", "estimate", "old", "new", "what", "table", "trial_id", "arm_id", "outcome"),
    *("week", "row_old", "row_new", "reading"),
)
UNKNOWN = (
    "Which rows moved them cannot be told: the rows behind the results of this release were not "
    "kept. Compare with a folder or a revision of git that has its data."
)
# What happened to rows, for one and for several.
HAPPENED: dict[Kind, tuple[str, str]] = {
    "new trial": ("row of a new trial", "rows of new trials"),
    "gone": ("row gone", "rows gone"),
    "leaves": ("row no longer used", "rows no longer used"),
    "corrected": ("row corrected", "rows corrected"),
    "enters": ("row used now that was there before", "rows used now that were there before"),
    "new row": ("new row", "new rows"),
}


def describe_reasons(reasons: Sequence[Explanation]) -> Iterator[str]:
    """The explanation in lines: each analysis with its largest moves, and the rows behind them."""
    yield "Why they moved, by analysis, the largest move first:"
    for each in reasons[:LISTED]:
        moved = count_noun(len(each.changes), "estimate")
        yield f"  {each.title} [{each.analysis}]: {moved} moved; {count_rows(each)}"
        for change in each.changes[:ESTIMATES_LISTED]:
            yield f"    {change.new.comparison}: {describe_move(change)}"
        yield from _more(len(each.changes) - ESTIMATES_LISTED, "estimate")
        yield from (f"      {describe_reason(reason)}" for reason in each.reasons[:ROWS_LISTED])
        yield from _more(len(each.reasons) - ROWS_LISTED, "row")
    if len(reasons) > LISTED:
        yield f"  … and {len(reasons) - LISTED} more analyses; --reasons FILE has every row of all."


def _more(number: int, what: str) -> Iterator[str]:
    if number > 0:
        yield f"      … and {number:,} more {what}{'s' if number > 1 else ''}"


def count_rows(explanation: Explanation) -> str:
    """“2 rows corrected, 4 rows of new trials (made-up-1)”; or that its rows are the same."""
    if not explanation.known:
        return "which rows stand behind it is not known of both versions"
    counts = {kind: explanation.count(kind) for kind in KINDS}
    parts = []
    for kind, number in counts.items():
        if not number:
            continue
        trials = dict.fromkeys(r.place[1] for r in explanation.reasons if r.kind == kind)
        named = f" ({list_words(trials)})" if kind == "new trial" else ""
        parts.append(f"{number:,} {HAPPENED[kind][number > 1]}{named}")
    if not parts:
        return "its rows say the same, so the plan, a description or the program differs"
    return ", ".join(parts)


def describe_move(change: EstimateChange) -> str:
    """“odds ratio 0.31 → 0.35”, on the natural scale."""
    old, new = (_effect(line) for line in (change.old, change.new))
    unit = " percentage points" if change.new.measure == "RD" else ""
    return f"{MEASURE_NAMES[change.new.measure]} {old} → {new}{unit}"


def _effect(line: Estimate) -> str:
    return format_effect(line.estimate, line.measure)


def describe_reason(reason: RowReason) -> str:
    """One row in words: where it stands, what it said and says, and the reading it came from."""
    return f"{name_place(reason)}: {describe_row_change(reason)}{_origin(reason)}"


def _origin(reason: RowReason) -> str:
    return f" ({reason.origin})" if reason.origin else ""


def name_place(reason: RowReason) -> str:
    """“made-up-1, placebo, SERIOUS_AE over 16 weeks”."""
    table, trial, arm, code, week = reason.place
    time = float(week)
    when = f"over {label_period(time)}" if table == "adverse_events" else f"at {label_week(time)}"
    return f"{trial}, {arm}, {code} {when}"


def describe_row_change(reason: RowReason) -> str:
    """“60 of 100 → 61 of 100”, “new, 61 of 100”."""
    old, new = (text.replace(" -", f" {MINUS}") for text in (reason.old, reason.new))
    if reason.kind in ("new trial", "new row"):
        return f"{reason.kind}, {new}"
    if reason.kind == "gone":
        return f"{old} → gone"
    if reason.kind == "leaves":
        return f"{old} → no longer used ({new})"
    said, _, state = old.partition(", ")
    if reason.kind == "enters" and said == new:
        # Another arm may have been what kept it out.
        barred = state if UNVERIFIED in state or NOT_PREFERRED in state else "not used"
        return f"{new}, {barred} before, used now"
    return f"{old} → {new}"


def reason_values(reasons: Iterable[Explanation]) -> list[dict[str, Any]]:
    """The explanation as plain values for JSON: every analysis, every row."""
    return [
        {
            "analysis": each.analysis,
            "title": each.title,
            "estimates": {name: len(places) for name, places in each.of.items()},
            "rows": [
                {
                    **dict(zip(("table", "trial_id", "arm_id", "outcome", "week"), r.place,
                               strict=True)),
                    **{"what": r.kind, "old": r.old, "new": r.new, "reading": r.origin},
                    "behind": [name for name, places in each.of.items() if r.place in places],
                }
                for r in each.reasons
            ],
        }
        for each in reasons
    ]  # fmt: skip


def reason_rows(reasons: Iterable[Explanation]) -> Iterator[tuple[str, ...]]:
    """The explanation as lines of a table with `COLUMNS`: each estimate with each of its rows."""
    for each in reasons:
        for change in each.changes:
            moved = (each.analysis, change.new.id, _effect(change.old), _effect(change.new))
            own = [r for r in each.reasons if r.place in each.of[change.new.id]]
            for reason in own:
                words = (reason.old, reason.new, reason.origin)
                yield (*moved, reason.kind, *reason.place, *words)
            if not own:
                yield (*moved, "the same rows", *[""] * 8)
