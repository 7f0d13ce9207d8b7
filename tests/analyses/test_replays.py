"""Published results beside the same comparison here: arms as declared, agreement by intervals."""

from __future__ import annotations

import csv
import math
from dataclasses import replace

import numpy as np
import pytest

from synthesis.analyses.replays import (
    RatioEstimate,
    Replayed,
    _arms_of,
    _paired,
    replay_published,
)
from synthesis.analyses.run import Results
from synthesis.files.project import DATA_FOLDER
from synthesis.package.plan.read_plan import read_plan
from synthesis.package.plan.whole_plan import ANALYSES
from synthesis.prose.replays import (
    NONE_DECLARED,
    NOTHING,
    effect_text,
    ratio_text,
    replay_takeaways,
)
from synthesis.site.pages.results.replays import show_replays


@pytest.fixture(scope="module")
def found(book: Results) -> tuple[Replayed, ...]:
    return replay_published(book)


def of(found: tuple[Replayed, ...], identifier: str) -> Replayed:
    (each,) = (each for each in found if each.replay.id == identifier)
    return each


def test_theirs_is_what_the_table_says(found: tuple[Replayed, ...]) -> None:
    with (DATA_FOLDER / "published_meta_analyses.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["result_id"]: row for row in csv.DictReader(file)}
    for each in found:
        row = rows[each.replay.id]
        assert each.measure == row["effect_measure"]
        values = [float(row[name]) for name in ("estimate", "ci_low", "ci_high")]
        printed = np.log(values if not each.replay.reverse else [1 / values[i] for i in (0, 2, 1)])
        assert [each.theirs.estimate, each.theirs.low, each.theirs.high] == pytest.approx(printed)


def test_doses_of_a_trial_are_one_arm_and_placebo_counts_once(
    book: Results, found: tuple[Replayed, ...]
) -> None:
    spec = of(found, "P047").replay
    arms = list(_paired(spec, _arms_of(spec, book)))
    with (DATA_FOLDER / "dichotomous.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if (row["trial_id"], row["outcome"], row["week"]) == ("jade-mono-1", "EASI75", "12")
        ]
    drug = [row for row in rows if row["arm_id"] != "placebo"]
    (placebo,) = (row for row in rows if row["arm_id"] == "placebo")
    treated, control = (arm for arm in arms if arm.trial_id == "jade-mono-1")
    assert treated.responders == sum(int(row["responders"]) for row in drug)
    assert treated.n == sum(int(row["n"]) for row in drug)
    assert (control.responders, control.n) == (int(placebo["responders"]), int(placebo["n"]))
    assert len(arms) == 2 * len({arm.trial_id for arm in arms})


def test_one_dose_alone_is_the_pool_of_the_book(book: Results, found: tuple[Replayed, ...]) -> None:
    each = of(found, "P077")
    (pool,) = book.harm(each.replay.of[0]).pools
    odds = pool.odds_ratio
    assert each.ours
    assert odds
    assert pool.k == each.trials == 1
    assert each.ours.estimate == pytest.approx(odds.estimate, abs=1e-9)


def test_a_network_gives_its_own_estimate(book: Results, found: tuple[Replayed, ...]) -> None:
    each = of(found, "P016")
    network = book.network("network-easi50")
    estimate = network.compare("abrocitinib-100-qd", "dupilumab-300-q2w")  # type: ignore[union-attr]
    assert each.ours
    assert each.ours.estimate == estimate.estimate
    missing = of(found, "P015")
    assert missing.ours is None
    assert effect_text(missing.ours) == NOTHING
    assert ratio_text(missing) == "–"


@pytest.mark.parametrize(
    ("ours", "agreement"),
    [
        ((1.0, 0.5, 1.5), "alike"),
        ((1.4, 1.2, 1.6), "overlap"),
        ((3.0, 2.5, 3.5), "apart"),
        ((-3.0, -3.5, -2.5), "apart"),
    ],
)
def test_agreement_is_told_by_the_intervals(
    found: tuple[Replayed, ...], ours: tuple[float, float, float], agreement: str
) -> None:
    theirs = RatioEstimate(1.1, 0.6, 1.3)
    each = replace(found[0], theirs=theirs, ours=RatioEstimate(*ours))
    assert each.agreement == agreement
    turned = replace(each, theirs=theirs.turned, ours=RatioEstimate(*ours).turned)
    assert turned.agreement == agreement
    bare = replace(each, theirs=RatioEstimate(1.1, math.nan, 1.3))
    assert bare.agreement == "no interval"
    assert effect_text(bare.theirs).endswith("no interval printed")


def test_the_page_has_every_result_and_counts_what_agrees(
    book: Results, found: tuple[Replayed, ...]
) -> None:
    first, *more = replay_takeaways(found)
    made = [each for each in found if each.ours is not None]
    alike = sum(each.agreement == "alike" for each in made)
    assert first.startswith(f"Of {len(made)} published results made again here, {alike} are alike")
    assert bool(more) == (len(made) < len(found))
    page = str(show_replays(book, found))
    for each in found:
        assert each.replay.differs in page
    assert NONE_DECLARED in str(show_replays(book, ()))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'of = ["network-easi50"]',
            'of = ["network-easi51"]',
            "analyses.toml, field replay P013, of: found “network-easi51”, expected an id of a "
            "declared analysis, network or harm.",
        ),
        (
            'result = "P013"',
            'result = "P001"',
            "analyses.toml, field replay 1, result: found “P001”, expected the result_id of an "
            "odds ratio or risk ratio of published_meta_analyses.csv.",
        ),
    ],
)
def test_a_replay_of_what_is_not_there_is_refused(
    book: Results, old: str, new: str, sentence: str
) -> None:
    text = (DATA_FOLDER / ANALYSES).read_text(encoding="utf-8")
    assert old in text
    tables = {
        name: [
            {key: "" if value is None else str(value) for key, value in row.items()}
            for row in book.dataset.table(name).astype(object).to_dict("records")
        ]
        for name in (
            *("trials", "arms", "subgroups", "published_meta_analyses"),
            *("regulatory", "long_term_safety"),
        )
    }
    claims = ""
    plan, defects = read_plan(text.replace(old, new, 1), claims, book.dataset.schema, tables)
    assert plan is None
    assert sentence in [str(defect) for defect in defects]
