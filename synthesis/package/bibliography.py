"""references.bib from trials.csv: one entry for each trial report that has a DOI."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from synthesis.package.dataset import Dataset

BIBLIOGRAPHY = "references.bib"


def make_bibliography(dataset: Dataset) -> str:
    """The bibliography as BibTeX text, one entry for each DOI, in the order of the trials.

    The papers' titles were not extracted; an entry is titled by the trials it reports.
    """
    # Imported here: only the upkeep of the data needs pybtex.
    from pybtex.database import BibliographyData, Entry, Person

    trials = dataset.table("trials")
    entries: dict[str, Entry] = {}
    for doi, reported in trials[trials["doi"] != ""].groupby("doi", sort=False):
        first = reported.iloc[0]
        names = [str(name) for name in reported["trial_name"]]
        fields = {
            "title": "{Report of " + _join(names) + "}",
            "journal": first["journal"],
            "year": "" if pd.isna(first["year"]) else str(first["year"]),
            "doi": str(doi),
            "note": _note(reported),
        }
        kept = {name: text for name, text in fields.items() if text}
        name = first["first_author"]
        author = Person("{" + (f"{name} and others" if name else "Author not read") + "}")
        entry = Entry("article", kept, {"author": [author]})
        entries[_key(first, entries)] = entry
    text: str = BibliographyData(entries).to_string("bibtex")
    return text


def _key(trial: Any, taken: Iterable[str]) -> str:
    name = re.sub(r"[^a-z]+", "-", str(trial["first_author"]).lower()).strip("-") or "trial"
    year = "" if pd.isna(trial["year"]) else str(trial["year"])
    base = f"{name}-{year}".strip("-")
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key


def _join(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _note(reported: pd.DataFrame) -> str:
    numbers = [number for number in reported["nct_id"] if number]
    pmids = [f"PMID {pmid}" for pmid in dict.fromkeys(reported["pmid"]) if pmid]
    check = ["identifier to be checked"] if (reported["identifiers"] == "to check").any() else []
    return ", ".join([*numbers, *pmids, *check])
