"""The dataset is one immutable value with a digest of what it was read from."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pandas as pd
import pytest

from synthesis.files.project import ROOT
from synthesis.package.dataset import Dataset, load

SOUND = ROOT / "tests" / "broken_inputs" / "_sound"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOUND, tmp_path / "data"))


def test_tables_cannot_be_changed_from_outside(dataset: Dataset) -> None:
    frame = dataset.table("arms")
    frame.loc[:, "n_randomised"] = 0
    assert (dataset.table("arms")["n_randomised"].dropna() > 0).all()
    with pytest.raises(dataclasses.FrozenInstanceError):
        dataset.digest = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        dataset._tables["arms"] = frame  # type: ignore[index]


def test_columns_have_their_declared_types(dataset: Dataset) -> None:
    rows = dataset.table("dichotomous")
    assert rows["responders"].dtype == pd.Int64Dtype()
    assert rows["percent_reported"].dtype == pd.Float64Dtype()
    assert rows["responders"].isna().any()
    assert all(isinstance(note, str) for note in rows["notes"])


def test_rows_are_numbered_as_in_a_spreadsheet(dataset: Dataset) -> None:
    assert dataset.table("trials")["row"].tolist()[:2] == [2, 3]


def test_digest_follows_every_byte(package: Path) -> None:
    before = load(package).digest
    assert load(package).digest == before
    path = package / "trials.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("1:1;", "1:1,"), encoding="utf-8")
    path.write_text(
        path.read_text(encoding="utf-8").replace("Lancet", "The Lancet"), encoding="utf-8"
    )
    assert load(package).digest != before


def test_digest_does_not_depend_on_the_place(package: Path) -> None:
    assert load(package).digest == load(SOUND).digest


def test_windows_line_ends_and_byte_order_mark_are_read_right(package: Path) -> None:
    before = load(package).table("dichotomous")
    path = package / "dichotomous.csv"
    content = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + content)
    pd.testing.assert_frame_equal(load(package).table("dichotomous"), before)


def test_unknown_analysis_is_named(dataset: Dataset) -> None:
    with pytest.raises(KeyError, match="no analysis “nonsense”"):
        dataset.analysis("nonsense")
