from dataclasses import replace

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from handovers import as_in_a_build
from other_data import with_table
from selections import select

from synthesis.analyses.certainty.judged import Judged
from synthesis.analyses.certainty.levels import Certainty, Step
from synthesis.analyses.certainty.rate import Rating
from synthesis.analyses.context import make_context
from synthesis.analyses.pools import run_analysis, run_pool
from synthesis.analyses.regimens_without_pool import UNUSABLE
from synthesis.files.project import DATA_FOLDER
from synthesis.selection.reasons import HeldBack
from synthesis.site.machinery.html import Html
from synthesis.site.pages.data.held_back import UNREAD, show_held_back, show_unverified_effect
from synthesis.site.pages.results import pools
from synthesis.site.pages.results.pools import (
    Context,
    anchor_of,
    show_analyses,
    show_pool,
    show_pools,
    show_summary,
)
from synthesis.words.labels import capitalise
from synthesis.words.numbers import format_interval, tight_interval


@pytest.fixture(scope="module")
def context(dataset):
    return make_context(dataset)


@pytest.fixture(scope="module")
def sections(results, context):
    """Every pool's section, parsed; the drawings are tested elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pools, "publish_forest", lambda *_: Html("<figure></figure>"))
        return [
            (pool, parse(show_pool(pool, context)).details)
            for result in results
            for pool in result.pools
        ]


@pytest.fixture
def _without_drawings(monkeypatch):
    monkeypatch.setattr(pools, "publish_forest", lambda *_: Html("<figure></figure>"))


def parse(html):
    return BeautifulSoup(html.text, "html.parser")


def cells(row):
    return [cell.get_text() for cell in row.find_all(["th", "td"], recursive=False)]


def body(table):
    return table.tbody.find_all("tr", recursive=False)


def counts_and_readings(section):
    """The rows of the table of counts, and the reading below each."""
    rows = body(section.find("table"))
    counts = [row for row in rows if "below" not in row.get("class", [])]
    return counts, [row for row in rows if "below" in row.get("class", [])]


def printed_count(record):
    """What is printed of a line of the file: its count, or the imputed percentage with its mark."""
    if record["verification"] != "imputed":
        assert record["responders"]
        return record["responders"]
    assert not record["responders"]
    return f"{float(record['percent_reported']):g}%†"


def by_id(results, identifier):
    (found,) = [result for result in results if result.analysis.id == identifier]
    return found


def test_every_section_is_named_by_its_pool(sections):
    anchors = [section["id"] for _, section in sections]
    assert anchors == [anchor_of(pool) for pool, _ in sections]
    assert len(set(anchors)) == len(anchors)


def test_every_section_opens_with_its_number_and_size(sections):
    for pool, section in sections:
        summary = section.summary.get_text()
        assert f"odds ratio {format_interval(pool.primary, pool.primary.measure)}" in summary
        assert f"{pool.primary.patients:,} patients" in summary
        assert ("1 trial," in summary) == (pool.primary.k == 1)
        name = f"{capitalise(pool.pool.label)} against {pool.pool.comparator_label}"
        assert section.select_one(".pool-name").get_text() == name


def test_only_pools_of_several_trials_stand_open(sections):
    assert {section.has_attr("open") for _, section in sections} == {True, False}
    for pool, section in sections:
        assert section.has_attr("open") == (pool.primary.k > 1)


def test_a_section_of_one_trial_is_never_called_pooled(sections):
    for pool, section in sections:
        if pool.primary.k == 1:
            assert "pooled" not in section.get_text().lower()
            assert "One trial: its own result" in section.get_text()


def test_every_trial_is_linked_to_its_card(sections):
    for pool, section in sections:
        links = [tag["href"] for tag in section.select("th a[href^='trials.html#trial-']")]
        assert set(links) == {f"trials.html#trial-{trial}" for trial in pool.pool.trials}
        assert len(links) == len(pool.pool.arms)


def test_linked_cards_are_trials_of_the_data(sections, dataset):
    known = set(dataset.table("trials")["trial_id"])
    linked = {
        tag["href"].removeprefix("trials.html#trial-")
        for _, section in sections
        for tag in section.select("a[href^='trials.html#trial-']")
    }
    assert linked <= known


def test_every_count_is_that_of_its_row_in_the_csv(sections):
    # The file as a spreadsheet sees it: text, and the header is row 1.
    file = pd.read_csv(DATA_FOLDER / "dichotomous.csv", dtype=str, keep_default_na=False)
    for pool, section in sections:
        counts, readings = counts_and_readings(section)
        assert len(counts) == len(readings) == len(pool.pool.arms)
        for row, reading in zip(counts, readings, strict=True):
            number = int(reading.get_text(" ").rsplit("row ", 1)[1])
            assert f"dichotomous.csv, row {number}" in reading.get_text(" ")
            record = file.iloc[number - 2]
            _, _, week, responders, n = cells(row)
            assert (responders, n) == (printed_count(record), record["n"])
            assert f"trials.html#trial-{record['trial_id']}" == row.a["href"]
            assert record["outcome"] == pool.pool.analysis.outcome
            assert record["verification"] != "unverified"
            assert record["preferred"] == "yes"
            if week.isdigit():
                assert float(record["week"]) == float(week)


def test_arms_of_a_pool_add_up_to_its_patients(sections):
    for pool, section in sections:
        counts, _ = counts_and_readings(section)
        assert sum(int(cells(row)[4]) for row in counts) == pool.primary.patients


@pytest.mark.usefixtures("_without_drawings")
def test_certainty_is_shown_as_a_suggestion(results, context, monkeypatch):
    made_up = Certainty(
        "very low", (Step("imprecision", 1, "made-up reason"), Step("indirectness", 0, "silent"))
    )
    monkeypatch.setattr(pools, "rate_pool", lambda *_: Rating(made_up))
    text = str(show_pool(by_id(results, "easi75-monotherapy").pools[0], context))
    assert "Certainty, suggested: very low (made-up reason)" in text
    assert "not a judgement of people" in text
    assert "silent" not in text
    judged = Judged("made-up", "overall", "low", "A. Panel", "2026-12-01", "their reason")
    monkeypatch.setattr(pools, "rate_pool", lambda *_: Rating(made_up, (judged,)))
    text = str(show_pool(by_id(results, "easi75-monotherapy").pools[0], context))
    assert "judged by A. Panel, 2026-12-01: low (their reason)" in text
    assert "The rules suggest very low" in text


def test_other_choices_start_with_the_primary_analysis(sections):
    for pool, section in sections:
        rows = [cells(row) for row in body(section.find_all("table")[1])]
        k = str(pool.primary.k)
        assert rows[0][:3] == [
            "Primary analysis, odds ratio",
            tight_interval(pool.primary, pool.primary.measure),
            k,
        ]
        assert rows[1][:2] == ["Risk ratio", tight_interval(pool.risk_ratio, "RR")]
        assert rows[2][:2] == ["Risk difference", "–"]
        assert format_interval(pool.risk_difference, "RD") in rows[2][4]
        assert [row[0] for row in rows[3:]] == [item.name for item in pool.sensitivity]
        for row, item in zip(rows[3:], pool.sensitivity, strict=True):
            assert row[1] == (
                tight_interval(item.result, item.result.measure) if item.result else "–"
            )
            assert row[4] == item.note


def test_a_count_on_which_sources_disagree_carries_a_caution(sections, dataset):
    conflict = dataset.table("dichotomous").set_index("row")["conflict"]
    assert any(
        conflict[row] == "yes" for pool, _ in sections for arm in pool.pool.arms for row in arm.rows
    )
    for pool, section in sections:
        disputed = {
            arm.trial_name
            for arm in pool.pool.arms
            if any(conflict[row] == "yes" for row in arm.rows)
        }
        boxes = [box.get_text() for box in section.select(".caution-box")]
        assert len(boxes) == len(disputed)
        assert all(any(name in box for box in boxes) for name in disputed)
        certainty = section.get_text().split("Certainty, suggested", 1)[1]
        assert ("sources disagree on a count" in certainty) == bool(disputed)


def test_summary_has_one_line_for_each_pool_linked_to_its_section(results):
    for result in results:
        if not result.pools:
            continue
        rows = body(parse(show_summary(result)).table)
        assert [row.a["href"] for row in rows] == [f"#{anchor_of(pool)}" for pool in result.pools]
        for row, pool in zip(rows, result.pools, strict=True):
            shown = cells(row)
            assert shown[0] == capitalise(pool.pool.label)
            assert shown[1:3] == [str(pool.primary.k), f"{pool.primary.patients:,}"]
            assert shown[5:] == [
                tight_interval(pool.primary, pool.primary.measure),
                tight_interval(pool.risk_ratio, "RR"),
            ]


@pytest.mark.usefixtures("_without_drawings")
def test_an_analysis_without_pools_says_that_it_is_a_gap(results, context):
    empty = [result for result in results if not result.pools]
    assert empty
    for result in empty:
        text = str(show_pools(result, context))
        assert result.analysis.question in text
        assert "not evidence of no effect" in text


@pytest.mark.usefixtures("_without_drawings")
def test_pools_stand_in_the_order_of_the_analysis(results, context):
    result = by_id(results, "easi75-monotherapy")
    sections = parse(show_pools(result, context)).select("details.pool")
    assert [s["id"] for s in sections] == [anchor_of(pool) for pool in result.pools]


def test_a_pool_with_its_drawing_holds_it_once(results, context, tmp_path):
    (pool,) = by_id(results, "easi75-baricitinib-4-against-2").pools
    with as_in_a_build(tmp_path):
        images = parse(show_pool(pool, context)).select("img")
    assert len(images) == len(list((tmp_path / "figures").iterdir())) == 1
    assert images[0]["alt"].strip()


def test_what_unverified_rows_move_or_create_is_listed_exactly(results, dataset):
    rows = dataset.table("dichotomous").set_index("row")["verification"]
    expected = set()
    for result in results:
        everything = replace(
            result.analysis, verification=(*result.analysis.verification, "unverified")
        )
        for pool in select(dataset, everything).pools:
            if any(rows[row] == "unverified" for arm in pool.arms for row in arm.rows):
                new = result.pool(pool.regimen) is None
                expected.add(
                    (
                        capitalise(pool.label),
                        result.analysis.title,
                        tight_interval(run_pool(pool).primary, run_pool(pool).primary.measure),
                        new,
                    )
                )
    table = parse(show_unverified_effect(results, "a-slug")).table
    shown = [cells(row) for row in body(table)]
    assert {(row[0], row[1], row[3], row[4] == "new") for row in shown} == expected
    assert len(shown) == len(expected)


def test_a_new_pool_has_no_result_without_its_unverified_rows(results, dataset):
    # No row is unverified but all of one treatment, and of another those of one of its trials.
    result = by_id(results, "easi75-monotherapy")
    counted = [p for p in result.pools if not any(arm.imputed for arm in p.pool.arms)]
    created = next(pool for pool in counted if pool.primary.k == 1)
    moved = next(pool for pool in counted if pool.primary.k > 1)
    arms = [pool.pool.pairs[0][0] for pool in (created, moved)]
    frame = dataset.table("dichotomous")
    frame = frame[frame["verification"] != "unverified"]
    rows = [row for arm in arms for row in arm.rows]
    frame.loc[frame["row"].isin(rows), "verification"] = "unverified"
    unsure = run_analysis(with_table(dataset, "dichotomous", frame), result.analysis.id)
    table = parse(show_unverified_effect([unsure], "a-slug")).table
    shown = {row[0]: row for row in map(cells, body(table))}
    new, other = shown[capitalise(created.pool.label)], shown[capitalise(moved.pool.label)]
    assert new[4] == "new" != other[4]
    for row, pool in ((new, created), (other, moved)):
        assert row[3] == tight_interval(pool.primary, pool.primary.measure)
    assert all((row[2] == "none") == (row[4] == "new") for row in shown.values())
    assert [new[5], other[5]] == [f"adds {arm.trial_name}" for arm in arms]
    assert all(row[5].startswith("adds ") for row in shown.values())


def test_a_table_that_is_cited_alone_says_what_it_is_about(results):
    told = 0
    for outcome in {result.analysis.outcome for result in results}:
        chosen = [result for result in results if result.analysis.outcome == outcome]
        table = parse(show_unverified_effect(chosen, "a-slug")).table
        if table is None:
            continue
        told += 1
        about = f"{capitalise(outcome.name)}: what the unverified rows"
        assert table.caption.get_text().strip().startswith(about)
        assert table["data-slug"] == "a-slug"
    assert told


def test_untouched_analyses_are_said_to_be_untouched(results):
    untouched = [by_id(results, "easi75-upadacitinib-30-against-15")]
    sentence = "No unverified row touches these analyses."
    assert str(show_unverified_effect(untouched, "a-slug")) == sentence


def test_held_back_lists_each_trial_once_with_its_reasons(results):
    result = by_id(results, "easi75-monotherapy")
    held = (
        HeldBack("a", "TRIAL A", "m", "madeupinib 5 mg", "tier", "awaits verification"),
        HeldBack("a", "TRIAL A", "n", "madeupinib 9 mg", "tier", "awaits verification"),
        HeldBack("a", "TRIAL A", "m", "madeupinib 5 mg", "counted", "only a percentage"),
        HeldBack("b", "TRIAL B", None, "", "reported", "the primary week is not known"),
        HeldBack("c", "TRIAL C", None, "", "role", "extension"),
    )
    made_up = replace(result, selection=replace(result.selection, held_back=held))
    (row,) = body(parse(show_held_back([made_up, made_up], UNUSABLE, "a-slug", "Held back")).table)
    assert cells(row) == ["TRIAL A", "Awaits verification; only a percentage"]
    assert row.a["href"] == "trials.html#trial-a"
    (row,) = body(parse(show_held_back([made_up], UNREAD, "a-slug", "Not read")).table)
    assert cells(row) == ["TRIAL B", "The primary week is not known"]
    nothing = replace(result, selection=replace(result.selection, held_back=held[-1:]))
    assert str(show_held_back([nothing], UNUSABLE, "a-slug", "Held back")) == "Nothing."


def test_a_judgement_of_bias_counts_for_the_outcome_it_is_about():
    judged = (("a", "all", "low"), ("b", "EASI75 and IGA01", "high"), ("c", "VTE", "low"))
    context = Context({}, {}, judged)
    assert context.bias("EASI75") == {"a": "low", "b": "high"}
    assert context.bias("ITCH4") == {"a": "low"}


def test_judgements_of_bias_are_the_overall_ones_of_the_data(context, dataset):
    frame = dataset.table("risk_of_bias")
    overall = frame[frame["domain"] == "overall"]
    assert {trial for trial, _, _ in context.judgements} == set(overall["trial_id"])
    assert "jade-compare" not in context.bias("EASI75")


@pytest.mark.usefixtures("_without_drawings")
def test_an_analysis_has_its_heading_and_a_summary_of_several_pools(results, context):
    chosen = [by_id(results, name) for name in (
        "easi75-topical-jak", "easi75-upadacitinib-30-against-15", "itch4-children")]  # fmt: skip
    soup = parse(show_analyses(chosen, context))
    assert [tag.get_text() for tag in soup.select("h3")] == [r.analysis.title for r in chosen]
    assert [tag["id"] for tag in soup.select("h3")] == [f"analysis-{r.analysis.id}" for r in chosen]
    summaries = [table["id"] for table in soup.select("table.summary")]
    assert summaries == ["summary-easi75-topical-jak"]
    assert len(soup.select("summary h4")) == sum(len(result.pools) for result in chosen)
    assert len(soup.select("p.nothing")) == 1


def test_a_summary_without_pools_says_that_it_is_a_gap(results):
    empty = by_id(results, "itch4-children")
    assert "not evidence of no effect" in str(show_summary(empty))
