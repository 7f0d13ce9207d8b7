"""The kits: all results in one zip file, the data of every figure and table among them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from synthesis.edition.edition import read_edition
from synthesis.edition.licence import NO_LICENCE
from synthesis.exports.kits import deck_facts, results_json, write_all_results
from synthesis.exports.tables.estimate_table import tabulate_estimates
from synthesis.files.project import DATA_FOLDER
from synthesis.package.dataset import Dataset
from synthesis.package.public_files import public_files

LICENCE = "Two licences.\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, file in (("figures/a-forest", "data.csv"), ("figures/a-forest", "data.json")):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / file).write_text(f"{file} of a-forest")
    (tmp_path / "tables" / "b").mkdir(parents=True)
    (tmp_path / "tables" / "b" / "table.csv").write_text("table b")
    return tmp_path


def test_the_zip_file_holds_everything_and_nothing_else(
    site: Path, dataset: Dataset, records: dict[str, Any]
) -> None:
    edition = read_edition(dataset.digest)
    target = site / "all-results.zip"
    rows = tabulate_estimates(records)
    results = results_json(records, rows, edition)
    write_all_results(target, rows, results, edition, public_files(DATA_FOLDER), site, LICENCE)
    first = target.read_bytes()
    write_all_results(target, rows, results, edition, public_files(DATA_FOLDER), site, LICENCE)
    assert target.read_bytes() == first
    with zipfile.ZipFile(target) as archive:
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    data = {f"data/{p.name}" for p in DATA_FOLDER.iterdir() if not p.name.startswith(".")}
    assert set(files) == data | {
        *("README.md", "LICENSE", "estimates.csv", "results.json"),
        *("figures/a-forest.csv", "figures/a-forest.json", "tables/b.csv"),
    }
    assert files["LICENSE"].decode() == LICENCE
    assert files["tables/b.csv"] == b"table b"
    assert files["results.json"].decode() == results
    readme = files["README.md"].decode()
    assert dataset.digest in readme
    count = sum(len(lines) for lines in json.loads(files["results.json"])["estimates"].values())
    assert f"{count:,} estimates" in readme
    assert len(files["estimates.csv"].decode().splitlines()) == count + 1


def test_every_column_of_the_estimates_is_described(
    site: Path, dataset: Dataset, records: dict[str, Any]
) -> None:
    target = site / "all-results.zip"
    edition = read_edition(dataset.digest)
    rows = tabulate_estimates(records)
    results = results_json(records, rows, edition)
    write_all_results(target, rows, results, edition, public_files(DATA_FOLDER), site, LICENCE)
    top = f"{edition.file_name}-results"
    with zipfile.ZipFile(target) as archive:
        readme = archive.read(f"{top}/README.md").decode()
        header = archive.read(f"{top}/estimates.csv").decode().splitlines()[0]
    told = readme.partition("Columns of")[2]
    assert all(column in told for column in header.split(","))


def test_the_deck_of_other_data_does_not_carry_the_books_licence() -> None:
    own, other = read_edition("a" * 64), read_edition("a" * 64, "my-trials")
    assert deck_facts(own).rights == f"{own.licence.name}, {own.licence.address}"
    assert own.licence.name not in deck_facts(other).rights
    assert NO_LICENCE in deck_facts(other).rights
    assert "my-trials" in deck_facts(other).rights
