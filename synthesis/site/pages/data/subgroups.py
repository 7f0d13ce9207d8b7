"""What was read of a part of an arm’s patients, in a table of its own: no pool of trials has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from synthesis.package.dataset import Dataset
from synthesis.selection.records import IMPUTED
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.provenance import read_in
from synthesis.site.machinery.search import plain_number, searchable
from synthesis.words.imputed import MARK, percent_text, with_note
from synthesis.words.labels import label_time

NOTHING_READ = "Nothing has been read of a subgroup."
BASELINE = "Baseline"


def show_subgroups(dataset: Dataset) -> Html:
    """Each preferred row of subgroups.csv; the place where it was read is never a link.

    It stands below the table of arms, which brings the library that searches for both.
    """
    rows = dataset.table("subgroups").query("preferred == 'yes'")
    if rows.empty:
        return Html(f"<p>{NOTHING_READ}</p>")
    keys = ["trial_id", "arm_id"]
    rows = rows.merge(dataset.table("arms")[[*keys, "arm_label"]], on=keys)
    rows = rows.merge(dataset.table("trials")[["trial_id", "trial_name"]], on="trial_id")
    words = dataset.vocabulary.codes("measured", "subgroups")
    names = {**words, **{code: term.name for code, term in dataset.vocabulary.outcomes.items()}}
    frame = pd.DataFrame(
        {
            "Trial": rows["trial_name"],
            "Subgroup": rows["subgroup"],
            "Outcome": rows["outcome"].map(names),
            "When": [
                BASELINE if pd.isna(week) else label_time(float(week), day)
                for week, day in zip(rows["week"], rows["day"], strict=True)
            ],
            "Arm": rows["arm_label"],
            "Patients": rows["n"].map(plain_number, na_action=None),
            "Responders": rows["responders"].map(plain_number, na_action=None),
            "Result": [_result(row) for row in rows.to_dict("records")],
            "Read in": read_in(dataset, rows),
            "How known": rows["verification"],
        }
    )
    caption = f"Subgroups: {len(frame)} results of {rows['trial_id'].nunique()} trials"
    imputed = bool((rows["verification"] == IMPUTED).any())
    return searchable(frame, with_note(caption, imputed), "subgroups")


def _result(row: Mapping[Any, Any]) -> str:
    """“74.6% (63.9 to 85.4)”, “−82.13 (−88.37 to −75.89)” as printed, with the mark if imputed."""
    counted = pd.isna(row["value"])
    number = row["percent_reported"] if counted else row["value"]
    if pd.isna(number):
        return ""
    text = percent_text(number) if counted else _plain(number)
    text += MARK if row["verification"] == IMPUTED else ""
    ends = [row["ci_low"], row["ci_high"]]
    if any(pd.isna(end) for end in ends):
        return text
    return f"{text} ({_plain(ends[0])} to {_plain(ends[1])})"


def _plain(number: float) -> str:
    return f"{number:g}".replace("-", "−")
