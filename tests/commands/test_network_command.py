"""``model network``: what is printed, and how bad input is told."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from network_references import RESULTS, TABLES, star, triangle
from typer.testing import CliRunner

from synthesis.commands.cli import app
from synthesis.models.network.report import NOT_ASSESSABLE

BROKEN_TABLES = Path(__file__).parent / "broken_tables"
BROKEN = sorted(path.stem for path in BROKEN_TABLES.glob("*.csv"))
# What the plan of the project names; the folder has more.
NAMED = {
    "one-arm", "negative-count", "responders-above-n", "treatment-twice", "text-in-number",
    "empty", "disconnected",
}  # fmt: skip


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["model", "network", *arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def closed(tmp_path: Path) -> str:
    path = tmp_path / "triangle.csv"
    triangle().to_csv(path, index=False)
    return str(path)


@pytest.mark.parametrize("method", ["REML", "DL", "common"])
@pytest.mark.parametrize("measure", ["OR", "RR", "RD"])
def test_json_has_the_promised_keys_and_numbers(measure: str, method: str) -> None:
    path = TABLES / "dong2013.csv"
    code, out, _ = run(str(path), "--measure", measure, "--method", method, "--json")
    assert code == 0
    found = json.loads(out)
    for test in ("q_total", "q_within", "q_between"):
        assert list(found[test]) == ["q", "df", "p"]
    names = ["treatment", "comparator", "estimate", "se", "ci_low", "ci_high", "pi_low", "pi_high"]
    assert all(list(row) == names for row in found["estimates"])
    assert len(found["estimates"]) == 30
    names = ["treatment", "comparator", "direct", "direct_se", "indirect", "indirect_se"]
    names += ["difference", "p"]
    assert found["node_splits"]
    assert all(list(row) == names for row in found["node_splits"])
    stored = "FE" if method == "common" else method
    [reference] = [
        r
        for r in RESULTS
        if (r["table"], r["measure"], r["method"]) == ("dong2013", measure, stored)
    ]
    assert found["tau2"] == pytest.approx(reference["tau2"], abs=1e-6)
    assert found["estimates"][0]["estimate"] == pytest.approx(reference["estimate"][1][0], abs=1e-6)
    assert len(found["corrected_trials"]) == (12 if measure == "RD" else 9)


def test_reference_and_direction(closed: str) -> None:
    _, out, _ = run(closed, "--reference", "placebo", "--json")
    _, turned, _ = run(closed, "--better", "lower", "--json")
    first = json.loads(out)
    assert first["estimates"][0]["comparator"] == "placebo"
    for name, score in json.loads(turned)["p_scores"].items():
        assert score == pytest.approx(1.0 - first["p_scores"][name])


def test_plain_words(closed: str) -> None:
    code, out, _ = run(closed, "--reference", "placebo")
    assert code == 0
    assert out.startswith("3 treatments, 6 trials, 1196 patients\nOdds ratio against placebo (REML")
    assert "prediction interval" in out
    assert "a rank is not a size" in out
    assert "first against second: direct" in out
    assert re.search(r"^  first: .*; direct evidence \d\d% \(3 trials\)$", out, re.MULTILINE)


def test_where_the_evidence_comes_from_is_told_in_a_few_words(tmp_path: Path) -> None:
    path = tmp_path / "star.csv"
    table = star()
    table.to_csv(path, index=False)
    first = run(str(path), "--reference", "first")[1]
    assert re.search(r"^  second: .*; indirect evidence only$", first, re.MULTILINE)
    assert re.search(r"^  placebo: .*; direct evidence 100% \(2 trials\)$", first, re.MULTILINE)
    table[table["trial"] != "one"].to_csv(path, index=False)
    assert "direct evidence 100% (1 trial)\n" in run(str(path), "--reference", "placebo")[1]


def test_almost_all_is_not_all() -> None:
    # Three-arm trials lend each other a little through the third arm.
    path = str(TABLES / "book_easi75-monotherapy.csv")
    out = run(path, "--reference", "placebo")[1]
    assert "direct evidence over 99% (2 trials)" in out


def test_a_star_says_that_inconsistency_cannot_be_assessed(tmp_path: Path) -> None:
    path = tmp_path / "star.csv"
    star().to_csv(path, index=False)
    _, out, _ = run(str(path), "--json")
    found = json.loads(out)
    assert found["q_between"] == {"q": 0.0, "df": 0, "p": None}
    assert found["node_splits"] == []
    assert NOT_ASSESSABLE in found["notes"]
    assert NOT_ASSESSABLE in run(str(path))[1]


def test_the_folder_of_broken_tables_is_complete() -> None:
    assert set(BROKEN) >= NAMED
    assert {path.stem for path in BROKEN_TABLES.glob("*.txt")} == set(BROKEN)


@pytest.mark.parametrize("defect", BROKEN)
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_a_broken_table_gets_its_sentence_and_exit_code_2(
    defect: str, form: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(BROKEN_TABLES)
    code, out, err = run(f"{defect}.csv", *form)
    assert (code, out) == (2, "")
    assert err == Path(f"{defect}.txt").read_text(encoding="utf-8")
    assert (err.startswith("Error: "), err.count("\n"), err[-2:]) == (True, 1, ".\n")


def test_no_traceback_reaches_the_terminal() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "synthesis", "network", "disconnected.csv"],
        cwd=BROKEN_TABLES, capture_output=True, text=True, check=False,
    )  # fmt: skip
    expected = (BROKEN_TABLES / "disconnected.txt").read_text(encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", expected)


def test_a_file_that_is_not_there_is_told() -> None:
    code, out, err = run("no-such-table.csv")
    assert (code, out) == (2, "")
    assert err == (
        "Error: no-such-table.csv: no such file; expected a CSV file with the columns trial, "
        "treatment, responders, n.\n"
    )


def test_an_unknown_reference_is_told(closed: str) -> None:
    code, _, err = run(closed, "--reference", "third")
    assert code == 2
    assert "'third' is not a treatment of the network: first, placebo, second." in err


def test_the_table_may_have_further_columns(tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    pd.concat([triangle(), pd.Series(range(13), name="dose")], axis=1).to_csv(path, index=False)
    assert run(str(path), "--json")[0] == 0
