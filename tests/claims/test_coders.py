"""Two codings: how far they agree, and that what the book holds is what was decided."""

from __future__ import annotations

import csv
from collections.abc import Mapping

import pytest
from other_data import with_table

from synthesis.claims.coders import (
    CODINGS,
    DECISIONS,
    Codings,
    measure_agreement,
    read_codings,
)
from synthesis.claims.opinions import Opinions, read_opinions
from synthesis.files.project import DATA_FOLDER
from synthesis.package.dataset import Dataset
from synthesis.package.defects import DataError
from synthesis.prose.coders import CODED_ONCE, coder_sentences, decided_as
from synthesis.site.pages.opinion.coders import show_coders


@pytest.fixture(scope="module")
def opinions(dataset: Dataset) -> Opinions:
    return read_opinions(dataset)


@pytest.fixture(scope="module")
def codings(dataset: Dataset, opinions: Opinions) -> Codings:
    return read_codings(dataset, opinions)


def read(name: str) -> list[dict[str, str]]:
    with (DATA_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_agreement_is_that_of_the_files(codings: Codings, opinions: Opinions) -> None:
    """Cohen’s formula once more, over the cells of the two files."""
    sets = [
        {(row["respondent_id"], row["code"]) for row in read(CODINGS) if row["coder"] == coder}
        for coder in ("first", "second")
    ]
    codes = sum(not code.added for code in opinions.codes)
    cells = len(opinions.people) * codes
    both, (a, b) = len(sets[0] & sets[1]), map(len, sets)
    observed = (both + cells - len(sets[0] | sets[1])) / cells
    chance = (a * b + (cells - a) * (cells - b)) / cells**2
    found = measure_agreement(codings, opinions)
    assert (found.cells, found.differ) == (cells, len(sets[0] ^ sets[1]))
    assert found.kappa.estimate == pytest.approx((observed - chance) / (1 - chance), abs=1e-12)
    assert found.kappa.low < found.kappa.estimate < found.kappa.high <= 1
    parts = [measure_agreement(codings, opinions, question) for question in opinions.questions]
    assert sum(part.cells for part in parts) == found.cells
    assert sum(part.differ for part in parts) == found.differ
    assert sum(part.shared for part in parts) == found.shared == both


def test_the_coding_of_the_book_is_what_was_decided(opinions: Opinions) -> None:
    held = {(row.respondent, row.code): row.stance for row in opinions.rows}
    older = {code.id for code in opinions.codes if not code.added}
    decided = {(r["respondent_id"], r["code"]): r["decision"] for r in read(DECISIONS)}
    for row in read(CODINGS):
        cell = (row["respondent_id"], row["code"])
        if cell not in decided:
            assert held[cell] == row["stance"]
    for cell, stance in decided.items():
        assert held.get(cell, "not coded") == stance
    assert {cell for cell in held if cell[1] in older} <= {
        (row["respondent_id"], row["code"]) for row in read(CODINGS)
    }


def test_every_difference_has_its_reason(codings: Codings) -> None:
    assert codings.differences
    for each in codings.differences:
        assert each.first != each.second
        assert each.reason.endswith(".")
        assert each.decided_by
        assert "neither" not in decided_as(each) or each.decision not in (each.first, each.second)


@pytest.mark.parametrize(
    ("table", "change", "sentence"),
    [
        (
            DECISIONS,
            lambda frame: frame[frame["code"] != "track-record"],
            "coding_decisions.csv: expected a decision on track-record of "
            "respondent-08, where the codings differ.",
        ),
        (
            DECISIONS,
            lambda frame: frame.assign(
                decision=frame["decision"].where(frame["code"] != "track-record", "agrees")
            ),
            "opinions.csv, row {held}, field stance: found “mentions”, expected agrees, as the "
            "codings and decisions say of track-record of respondent-08.",
        ),
        (
            CODINGS,
            lambda frame: frame.assign(
                respondent_id=frame["respondent_id"].where(frame.index != frame.index[3], "nobody")
            ),
            "codings.csv, row 5, field respondent_id: found “nobody”, expected a respondent_id of "
            "opinions.csv.",
        ),
        (
            CODINGS,
            lambda frame: frame.assign(
                code=frame["code"].where(frame.index != frame.index[3], "widely-used")
            ),
            "codings.csv, row 5, field code: found “widely-used”, expected a code that "
            "codebook.toml had when it was coded.",
        ),
        (
            CODINGS,
            lambda frame: frame[frame["code"] != "track-record"],
            "coding_decisions.csv, row {decided}, field code: found “track-record”, expected a "
            "code on which the codings of respondent-08 differ.",
        ),
    ],
)
def test_what_does_not_fit_is_named(
    dataset: Dataset, opinions: Opinions, table: str, change: object, sentence: str
) -> None:
    places: Mapping[str, int] = {
        "held": next(
            row.row
            for row in opinions.rows
            if (row.respondent, row.code) == ("respondent-08", "track-record")
        ),
        "decided": next(n for n, r in enumerate(read(DECISIONS), 2) if r["code"] == "track-record"),
    }
    frame = change(dataset.table(table))  # type: ignore[operator]
    with pytest.raises(DataError) as error:
        read_codings(with_table(dataset, table, frame), opinions)
    assert sentence.format(**places) in map(str, error.value.defects)


def test_a_package_that_was_coded_once_says_so(dataset: Dataset, opinions: Opinions) -> None:
    for name in (CODINGS, DECISIONS):
        dataset = with_table(dataset, name, dataset.table(name).iloc[:0])
    once = read_codings(dataset, opinions)
    assert list(coder_sentences(once, opinions)) == [CODED_ONCE]
    assert CODED_ONCE in str(show_coders(once, opinions))


def test_the_sentences_carry_the_numbers(codings: Codings, opinions: Opinions) -> None:
    found = measure_agreement(codings, opinions)
    text = " ".join(coder_sentences(codings, opinions))
    assert f"They differ on {found.differ} of {found.cells:,} pairs" in text
    assert f"{found.kappa.estimate:.2f} (95% CI {found.kappa.low:.2f}" in text
    assert f"same stance in {found.same_stance} of {found.shared}" in text
    assert "written from these very sources" in text
    page = str(show_coders(codings, opinions))
    for each in codings.differences:
        assert each.reason in page
