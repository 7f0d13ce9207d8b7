from dataclasses import replace
from datetime import date

import pytest
import yaml
from bs4 import BeautifulSoup

from synthesis import __version__
from synthesis.edition.edition import CITATION
from synthesis.files.project import ROOT
from synthesis.prose.opinions import format_date
from synthesis.prose.pools import short_sentence
from synthesis.site.pages.results.home import headline, show_answers, show_citation
from synthesis.site.pages.results.pools import anchor_of


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


def test_answers_hold_every_pool_with_its_number_of_trials(results):
    for result in results:
        items = parse(show_answers(result, "easi75.html")).find_all("li")
        for item, pool in zip(items, result.pools, strict=True):
            assert short_sentence(pool) in item.get_text()
            assert ("1 trial," in item.get_text()) == (pool.primary.k == 1)


def test_answers_link_to_sections_that_exist(results):
    for result in results:
        sections = {f"itch.html#{anchor_of(pool)}" for pool in result.pools}
        links = [tag["href"] for tag in parse(show_answers(result, "itch.html")).find_all("a")]
        assert set(links) <= sections
        assert len(set(links)) == len(links)


def test_every_answer_link_says_where_it_leads(alone):
    links = parse(show_answers(alone, "easi75.html")).find_all("a")
    texts = [link.get_text() for link in links]
    assert texts == [f"Trials of {pool.pool.label}" for pool in alone.pools]
    assert len(set(texts)) == len(texts)


def test_headline_without_pools_says_that_there_are_none(results):
    empty = by_id(results, "itch4-children")
    expected = "Itch relief: no drug and dose has usable counts yet."
    assert headline([empty], "Itch relief") == expected
    assert headline([], "Itch relief") == expected


@pytest.mark.parametrize(("k", "alone_text"), [(2, ""), (1, ", one trial")])
def test_headline_of_one_pool_gives_one_number(alone, k, alone_text):
    one = keep(alone, [k])
    (pool,) = one.pools
    control, treatment, _, _ = pool.responders_shown
    text = headline([one], "EASI-75")
    assert text.startswith(f"EASI-75: {control:.0f} of 100 patients get there on placebo; ")
    assert text.endswith(f"; {treatment:.0f} ({pool.pool.label}{alone_text}) on the drug.")
    assert "between" not in text


def test_headline_of_several_pools_gives_both_ends(alone):
    ordered = sorted(alone.pools, key=lambda pool: pool.responders_shown[1])
    low, high = (
        f"{pool.responders_shown[1]:.0f} ({pool.pool.label}"
        + (", one trial)" if pool.primary.k == 1 else ")")
        for pool in (ordered[0], ordered[-1])
    )
    assert low != high
    assert f"between {low} and {high}" in headline([alone], "EASI-75")


def test_headline_takes_the_range_of_the_comparison_groups(alone):
    controls = [pool.responders_shown[0] for pool in alone.pools]
    expected = f"EASI-75: {min(controls):.0f} to {max(controls):.0f} of 100"
    assert headline([alone], "EASI-75").startswith(expected)


def test_headline_spans_several_analyses(alone, results):
    topicals = by_id(results, "easi75-with-topicals")
    controls = [pool.responders_shown[0] for r in (alone, topicals) for pool in r.pools]
    both = headline([alone, topicals], "EASI-75")
    assert f"{min(controls):.0f} to {max(controls):.0f} of 100" in both
    assert both != headline([alone], "EASI-75")


def test_headline_names_the_comparator(results):
    cream = by_id(results, "easi75-topical-jak")
    assert "get there on vehicle;" in headline([cream], "EASI-75")


def test_citation_is_that_of_the_citation_file(dataset):
    text = str(show_citation(dataset))
    citation = yaml.safe_load((ROOT / CITATION).read_text(encoding="utf-8"))
    assert citation["version"] == __version__
    released = date.fromisoformat(citation["date-released"])
    for part in (citation["title"], citation["version"], format_date(released.isoformat())):
        assert str(part) in text
    assert dataset.short_digest in text
