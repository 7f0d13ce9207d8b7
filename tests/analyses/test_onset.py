"""How soon an effect shows: the first time whose interval excludes none, never one before it."""

from __future__ import annotations

import pytest

from synthesis.analyses.onset import find_onsets
from synthesis.analyses.run import Results
from synthesis.site.pages.results.onset import NO_TIMES, NOT_SHOWN, show_onsets

TIMES = [f"itch4-{time}-monotherapy" for time in ("week-4", "day-2", "week-1", "week-2", "day-3")]


def test_the_first_time_is_the_first_that_excludes_no_effect(book: Results) -> None:
    onsets = find_onsets(book.run(*TIMES))
    assert onsets
    for each in onsets:
        weeks = [week for week, _ in each.pools]
        assert weeks == sorted(weeks)
        shown = [week for week, pool in each.pools if pool.primary.ci_low > 0]
        assert (each.first[0] if each.first else None) == (min(shown) if shown else None)
    counted = sum(len(result.pools) for result in book.run(*TIMES))
    assert sum(len(each.pools) for each in onsets) == counted


def test_settings_stay_apart(book: Results) -> None:
    both = find_onsets(book.run("itch4-week-1-monotherapy", "itch4-week-1-with-topicals"))
    keys = [(each.background, each.label) for each in both]
    assert len(keys) == len(set(keys))
    assert len({each.background for each in both}) == 2


def test_the_page_says_when_and_how_much(book: Results) -> None:
    page = str(show_onsets(book.run(*TIMES), "Itch", "made-up-onset"))
    assert "day 2, day 3" in page
    for each in find_onsets(book.run(*TIMES)):
        assert str(each.label)[1:] in page
        if each.first is None:
            assert NOT_SHOWN in page
    assert NO_TIMES in str(show_onsets([], "Itch", "made-up-onset"))


@pytest.mark.parametrize("name", ["easi75-monotherapy"])
def test_a_primary_week_is_no_time_of_a_course(book: Results, name: str) -> None:
    assert find_onsets(book.run(name)) == ()
