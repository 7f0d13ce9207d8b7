"""Whose numbers the tables of data hold: what others published, and what is the book's own."""

from __future__ import annotations

from synthesis.edition.citation import CitedPart
from synthesis.package.dataset import Dataset
from synthesis.package.schema import Schema
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import capitalise

SLUG = "whose-numbers"
CAPTION = "Whose numbers stand in which table of data"
RECORD = "source_url"
# What a table holds of others. A table that is not named here is described as unknown.
TRIALS = "facts of trial reports and registries"
OTHERS = "results that others computed: cite them, not this book, for such a number"
WHOSE = {
    "trials": TRIALS,
    "arms": TRIALS,
    "dichotomous": TRIALS,
    "continuous": TRIALS,
    "adverse_events": TRIALS,
    "baseline": TRIALS,
    "subgroups": TRIALS,
    "risk_of_bias": "judgements that others made and published: cite them for a judgement",
    "judgements": "judgements of certainty that people made of this book’s results",
    "long_term_safety": OTHERS,
    "published_meta_analyses": OTHERS,
    "regulatory": "facts of labels and agencies",
    "opinions": "what clinicians said, told in this book’s own words",
    "codings": "two codings of what clinicians said, made for this book",
    "coding_decisions": "this book’s own decisions where the two codings differ",
    "readings": "this book’s own record of the readings that were handed in as files",
    "corrections": "this book’s own record of what it changed",
}
UNKNOWN = "not said; ask those who made this data package"


def show_whose_numbers(dataset: Dataset) -> Html:
    """One line for each table of data: whose numbers, how many rows, how many name their place."""
    rows = [
        Row([_title(dataset.schema, table), *_cells(dataset, table)])
        for table in dataset.schema.tables
    ]
    header = ["Table", "What it holds", "Rows", "Rows that say where they were read", "Places"]
    return show_table(CAPTION, header, rows, slug=SLUG)


def whose_numbers_part() -> CitedPart:
    """The table of :func:`show_whose_numbers` as something to be cited."""
    return CitedPart("table", SLUG, CAPTION, f"citing.html#table-{SLUG}")


def _title(schema: Schema, table: str) -> str:
    resource = schema.resource(table)
    return str(resource.get("title") or capitalise(table.replace("_", " ")))


def _cells(dataset: Dataset, table: str) -> list[str]:
    frame = dataset.table(table)
    words = capitalise(WHOSE.get(table, UNKNOWN))
    if RECORD not in frame:
        return [words, f"{len(frame):,}", "–", "–"]
    named = frame[frame[RECORD] != ""]
    return [words, f"{len(frame):,}", f"{len(named):,}", f"{named[RECORD].nunique():,}"]
