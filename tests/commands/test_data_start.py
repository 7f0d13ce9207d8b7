"""`data start`: arm-level tables become a package that `data check` calls sound."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from synthesis.commands.cli import app
from synthesis.package.dataset import load

HALVES = """\
trial,treatment,responders,n
ONE,PBO,5,50
ONE,Madeupinib 5,20,51
TWO,PBO,6,60
TWO,Madeupinib 10,30,61
"""
HARMS = """\
trial,treatment,hiccups,hiccups_n
ONE,PBO,1,50
ONE,Madeupinib 5,2,51
"""
runner = CliRunner()


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    (tmp_path / "halves.csv").write_text(HALVES, encoding="utf-8")
    (tmp_path / "harms.csv").write_text(HARMS, encoding="utf-8")
    return tmp_path


def start(tables: Path, *more: str, responders: str = "HALF=halves.csv") -> Result:
    code, _, file = responders.partition("=")
    given = f"{code}={tables / file}" if file else responders
    return runner.invoke(
        app,
        ["data", "start", str(tables / "new"), "--title", "A made-up book", "--source",
         "https://example.org", "--responders", given, "--placebo", "PBO", *more],
    )  # fmt: skip


def test_a_package_is_started_and_is_sound(tables: Path) -> None:
    harms = f"HICCUP={tables / 'harms.csv'}#hiccups,hiccups_n"
    done = start(tables, "--dose-unit", "mg", "--events", harms)
    assert done.exit_code == 0, done.output
    assert done.output.startswith(
        f"Started {tables / 'new'}: 2 trials, 4 arms, 4 dichotomous, 2 adverse_events. Better the "
    )
    found = load(tables / "new")
    assert sorted(found.labels.values()) == ["madeupinib 10 mg", "madeupinib 5 mg", "placebo"]
    assert found.vocabulary.subject.title == "A made-up book"
    checked = runner.invoke(app, ["data", "check", "--data", str(tables / "new")])
    assert (checked.exit_code, checked.output.startswith("Sound: 4 tables")) == (0, True)


def test_a_second_start_leaves_the_first_alone(tables: Path) -> None:
    start(tables, "--dose-unit", "mg")
    before = {path.name: path.read_bytes() for path in (tables / "new").iterdir()}
    again = start(tables, "--dose-unit", "mg")
    assert again.exit_code != 0
    assert "holds something already; name a new folder." in again.output
    assert {path.name: path.read_bytes() for path in (tables / "new").iterdir()} == before


@pytest.mark.parametrize(
    ("responders", "more", "said"),
    [
        ("HALF", ("--dose-unit", "mg"), "“HALF” is not CODE=FILE.csv or CODE=FILE.csv#COUNTS"),
        ("HALF=halves.csv", (), "The dose of “Madeupinib 5” has no unit; say with --dose-unit"),
        ("HALF=nowhere.csv", ("--dose-unit", "mg"), "nowhere.csv cannot be read; expected a CSV"),
        ("HALF=halves.csv#x", ("--dose-unit", "mg"), "halves.csv has no column “x”; it has trial"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_nothing_is_written(
    tables: Path, responders: str, more: tuple[str, ...], said: str
) -> None:
    done = start(tables, *more, responders=responders)
    assert done.exit_code != 0
    assert said in done.output.replace("\n", " ")
    assert "Traceback" not in done.output
    assert not (tables / "new").exists()
