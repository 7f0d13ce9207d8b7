"""Every responder count in one searchable table, with its record and the place it was read."""

from __future__ import annotations

import pandas as pd

from synthesis.package.dataset import ROW, Dataset
from synthesis.selection.records import IMPUTED
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.provenance import read_at
from synthesis.site.machinery.search import load_search, plain_number, searchable
from synthesis.words.imputed import MARK, with_note
from synthesis.words.labels import label_week


def show_numbers(dataset: Dataset) -> Html:
    """Each row of dichotomous.csv as text; the place where it was read is never a link."""
    rows = dataset.table("dichotomous")
    keys = ["trial_id", "arm_id"]
    arms = dataset.table("arms")[[*keys, "arm_label"]]
    trials = dataset.table("trials")[["trial_id", "trial_name", "nct_id", "doi"]]
    rows = rows.merge(arms, on=keys).merge(trials, on="trial_id").sort_values(ROW)
    frame = pd.DataFrame(
        {
            "Trial": rows["trial_name"],
            "Arm": rows["arm_label"],
            "Outcome": rows["outcome"],
            "When": rows["week"].map(lambda week: label_week(float(week))),
            "Responders": rows["responders"]
            .map(plain_number, na_action=None)
            .mask(rows["verification"] == IMPUTED, MARK),
            "Patients": rows["n"].map(plain_number, na_action=None),
            "% printed": rows["percent_reported"].map(plain_number, na_action=None),
            "How known": rows["verification"].where(
                rows["preferred"] == "yes", rows["verification"] + ", not preferred"
            ),
            "Record": (rows["nct_id"] + " " + rows["doi"]).str.strip(),
            "Read at": [
                read_at(*place)
                for place in zip(rows["source_url"], rows["source_locator"], strict=True)
            ],
            "Row": rows[ROW],
        }
    )
    imputed = bool((rows["verification"] == IMPUTED).any())
    caption = with_note(f"Every responder count: {len(frame):,} rows", imputed)
    return load_search() + searchable(frame, caption, "numbers")
