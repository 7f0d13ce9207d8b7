"""Names of treatments: one spelling, nothing unseen, a note where two look like one."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from synthesis.commands.cli import app
from synthesis.models.tables.arm_table import ArmTableError, read_arm_table
from synthesis.models.tables.names import near_names

COMPOSED, APART = "plac\u00e9bo", "place\u0301bo"
ROWS = (
    "trial,treatment,responders,n\n"
    f"A,{COMPOSED},3,20\nA,b,9,20\nB,{APART},4,20\nB,b,8,20\nC,{APART},2,21\nC,b,8,22\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "arms.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


@pytest.mark.parametrize("control", [COMPOSED, APART, f" {APART} "])
def test_two_spellings_of_one_letter_are_one_treatment(table: Path, control: str) -> None:
    command = ["model", "pairwise", str(table), "--treatment", "b", "--control", control]
    done = CliRunner().invoke(app, command)
    assert "3 trials, 123 patients" in done.stdout
    network = CliRunner().invoke(app, ["model", "network", str(table), "--reference", control])
    assert network.stdout.startswith("2 treatments, 3 trials")


@pytest.mark.parametrize("unseen", ["\x00", "\x07", "\u200b", "\u202e", "\u2028"])
def test_a_name_with_something_unseen_is_refused(tmp_path: Path, unseen: str) -> None:
    path = tmp_path / "arms.csv"
    path.write_text(ROWS.replace("A,b,", f"A,b{unseen}b,"), encoding="utf-8", newline="")
    with pytest.raises(ArmTableError, match=r"row 3, treatment: .*cannot be seen"):
        read_arm_table(path)


def test_names_that_look_like_one_get_a_note(table: Path) -> None:
    table.write_text(ROWS.replace("B,b,", "B,B,"), encoding="utf-8")
    command = ["model", "pairwise", str(table), "--treatment", "b", "--control", COMPOSED]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0
    assert "Note: “b” and “B” are taken for two" in done.stderr
    assert list(near_names(["a 1", "a-1", "c"])) == [
        "“a 1” and “a-1” are taken for two; spell them alike if they are one."
    ]


def test_semicolons_are_told_with_the_way_out(table: Path) -> None:
    table.write_text(ROWS.replace(",", ";"), encoding="utf-8")
    with pytest.raises(ArmTableError, match="semicolons between its columns; expected commas"):
        read_arm_table(table)
