"""Published results drawn beside ours: one row for each that is made here, with its numbers."""

import math

import numpy as np
import pytest
from publications import catch_publications

from synthesis.analyses.replays import replay_published
from synthesis.analyses.run import Results
from synthesis.site.drawings import replay_drawings
from synthesis.site.drawings.replay_drawings import publish_replays


@pytest.fixture(scope="module")
def found(book: Results):
    return replay_published(book)


def test_each_made_result_is_a_row_with_both_intervals(book, found, monkeypatch):
    published = catch_publications(monkeypatch, replay_drawings)
    publish_replays(book, found)
    assert [each.slug for each in published] == [
        "published-beside-ours-odds-ratio",
        "published-beside-ours-risk-ratio",
    ]
    for figure, measure in zip(published, ("OR", "RR"), strict=True):
        made = [each for each in found if each.measure == measure and each.ours]
        table = [dict(zip((f.name for f in figure.data.fields), row, strict=True))
                 for row in figure.data.rows]  # fmt: skip
        assert len(table) == len(made)
        name = {"OR": "odds_ratio", "RR": "risk_ratio"}[measure]
        wanted = sorted((math.exp(e.theirs.estimate), math.exp(e.ours.estimate)) for e in made)
        drawn = sorted((row[f"{name}_published"], row[f"{name}_here"]) for row in table)
        assert np.array(drawn) == pytest.approx(np.array(wanted))
        apart = [row for row in table if row["intervals_apart"] == "yes"]
        assert len(apart) == sum(each.agreement == "apart" for each in made)
        assert f"Of {len(made)} published result" in figure.finding
        assert "before" not in figure.alt


def test_nothing_is_drawn_where_nothing_is_made(book, monkeypatch):
    published = catch_publications(monkeypatch, replay_drawings)
    assert publish_replays(book, ()).text == ""
    assert published == []
