"""One reading against its row: what it confirms, fills, corrects, or is set beside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.living.bulk.handed_in import COLUMNS, Reading
from synthesis.living.bulk.judge import judge, says_the_same

TODAY = "2001-02-03"
KEY = ("dichotomous", "made-up-1", "placebo", "EASI75", "12", "1", "")
ROW = {
    **{"responders": "31", "n": "120", "percent_reported": "25.8", "ci_low": "", "ci_high": ""},
    **{"verification": "derived", "second_reading": "none", "second_source": ""},
    **{"imputation": "not stated", "imputation_detail": "", "preferred": "yes"},
    **{"source_url": "https://example.org/one", "source_locator": "Table 2", "notes": ""},
}


def read(tier: str = "derived", said: dict[str, str] | None = None, **numbers: str) -> Reading:
    cells = dict.fromkeys(COLUMNS, "")
    cells |= {"source_url": "https://example.org/two", "source_locator": "Table 5", **(said or {})}
    return Reading((2,), "dichotomous", KEY, numbers, tier, cells)


def test_another_source_confirms_and_another_copy_of_the_record_is_told_apart() -> None:
    same = {"responders": "31", "n": "120"}
    judged = judge(ROW, read(**same), TODAY)
    assert judged.became == "confirmed"
    assert judged.changes == {
        "second_reading": "confirmed",
        "second_source": "https://example.org/two",
    }
    record = judge(ROW, read(said={"independent": "record"}, **same), TODAY)
    assert record.changes["second_reading"] == "record"
    numbered = {**ROW, "source_locator": "registry record NCT00000000"}
    copy = read(said={"source_locator": "a copy of NCT00000000"}, **same)
    assert judge(numbered, copy, TODAY).changes["second_reading"] == "record"


def test_the_same_copy_read_again_confirms_nothing() -> None:
    again = read(said={"source_url": ROW["source_url"], "independent": "yes"}, n="120")
    assert judge(ROW, again, TODAY).became == "same copy"
    assert not judge(ROW, read(said={"independent": "no"}, n="120"), TODAY).changes


def test_another_source_outdoes_another_copy_and_never_the_reverse() -> None:
    row = {**ROW, "second_reading": "record", "second_source": "https://example.org/copy"}
    same = {"responders": "31", "n": "120"}
    assert judge(row, read(**same), TODAY).changes["second_reading"] == "confirmed"
    row["second_reading"] = "confirmed"
    assert not judge(row, read(said={"independent": "record"}, **same), TODAY).changes


def test_a_part_of_a_row_confirms_no_result_and_raises_nothing_unread() -> None:
    assert not judge(ROW, read(n="120"), TODAY).changes
    for known in ("unverified", "inferred"):
        row = {**ROW, "verification": known}
        judged = judge(row, read("source", percent_reported="25.8"), TODAY)
        assert "verification" not in judged.changes
    inferred = {**ROW, "verification": "inferred"}
    posted = judge(inferred, read("source", n="120"), TODAY)
    assert posted.changes["verification"] == "derived"  # the count was still computed
    assert "source_url" not in posted.changes


def test_numbers_of_one_reading_go_together() -> None:
    row = {**ROW, "ci_low": "18.3", "ci_high": "34.6"}
    used = {"decision": "use", "reason": "a misprint"}
    changes = judge(row, read(said=used, responders="40", n="120"), TODAY).changes
    assert (changes["ci_low"], changes["ci_high"], changes["percent_reported"]) == ("", "", "")


def test_a_gap_that_is_filled_confirms_nothing_else() -> None:
    row = {**ROW, "responders": "", "n": "", "percent_reported": ""}
    judged = judge(row, read(ci_low="18.0", ci_high="33.7"), TODAY)
    assert judged.became == "completed"
    assert judged.changes == {"ci_low": "18.0", "ci_high": "33.7"}


def test_a_posted_denominator_raises_an_inferred_row_and_keeps_the_first_place() -> None:
    row = {**ROW, "verification": "inferred", "notes": "denominator inferred"}
    judged = judge(row, read(responders="31", n="120", percent_reported="25.8"), TODAY)
    assert judged.became == "confirmed"
    assert judged.changes["verification"] == "derived"
    assert judged.changes["source_url"] == "https://example.org/two"
    # Both saw the percentage: the first place becomes the second source.
    assert judged.changes["second_source"] == "https://example.org/one"
    assert judged.changes["notes"] == f"read on {TODAY}; before: denominator inferred"


def test_a_posted_denominator_replaces_an_inferred_one() -> None:
    row = {**ROW, "verification": "inferred"}
    judged = judge(row, read(responders="30", n="116", percent_reported="25.8"), TODAY)
    assert judged.became == "corrected"
    assert (judged.changes["responders"], judged.changes["n"]) == ("30", "116")
    other = judge(ROW, read("inferred", responders="30", n="116", percent_reported="25.8"), TODAY)
    assert (other.became, dict(other.changes)) == ("not used", {})


def test_what_nobody_had_read_is_replaced() -> None:
    row = {**ROW, "verification": "unverified", "second_reading": "none"}
    judged = judge(row, read(responders="29", n="118"), TODAY)
    assert judged.became == "corrected"
    # The old percentage is not that of the new count.
    assert judged.changes["percent_reported"] == ""
    alone = judge(row, read("percentage", percent_reported="25.8"), TODAY)
    assert alone.became == "not used"


def test_what_nobody_had_read_is_known_as_its_first_reader_knows_it() -> None:
    row = {**ROW, "verification": "unverified"}
    inferred = judge(row, read("inferred", responders="31", n="120"), TODAY).changes
    assert (inferred["verification"], inferred["source_url"]) == (
        "inferred",
        "https://example.org/two",
    )
    assert "second_reading" not in inferred
    alone = {**row, "responders": "", "n": ""}
    percentage = judge(alone, read("percentage", percent_reported="25.8"), TODAY).changes
    assert percentage["verification"] == "source"
    assert "second_reading" not in percentage


def test_two_sources_that_disagree_stand_side_by_side_until_somebody_decides() -> None:
    wrong = {"responders": "40", "n": "120"}
    assert judge(ROW, read(**wrong), TODAY).beside == "beside"
    used = judge(ROW, read(said={"decision": "use", "reason": "a misprint"}, **wrong), TODAY)
    assert (used.became, used.changes["responders"]) == ("corrected", "40")
    assert used.changes["second_reading"] == "none"
    kept = judge(ROW, read(said={"decision": "keep", "reason": "another set"}, **wrong), TODAY)
    assert (kept.became, kept.reason) == ("not used", "another set")


def test_an_imputed_percentage_takes_the_made_up_count_away() -> None:
    judged = judge(ROW, read("imputed", n="120", percent_reported="25.8", ci_low="18.0"), TODAY)
    assert (judged.changes["responders"], judged.changes["verification"]) == ("", "imputed")
    assert (judged.changes["ci_low"], judged.changes["imputation"]) == ("18.0", "MI")
    counted = {**ROW, "verification": "source"}
    assert judge(counted, read("imputed", n="120", percent_reported="25.8"), TODAY).beside


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("39.7", "40", True),
        ("15", "15.0", True),
        ("39.7", "39.4", False),
        ("39.7", "39", False),
        ("-4.3", "-4.27", True),
    ],
)
def test_numbers_agree_as_far_as_both_are_printed(old: str, new: str, same: bool) -> None:
    assert says_the_same(old, new, "percent_reported") is same
    assert not says_the_same("31", "32", "responders")


@given(
    st.integers(0, 60),
    st.integers(60, 90),
    st.sampled_from(["source", "derived", "inferred", "imputed", "percentage"]),
    st.sampled_from(["source", "derived", "inferred", "imputed", "unverified"]),
    st.sampled_from(["", "yes", "record", "no"]),
)
def test_a_reading_judged_twice_changes_nothing_the_second_time(
    count: int, n: int, tier: str, known: str, independent: str
) -> None:
    row = {**ROW, "verification": known}
    numbers = {"n": str(n), "percent_reported": f"{100 * count / n:.1f}"}
    if tier not in ("imputed", "percentage"):
        numbers["responders"] = str(count)
    reading = read(tier, {"independent": independent}, **numbers)
    first = judge(row, reading, TODAY)
    if first.beside or first.became == "not used":
        assert not first.changes
        return
    after = {**row, **first.changes}
    assert after["verification"] != "unverified" or after["second_reading"] == "none"
    again = judge(after, reading, TODAY)
    assert not again.changes
    assert again.became in ("confirmed", "same copy")
