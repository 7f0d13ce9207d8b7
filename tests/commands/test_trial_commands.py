"""The commands new, add and remove, on copies of a small package."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook
from typer.testing import CliRunner

from synthesis.commands.cli import app
from synthesis.files.lock import hold_lock
from synthesis.files.project import DATA_FOLDER, ROOT
from synthesis.package.dataset import load

SOUND = ROOT / "tests" / "broken_inputs" / "_sound"
TRIAL = "measure-up-1"
# Obviously made up.
NEW_TRIAL = {
    **{"trial_name": "MADE-UP 1", "group": "up", "nct_id": "NCT00000000", "phase": "3"},
    **{"design": "parallel", "role": "parallel", "comparison_type": "placebo"},
    **{"background": "none", "min_age_years": "12", "severity": "moderate-severe"},
    **{"primary_week": "16", "n_randomised": "200", "verification": "source"},
    "source_url": "https://example.org/made-up",
}
SHARED = {
    **{"source_url": "https://example.org/made-up", "verification": "source"},
    **{"second_reading": "none", "conflict": "no", "preferred": "yes"},
}
PLACEBO = {
    **{"arm_id": "placebo", "arm_label": "Placebo", "regimen": "placebo", "drug": "placebo"},
    **{"dose": "0", "dose_unit": "mg", "frequency": "QD", "route": "oral", "n_randomised": "100"},
}
DRUG = {
    **PLACEBO,
    **{"arm_id": "upa", "arm_label": "Upadacitinib 15 mg", "regimen": "upadacitinib-15-qd"},
    **{"drug": "upadacitinib", "dose": "15"},
}
COUNT = {
    **{"outcome": "EASI75", "week": "16", "reading": "1", "imputation": "NRI"},
    **{"arm_id": "placebo", "responders": "20", "n": "100", "percent_reported": "20.0"},
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(SOUND, folder)
    return folder


def run(*arguments: str | Path) -> Result:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def state(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.iterdir() if path.is_file())
    return {path.name: path.read_bytes() for path in files if not path.name.startswith(".")}


def fill(folder: Path, table: str, *rows: dict[str, str], trial: str = "made-up-1") -> None:
    """Put rows into a table of the template, as somebody with a spreadsheet would."""
    path = folder / f"{table}.csv"
    header = next(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, restval="")
    writer.writeheader()
    writer.writerows({"trial_id": trial, **SHARED, **row} for row in rows)
    path.write_bytes(text.getvalue().encode())


@pytest.fixture
def filled(tmp_path: Path, data: Path) -> Path:
    folder = tmp_path / "made-up-1"
    assert run("new", "made-up-1", "--into", folder, "--data", data).exit_code == 0
    fill(folder, "trials", NEW_TRIAL)
    fill(folder, "arms", PLACEBO, DRUG)
    fill(
        folder,
        "dichotomous",
        COUNT,
        {**COUNT, "arm_id": "upa", "responders": "70", "percent_reported": "70.0"},
    )
    return folder


def test_a_new_trial_is_shown_added_and_taken_out_again(
    tmp_path: Path, data: Path, filled: Path
) -> None:
    before = state(data)
    shown = run("add", filled, "--data", data, "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert "Enters 1 declared analysis:" in shown.stdout
    assert "easi75-monotherapy (pools): upadacitinib 15 mg" in shown.stdout
    assert state(data) == before
    added = run("add", filled, "--data", data, "--yes")
    assert added.exit_code == 0, added.output
    after = state(data)
    assert all(after[name].startswith(content) for name, content in before.items())
    rows = load(data).table("dichotomous")
    assert rows[rows["trial_id"] == "made-up-1"]["responders"].tolist() == [20, 70]
    removed = run("remove", "made-up-1", "--data", data, "--yes", "--keep", tmp_path / "kept")
    assert removed.exit_code == 0, removed.output
    assert state(data) == before


def test_what_remove_takes_out_goes_back_where_it_was(tmp_path: Path, data: Path) -> None:
    before = state(data)
    kept = tmp_path / "kept"
    first = "jade-mono-1"  # its rows stand before those of the other trial
    # The plan of the small package does not need it.
    assert run("remove", first, "--data", data, "--yes", "--keep", kept).exit_code == 0
    assert first not in load(data).table("trials")["trial_id"].tolist()
    assert run("add", kept, "--data", data, "--yes").exit_code == 0
    assert state(data) == before


def test_exceptions_go_with_their_trial(tmp_path: Path, data: Path) -> None:
    before = state(data)
    kept = tmp_path / "kept"
    assert run("remove", TRIAL, "--data", data, "--yes", "--keep", kept).exit_code == 0
    assert "[[exception]]" in (kept / "exceptions.toml").read_text(encoding="utf-8")
    assert "[[exception]]" not in (data / "exceptions.toml").read_text(encoding="utf-8")
    assert run("add", kept, "--data", data, "--yes").exit_code == 0
    assert state(data) == before


@pytest.mark.parametrize(
    ("table", "rows", "sentence"),
    [
        (
            "dichotomous",
            [COUNT, {**COUNT, "arm_id": "upa", "responders": "7o"}],
            "dichotomous.csv, row 3, field responders: found “7o”, "
            "expected a whole number of at least 0, with nothing before or after it.",
        ),
        (
            "dichotomous",
            [{**COUNT, "n": "101", "responders": "20", "percent_reported": ""}],
            "dichotomous.csv, row 2, field n: found “101”, "
            "expected at most the arm's n_randomised, which is 100.",
        ),
        (
            "dichotomous",
            [{**COUNT, "n": "", "responders": "101", "percent_reported": ""}],
            "dichotomous.csv, row 2, field responders: found “101”, "
            "expected at most the arm's n_randomised, which is 100.",
        ),
        (
            "arms",
            [PLACEBO, {**DRUG, "dose": "30"}],
            "arms.csv, row 3, field dose: found “30”, "
            "expected “15”, as upadacitinib-15-qd has in measure-up-1.",
        ),
        (
            "trials",
            [{**NEW_TRIAL, "nct_id": "NCT03349060"}],
            "trials.csv, row 2, field nct_id: found “NCT03349060”, "
            "expected a number that no other trial has; jade-mono-1 has it.",
        ),
    ],
)
def test_a_mistake_is_named_and_nothing_is_written(
    data: Path, filled: Path, table: str, rows: list[dict[str, str]], sentence: str
) -> None:
    before = state(data)
    fill(filled, table, *rows)
    done = run("add", filled, "--data", data, "--yes")
    assert (done.exit_code, done.stderr.strip()) == (1, sentence)
    assert state(data) == before


def test_a_trial_that_is_there_is_refused(data: Path, filled: Path) -> None:
    assert run("add", filled, "--data", data, "--yes").exit_code == 0
    done = run("add", filled, "--data", data, "--yes")
    assert done.exit_code == 1
    assert "expected an identifier that is not taken (by MADE-UP 1)" in done.stderr


def test_the_template_as_a_workbook_can_be_filled_and_added(tmp_path: Path, data: Path) -> None:
    folder = tmp_path / "book"
    assert run("new", "made-up-1", "--into", folder, "--data", data, "--xlsx").exit_code == 0
    book = load_workbook(folder / "trial.xlsx")
    tables = {"trials": [NEW_TRIAL], "arms": [PLACEBO, DRUG]}
    for table, rows in tables.items():
        sheet = book[table]
        header = [cell.value for cell in sheet[1]]
        for number, row in enumerate(rows, start=2):
            for name, text in {"trial_id": "made-up-1", **SHARED, **row}.items():
                value = int(text) if text.isdigit() and name != "phase" else text
                sheet.cell(number, header.index(name) + 1, value)
    book.save(folder / "trial.xlsx")
    done = run("add", folder, "--data", data, "--yes")
    assert done.exit_code == 0, done.output
    arms = load(data).table("arms")
    assert arms[arms["trial_id"] == "made-up-1"]["dose"].tolist() == [0, 15]


def test_every_template_explains_its_allowed_values(tmp_path: Path, data: Path) -> None:
    folder = tmp_path / "made-up-1"
    run("new", "made-up-1", "--into", folder, "--data", data)
    schema = load(data).schema
    for table in ("trials", "arms", "dichotomous", "adverse_events", "continuous", "baseline"):
        text = (folder / f"{table}.notes.txt").read_text(encoding="utf-8")
        for field in schema.fields(table):
            assert f"\n{field['name']}" in text
            for code in field.get("constraints", {}).get("enum", ()):
                assert f"- {code}" in text


@pytest.mark.parametrize(
    ("trial", "sentence"),
    [
        ("Made Up", "Error: “Made Up” is no identifier"),
        (TRIAL, "Error: measure-up-1 is there already"),
    ],
)
def test_new_refuses_an_identifier(tmp_path: Path, data: Path, trial: str, sentence: str) -> None:
    done = run("new", trial, "--into", tmp_path / "x", "--data", data)
    assert done.exit_code == 2
    assert done.stderr.startswith(sentence)
    assert not (tmp_path / "x").exists()


def test_new_refuses_a_folder_that_is_not_empty(tmp_path: Path, data: Path) -> None:
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    done = run("new", "made-up-1", "--into", tmp_path, "--data", data)
    assert (done.exit_code, "is not empty" in done.stderr) == (2, True)


def test_without_a_terminal_it_needs_yes(data: Path, filled: Path) -> None:
    before = state(data)
    done = run("add", filled, "--data", data)
    assert (done.exit_code, "use --yes" in done.stderr) == (2, True)
    assert state(data) == before


def test_while_another_run_holds_the_lock_nothing_is_written(data: Path, filled: Path) -> None:
    before = state(data)
    with hold_lock(data, "verify made-up-2"):
        done = run("add", filled, "--data", data, "--yes")
    assert (done.exit_code, "verify made-up-2" in done.stderr) == (3, True)
    assert state(data) == before


def test_a_trial_that_the_plan_needs_goes_only_by_force(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA_FOLDER, data, ignore=shutil.ignore_patterns(".*"))
    before = state(data)
    kept = tmp_path / "kept"
    options = ("--data", data, "--yes", "--keep", kept)
    done = run("remove", "breeze-ad-peds", *options)
    assert (done.exit_code, "baricitinib-2-eq-qd" in done.stderr) == (2, True)
    assert state(data) == before
    assert not kept.exists()
    assert run("remove", "breeze-ad-peds", *options, "--force").exit_code == 0
    assert run("add", kept, "--data", data, "--yes").exit_code == 0
    assert state(data) == before


def test_a_file_of_another_name_is_not_passed_over(data: Path, filled: Path) -> None:
    (filled / "arms.csv").rename(filled / "Arme.csv")
    done = run("add", filled, "--data", data, "--yes")
    assert done.exit_code == 1
    assert done.stderr.startswith("Arme.csv: expected a file of one of these names: trials.csv")


def test_text_from_a_trial_is_loaded_as_it_is(data: Path, filled: Path) -> None:
    name = "<script>alert(1)</script>=1+1"
    fill(filled, "trials", {**NEW_TRIAL, "trial_name": name})
    assert run("add", filled, "--data", data, "--yes").exit_code == 0
    assert load(data).table("trials")["trial_name"].tolist()[-1] == name
