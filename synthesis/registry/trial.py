"""The row of trials.csv from a registry record, and which of its fields the user has to fill in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synthesis.registry.arms import Arm
from synthesis.registry.patterns import Patterns
from synthesis.registry.record import RegistryRecord
from synthesis.registry.regimens import INACTIVE
from synthesis.registry.text import LONGEST_NAME, make_plain, shorten
from synthesis.registry.weeks import read_weeks
from synthesis.words.times import one_time

PHASES = {"PHASE1": "1", "PHASE2": "2", "PHASE3": "3", "PHASE4": "4"}
OTHER_DESIGN = re.compile(
    r"withdrawal|extension|long[ -]term|open[ -]label|roll-?over|maintenance|pooled|continu"
)
YEARS = re.compile(r"([0-9]{1,3}) years?")
TO_DO = {
    "trial_name": "the name of the trial",
    "group": "the family of trials, by its code",
    "phase": "one phase; the record names none or two",
    "design": "parallel only for a randomised parallel comparison",
    "role": "what the trial can be used for",
    "comparison_type": "placebo, active, placebo+active or none",
    "background": "whether topical treatment was none, required or permitted",
    "severity": "the severity admitted",
}


def trial_row(
    record: RegistryRecord, trial_id: str, arms: Sequence[Arm], patterns: Patterns
) -> tuple[dict[str, str], list[str]]:
    """The row, and a line for each required field that the record does not say without doubt."""
    randomised = record.allocation == "RANDOMIZED" and record.model == "PARALLEL"
    randomised = randomised and record.study_type in ("", "INTERVENTIONAL")
    words = make_plain(f"{record.title}. {record.official_title}")
    parallel = randomised and not OTHER_DESIGN.search(words)
    role = ("parallel" if record.has_results else "no-results-yet") if parallel else ""
    sizes = [arm.n_randomised for arm in arms]
    severity = patterns.find("severity", words)
    row = {
        "trial_id": trial_id,
        "trial_name": shorten(record.acronym or record.title, LONGEST_NAME),
        "nct_id": record.nct_id,
        "phase": PHASES.get(" and ".join(record.phases), ""),
        "design": "parallel" if parallel else "",
        "role": role,
        "comparison_type": _comparison(arms),
        "min_age_years": _years(record.minimum_age),
        "max_age_years": _years(record.maximum_age),
        "severity": severity[0] if len(severity) == 1 else "",
        "primary_week": _primary_week(record, patterns),
        "n_randomised": str(sum(map(int, sizes))) if sizes and all(sizes) else "",
        "source_locator": "protocolSection; arm sizes: resultsSection.participantFlowModule",
    }
    to_do = [f"trials.csv, {name}: {what}" for name, what in TO_DO.items() if not row.get(name)]
    return row, [line + _design(record) if ", design:" in line else line for line in to_do]


def _design(record: RegistryRecord) -> str:
    said = filter(None, (record.study_type, record.allocation, record.model))
    words = ", ".join(make_plain(text).replace("_", " ") for text in said)
    return f" (it says: {words})" if words else " (it says nothing of the design)"


def _comparison(arms: Sequence[Arm]) -> str:
    drugs = {arm.regimen.drug for arm in arms}
    if not drugs or "" in drugs:
        return ""
    active = drugs - set(INACTIVE)
    if len(active) == len(drugs):
        return "active" if len(active) > 1 else ""
    return {0: "", 1: "placebo"}.get(len(active), "placebo+active")


def _years(age: str) -> str:
    found = YEARS.fullmatch(make_plain(age))
    return found.group(1) if found and int(found.group(1)) <= 120 else ""


def _primary_week(record: RegistryRecord, patterns: Patterns) -> str:
    weeks = {read_weeks(frame, patterns) for frame in record.primary_time_frames}
    only = next(iter(weeks)) if len(weeks) == 1 else None
    return one_time(only[0]) if only is not None and len(only) == 1 else ""
