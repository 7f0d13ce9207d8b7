"""Where a number belongs and where it was read: two different things.

The record (paper, registry entry) leads: it is named and linked. Then comes the kind of place where
the number was read. Which place it was is told on demand, as text and never linked: it may be a
mirror, a staging host or a cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import shorten
from typing import Any
from urllib.parse import urlparse

import pandas as pd

from synthesis.package.dataset import ROW, Dataset
from synthesis.words.labels import TIERS
from synthesis.words.sources import NO_PLACE, SourceKind, kind_of, read_again

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


def name_record(trial: Mapping[Any, Any]) -> str:
    """What leads where a number comes from: registry numbers, else the paper as far as known."""
    numbers = str(trial["nct_id"]).split("; ")
    registered = ", ".join(number for number in numbers if number)
    return registered or cite_report(trial) or (f"doi:{trial['doi']}" if trial["doi"] else "")


@dataclass(frozen=True)
class Provenance:
    """How one row of data is known: tier, kind of place, place, locator, how often read, notes."""

    file: str
    row: int
    tier: str
    meaning: str
    kind: str
    place: str
    locator: str
    second: str
    notes: str

    @property
    def often(self) -> str:
        """How often it was read, without the place where it was read again."""
        return self.second.split(" (")[0]


@dataclass(frozen=True)
class Source:
    """Where the numbers of one row come from: how each is known, and the records of the trial.

    `record` names the record in a word or two; `links` lead to it and to others of the trial.
    """

    reading: Provenance
    links: tuple[Link, ...] = ()
    record: str = ""


def source_of_trial(reading: Provenance, trial: Mapping[Any, Any]) -> Source:
    """The source of a number of a trial, with the trial’s records."""
    return Source(reading, record_links(trial), name_record(trial))


def reading_of(
    record: Mapping[Any, Any], file: str, kinds: Iterable[SourceKind] = ()
) -> Provenance:
    """The provenance of a row given as a record; `kinds` are those of the vocabulary."""
    tier, place = record["verification"], record["source_url"]
    return Provenance(
        file=file,
        row=int(record[ROW]),
        tier=tier,
        meaning=TIERS[tier],
        kind=kind_of(place, record["source_locator"], kinds).name,
        place=place or NO_PLACE,
        locator=record["source_locator"],
        second=read_again(record["second_reading"], record["second_source"]),
        notes=record["notes"],
    )


def read_in(dataset: Dataset, rows: pd.DataFrame) -> list[str]:
    """The kind of place at which each row of a table was read, in the order of the rows."""
    kinds = dataset.vocabulary.source_kinds
    places = zip(rows["source_url"], rows["source_locator"], strict=True)
    return [kind_of(address, locator, kinds).name for address, locator in places]


def read_at(address: str, locator: str) -> str:
    """The host and the beginning of the locator; the row of the file has the whole address."""
    host = urlparse(address).netloc or address.split(" (")[0].split("/")[0]
    place = f"{host}: {locator}" if host and locator else host or locator
    return shorten(place, LONGEST_PLACE, placeholder=" …")
