"""What a build hands to a chapter is checked; by hand there is nothing, and the data are named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from handovers import make_handover

import synthesis
from synthesis.analyses.run import Results
from synthesis.edition.edition import read_edition
from synthesis.files.project import DATA_FOLDER
from synthesis.package.data_folder import DATA_VARIABLE, data_folder, own_name
from synthesis.package.defects import DataError
from synthesis.package.given import given_dataset
from synthesis.site.machinery.handover import (
    HandoverError,
    hand_over,
    handed_over,
    present_edition,
)
from synthesis.site.pages.chapter import open_book


def test_it_is_held_while_a_chapter_runs_and_no_longer(tmp_path: Path) -> None:
    handover = make_handover(tmp_path)
    assert handed_over() is None
    with hand_over(handover):
        assert handed_over() is handover
        assert open_book() is handover.results
        assert present_edition() is handover.edition
        with hand_over(None):
            assert handed_over() is None
    assert handed_over() is None


def test_results_of_other_data_than_the_edition_names_are_refused(tmp_path: Path) -> None:
    handover = make_handover(tmp_path)
    for digest, shown in (("d" * 64, "d" * 12), ("", "without a digest")):
        with pytest.raises(HandoverError, match=f"data {'c' * 12}, but .* {shown}; expected"):
            replace(handover, edition=read_edition(digest))


def test_a_missing_folder_and_a_wrong_page_are_named(tmp_path: Path) -> None:
    with pytest.raises(HandoverError, match="“gone”, does not exist"):
        make_handover(tmp_path / "gone")
    for page in ("", "Easi75", "../easi75", "a b"):
        with pytest.raises(HandoverError, match="is not the name of a page"):
            make_handover(tmp_path, page)


def test_by_hand_the_data_folder_is_the_books_own_or_the_one_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    assert data_folder() == DATA_FOLDER
    assert present_edition().data_name == ""
    mine = tmp_path / "my-trials"
    monkeypatch.setenv(DATA_VARIABLE, str(mine))
    with pytest.raises(DataError, match=r"SYNTHESIS_DATA: found “my-trials”, expected"):
        data_folder()
    mine.mkdir()
    assert data_folder() == mine
    assert present_edition().data_name == "my-trials"
    assert "my-trials" in present_edition().title


def test_the_name_of_a_data_package(tmp_path: Path) -> None:
    assert own_name(None) == own_name(DATA_FOLDER) == ""
    assert own_name(tmp_path / "data", tmp_path) == ""
    assert own_name(tmp_path / "data") == "data"
    assert own_name(tmp_path / "x" / ".." / "mine") == "mine"


def test_no_run_of_a_chapter_reads_a_digest_from_outside(
    tmp_path: Path, dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The data of a build are those it validated, whatever the environment says.
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "gone"))
    results = Results(dataset)
    with hand_over(make_handover(tmp_path, results=results)):
        assert open_book().dataset is dataset


def test_a_chapter_that_loads_the_data_gets_those_of_the_build(tmp_path: Path) -> None:
    handover = make_handover(tmp_path)
    with hand_over(handover):
        assert synthesis.load() is handover.results.dataset
    assert given_dataset() is None
