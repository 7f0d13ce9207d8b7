"""synthesis.network_command: what is printed, and how bad input is told."""

import json
from pathlib import Path

import pandas as pd
import pytest
import typer
from network_references import RESULTS, TABLES, star, triangle
from typer.testing import CliRunner

from synthesis.network_command import NOT_ASSESSABLE, network_app

# Mounted as the package's own command line mounts it, so that the command keeps its name.
app = typer.Typer()
app.callback()(lambda: None)
app.add_typer(network_app)

KEYS = [
    "treatments", "trials", "tau2", "i2", "q_total", "q_within", "q_between", "estimates",
    "p_scores", "node_splits", "corrected_trials", "notes",
]  # fmt: skip


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["network", *arguments])
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
    assert list(found) == KEYS
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


def test_a_star_says_that_inconsistency_cannot_be_assessed(tmp_path: Path) -> None:
    path = tmp_path / "star.csv"
    star().to_csv(path, index=False)
    _, out, _ = run(str(path), "--json")
    found = json.loads(out)
    assert found["q_between"] == {"q": 0.0, "df": 0, "p": None}
    assert found["node_splits"] == []
    assert NOT_ASSESSABLE in found["notes"]
    assert NOT_ASSESSABLE in run(str(path))[1]


HEADER = "trial,treatment,responders,n\n"
BROKEN = {
    "one arm": (HEADER + "t,a,1,9\ns,a,1,9\ns,b,2,9\n", "only one: t."),
    "negative": (HEADER + "t,a,-1,9\nt,b,2,9\n", "below zero"),
    "too many": (HEADER + "t,a,10,9\nt,b,2,9\n", "expected at most n = 9"),
    "twice": (HEADER + "t,a,1,9\nt,a,2,9\n", "already in row 2"),
    "text": (HEADER + "t,a,some,9\nt,b,2,9\n", "plain digits"),
    "empty": ("", "is empty"),
    "apart": (HEADER + "t,a,1,9\nt,b,2,9\ns,c,1,9\ns,d,2,9\n", "(a, b) and (c, d)"),
}


@pytest.mark.parametrize("defect", BROKEN)
def test_bad_input_is_one_sentence_and_exit_code_2(defect: str, tmp_path: Path) -> None:
    text, sentence = BROKEN[defect]
    path = tmp_path / "broken.csv"
    path.write_text(text)
    code, out, err = run(str(path))
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert err.count("\n") == 1
    assert sentence in err


def test_an_unknown_reference_is_told(closed: str) -> None:
    code, _, err = run(closed, "--reference", "third")
    assert code == 2
    assert "'third' is not a treatment of the network: first, placebo, second." in err


def test_the_table_may_have_further_columns(tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    pd.concat([triangle(), pd.Series(range(13), name="dose")], axis=1).to_csv(path, index=False)
    assert run(str(path), "--json")[0] == 0
