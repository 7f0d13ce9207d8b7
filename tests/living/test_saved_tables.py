"""A trial's folder as people make it: understood and said, or refused with what to do next."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from synthesis.files.project import DATA_FOLDER
from synthesis.living.read_folder import TrialFolder, read_trial_folder
from synthesis.package.defects import DataError
from synthesis.package.schema import Schema, read_schema

Tables = dict[str, list[list[str]]]

PLACE = {
    **{"source_url": "https://example.org/made-up", "verification": "source", "preferred": "yes"},
    **{"second_reading": "none", "conflict": "no"},
}
TRIAL = {
    **{"trial_id": "made-up-1", "trial_name": "MADE-UP 1", "group": "up", "phase": "3"},
    **{"design": "parallel", "role": "parallel", "comparison_type": "placebo"},
    **{"background": "none", "min_age_years": "12", "severity": "moderate-severe"},
    **{"primary_week": "16", "n_randomised": "200"},
}
ARM = {"dose_unit": "mg", "frequency": "QD", "route": "oral", "n_randomised": "100"}
COUNT = {"outcome": "EASI75", "week": "16", "reading": "1", "n": "100", "imputation": "NRI"}
EVENT = {"event": "SERIOUS_AE", "period_weeks": "16", "reading": "1", "n": "100"}


@pytest.fixture(scope="module")
def schema() -> Schema:
    return read_schema(DATA_FOLDER)


@pytest.fixture
def tables(schema: Schema) -> Tables:
    drug = next(code for code in schema.enum("arms", "drug") if code != "placebo")
    arms = [("arm-15", drug, "15"), ("placebo", "placebo", "0")]
    rows = {
        "trials": [TRIAL],
        "arms": [
            {**ARM, "arm_id": arm, "arm_label": arm, "regimen": arm, "drug": code, "dose": dose}
            for arm, code, dose in arms
        ],
        "dichotomous": [
            {**COUNT, "arm_id": arm, "responders": count, "percent_reported": f"{count}.0"}
            for arm, count in (("arm-15", "68"), ("placebo", "17"))
        ],
        "adverse_events": [{**EVENT, "arm_id": "placebo", "patients": "3"}],
    }
    made: Tables = {}
    for table, given in rows.items():
        names = [field["name"] for field in schema.fields(table)]
        lines = [{"trial_id": "made-up-1", **PLACE, **row} for row in given]
        made[table] = [names, *([line.get(name, "") for name in names] for line in lines)]
    return made


def put(tables: Tables, table: str, row: int, field: str, text: str) -> None:
    """Type something into a cell; the row as a spreadsheet counts."""
    tables[table][row - 1][tables[table][0].index(field)] = text


def as_csv(rows: list[list[str]], separator: str = ",", ending: str = "\n") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=ending).writerows(rows)
    return text.getvalue().encode()


def save(folder: Path, tables: Tables, form: Callable[[list[list[str]]], bytes] = as_csv) -> Path:
    for table, rows in tables.items():
        (folder / f"{table}.csv").write_bytes(form(rows))
    return folder


def workbook(tables: Tables) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for table, rows in tables.items():
        sheet = book.create_sheet(table)
        for row in rows:
            sheet.append([cell or None for cell in row])
    return book


def cells_of(trial: TrialFolder, tables: Tables) -> bool:
    """Whether every cell was read as it stands in the sound tables."""
    return {t: [list(row.values()) for row in rows] for t, rows in trial.tables.items()} == {
        t: rows[1:] for t, rows in tables.items()
    }


def refusal(folder: Path, schema: Schema) -> str:
    with pytest.raises(DataError) as refused:
        read_trial_folder(folder, schema)
    (defect,) = refused.value.defects
    return str(defect)


def test_a_sound_folder_needs_no_word(tmp_path: Path, tables: Tables, schema: Schema) -> None:
    trial = read_trial_folder(save(tmp_path, tables), schema)
    assert cells_of(trial, tables)
    assert trial.notes == ()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (lambda rows: b"\xef\xbb\xbf" + as_csv(rows, ending="\r\n"), ""),
        (lambda rows: as_csv(rows, ";"), "{}: separated by semicolons."),
        (lambda rows: as_csv(rows, ";", "\r\n"), "{}: separated by semicolons."),
        (lambda rows: as_csv(rows, "\t"), "{}: separated by tabs."),
        (lambda rows: as_csv(rows, ending="\r"), "{}: its lines end as on old Macs."),
        (lambda rows: as_csv(rows).decode().encode("utf-16"), "{}: encoded as UTF-16."),
        (lambda rows: as_csv([*rows, [""] * len(rows[0])]), ""),
        (lambda rows: as_csv([[*row, "", ""] for row in rows]), ""),
        (
            lambda rows: as_csv([row[::-1] for row in rows]),
            "{}: its columns stand in another order and were read by their names.",
        ),
    ],
)
def test_every_way_of_saving_is_read(
    tmp_path: Path,
    tables: Tables,
    schema: Schema,
    form: Callable[[list[list[str]]], bytes],
    said: str,
) -> None:
    trial = read_trial_folder(save(tmp_path, tables, form), schema)
    assert cells_of(trial, tables)
    assert trial.notes == tuple(said.format(f"{table}.csv") for table in tables if said)


@pytest.mark.parametrize(
    ("field", "typed", "read"),
    [
        ("percent_reported", "68,0", "68.0"),
        ("percent_reported", "68.0%", "68.0"),
        ("percent_reported", "68,0 %", "68.0"),
        ("week", "Week 16", "16"),
        ("week", "16 weeks", "16"),
        ("week", " 16\u00a0", "16"),
        ("responders", "68.0", "68"),
        ("n", "100,0", "100"),
        ("outcome", "easi-75", "EASI75"),
        ("arm_id", "ARM-15", "arm-15"),
        ("percent_reported", "NA", ""),
        ("percent_reported", "–", ""),
    ],
)
def test_what_has_one_meaning_is_read_and_said(
    tmp_path: Path, tables: Tables, schema: Schema, field: str, typed: str, read: str
) -> None:
    put(tables, "dichotomous", 2, field, typed)
    trial = read_trial_folder(save(tmp_path, tables), schema)
    assert trial.tables["dichotomous"][0][field] == read
    (note,) = trial.notes
    assert note.startswith(f"dichotomous.csv, field {field}: ")
    assert note.endswith(f"read as “{read}”." if read else "read as an empty cell.")


@pytest.mark.parametrize(
    ("table", "field", "typed", "expected"),
    [
        ("trials", "n_randomised", "1,200", "nothing between the thousands"),
        ("trials", "n_randomised", "1.200", "nothing between the thousands"),
        ("trials", "n_randomised", "1 200", "nothing between the thousands"),
        ("trials", "trial_id", "MADE UP 1", "without blanks; such as made-up-1"),
        ("trials", "nct_id", "NCT123", "it is the Registry number"),
        ("arms", "dose", "15 g", "with nothing before or after it"),
        ("arms", "dose", "15-30", "with nothing before or after it"),
        ("arms", "dose_unit", "milligram", "one of mg, percent"),
        ("arms", "drug", "madeupinib", "first declared in vocabulary.toml as [[drug]]"),
        ("dichotomous", "arm_id", "arm 15", "an arm_id of arms.csv, which has arm-15, placebo"),
        ("dichotomous", "responders", "68.5", "a whole number"),
        ("dichotomous", "percent_reported", "86.0", "68.0, which is 68 of 100"),
        ("dichotomous", "percent_reported", "0.68", "68.0, which is 68 of 100"),
        ("dichotomous", "outcome", "EASI80", "the nearest is EASI"),
        ("dichotomous", "n", "110", "at most the arm's n_randomised, which is 100"),
    ],
)
def test_what_has_no_or_two_meanings_is_refused_in_one_sentence(
    tmp_path: Path,
    tables: Tables,
    schema: Schema,
    table: str,
    field: str,
    typed: str,
    expected: str,
) -> None:
    put(tables, table, 2, field, typed)
    if field == "n":
        put(tables, table, 2, "percent_reported", "")
    sentence = refusal(save(tmp_path, tables), schema)
    assert sentence.startswith(f"{table}.csv, row 2, field {field}: found “{typed}”, expected ")
    assert expected in sentence


def test_a_point_may_stand_between_thousands_where_semicolons_separate(
    tmp_path: Path, tables: Tables, schema: Schema
) -> None:
    put(tables, "arms", 2, "dose", "1.200")
    sentence = refusal(save(tmp_path, tables, lambda rows: as_csv(rows, ";")), schema)
    assert "found “1.200”, expected a number that can be read in one way" in sentence


def test_one_mistake_in_many_rows_is_one_sentence(
    tmp_path: Path, tables: Tables, schema: Schema
) -> None:
    for row in (2, 3):
        put(tables, "dichotomous", row, "source_url", "")
    assert refusal(save(tmp_path, tables), schema).startswith(
        "dichotomous.csv, row 2 and 1 more, field source_url: found an empty cell"
    )


def test_a_row_twice_is_told_with_the_first(tmp_path: Path, tables: Tables, schema: Schema) -> None:
    tables["dichotomous"].append(list(tables["dichotomous"][2]))
    sentence = refusal(save(tmp_path, tables), schema)
    assert sentence.startswith("dichotomous.csv, row 4, ")
    assert "row 3 has it too" in sentence


def test_columns_of_other_names(tmp_path: Path, tables: Tables, schema: Schema) -> None:
    header = tables["trials"][0]
    header[header.index("background")] = "background_topical"
    header[header.index("trial_id")] = "Trial ID"
    trial = read_trial_folder(save(tmp_path, tables), schema)
    assert trial.notes == (
        "trials.csv: the column “Trial ID” read as trial_id.",
        "trials.csv: the column “background_topical” read as background.",
    )
    header[header.index("Trial ID")] = "study"
    (tmp_path / "trials.csv").write_bytes(as_csv(tables["trials"]))
    with pytest.raises(DataError, match=r"field trial_id: .*expected a column of this name"):
        read_trial_folder(tmp_path, schema)
    header[header.index("study")] = "trial_id"
    save(tmp_path, {"trials": [[*row, "x"] for row in tables["trials"]]})
    assert "delete this one, or move it to notes" in refusal(tmp_path, schema)


def test_files_that_cannot_be_read_are_told_alone(
    tmp_path: Path, tables: Tables, schema: Schema
) -> None:
    for name in ("trial.ods", "trial.xlsx", "arms.txt", "tables.csv"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0 no workbook")
        assert refusal(tmp_path, schema).startswith(f"{name}: ")
        (tmp_path / name).unlink()
    assert "name the folder that holds it" in refusal(save(tmp_path, tables) / "trials.csv", schema)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda s: s.merge_cells("C2:C3"), "found “C2:C3”, expected cells that are not merged"),
        (lambda s: s.__setitem__("D2", dt.datetime(2026, 1, 16)), "format the column as text"),
        (lambda s: s.__setitem__("F2", "=60+8"), "not a formula; paste its value"),
        (lambda s: s.__setitem__("AZ2", "see mail"), "clear AZ2"),
    ],
)
def test_a_sheet_that_shows_something_else_is_refused(
    tmp_path: Path,
    tables: Tables,
    schema: Schema,
    spoil: Callable[[object], object],
    expected: str,
) -> None:
    book = workbook(tables)
    spoil(book["dichotomous"])
    book.save(tmp_path / "trial.xlsx")
    assert expected in refusal(tmp_path, schema)


def test_sheets_that_nobody_sees_are_told(tmp_path: Path, tables: Tables, schema: Schema) -> None:
    book = workbook(tables)
    book["adverse_events"].sheet_state = "hidden"
    book["arms"].title = "Arms "
    book["dichotomous"].row_dimensions[3].hidden = True
    book["dichotomous"].column_dimensions["R"].hidden = True
    book.create_sheet("Notes to self").append(["ask the author"])
    book.save(tmp_path / "trial.xlsx")
    trial = read_trial_folder(tmp_path, schema)
    assert cells_of(trial, tables)
    assert trial.notes == (
        "trial.xlsx, sheet Notes to self: not read, as no table has this name.",
        "trial.xlsx, sheet dichotomous: hidden rows were read (3).",
        "trial.xlsx, sheet dichotomous: hidden columns were read (R).",
        "trial.xlsx, sheet adverse_events: this hidden sheet was read.",
    )


def test_a_stray_blank_cell_far_away_costs_nothing(
    tmp_path: Path, tables: Tables, schema: Schema
) -> None:
    book = workbook(tables)
    for place in ("XFD1", "XFD1048576", "A1048576"):
        book["dichotomous"][place] = " "
    book.save(tmp_path / "trial.xlsx")
    tracemalloc.start()
    trial = read_trial_folder(tmp_path, schema)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert cells_of(trial, tables)
    assert most < 60_000_000
