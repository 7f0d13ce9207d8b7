"""A comparison of two versions as plain values for JSON."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from synthesis import __version__
from synthesis.analyses.estimates import Estimate
from synthesis.living.compare_rows import RowChange
from synthesis.prose.changes import VersionDifferences
from synthesis.prose.explained import reason_values


def as_json(comparison: VersionDifferences) -> dict[str, Any]:
    """Plain values with keys that stay; effects on the model scale, shifts in standard errors."""
    results, rows = comparison.results, comparison.rows
    return {
        "old": {"name": comparison.old, "digest": comparison.old_digest},
        "new": {"name": comparison.new, "digest": comparison.new_digest},
        "code": __version__,
        "differs": comparison.any,
        "rows": None if rows is None else [_row_values(row) for row in rows.rows],
        "shapes": None if rows is None else [asdict(shape) for shape in rows.shapes],
        "compared": results.compared,
        "changed": [
            {
                "id": change.new.id,
                "what": list(change.what),
                "flipped": change.flipped,
                "shift": change.shift,
                "old": _values(change.old),
                "new": _values(change.new),
            }
            for change in results.changed
        ],
        "appeared": [_values(line) for line in results.appeared],
        "disappeared": [_values(line) for line in results.disappeared],
        "reasons": None if comparison.reasons is None else reason_values(comparison.reasons),
        "claims": [
            {"id": c.new.id, "claim": c.new.claim, "old": c.old.verdict, "new": c.new.verdict}
            for c in results.claims
        ],
    }


def _values(line: Estimate) -> dict[str, Any]:
    # JSON knows no infinity: such a limit is none.
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in asdict(line).items()
    }


def _row_values(row: RowChange) -> dict[str, Any]:
    return {
        "table": row.table,
        "key": dict(row.key),
        "change": row.change,
        "fields": [asdict(field) for field in row.fields],
    }
