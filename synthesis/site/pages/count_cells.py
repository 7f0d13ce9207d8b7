"""The count of a row in a table, or the imputed percentage in its place, with the mark."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.selection.arms import ArmCount
from synthesis.selection.records import CountRecord
from synthesis.words.imputed import MARK, percent_text, with_note


def count_cell(row: CountRecord) -> int | str | None:
    """Responders of a row that stands beside its patients; “37.7%†” where there is no count."""
    if row.imputed and row.percent is not None:
        return percent_text(row.percent) + MARK
    return row.count


def count_caption(caption: str, arms: Iterable[ArmCount]) -> str:
    """The caption of a table of counts, with what the mark means where an arm is imputed."""
    return with_note(caption, any(arm.imputed for arm in arms))
