"""Take a trial out of a data package, and keep what was taken out so that it can go back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from synthesis.files.atomic import write_safely
from synthesis.files.csv_bytes import rows_of, split_records, take_out
from synthesis.living.change import finished_contents, stage
from synthesis.living.folder_files import TRIALS, trial_tables
from synthesis.package.dataset import Dataset, digest_of
from synthesis.package.defects import DataError, Defect
from synthesis.package.exceptions import EXCEPTIONS, blocks_of, split_blocks
from synthesis.package.schema import read_schema
from synthesis.package.tables import read_table
from synthesis.package.undisturbed import await_data

PLACES = ".removed.json"


@dataclass(frozen=True)
class Removal:
    """A trial taken out, not yet written.

    Parameters
    ----------
    trial_id
        The trial.
    digest
        Digest of the package that the removal starts from.
    contents
        New content by file name.
    kept
        What was taken out, by file name, header included; with it the trial can be added again.
    rows
        How many rows each file loses.
    defects
        What is wrong with the package without the trial; empty when it stays sound.
    """

    trial_id: str
    digest: str
    contents: Mapping[str, bytes]
    kept: Mapping[str, bytes]
    rows: Mapping[str, int]
    defects: tuple[Defect, ...]


def plan_removal(trial_id: str, data: Path) -> Removal:
    """Work out what a data package looks like without a trial; nothing is written.

    Raises
    ------
    DataError
        The package cannot be read, or has no such trial.
    """
    await_data(data)
    schema = read_schema(data)
    digest = digest_of(data, schema)
    contents: dict[str, bytes] = {}
    kept: dict[str, bytes] = {}
    places: dict[str, dict[str, object]] = {}
    files = dict(schema.files())
    for table in trial_tables(schema):
        file = files[table]
        _, wrong = read_table(data / file, [field["name"] for field in schema.fields(table)])
        if wrong:
            raise DataError(wrong)
        content = (data / file).read_bytes()
        positions = rows_of(content, "trial_id", trial_id)
        if table == TRIALS and not positions:
            expected = "the identifier of a trial that is there"
            raise DataError([Defect(file, None, "trial_id", trial_id, expected)])
        rest, rows = take_out(content, positions)
        header = split_records(content)[0]
        if positions or table in (TRIALS, "arms"):
            kept[file] = header + b"".join(rows)
            places[file] = _place(positions, kept[file])
        if positions:
            contents[file] = rest
    path = data / EXCEPTIONS
    content = path.read_bytes() if path.exists() else b""
    positions = blocks_of(content, trial_id)
    if positions:
        contents[EXCEPTIONS], blocks = take_out(content, positions, split_blocks)
        kept[EXCEPTIONS] = b"".join(blocks)
        places[EXCEPTIONS] = _place(positions, kept[EXCEPTIONS])
    kept[PLACES] = (json.dumps({"trial_id": trial_id, "files": places}, indent=1) + "\n").encode()
    counts = {file: len(place["positions"]) for file, place in places.items()}  # type: ignore[arg-type]
    dataset: Dataset | None = None
    defects: tuple[Defect, ...] = ()
    try:
        dataset = stage(data, contents)
    except DataError as error:
        defects = error.defects
    finished = finished_contents(data, contents, dataset)
    return Removal(trial_id, digest, finished, kept, counts, defects)


def keep(removal: Removal, folder: Path) -> None:
    """Write what was taken out to a folder, from which `trial add` puts it back where it was."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in removal.kept.items():
        write_safely(folder / name, content)


def _place(positions: list[int], content: bytes) -> dict[str, object]:
    return {"positions": positions, "sha256": hashlib.sha256(content).hexdigest()}
