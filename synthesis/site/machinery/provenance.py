"""Where a number belongs and where it was read: two different things.

The record (paper, registry entry) is named and linked. The place where the number was
read may be a mirror, a staging host or a cache; it is shown as text and never linked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import shorten
from typing import Any
from urllib.parse import urlparse

import pandas as pd

from synthesis.package.dataset import ROW
from synthesis.words.labels import TIERS

LONGEST_PLACE = 90


@dataclass(frozen=True)
class Link:
    """A link to a record."""

    text: str
    address: str


def record_links(trial: Mapping[Any, Any]) -> tuple[Link, ...]:
    """Links to the registry entries and the paper of a trial, registry first."""
    links = [
        Link(number, f"https://clinicaltrials.gov/study/{number}")
        for number in str(trial["nct_id"]).split("; ")
        if number.startswith("NCT")
    ]
    if trial["doi"]:
        links.append(Link(f"doi:{trial['doi']}", f"https://doi.org/{trial['doi']}"))
    if trial["pmid"]:
        address = f"https://pubmed.ncbi.nlm.nih.gov/{trial['pmid']}/"
        links.append(Link(f"PMID {trial['pmid']}", address))
    return tuple(links)


def registry_text(trial: Mapping[Any, Any]) -> str:
    """Registry numbers that have no public address to link to."""
    numbers = str(trial["nct_id"]).split("; ")
    return ", ".join(number for number in numbers if number and not number.startswith("NCT"))


def cite_report(trial: Mapping[Any, Any]) -> str:
    """“Simpson 2020, The Lancet”, as far as known."""
    year = "" if pd.isna(trial["year"]) else str(trial["year"])
    name = " ".join(part for part in (trial["first_author"], year) if part)
    return ", ".join(part for part in (name, trial["journal"]) if part)


@dataclass(frozen=True)
class Provenance:
    """How one row of data is known: tier, place, locator, second reading, notes."""

    file: str
    row: int
    tier: str
    meaning: str
    place: str
    locator: str
    second: str
    notes: str


@dataclass(frozen=True)
class Source:
    """Where the numbers of one row come from: how each is known, and the records of the trial."""

    reading: Provenance
    links: tuple[Link, ...] = ()


def reading_of(record: Mapping[Any, Any], file: str) -> Provenance:
    """The provenance of a row given as a record."""
    second = "no second reading yet"
    if record["second_reading"] == "confirmed":
        at = f" at {record['second_source']}" if record["second_source"] else ""
        second = f"confirmed by a second reader{at}"
    return Provenance(
        file=file,
        row=int(record[ROW]),
        tier=record["verification"],
        meaning=TIERS[record["verification"]],
        place=record["source_url"] or "not recorded",
        locator=record["source_locator"],
        second=second,
        notes=record["notes"],
    )


def read_at(address: str, locator: str) -> str:
    """The host and the beginning of the locator; the row of the file has the whole address."""
    host = urlparse(address).netloc or address.split(" (")[0].split("/")[0]
    place = f"{host}: {locator}" if host and locator else host or locator
    return shorten(place, LONGEST_PLACE, placeholder=" …")
