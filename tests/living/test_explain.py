"""Every move is explained by rows: corrected, new, used at last, or gone, and their reading."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from comparison_package import change_count, edit_rows, make_package
from handed_in_readings import WHO, hand_in, write
from tools import missing_tool
from typer.testing import CliRunner

from synthesis.analyses.evidence.entering import Entering, collect_entering
from synthesis.analyses.run import Results
from synthesis.claims.estimates import collect_estimates
from synthesis.commands.cli import app
from synthesis.files.project import ROOT
from synthesis.living.compare_results import EstimateChange, compare_results
from synthesis.living.explain import Explanation, explain_moves
from synthesis.living.releases import ReleaseError, read_release, read_rows, write_rows
from synthesis.living.versions import SideError, open_side
from synthesis.package.dataset import Dataset, load
from synthesis.prose.explained import count_rows, describe_reason

ARM = {
    **WHO,
    "table": "dichotomous",
    "code": "EASI75",
    "arm_id": "abrocitinib-100-qd",
    "week": "12",
}


def run(folder: Path) -> tuple[Results, Dataset]:
    dataset = load(folder)
    return Results(dataset), dataset


def explain(old: Path, new: Path) -> dict[str, Explanation]:
    (before, _), (after, dataset) = run(old), run(new)
    changed = compare_results(collect_estimates(before), collect_estimates(after)).changed
    entering = collect_entering(before), collect_entering(after)
    return {each.analysis: each for each in explain_moves(changed, *entering, dataset)}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    return make_package(tmp_path / "old"), make_package(tmp_path / "new")


def test_a_corrected_row_is_told_with_its_reading(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = folders
    line = {**ARM, "responders": "70", "n": "156", "decision": "use", "reason": "the table says so"}
    write(new, hand_in(tmp_path / "r.csv", (line,)), "spring")
    found = explain(old, new)
    # The pool, the network and the curve that the arm is in; no other trial's.
    assert set(found) == {"easi75-monotherapy", "network-easi75", "dose-abrocitinib"}
    for each in found.values():
        (reason,) = each.reasons
        assert (reason.kind, reason.old, reason.new) == ("corrected", "62 of 156", "70 of 156")
        assert reason.origin.startswith("reading spring, line 2, entry ")
        assert reason.origin.endswith(": the table says so")
        assert count_rows(each) == "1 row corrected"
        assert describe_reason(reason).startswith(
            "jade-mono-1, abrocitinib-100-qd, EASI75 at week 12: 62 of 156 → 70 of 156 (reading"
        )


def test_a_row_changed_by_hand_says_that_no_entry_tells(folders: tuple[Path, Path]) -> None:
    old, new = folders
    change_count(new, "dichotomous", 11, 30)
    for each in explain(old, new).values():
        assert [reason.origin.split(";")[0] for reason in each.reasons] == ["no entry"]


def test_rows_that_come_and_go_are_told_apart(folders: tuple[Path, Path]) -> None:
    old, new = folders

    def unread(rows: list[dict[str, str]]) -> None:
        for row in rows:
            if (row["trial_id"], row["arm_id"], row["week"]) == (
                *("jade-mono-1", "abrocitinib-100-qd"),
                "12",
            ):
                row["verification"] = "unverified"

    def drop(rows: list[dict[str, str]]) -> None:
        rows[:] = [row for row in rows if row["arm_id"] != "upadacitinib-30-qd"]

    edit_rows(old, "dichotomous", unread)
    edit_rows(new, "dichotomous", drop)
    forward, back = explain(old, new)["network-easi75"], explain(new, old)["network-easi75"]
    assert {r.kind for r in forward.reasons} == {"enters", "gone"}
    assert {r.kind for r in back.reasons} == {"leaves", "new row"}
    told = [describe_reason(reason) for reason in forward.reasons]
    assert any("62 of 156, unverified before, used now" in text for text in told)
    assert any("→ gone" in text for text in told)
    assert any("no longer used" in describe_reason(reason) for reason in back.reasons)


def test_a_trial_that_is_new_is_named(folders: tuple[Path, Path]) -> None:
    old, new = folders

    def without(rows: list[dict[str, str]]) -> None:
        rows[:] = [row for row in rows if row["trial_id"] != "measure-up-1"]

    for table in ("dichotomous", "adverse_events", "subgroups"):
        edit_rows(old, table, without)
    (old / "exceptions.toml").write_text("", encoding="utf-8")  # no row needs one now
    moved = explain(old, new)["network-easi75"]
    assert "rows of new trials (measure-up-1)" in count_rows(moved)


def test_the_same_rows_with_another_plan_are_said_to_be_the_same(
    folders: tuple[Path, Path],
) -> None:
    old, new = folders
    plan = (new / "analyses.toml").read_text(encoding="utf-8")
    (new / "analyses.toml").write_text(plan.replace('measure = "OR"', 'measure = "RR"', 1))
    found = explain(old, new)["easi75-monotherapy"]
    assert not found.reasons
    assert count_rows(found).startswith("its rows say the same")


def test_rows_of_a_release_are_kept_and_read(folders: tuple[Path, Path], tmp_path: Path) -> None:
    results, dataset = run(folders[0])
    entering = collect_entering(results)
    path = tmp_path / "9.9.json"
    kept = path.with_suffix(".rows.json")
    kept.write_text(write_rows("9.9", dataset.digest, entering), encoding="utf-8")
    assert read_rows(path, dataset.digest) == entering
    assert read_rows(path, "of other data") is None
    assert read_rows(tmp_path / "1.0.json", dataset.digest) is None
    for content in ("[]", "{}", "not json", f'{{"digest": "{dataset.digest}", "rows": [[1]]}}'):
        kept.write_text(content, encoding="utf-8")
        with pytest.raises(ReleaseError, match="does not hold the rows"):
            read_rows(path, dataset.digest)


def test_the_kept_rows_of_a_release_are_those_of_its_estimates() -> None:
    release = read_release(ROOT / "releases" / "0.2.0.json")
    entering = release.entering
    assert isinstance(entering, Entering)
    for name, estimate in release.results.estimates.items():
        places = entering.units[entering.unit_of(name)]
        assert len({place[1] for place in places}) == estimate.k, name


def test_every_estimate_of_the_book_has_its_rows(book: Results) -> None:
    entering = collect_entering(book)
    for name, estimate in collect_estimates(book).estimates.items():
        places = entering.units[entering.unit_of(name)]
        trials = {place[1] for place in places}
        # A regression has the trials of its network, also those whose value is not known.
        regression = estimate.kind == "regression"
        assert len(trials) >= estimate.k if regression else len(trials) == estimate.k, name
        assert places <= entering.rows.keys()


def test_an_estimate_whose_rows_are_not_known_says_so(folders: tuple[Path, Path]) -> None:
    (before, _), (after, dataset) = run(folders[0]), run(folders[1])
    line = next(iter(collect_estimates(before).estimates.values()))
    moved = EstimateChange(line, replace(line, estimate=line.estimate + 1), ("estimate",))
    known = collect_entering(after)
    (each,) = explain_moves([moved], replace(known, units={}), known, dataset)
    assert count_rows(each) == "which rows stand behind it is not known of both versions"


def test_the_command_tells_rows_and_writes_all_of_them(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = folders
    change_count(new, "dichotomous", 11, 30)
    path = tmp_path / "reasons.csv"
    words = ["data", "compare", str(old), str(new)]
    told = CliRunner().invoke(app, [*words, "--reasons", str(path)])
    assert told.exit_code == 0, told.output
    assert "Why they moved, by analysis" in told.stdout
    assert "62 of 156 → 92 of 156 (no entry" in told.stdout
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    values = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    moved = {c["id"] for c in values["changed"] if c["what"] != ["certainty"]}
    assert {line["estimate"] for line in lines} == moved
    assert {name for each in values["reasons"] for name in each["estimates"]} == moved
    assert all(line["row_old"] == "62 of 156" for line in lines)


def test_a_release_without_rows_says_what_cannot_be_known(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = folders
    change_count(new, "dichotomous", 11, 30)
    made = CliRunner().invoke(app, ["book", "release", str(old), "--version", "9.9"])
    path = tmp_path / "9.9.json"
    path.write_text(made.stdout, encoding="utf-8")
    told = CliRunner().invoke(app, ["data", "compare", str(path), str(new)])
    assert "the rows behind the results of this release were not kept" in told.stdout
    refused = CliRunner().invoke(
        app, ["data", "compare", str(path), str(new), "--reasons", str(tmp_path / "r.csv")]
    )
    assert refused.exit_code == 2
    rows = CliRunner().invoke(app, ["book", "release", str(old), "--version", "9.9", "--rows"])
    (tmp_path / "9.9.rows.json").write_text(rows.stdout, encoding="utf-8")
    told = CliRunner().invoke(app, ["data", "compare", str(path), str(new)])
    assert "62 of 156 → 92 of 156" in told.stdout


def test_a_revision_of_an_earlier_form_is_brought_up_to_date(tmp_path: Path) -> None:
    if shutil.which("git") is None:
        missing_tool("git")
    root = tmp_path / "repository"
    make_package(root / "data")
    description = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in description["resources"]:
        if resource["name"] == "dichotomous":
            fields = resource["schema"]["fields"]
            fields[:] = [field for field in fields if field["name"] != "day"]
    (root / "data" / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")
    path = root / "data" / "dichotomous.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [[c for n, c in row.items() if n != "day"] for row in csv.DictReader(stream)]
    names = [field["name"] for field in fields]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([names, *rows])

    def git(*arguments: str) -> None:
        who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
        subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)

    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "--message=one")
    with open_side("HEAD", root) as side:
        assert side.folder is not None
        assert load(side.folder).table("dichotomous")["day"].isna().all()
    path.write_text(path.read_text(encoding="utf-8").replace("EASI75", "EASI7", 1))
    git("commit", "--quiet", "--all", "--message=two")
    with (
        pytest.raises(SideError, match="cannot be read with the present code"),
        open_side("HEAD", root),
    ):
        pass
