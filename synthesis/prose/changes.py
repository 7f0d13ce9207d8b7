"""A comparison of two versions in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from synthesis import __version__
from synthesis.analyses.estimates import Estimate
from synthesis.living.compare_results import EstimateChange, ResultChanges
from synthesis.living.compare_rows import RowChange, RowChanges, ShapeChange
from synthesis.living.explain import Explanation
from synthesis.package.defects import show_value
from synthesis.prose.explained import UNKNOWN, describe_reasons
from synthesis.words.labels import MEASURE_NAMES
from synthesis.words.numbers import count_noun, count_patients, count_trials, format_interval

LISTED = 50  # lines of one kind; --json has all
SHORT_DIGEST = 12
KINDS = {
    "pool": "trials pooled",
    "network": "network",
    "dose": "dose and response",
    "harm": "harm",
    "mean": "means",
    "course": "course",
    "regression": "regression on a trait of trials",
    "setting": "two settings",
    "age group": "group by age",
}
SIDES = {
    "above": "interval above no difference",
    "below": "interval below no difference",
    "open": "interval includes no difference",
}


@dataclass(frozen=True)
class VersionDifferences:
    """What differs between two versions of the data, both run with the present code.

    `rows` is None where one of them is a release, of which results are kept and what stands behind
    them; `reasons` where the rows behind the results of one are not known.
    """

    old: str
    old_digest: str
    new: str
    new_digest: str
    rows: RowChanges | None
    results: ResultChanges
    reasons: tuple[Explanation, ...] | None = None

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return self.results.any or bool(self.rows and self.rows.any)


def describe_comparison(comparison: VersionDifferences) -> str:
    """The comparison in plain words, effects on the natural scale."""
    return "\n".join(_lines(comparison))


def _lines(comparison: VersionDifferences) -> Iterator[str]:
    results, rows = comparison.results, comparison.rows
    old, new = (
        f"{name} (data {digest[:SHORT_DIGEST]})"
        for name, digest in (
            (comparison.old, comparison.old_digest),
            (comparison.new, comparison.new_digest),
        )
    )
    yield f"Old: {old}. New: {new}."
    if rows is None:
        yield (
            "One side is a release, whose results are kept as they were computed then. Rows are "
            "not compared one by one."
        )
    else:
        yield f"Both were computed with the present code, version {__version__}."
    if not comparison.any:
        yield f"Nothing differs: {results.compared} estimates are alike."
        return
    if rows is not None:
        yield ""
        yield from _row_lines(rows)
    yield ""
    yield count_changes(results)
    yield from _limited(_change_text(change) for change in results.changed)
    if results.changed:
        yield ""
        yield from [UNKNOWN] if comparison.reasons is None else describe_reasons(comparison.reasons)
    for title, lines in (("New", results.appeared), ("Gone", results.disappeared)):
        if lines:
            yield ""
            yield f"{title}: {count_noun(len(lines), 'estimate')}"
            yield from _limited(f"  {name_estimate(e)}: {describe_estimate(e)}" for e in lines)
    if results.claims:
        yield ""
        yield f"Claims with another verdict: {len(results.claims)}"
        yield from (
            f"  {change.new.claim} {change.old.verdict} → {change.new.verdict}"
            for change in results.claims
        )


def count_changes(results: ResultChanges) -> str:
    """How many estimates changed, in one or two sentences."""
    changed, flipped = len(results.changed), len(results.flipped)
    if not results.compared:
        return "The two versions have no estimate in common."
    compared = f"Both versions have {count_noun(results.compared, 'estimate')}"
    if not changed:
        return f"{compared}; none of them differs."
    differ = f"{compared}; {changed:,} of them {'differs' if changed == 1 else 'differ'}"
    judged = sum(change.of_certainty_alone for change in results.changed)
    if judged == changed:
        return f"{differ}, in the suggested certainty alone: no estimate moved."
    alone = f", {judged:,} of these in the suggested certainty alone" if judged else ""
    return (
        f"{differ}{alone}, and in {flipped or 'none'} of these the interval moved to another side "
        "of no difference."
    )


def _row_lines(rows: RowChanges) -> Iterator[str]:
    counts = [
        f"{rows.count(change)} {change}"
        for change in ("added", "removed", "changed")
        if rows.count(change)
    ]
    yield f"Rows: {', '.join(counts) or 'none changed'}."
    yield from (f"  {describe_shape(shape)}" for shape in rows.shapes)
    yield from _limited(f"  {describe_row(row)}" for row in rows.rows)


def describe_shape(shape: ShapeChange) -> str:
    """A table, column or file that differs, in words."""
    rows = f" ({count_noun(shape.rows, 'row')})" if shape.what == "table" else ""
    return f"{shape.what} {shape.name} {shape.change}{rows}"


def describe_row(row: RowChange) -> str:
    """A row that differs, in words: table, key, and each cell before and after."""
    key = ", ".join(f"{name} {show_value(value)}" for name, value in row.key)
    if row.change != "changed":
        return f"{row.table}, {key}: {row.change}"
    cells = "; ".join(f"{f.field} {show_value(f.old)} → {show_value(f.new)}" for f in row.fields)
    return f"{row.table}, {key}: {cells}"


def _change_text(change: EstimateChange) -> str:
    return (
        f"  {name_estimate(change.new)} [{change.new.id}]\n"
        f"    {describe_estimate(change.old)}\n"
        f"    → {describe_estimate(change.new)}\n"
        f"    {describe_change(change)}"
    )


def name_estimate(estimate: Estimate) -> str:
    """The analysis and the comparison, in words."""
    return f"{estimate.title}: {estimate.comparison} ({KINDS[estimate.kind]})"


def describe_estimate(estimate: Estimate) -> str:
    """“odds ratio 5.79 (95% CI 3.33 to 10.1), 2 trials, 464 patients”, on the natural scale."""
    unit = " percentage points" if estimate.measure == "RD" else ""
    return (
        f"{MEASURE_NAMES[estimate.measure]} {format_interval(estimate, estimate.measure)}{unit}; "
        f"{count_trials(estimate.k)}, {count_patients(estimate.patients)}"
    )


def describe_change(change: EstimateChange) -> str:
    """What the change amounts to: how far it moved, and another verdict or certainty."""
    old, new, shift = change.old, change.new, change.shift
    parts = []
    if "measure" in change.what:
        parts.append("another measure: the two cannot be set against each other")
    elif change.of_certainty_alone:
        pass  # the numbers are the same
    elif shift is None:
        parts.append("how far it moved cannot be told: the old estimate has no standard error")
    else:
        parts.append(describe_shift(shift))
    if change.flipped:
        parts.append(f"{SIDES[old.verdict]} → {SIDES[new.verdict]}")
    if "certainty" in change.what:
        parts.append(f"suggested certainty {old.certainty or '–'} → {new.certainty or '–'}")
    return "; ".join(parts)


def describe_shift(shift: float) -> str:
    """How far an estimate moved, in old standard errors."""
    size = f"{abs(shift):.2f}"
    if size == "0.00":
        return "moved by less than 0.01 standard errors"
    return f"moved {'up' if shift > 0 else 'down'} by {size} standard errors"


def _limited(lines: Iterable[str]) -> Iterator[str]:
    listed = list(lines)
    yield from listed[:LISTED]
    if len(listed) > LISTED:
        yield f"  … and {len(listed) - LISTED} more; --json has all."
