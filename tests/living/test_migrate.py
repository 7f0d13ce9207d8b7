"""A package as version 0.2.0 had it is brought up to date by one command, or left as it was."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from synthesis.commands.cli import app
from synthesis.files.csv_bytes import format_rows
from synthesis.files.csv_records import read_records
from synthesis.files.project import ROOT
from synthesis.package.dataset import load
from synthesis.package.defects import DataError
from synthesis.package.schema import read_schema
from synthesis.package.vocabulary import KINDS

SOUND = ROOT / "tests" / "broken_inputs" / "_sound"
MIGRAINE = ROOT / "examples" / "migraine"


def make_old(source: Path, folder: Path) -> Path:
    """A package in the form of 0.2.0: codes in the description, no vocabulary, the old column."""
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".*", "expected.txt"))
    schema = read_schema(source)
    description = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in description["resources"]:
        for field in resource["schema"]["fields"]:
            # A column with codes of several kinds is newer.
            if (kind := field.get("vocabulary")) in KINDS:
                del field["vocabulary"]
                codes = dict(schema.vocabulary.codes(kind, resource["name"]))
                field.setdefault("constraints", {})["enum"] = list(codes)
                field["codes"] = codes
            if field["name"] == "background":
                field["name"] = "background_topical"
    (folder / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")
    (folder / "vocabulary.toml").unlink()
    rewrite(folder / "trials.csv", r"\bbackground\b", "background_topical", 1)
    rewrite(folder / "analyses.toml", r"(?m)^background\b", "background_topical")
    rewrite(folder / "analyses.toml", r"(?m)^page = .*\n", "")
    if (folder / "claims.toml").exists():
        rewrite(folder / "claims.toml", r"(?sm)^\[\[topic\]\].*?(?=^\[\[|\Z)", "")
    return folder


def rewrite(path: Path, pattern: str, to: str, count: int = 0) -> None:
    text = path.read_bytes().decode("utf-8")
    path.write_bytes(re.sub(pattern, to, text, count=count).encode())


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["data", *words])


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.startswith(".")}


@pytest.mark.parametrize("source", [ROOT / "data", SOUND, MIGRAINE], ids=lambda path: path.name)
def test_an_old_package_is_brought_up_to_date(source: Path, tmp_path: Path) -> None:
    old = make_old(source, tmp_path / "old one")
    before = contents(old)
    told = run("check", "--data", str(old))
    assert (told.exit_code, told.stderr.count("\n")) == (1, 1)
    assert "data migrate --data" in told.stderr
    dry = run("migrate", "--data", str(old), "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert contents(old) == before
    done = run("migrate", "--data", str(old))
    assert done.exit_code == 0, done.output
    assert dry.stdout.splitlines()[:-1] == done.stdout.splitlines()[:-1]
    now, first = load(old), load(source)
    assert now.plan.analyses == first.plan.analyses or source == MIGRAINE
    assert [a.id for a in now.analyses] == [a.id for a in first.analyses]
    for table in first.schema.tables:
        assert now.table(table).equals(first.table(table)), table
    # What nobody had to touch stands byte for byte.
    touched = {"trials.csv", "analyses.toml", "claims.toml", "datapackage.json"}
    assert all(contents(old)[name] == before[name] for name in before.keys() - touched)
    assert run("migrate", "--data", str(old)).stdout == "Up to date: nothing to do.\n"


def drop_days(folder: Path) -> None:
    """Take the column `day` out of a package, as one that was made before there was one."""
    description = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in description["resources"]:
        fields = resource["schema"]["fields"]
        names = [field["name"] for field in fields]
        if "day" not in names:
            continue
        del fields[names.index("day")]
        path = folder / resource["path"]
        rows = [record.cells for record in read_records(path.read_bytes())]
        at = names.index("day")
        path.write_bytes(format_rows([[*row[:at], *row[at + 1 :]] for row in rows]))
    (folder / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")


def test_a_package_without_days_gets_them_from_its_weeks(tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(ROOT / "data", old)
    drop_days(old)
    with pytest.raises(DataError, match="data migrate"):
        load(old)
    assert run("migrate", "--data", str(old)).exit_code == 0
    now, first = load(old), load(ROOT / "data")
    for table in ("dichotomous", "continuous", "subgroups"):
        rows, known = now.table(table), first.table(table)
        part = (known["week"] % 1 != 0) & known["day"].notna()
        assert part.any()
        assert (rows.loc[part, "day"] == known.loc[part, "day"]).all()
        assert rows.loc[~part, "day"].isna().all()  # a whole week says nothing of a day
        assert rows.drop(columns="day").equals(known.drop(columns="day"))


def test_codes_that_the_books_words_lack_are_added(tmp_path: Path) -> None:
    old = make_old(SOUND, tmp_path / "old")
    description = json.loads((old / "datapackage.json").read_text(encoding="utf-8"))
    for resource in description["resources"]:
        for field in resource["schema"]["fields"]:
            if (resource["name"], field["name"]) == ("dichotomous", "outcome"):
                field["constraints"]["enum"].append("MADE_UP_9")
                field["codes"]["MADE_UP_9"] = 'At least 9 "made-up" points'
    (old / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")
    assert run("migrate", "--data", str(old)).exit_code == 0
    outcomes = {each.id: each for each in load(old).vocabulary.outcome}
    assert outcomes["MADE_UP_9"].description == 'At least 9 "made-up" points'
    assert outcomes["EASI75"].name == "EASI-75"


def test_a_package_without_corrections_gets_the_table(tmp_path: Path) -> None:
    old = make_old(SOUND, tmp_path / "old")
    description = json.loads((old / "datapackage.json").read_text(encoding="utf-8"))
    description["resources"] = [r for r in description["resources"] if r["name"] != "corrections"]
    (old / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")
    (old / "corrections.csv").unlink()
    assert run("migrate", "--data", str(old)).exit_code == 0
    assert load(old).table("corrections").empty


def test_a_package_with_other_defects_is_told_them_and_left_alone(tmp_path: Path) -> None:
    old = make_old(SOUND, tmp_path / "old")
    rewrite(old / "dichotomous.csv", "EASI75", "EASI7", 1)
    before = contents(old)
    done = run("migrate", "--data", str(old))
    assert done.exit_code == 1
    assert "found “EASI7”" in done.stderr
    assert contents(old) == before
    with pytest.raises(DataError, match="data migrate"):
        load(old)
