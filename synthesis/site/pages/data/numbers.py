"""Every responder count in one searchable table, with its record and the place it was read."""

from __future__ import annotations

from textwrap import shorten

import pandas as pd

from synthesis.package.dataset import ROW, Dataset
from synthesis.selection.records import IMPUTED
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.provenance import name_record, read_in
from synthesis.site.machinery.search import load_search, plain_number, searchable
from synthesis.words.imputed import MARK, with_note
from synthesis.words.labels import label_time
from synthesis.words.sources import READ_AGAIN

RECORD = ["trial_id", "trial_name", "nct_id", "doi", "first_author", "year", "journal"]
LONGEST = 60  # characters of a place within its source; the file has all of them


def show_numbers(dataset: Dataset) -> Html:
    """Each row of dichotomous.csv as text; the place where it was read is never a link."""
    rows = dataset.table("dichotomous")
    keys = ["trial_id", "arm_id"]
    arms = dataset.table("arms")[[*keys, "arm_label"]]
    trials = dataset.table("trials")[RECORD]
    rows = rows.merge(arms, on=keys).merge(trials, on="trial_id").sort_values(ROW)
    frame = pd.DataFrame(
        {
            "Trial": rows["trial_name"],
            "Record": [name_record(row) for row in rows[RECORD].to_dict("records")],
            "Arm": rows["arm_label"],
            "Outcome": rows["outcome"],
            "When": [
                label_time(float(w), d) for w, d in zip(rows["week"], rows["day"], strict=True)
            ],
            "Responders": rows["responders"]
            .map(plain_number, na_action=None)
            .mask(rows["verification"] == IMPUTED, MARK),
            "Patients": rows["n"].map(plain_number, na_action=None),
            "% printed": rows["percent_reported"].map(plain_number, na_action=None),
            "Read in": read_in(dataset, rows),
            "How known": rows["verification"].where(
                rows["preferred"] == "yes", rows["verification"] + ", not preferred"
            ),
            "How often read": rows["second_reading"].map(READ_AGAIN),
            "Place there": rows["source_locator"].map(
                lambda place: shorten(place, LONGEST, placeholder=" …")
            ),
            "Row": rows[ROW],
        }
    )
    imputed = bool((rows["verification"] == IMPUTED).any())
    caption = with_note(f"Every responder count: {len(frame):,} rows", imputed)
    return load_search() + searchable(frame, caption, "numbers")
