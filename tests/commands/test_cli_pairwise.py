"""``synthesis pairwise``: text, JSON, messages and exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from reference_tables import FOLDER, bcg
from typer.testing import CliRunner

from synthesis import __version__
from synthesis.commands.cli import app
from synthesis.models.pairwise.pool import pool_contrasts

BCG = str(FOLDER / "tables" / "bcg.csv")
TWO = str(FOLDER / "tables" / "synthetic_two_trials.csv")
ZERO = str(FOLDER / "tables" / "synthetic_zero_cells.csv")
BCG_PAIR = ["--treatment", "vaccine", "--control", "control"]
ACTIVE = ["--treatment", "active", "--control", "control"]

runner = CliRunner()


def test_json_is_the_result_itself() -> None:
    given = runner.invoke(app, ["model", "pairwise", BCG, *BCG_PAIR, "--measure", "RR", "--json"])
    assert given.exit_code == 0
    assert json.loads(given.stdout) == pool_contrasts(bcg("RR")).to_json_dict()


def test_text_is_on_the_natural_scale() -> None:
    given = runner.invoke(app, ["model", "pairwise", BCG, *BCG_PAIR, "--measure", "RR"])
    assert given.exit_code == 0
    assert given.stdout.splitlines() == [
        "vaccine against control: 13 trials, 357347 patients",
        "Risk ratio 0.489 (95% CI 0.33 to 0.726; REML, hk-adhoc)",
        "tau 0.560 (95% CI 0.346 to 1.054), I2 92.2% (from tau2), Q 152.23 on 12 df (p < 0.001)",
        "95% prediction interval 0.136 to 1.76 (t with 12 df)",
    ]


def test_two_trials_show_hartung_knapp_beside_wald() -> None:
    given = runner.invoke(app, ["model", "pairwise", TWO, *ACTIVE])
    assert "REML, wald)" in given.stdout
    assert "95% CI by Hartung-Knapp: 0.0356 to 155" in given.stdout
    assert "Note: Heterogeneity cannot be estimated reliably from two trials." in given.stdout


def test_the_asked_interval_and_method_are_used() -> None:
    given = runner.invoke(app, ["model", "pairwise", TWO, *ACTIVE, "--ci", "hk", "--method", "PM"])
    assert "PM, hk)" in given.stdout
    given = runner.invoke(
        app, ["model", "pairwise", TWO, *ACTIVE, "--method", "MH", "--measure", "RD"]
    )
    assert "Risk difference 0.1" in given.stdout
    assert "by Hartung-Knapp" not in given.stdout


def test_one_trial_has_no_word_of_pooling(tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("trial,treatment,responders,n\nA,active,9,20\nA,control,4,21\n")
    given = runner.invoke(app, ["model", "pairwise", str(file), *ACTIVE])
    assert given.exit_code == 0
    assert "1 trial, 41 patients" in given.stdout
    assert "pool" not in given.stdout.lower()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere.csv", *ACTIVE], "Error: nowhere.csv: no such file; expected a CSV file with"),
        ([BCG, *ACTIVE], "Error: no arm is called 'active'; the table knows control, vaccine."),
        ([ZERO, "--treatment", "other", "--control", "other"], "Error: treatment and control"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(arguments: list[str], sentence: str) -> None:
    given = runner.invoke(app, ["model", "pairwise", *arguments])
    assert given.exit_code == 2
    assert given.stdout == ""
    assert given.stderr.startswith(sentence)
    assert given.stderr.count("\n") == 1


def test_an_insoluble_model_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "rare.csv"
    file.write_text(
        "trial,treatment,responders,n\nA,active,1,20\nA,control,0,21\n"
        "B,active,2,20\nB,control,0,21\n"
    )
    given = runner.invoke(app, ["model", "pairwise", str(file), *ACTIVE, "--method", "MH"])
    assert given.exit_code == 2
    assert given.stderr.startswith("Error: the Mantel-Haenszel odds ratio does not exist")


@pytest.mark.parametrize(
    "arguments",
    [
        ["model", "pairwise", BCG, "--treatment", "vaccine"],
        ["model", "pairwise", BCG, *BCG_PAIR, "--measure", "HR"],
        ["model", "pairwise", BCG, *BCG_PAIR, "--ci", "t"],
        ["model", "pairwise", BCG, *BCG_PAIR, "--nonsense"],
        ["no-such-command"],
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    assert runner.invoke(app, arguments).exit_code == 2


def test_module_version_and_light_help() -> None:
    # One process: --help must not import the models, -m must reach the app.
    code = (
        "import sys, runpy; sys.argv = ['synthesis', '--help']\n"
        "try: runpy.run_module('synthesis', run_name='__main__')\n"
        "except SystemExit as end: assert not end.code\n"
        "heavy = {'numpy', 'pandas', 'scipy', 'statsmodels'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "model" in done.stdout
    assert runner.invoke(app, ["--version"]).stdout == f"synthesis {__version__}\n"
