from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from synthesis import __version__
from synthesis.prose import short_sentence
from synthesis.site.home import TITLE, headline, show_answers, show_citation
from synthesis.site.pools import anchor_of


def parse(html):
    return BeautifulSoup(html.text, "html.parser")


def by_id(results, identifier):
    (found,) = [result for result in results if result.analysis.id == identifier]
    return found


@pytest.fixture
def alone(results):
    return by_id(results, "easi75-monotherapy")


def keep(result, k_values):
    """The analysis with one pool for each number of trials asked for, in order."""
    left, kept = list(result.pools), []
    for k in k_values:
        found = next(pool for pool in left if pool.primary.k == k)
        left.remove(found)
        kept.append(found)
    return replace(result, pools=tuple(kept))


def test_answers_hold_only_pools_of_several_trials(results):
    for result in results:
        items = parse(show_answers(result, "easi75.html")).find_all("li")
        pooled = [pool for pool in result.pools if pool.primary.k > 1]
        assert len(items) == len(pooled)
        for item, pool in zip(items, pooled, strict=True):
            assert short_sentence(pool) in item.get_text()
            assert "1 trial," not in item.get_text()


def test_answers_link_to_sections_that_exist(results):
    for result in results:
        sections = {f"itch.html#{anchor_of(pool)}" for pool in result.pools}
        links = [tag["href"] for tag in parse(show_answers(result, "itch.html")).find_all("a")]
        assert set(links) <= sections
        assert len(set(links)) == len(links)


def test_every_answer_link_says_where_it_leads(alone):
    links = parse(show_answers(alone, "easi75.html")).find_all("a")
    assert links
    assert all(link["aria-label"].strip() for link in links)


def test_headline_without_pools_says_that_there_are_none(results):
    empty = by_id(results, "itch4-children")
    expected = "No drug and dose has two trials with usable counts for itch relief yet."
    assert headline([empty], "itch relief") == expected
    assert headline([], "itch relief") == expected


def test_headline_does_not_count_single_trials(alone):
    single = keep(alone, [1, 1])
    assert headline([single], "EASI-75").startswith("No drug and dose has two trials")


def test_headline_of_one_pool_gives_one_number(alone):
    one = keep(alone, [2, 1])
    (pool, _) = one.pools
    control, treatment, _, _ = pool.responders_shown
    assert headline([one], "EASI-75") == (
        f"EASI-75: {control:.0f} of 100 patients get there on placebo; about {treatment:.0f} "
        f"({pool.pool.label}) on the doses with at least two trials."
    )


def test_headline_of_several_pools_gives_both_ends(alone):
    pooled = [pool for pool in alone.pools if pool.primary.k > 1]
    shares = {pool.pool.label: pool.responders_shown[1] for pool in pooled}
    low, high = min(shares, key=shares.get), max(shares, key=shares.get)
    assert low != high
    text = headline([alone], "EASI-75")
    assert f"between {shares[low]:.0f} ({low}) and {shares[high]:.0f} ({high})" in text


def test_headline_takes_the_range_of_the_comparison_groups(alone):
    pooled = [pool for pool in alone.pools if pool.primary.k > 1]
    controls = [pool.responders_shown[0] for pool in pooled]
    assert f"EASI-75: {min(controls):.0f} to {max(controls):.0f} of 100" in headline(
        [alone], "EASI-75"
    )


def test_headline_spans_several_analyses(alone, results):
    topicals = by_id(results, "easi75-with-topicals")
    both = headline([alone, topicals], "EASI-75")
    controls = [p.responders_shown[0] for r in (alone, topicals) for p in r.pools
                if p.primary.k > 1]  # fmt: skip
    assert f"{min(controls):.0f} to {max(controls):.0f} of 100" in both


def test_headline_names_the_comparator(results):
    cream = by_id(results, "easi75-topical-jak")
    assert "get there on vehicle;" in headline([cream], "EASI-75")


def test_citation_names_title_version_and_digest(dataset):
    text = str(show_citation(dataset))
    assert TITLE in text
    assert f"Version {__version__}" in text
    assert dataset.short_digest in text
    assert dataset.digest.startswith(dataset.short_digest)
