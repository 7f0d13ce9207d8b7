"""Add one trial's folder to a data package: checked first, then written in one step."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthesis.analyses.no_estimate import find_no_estimates
from synthesis.analyses.trial_use import Use, find_uses
from synthesis.files.csv_bytes import append, put_back, split_records
from synthesis.living.change import finished_contents, stage
from synthesis.living.duplicates import match_defects, match_notes
from synthesis.living.read_folder import TrialFolder, read_trial_folder
from synthesis.living.remove import PLACES
from synthesis.package.dataset import digest_of
from synthesis.package.defects import DataError
from synthesis.package.exceptions import EXCEPTIONS, split_blocks
from synthesis.package.schema import Schema, read_schema
from synthesis.package.tables import read_raw
from synthesis.package.undisturbed import await_data


@dataclass(frozen=True)
class Addition:
    """A trial checked and ready to be written.

    Parameters
    ----------
    trial
        What the folder holds.
    digest
        Digest of the package that the addition starts from.
    contents
        New content by file name.
    notes
        What somebody should look at first, each in one sentence.
    uses
        What every declared analysis will do with the trial.
    no_estimates
        Analyses that it enters and that will show no estimate, each in one sentence.
    """

    trial: TrialFolder
    digest: str
    contents: Mapping[str, bytes]
    notes: tuple[str, ...]
    uses: tuple[Use, ...]
    no_estimates: tuple[str, ...]


def plan_addition(folder: Path, data: Path) -> Addition:
    """Check one trial's folder, by itself and against a data package; nothing is written.

    Raises
    ------
    DataError
        With one defect for each thing that is wrong with the folder, or with the package as it
        would be with the trial; also for a package that another run is changing.
    """
    await_data(data)
    schema = read_schema(data)
    digest = digest_of(data, schema)
    trial = read_trial_folder(folder, schema)
    book, defects = read_raw(data, schema)
    if not defects:
        defects = list(match_defects(trial.tables, book, dict(schema.files())))
    if defects:
        raise DataError(defects)
    contents = (not trial.notes and _put_back(folder, data, trial)) or _append(data, trial, schema)
    dataset = stage(data, contents)
    return Addition(
        trial=trial,
        digest=digest,
        contents=finished_contents(data, contents, dataset),
        notes=tuple(match_notes(trial.tables, book)),
        uses=find_uses(dataset, trial.trial_id),
        no_estimates=tuple(
            each.sentence for each in find_no_estimates(dataset) if trial.trial_id in each.trials
        ),
    )


def _append(data: Path, trial: TrialFolder, schema: Schema) -> dict[str, bytes]:
    """The tables with the trial's rows after their last ones."""
    files = dict(schema.files())
    contents: dict[str, bytes] = {}
    for table, rows in trial.tables.items():
        names = [field["name"] for field in schema.fields(table)]
        if rows:
            content = (data / files[table]).read_bytes()
            contents[files[table]] = append(content, ([row[n] for n in names] for row in rows))
    if trial.exceptions.strip():
        path = data / EXCEPTIONS
        before = path.read_bytes() if path.exists() else b""
        gap = b"\n" if before.endswith(b"\n") or not before else b"\n\n"
        contents[EXCEPTIONS] = before + gap + trial.exceptions.strip().encode() + b"\n"
    return contents


def _put_back(folder: Path, data: Path, trial: TrialFolder) -> dict[str, bytes] | None:
    """The tables with the rows where `trial remove` took them out; None for any other folder.

    Rows that were edited since are new rows: they go to the end.
    """
    places = _read_places(folder, trial.trial_id)
    if places is None:
        return None
    contents: dict[str, bytes] = {}
    for file, place in places.items():
        split = split_blocks if file == EXCEPTIONS else split_records
        _, *rows = split((folder / file).read_bytes())
        if rows:
            contents[file] = put_back((data / file).read_bytes(), place, rows, split)
    return contents


def _read_places(folder: Path, trial_id: str) -> dict[str, list[int]] | None:
    try:
        recorded: Any = json.loads((folder / PLACES).read_text(encoding="utf-8"))
        if recorded["trial_id"] != trial_id:
            return None
        files = recorded["files"]
        now = {p.name for p in folder.iterdir() if p.suffix == ".csv" or p.name == EXCEPTIONS}
        if now != set(files) or any(p.suffix == ".xlsx" for p in folder.iterdir()):
            return None
        places: dict[str, list[int]] = {}
        for file, place in files.items():
            content = (folder / file).read_bytes()
            split = split_blocks if file == EXCEPTIONS else split_records
            positions = [int(position) for position in place["positions"]]
            if hashlib.sha256(content).hexdigest() != place["sha256"]:
                return None
            if len(positions) != len(split(content)) - 1 or min(positions, default=0) < 0:
                return None
            places[file] = positions
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return places
