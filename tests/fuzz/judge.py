"""What came of a mutation, and whether that is right."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from fuzz.mutations import MUTATIONS, RARE, Files, table_rows

from synthesis.files.csv_bytes import rows_of, split_records, take_out
from synthesis.files.project import DATA_FOLDER
from synthesis.living.folder_files import trial_tables
from synthesis.living.read_folder import TrialFolder, read_trial_folder
from synthesis.package.corrections import CORRECTIONS
from synthesis.package.defects import DataError, Defect, show_value
from synthesis.package.exceptions import blocks_of, split_blocks
from synthesis.package.schema import Schema, read_schema, typed_column
from synthesis.package.tables import RawTable

LONGEST_SENTENCE = 1_200
NEEDED = ("trials.csv", "arms.csv")
# Damage of one cell, which must be told with its row and field.
ONE_CELL = (
    *("decimal comma", "thousands separator", "Excel date", "not a number", "exponent"),
    *("negative", "fraction of a patient", "percent sign", "blank around a number", "unknown code"),
    *("look-alike letter", "look-alike in a name", "full-width digits", "HTML in a code"),
    *("digits of another script", "formula in a number", "cell too large", "cell of 50 MB"),
    *(
        "invisible character",
        "line break in a cell",
        "blank around text",
        "workbook with spoilt cell",
    ),
    *("more responders than patients", "percentage contradicts count", "row of another trial"),
)


class WrongError(AssertionError):
    """A mutation that was accepted, refused or crashed as it should not."""


def trial_files(trial_id: str, schema: Schema, data: Path = DATA_FOLDER) -> Files:
    """The files of one real trial, as a folder for `add` has them."""
    files: Files = {}
    paths = dict(schema.files())
    # What commands have written of it is damaged by nobody who fills in a folder.
    for table in (table for table in trial_tables(schema) if table != CORRECTIONS):
        content = (data / paths[table]).read_bytes()
        positions = rows_of(content, "trial_id", trial_id)
        _, rows = take_out(content, positions)
        if rows or table in ("trials", "arms"):
            files[paths[table]] = split_records(content)[0] + b"".join(rows)
    exceptions = (data / "exceptions.toml").read_bytes()
    _, blocks = take_out(exceptions, blocks_of(exceptions, trial_id), split_blocks)
    if blocks:
        files["exceptions.toml"] = b"".join(blocks)
    return files


def choose_kind(chance: random.Random) -> str:
    if chance.random() < 1 / 500:
        return chance.choice(RARE)
    return chance.choice([kind for kind in MUTATIONS if kind not in RARE])


def judge(
    kind: str, chance: random.Random, original: Files, schema: Schema, folder: Path
) -> str | None:
    """“accepted” or “refused”; None when the mutation does not fit this trial.

    Raises
    ------
    WrongError
        A traceback, a wrong value, or a verdict that this kind of damage must not have.
    """
    verdict, mutate = MUTATIONS[kind]
    try:
        files = mutate(chance, dict(original))
    except IndexError:  # nothing of this trial can be damaged so
        return None
    if files == original:
        return None
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        trial = read_trial_folder(folder, schema)
    except DataError as error:
        if verdict == "same":
            raise WrongError(f"{kind}: refused: {error}") from error
        check_sentences(kind, error, files)
        return "refused"
    except Exception as error:
        raise WrongError(f"{kind}: {type(error).__name__}: {error}") from error
    if verdict == "refused":
        raise WrongError(f"{kind}: accepted")
    if verdict.startswith("same"):
        check_values(kind, trial, original, schema)
    else:
        check_values(kind, trial, files, schema, trial.notes)
    return "accepted"


def check_sentences(kind: str, error: DataError, files: Mapping[str, bytes]) -> None:
    """Every defect names a file, and says what was expected, in one line of readable length."""
    if not error.defects:
        raise WrongError(f"{kind}: refused without a reason")
    for defect in error.defects:
        check_plain(kind, defect)
        if defect.file.partition(", sheet")[0] not in {*files, *NEEDED}:
            raise WrongError(f"{kind}: {defect.file} is not in the folder")
    if kind in ONE_CELL and not any(d.row and d.field for d in error.defects):
        raise WrongError(f"{kind}: no row and field: {error}")


def check_plain(kind: str, defect: Defect) -> None:
    """A defect is one line of readable length that says what was expected."""
    text = str(defect)
    if not defect.expected or "\n" in text or len(text) > LONGEST_SENTENCE:
        raise WrongError(f"{kind}: no plain sentence: {text[:300]}")


def check_values(
    kind: str, trial: TrialFolder, files: Files, schema: Schema, notes: Sequence[str] = ()
) -> None:
    """What was loaded is what the cells of the files say, read by another way, or was told."""
    paths = dict(schema.files())
    for table in trial_tables(schema):
        file = paths[table]
        rows = table_rows(files[file]) if file in files else []
        loaded = trial.tables.get(table, [])
        if len(loaded) != max(len(rows) - 1, 0):
            raise WrongError(f"{kind}: {file} has {len(rows) - 1} rows, loaded {len(loaded)}")
        for cells, row in zip(rows[1:], loaded, strict=True):
            for (field, value), cell in zip(row.items(), cells, strict=True):
                if value != cell and not _told(notes, field, cell, value):
                    raise WrongError(f"{kind}: {file}, {field}: “{cell}” loaded as “{value}”")
        _check_types(kind, table, loaded, schema)


def _told(notes: Sequence[str], field: str, cell: str, value: str) -> bool:
    words = f"field {field}: ", f"{show_value(cell)} read as {show_value(value)}"
    return any(all(word in note for word in words) for note in notes)


def _check_types(kind: str, table: str, rows: RawTable, schema: Schema) -> None:
    import pandas as pd

    for field in schema.fields(table):
        name = field["name"]
        texts = [row[name] for row in rows]
        values = typed_column(pd.Series(texts, dtype="str"), field)
        if field["type"] == "string":
            continue
        for text, value in zip(texts, values, strict=True):
            right = pd.isna(value) if text == "" else float(value) == float(text)
            if not right or not re.fullmatch(r"-?[0-9]*(\.[0-9]+)?", text):
                raise WrongError(f"{kind}: {table}.{name}: “{text}” loaded as {value}")


def book_schema() -> Schema:
    return read_schema(DATA_FOLDER)


def small_files(chance: random.Random, files: Files, most: int = 12) -> Files:
    """The trial with its first rows of two tables beside trials and arms: quick to check.

    A trial with exceptions stays whole, as each exception must be needed by a row.
    """
    if "exceptions.toml" in files:
        return files
    others = [name for name in sorted(files) if name not in ("trials.csv", "arms.csv")]
    kept = {"trials.csv", "arms.csv", *chance.sample(others, min(2, len(others)))}
    small: Files = {}
    for name in kept:
        header, *rows = split_records(files[name])
        start = chance.randrange(max(len(rows) - most, 0) + 1) if name in others else 0
        small[name] = header + b"".join(rows[start : start + most] if name in others else rows)
    return small
