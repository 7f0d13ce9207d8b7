"""Who is counted for a claim: exactly those whose rows carry a position that states it."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import replace

import pytest
from made_up_opinions import ROW, made_up

from synthesis.claims.opinions import ARTICLE, DISCUSSION, Opinions, _side_defects, read_opinions
from synthesis.claims.sides import find_untested, take_sides
from synthesis.files.project import DATA_FOLDER
from synthesis.package.dataset import Dataset
from synthesis.package.plan.claims import Claim

CLAIM = Claim("c", "A claim.", "t", ("first", "early"), (), related=("late",))
# Read from the two sources by hand: for it and against it, of the ten respondents.
BY_HAND = {
    "itch-within-two-weeks": (0, 0),
    "itch-freedom-attainable": (0, 0),
    "less-safe-than-dupilumab": (1, 0),
    "topical-jak-better-than-crisaborole": (3, 0),
    "topical-jak-better-than-pimecrolimus": (0, 0),
    "topical-jak-par-tacrolimus": (1, 0),
    "topical-jak-for-milder-disease": (1, 1),
    "topical-jak-better-tolerated": (1, 1),
    "topical-before-oral": (3, 0),
    "severity-severe-only": (2, 0),
    "severity-moderate": (2, 0),
    "severity-all": (1, 0),
    "oral-second-line": (1, 0),
    "oral-third-line": (1, 0),
    "endpoints-visual": (1, 0),
    "gene-expression": (0, 0),
    "boxed-warning-reports": (0, 0),
}


@pytest.fixture(scope="module")
def opinions(dataset: Dataset) -> Opinions:
    return read_opinions(dataset)


def test_said_by_are_those_whose_rows_carry_a_code_that_states_it(
    dataset: Dataset, opinions: Opinions
) -> None:
    """Counted once more from the files, without the package's own readers."""
    claims = tomllib.loads((DATA_FOLDER / "claims.toml").read_text(encoding="utf-8"))["claim"]
    with (DATA_FOLDER / "opinions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [claim["id"] for claim in claims] == [claim.id for claim in dataset.claims]
    for declared, claim in zip(claims, dataset.claims, strict=True):
        stating = [row for row in rows if row["code"] in declared["opinions"]]
        wanted = {row["respondent_id"] for row in stating if row["stance"] in FOR_IT}
        against = {row["respondent_id"] for row in stating if row["stance"] == "disagrees"}
        sides = [take_sides(claim, opinions, source) for source in (DISCUSSION, ARTICLE)]
        assert {name for side in sides for name in side.for_it} == wanted
        assert {name for side in sides for name in side.against} == against
        assert not wanted & against, claim.id


FOR_IT = ("agrees", "conditional")


@pytest.mark.parametrize(("claim", "counts"), BY_HAND.items())
def test_counts_that_were_made_by_hand(
    dataset: Dataset, opinions: Opinions, claim: str, counts: tuple[int, int]
) -> None:
    (found,) = (each for each in dataset.claims if each.id == claim)
    sides = take_sides(found, opinions, DISCUSSION)
    assert (len(sides.for_it), len(sides.against)) == counts


def test_a_mention_and_a_related_position_count_for_nobody() -> None:
    opinions = made_up(
        ROW,
        replace(ROW, respondent="two", stance="mentions"),
        replace(ROW, respondent="three", code="late"),
        replace(ROW, respondent="four", stance="disagrees"),
    )
    sides = take_sides(CLAIM, opinions, "talk")
    assert (sides.agree, sides.conditional, sides.against) == (("one",), (), ("four",))


def test_who_agrees_by_one_position_and_on_a_condition_by_another_agrees() -> None:
    opinions = made_up(
        replace(ROW, stance="conditional"),
        replace(ROW, code="early"),
        replace(ROW, respondent="two", code="early", stance="conditional"),
    )
    sides = take_sides(CLAIM, opinions, "talk")
    assert (sides.agree, sides.conditional, sides.for_it) == (("one",), ("two",), ("one", "two"))


def test_nobody_is_on_both_sides_of_a_claim() -> None:
    rows = [ROW, replace(ROW, code="early", stance="disagrees", row=3)]
    assert [str(defect) for defect in _side_defects(rows, [CLAIM])] == [
        "opinions.csv, row 3, field stance: found “disagrees”, "
        "expected one side of the claim c, one is on both."
    ]
    assert not list(_side_defects([ROW, replace(rows[1], code="late")], [CLAIM]))


def test_every_position_taken_is_in_a_claim_or_listed(dataset: Dataset, opinions: Opinions) -> None:
    listed = {code.id for code in find_untested(dataset.claims, opinions)}
    claimed = {code for claim in dataset.claims for code in (*claim.codes, *claim.related)}
    assert {row.code for row in opinions.rows} <= listed | claimed
    assert not listed & claimed
    assert listed <= {row.code for row in opinions.rows}
