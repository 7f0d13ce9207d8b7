"""``model dose``: text, JSON, messages and exit codes."""

import json
from pathlib import Path

import pytest
from dose_references import FOLDER, fit_of
from typer.testing import CliRunner

from synthesis.commands.cli import app

ABROCITINIB = str(FOLDER / "dose_tables" / "book_abrocitinib_easi75.csv")
NINE = str(FOLDER / "dose_tables" / "synthetic_nine_trials.csv")
PLATEAU = str(FOLDER / "dose_tables" / "synthetic_plateau.csv")

DOSE = ("model", "dose")
runner = CliRunner()


@pytest.mark.parametrize("model", ["emax", "linear", "log"])
def test_json_is_the_result_itself(model: str) -> None:
    given = runner.invoke(app, [*DOSE, ABROCITINIB, "--model", model, "--json"])
    assert given.exit_code == 0
    result = fit_of("book_abrocitinib_easi75.csv", model)  # type: ignore[arg-type]
    assert json.loads(given.stdout) == json.loads(json.dumps(result.to_json_dict()))


def test_text_tells_coefficients_doses_and_notes() -> None:
    given = runner.invoke(app, [*DOSE, NINE])
    assert given.exit_code == 0
    assert given.stdout.startswith("emax model: 9 trials, ")
    assert "ed50: 36.73 (SE 12.38), 95% CI 19.83 to 64.9" in given.stdout
    assert "Between trials: emax 1.739" in given.stdout
    assert "  200: 4.07 (3.41 to 4.88)" in given.stdout
    assert "  0: " not in given.stdout


def test_text_of_an_open_interval() -> None:
    given = runner.invoke(app, [*DOSE, PLATEAU])
    assert "ed50: no estimate, 95% CI no limit to 20.54" in given.stdout
    assert "Note: The interval of ED50 has no lower limit above 0" in given.stdout


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty; expected a header with the columns trial, dose, responders, n."),
        ("trial,dose,responders,n\nA,0,1,9\nA,5,3,9\n", "the only dose above 0 is 5"),
        ("trial,dose,responders,n\nA,0,1,9\nA,5,-3,9\n", "responders: is -3, below zero"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    tmp_path: Path, text: str, sentence: str
) -> None:
    file = tmp_path / "doses.csv"
    file.write_text(text)
    given = runner.invoke(app, [*DOSE, str(file)])
    assert given.exit_code == 2
    assert given.stdout == ""
    assert given.stderr.startswith("Error: ")
    assert sentence in given.stderr
    assert given.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], [ABROCITINIB, "--model", "cubic"]])
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    assert runner.invoke(app, [*DOSE, *arguments]).exit_code == 2
