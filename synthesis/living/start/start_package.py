"""A whole data package from arm-level tables: descriptor, vocabulary, plan and tables.

What the tables do not say stays unsaid: times are 0 (not stated), routes and backgrounds “not
stated”. The plan asks what can be asked of any such tables: each treatment against placebo, all
of them in one network, each drug by dose, each event against placebo. Its words are for the user
to better; nothing but words has to be.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from synthesis.files.csv_bytes import format_rows
from synthesis.files.new_folders import is_free, write_new_folder
from synthesis.living.start.arm_counts import ArmLine, StartError, Treatment, make_id
from synthesis.living.start.plan_text import write_plan
from synthesis.living.start.words_text import write_words
from synthesis.package.descriptor import DESCRIPTOR
from synthesis.package.plan.whole_plan import ANALYSES
from synthesis.package.standard import standard_descriptor
from synthesis.package.vocabulary import VOCABULARY

NOT_STATED = "not stated"


@dataclass(frozen=True)
class CountedTable:
    """The lines of one table and what it counts: an outcome, or with `harm` an event."""

    code: str
    file: str
    lines: tuple[ArmLine, ...]
    harm: bool = False


def start_package(
    folder: Path, title: str, counted: Sequence[CountedTable], source: str
) -> Mapping[str, int]:
    """Write a new data package.

    Parameters
    ----------
    folder
        Where to; a folder that does not exist yet, or is empty.
    title
        Of the book.
    counted
        What the tables count; a trial of one name is one trial in all of them.
    source
        Where the tables were found: an address, or words.

    Returns
    -------
    Mapping
        The number of rows of each table written.

    Raises
    ------
    StartError
        The folder holds something, there is no outcome, or two names would become one.
    """
    if not is_free(folder):
        raise StartError(f"{folder} holds something already; name a new folder.")
    if all(table.harm for table in counted):
        raise StartError("No table counts responders; expected at least one --responders.")
    _check_names(counted)
    tables = {name: rows for name, rows in _tables(counted, source).items() if rows}
    descriptor = standard_descriptor(tables, title, make_id(folder.resolve().name))
    treatments = _treatments(counted)
    files = {
        DESCRIPTOR: f"{json.dumps(descriptor, ensure_ascii=False, indent=1)}\n".encode(),
        VOCABULARY: write_words(title, counted, treatments).encode(),
        ANALYSES: write_plan(counted, treatments).encode(),
    }
    for resource in descriptor["resources"]:
        header = [field["name"] for field in resource["schema"]["fields"]]
        rows = ([str(row.get(name, "")) for name in header] for row in tables[resource["name"]])
        files[resource["path"]] = format_rows([header, *rows])
    write_new_folder(folder, files)
    return {name: len(rows) for name, rows in tables.items()}


def _check_names(counted: Iterable[CountedTable]) -> None:
    """Refuse two trials or two treatments that one identifier would make one."""
    treatments: dict[str, Treatment] = {}
    for table in counted:
        # Two tables may spell a trial in two ways, such as with a blank and with a line.
        trials: dict[str, str] = {}
        for line in table.lines:
            own = line.treatment
            trial, name = make_id(line.trial), own.regimen
            first = treatments.setdefault(name, own)
            if trials.setdefault(trial, line.trial) != line.trial:
                raise _alike(table, line, "trial", (line.trial, trials[trial], trial))
            if replace(own, label="") != replace(first, label=""):
                raise _alike(table, line, "treatment", (own.label, first.label, name))


def _alike(
    table: CountedTable, line: ArmLine, what: str, names: tuple[str, str, str]
) -> StartError:
    own, first, identifier = names
    return StartError(
        f"{table.file}, row {line.row}: {what} “{own}” would be called {identifier}, and so would "
        f"“{first}”; expected names that differ in letters or digits."
    )


def _treatments(counted: Iterable[CountedTable]) -> tuple[Treatment, ...]:
    """Every treatment once, the most frequent first."""
    found = Counter(line.treatment for table in counted for line in table.lines)
    first: dict[str, Treatment] = {}
    for treatment, _ in found.most_common():
        first.setdefault(treatment.regimen, treatment)
    return tuple(first.values())


def _tables(counted: Sequence[CountedTable], source: str) -> dict[str, list[dict[str, Any]]]:
    read = {
        "source_url": source,
        "verification": "source",
        "second_reading": "none",
        "conflict": "no",
        "preferred": "yes",
    }
    return {
        "trials": [{**row, **read} for row in _trials(counted)],
        "arms": [{**row, **read} for row in _arms(counted)],
        "dichotomous": [{**row, **read} for row in _counts(counted, harm=False)],
        "adverse_events": [{**row, **read} for row in _counts(counted, harm=True)],
        "risk_of_bias": [{**row, **read} for row in _risks(counted)],
    }


def _by_trial(counted: Iterable[CountedTable]) -> dict[str, list[tuple[str, ArmLine]]]:
    found: dict[str, list[tuple[str, ArmLine]]] = {}
    for table in counted:
        for line in table.lines:
            found.setdefault(make_id(line.trial), []).append((table.file, line))
    return found


def _trials(counted: Iterable[CountedTable]) -> Iterator[dict[str, Any]]:
    for identifier, found in _by_trial(counted).items():
        lines = [line for _, line in found]
        drugs = {line.treatment.drug for line in lines}
        inactive = drugs & {"placebo", "vehicle"}
        active = len({line.treatment.regimen for line in lines}) > 1 + len(inactive)
        placebo = "placebo+active" if active else "placebo"
        yield {
            "trial_id": identifier,
            "trial_name": lines[0].trial.replace("_", " "),
            "group": make_id(Path(found[0][0]).stem),
            "phase": NOT_STATED,
            "design": "parallel",
            "role": "parallel",
            "comparison_type": placebo if inactive else "active",
            "background": NOT_STATED,
            "primary_week": 0,
            "year": next((line.year for line in lines if line.year), ""),
            "source_locator": found[0][0],
        }


def _arms(counted: Iterable[CountedTable]) -> Iterator[dict[str, Any]]:
    for identifier, found in _by_trial(counted).items():
        arms = {line.treatment.regimen: (file, line.treatment) for file, line in reversed(found)}
        for regimen, (file, treatment) in reversed(arms.items()):
            yield {
                "trial_id": identifier,
                "arm_id": regimen,
                "arm_label": treatment.label,
                "regimen": regimen,
                "drug": treatment.drug,
                "dose": "" if treatment.dose is None else f"{treatment.dose:g}",
                "dose_unit": treatment.unit,
                "frequency": treatment.frequency,
                "route": NOT_STATED,
                "source_locator": file,
            }


def _counts(counted: Iterable[CountedTable], harm: bool) -> Iterator[dict[str, Any]]:
    for table in counted:
        for line in table.lines if table.harm == harm else ():
            row = {
                "trial_id": make_id(line.trial),
                "arm_id": line.treatment.regimen,
                "reading": 1,
                "n": line.n,
                "source_locator": f"{table.file}, row {line.row}",
            }
            if harm:
                yield {**row, "event": table.code, "period_weeks": 0, "patients": line.count}
            else:
                own = {"outcome": table.code, "week": 0, "responders": line.count}
                yield {**row, **own, "imputation": NOT_STATED}


def _risks(counted: Iterable[CountedTable]) -> Iterator[dict[str, Any]]:
    for identifier, found in _by_trial(counted).items():
        judged = next(((file, line.risk) for file, line in found if line.risk), None)
        if judged:
            yield {
                "trial_id": identifier,
                "outcome": "all",
                "domain": "overall",
                "judgement": judged[1],
                "source_locator": judged[0],
            }
