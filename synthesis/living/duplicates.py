"""A new trial beside the trials that are there: the same one again, or a regimen at odds."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping

from synthesis.package.defects import Defect
from synthesis.package.tables import RawTable, TextRow
from synthesis.words.terms import INACTIVE

# A period of a trial has a row of its own and shares the registration of the trial.
SHARES_REGISTRATION = ("extension", "randomised withdrawal", "pooled-duplicate")
REGIMEN_FIELDS = ("drug", "dose", "dose_unit", "frequency", "route")


def match_defects(
    new: Mapping[str, RawTable], book: Mapping[str, RawTable], names: Mapping[str, str]
) -> Iterator[Defect]:
    """What keeps a trial from standing beside the others.

    Parameters
    ----------
    new, book
        Rows of text by table, of the new trial and of the data package.
    names
        File name of each table, for the messages.
    """
    trial = new["trials"][0]
    file = names["trials"]
    for other in book.get("trials", []):
        if other["trial_id"] == trial["trial_id"]:
            expected = f"an identifier that is not taken (by {other['trial_name']})"
            yield Defect(file, 2, "trial_id", trial["trial_id"], expected)
        elif _registrations(trial) & _registrations(other) and not _may_share(trial, other):
            expected = f"a number that no other trial has; {other['trial_id']} has it"
            yield Defect(file, 2, "nct_id", trial["nct_id"], expected)
    known = {row["regimen"]: row for row in book.get("arms", []) if row["drug"] not in INACTIVE}
    for number, arm in enumerate(new.get("arms", []), start=2):
        other_arm = known.get(arm["regimen"])
        for field in REGIMEN_FIELDS if other_arm else ():
            if other_arm and not _same(arm[field], other_arm[field]):
                shown = f"“{other_arm[field]}”" if other_arm[field] else "an empty cell"
                expected = f"{shown}, as {arm['regimen']} has in {other_arm['trial_id']}"
                yield Defect(names["arms"], number, field, arm[field], expected)


def match_notes(new: Mapping[str, RawTable], book: Mapping[str, RawTable]) -> Iterator[str]:
    """What somebody should look at before a trial is added, each in one sentence."""
    trial = new["trials"][0]
    for other in book.get("trials", []):
        for field, what in (("doi", "DOI"), ("pmid", "PubMed number")):
            if trial[field] and trial[field].lower() == other[field].lower():
                yield f"Same {what} as {other['trial_id']}: is it another trial of that report?"
        if _letters(trial["trial_name"]) == _letters(other["trial_name"]):
            yield f"Same name as {other['trial_id']}: is it the same trial?"
    arms = new.get("arms", [])
    if not arms:
        yield "No arms: no analysis can use this trial."
    known = {row["regimen"] for row in book.get("arms", [])}
    for regimen in dict.fromkeys(arm["regimen"] for arm in arms):
        if regimen not in known:
            # Another dose is another regimen; another spelling of the same dose is suspicious.
            alike = [name for name in known if _digits(name) == _digits(regimen)]
            near = difflib.get_close_matches(regimen, alike, n=1, cutoff=0.8)
            hint = f"; did you mean {near[0]}?" if near else "."
            yield f"The regimen {regimen} is new{hint}"
    sizes = [arm["n_randomised"] for arm in arms]
    if all(sizes) and sizes and trial["n_randomised"]:
        total = sum(int(size) for size in sizes)
        if total != int(trial["n_randomised"]):
            yield f"The arms have {total} patients, the trial {trial['n_randomised']}."


def _registrations(trial: TextRow) -> set[str]:
    return {part.strip() for part in trial["nct_id"].split(";")} - {""}


def _may_share(trial: TextRow, other: TextRow) -> bool:
    return trial["role"] in SHARES_REGISTRATION or other["role"] in SHARES_REGISTRATION


def _same(first: str, second: str) -> bool:
    if first and second and not (first + second).isalpha():
        try:
            return float(first) == float(second)
        except ValueError:
            pass
    return first == second


def _digits(regimen: str) -> list[str]:
    return re.findall(r"[0-9.]+", regimen)


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
