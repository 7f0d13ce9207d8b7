import re

import pytest
from bs4 import BeautifulSoup
from publications import catch_publications

from synthesis.analyses.harms import harm_record
from synthesis.prose.caveats.harms import harm_caveats
from synthesis.prose.harms import at_most_1000
from synthesis.site.drawings import harm_drawings
from synthesis.site.drawings.harm_drawings import finding_sentence, harm_rows, publish_harms
from synthesis.site.pages.harms.counts import (
    STAGE_WORDS,
    harm_context,
    show_counts,
    show_harm_unverified,
    show_held_harms,
    show_other_methods,
)
from synthesis.site.pages.harms.harms import harms_used, show_harms, show_rare_harms


@pytest.fixture(scope="module")
def placebo(book):
    return book.harms_of("against-placebo")


@pytest.fixture(scope="module")
def doses(book):
    names = ("abrocitinib-200-against-100", "upadacitinib-30-against-15")
    return [result for name in names for result in book.harms_of(name)]


def parse(html):
    return BeautifulSoup(html.text, "html.parser")


def body(table):
    return [
        [
            cell.get_text().replace("\u00a0", " ").replace("\u2060", "")
            for cell in row.find_all(["th", "td"], recursive=False)
        ]
        for row in table.tbody.find_all("tr", recursive=False)
        if "below" not in row.get("class", [])
    ]


def pools_of(results):
    return [pool for result in results for pool in result.pools]


def test_a_chapter_runs_each_harm_once(book, placebo):
    again = book.harm("harm-acne-against-placebo")
    assert any(result is again for result in placebo)
    assert {result.analysis.event for result in placebo} >= {"ACNE", "MACE", "DEATH"}
    assert all(result.analysis.population != "children" for result in placebo)
    # Somebody else's data package need not declare what a chapter asks for.
    assert book.harms_of("against-nobody") == ()
    assert book.harm("nonsense").pools == ()


def test_the_table_has_a_line_for_each_harm_and_dose_with_its_counts(placebo):
    table = parse(show_harms(placebo, "Made-up caption", "made-up")).table
    assert table["id"] == "made-up"
    lines = body(table)
    pools = pools_of(placebo)
    assert len(lines) == len(pools)
    for line, pool in zip(lines, pools, strict=True):
        assert line[0].endswith(pool.pool.label)
        assert line[2] == f"{pool.treatment_risk.events} of {pool.treatment_risk.patients:,}"
        assert line[3] == f"{pool.comparator_risk.events} of {pool.comparator_risk.patients:,}"
        assert (line[6] == "–") == (pool.risk_ratio is None)
        if pool.finding == "open" and not pool.borderline:
            assert re.fullmatch(r"open \(at most [\d,]+\)", line[7])
        elif not pool.borderline:
            alike = " (if the effect is the same in all trials)" if pool.common_effect_alone else ""
            assert line[7] == {"more": "more often", "fewer": "less often"}[pool.finding] + alike


def test_by_dose_the_headings_name_the_doses(doses):
    header = [cell.get_text() for cell in parse(show_harms(doses, "c", "d")).thead.find_all("th")]
    assert "On the higher dose" in header
    assert "On the lower dose" in header


def test_rare_harms_come_with_upper_limits_rounded_up(placebo):
    rare = [result for result in placebo if result.analysis.rare]
    lines = body(parse(show_rare_harms(rare, "c", "d")).table)
    for line, pool in zip(lines, pools_of(rare), strict=True):
        assert int(line[4].replace(",", "")) >= 1000 * pool.treatment_risk.high - 1e-6
        assert int(line[5].replace(",", "")) >= 1000 * pool.difference.high - 1e-6
        assert int(line[5].replace(",", "")) > 0


def test_every_count_is_shown_once_with_the_place_it_was_read(dataset, placebo, doses):
    html = parse(show_counts([*placebo, *doses], harm_context(dataset)))
    rows = {
        row for pool in pools_of([*placebo, *doses]) for arm in pool.pool.arms for row in arm.rows
    }
    shown = re.findall(r"adverse_events\.csv, row (\d+)", html.get_text())
    assert sorted(map(int, shown)) == sorted(rows)
    identifiers = [table["id"] for table in html.find_all("table")]
    assert len(identifiers) == len(set(identifiers))
    assert "counts-serious-ae" in identifiers


def test_links_of_the_tables_lead_to_the_counts(dataset, placebo):
    counts = parse(show_counts(placebo, harm_context(dataset)))
    targets = {f"#{table['id']}" for table in counts.find_all("table")}
    links = {a["href"] for a in parse(show_harms(placebo, "c", "d")).find_all("a")}
    assert links
    assert links <= targets


def test_other_methods_say_where_none_exists(placebo):
    lines = body(parse(show_other_methods(placebo, "Other methods")).table)
    pools = pools_of(placebo)
    assert len(lines) == len(pools)
    for line, pool in zip(lines, pools, strict=True):
        assert (line[1] == "–") == (pool.risk_ratio is None)
        assert (line[2] == "–") == (line[4] == "–") == (pool.random_effects is None)
        assert (line[6] == "–") == (pool.peto is None)
        assert line[8].startswith(f"{round(1000 * pool.difference.estimate, 1) + 0:.1f} (")


def test_unverified_rows_are_shown_as_a_change_only(placebo):
    lines = body(parse(show_harm_unverified(placebo)).table)
    assert lines
    for line in lines:
        assert line[1] != line[2] or line[1] == "–"
    assert "No unverified row" in str(show_harm_unverified([]))


def test_what_is_held_back_names_each_harm_once_for_a_trial(placebo, doses):
    stages = ("week", "counted", "tier")
    table = parse(show_held_harms([*placebo, *doses], stages, "a-slug", "Held back")).table
    lines = body(table)
    assert f"Held back: {len(lines)} trials" in table.caption.get_text()
    assert len({line[0] for line in lines}) == len(lines)
    text = table.get_text()
    assert STAGE_WORDS["tier"] in text
    assert STAGE_WORDS["week"] in text
    assert STAGE_WORDS["reported"] not in text
    for line in lines:
        for part in line[1].split("; "):
            names = part.split(": ")[1].split(", ")
            assert len(names) == len(set(names))
    assert str(show_held_harms([], ("tier",), "a-slug", "Held back")) == "Nothing."


@pytest.fixture
def published(monkeypatch):
    return catch_publications(monkeypatch, harm_drawings)


def test_figures_are_published_with_words_from_the_numbers(published, placebo, doses):
    publish_harms(placebo, "harm-made-up", "Upadacitinib against placebo", drug="upadacitinib")
    publish_harms(doses, "harm-doses", "Higher dose against lower dose")
    first, second = published
    assert first.slug == "harm-made-up"
    assert first.kind == "harms"
    assert first.title == "Harms: upadacitinib against placebo"
    assert re.search(
        r"of 1,000 patients, \d+ on upadacitinib .* \(95% CI \d+ to \d+\)", first.finding
    )
    assert "Mantel-Haenszel" in first.caption
    assert "against 15 mg" in second.alt + " ".join(r.label for r in harm_rows(doses))
    assert len(second.finding) <= 230
    assert "No trial has counts" in str(publish_harms([], "harm-none", "Nothing"))


def test_a_figure_names_its_analyses_estimates_drugs_and_harms(published, dataset, placebo, doses):
    publish_harms(placebo, "harm-made-up", "Upadacitinib against placebo", drug="upadacitinib")
    publish_harms(doses, "harm-doses", "Higher dose against lower dose")
    declared = {harm.id: harm for harm in dataset.harms}
    for publication, results in zip(published, (placebo, doses), strict=True):
        known = {pool.pool.id for pool in pools_of(results)}
        assert len(publication.estimates) == len(publication.data.rows)
        assert set(publication.estimates) <= known
        assert {name.split(".")[0] for name in publication.estimates} == set(publication.analyses)
        assert {declared[name].event for name in publication.analyses} == set(publication.outcomes)
    first, second = published
    assert first.drugs == ("upadacitinib",)
    assert set(second.drugs) == {"abrocitinib", "upadacitinib"}
    assert first.data.column("comparator") == ("placebo",) * len(first.data.rows)


def test_a_figure_draws_pages_and_slides_of_the_same_rows(published, doses):
    publish_harms(doses, "harm-doses", "Higher dose against lower dose")
    (publication,) = published
    ratios = publication.data.column("risk_ratio")
    for figures in ((publication.draw("wide"),), publication.slides()):
        dots = {
            line.get_gid()
            for figure in figures
            for axes in figure.axes
            for line in axes.lines
            if (line.get_gid() or "").startswith("dot-")
        }
        assert dots == {f"dot-{i}" for i, ratio in enumerate(ratios) if ratio is not None}


def test_caveats_are_said_only_where_they_apply(placebo, doses):
    pools = pools_of(placebo)
    said = " ".join(harm_caveats(pools))
    alone = sum(pool.k == 1 for pool in pools)
    assert f"{alone} of {len(pools)} comparisons rest on a single trial." in said
    assert "not evidence of safety" in said
    assert "Eczema that gets worse" in said
    assert "Eczema that gets worse" not in " ".join(harm_caveats(pools_of(doses)))
    clear = [pool for pool in pools if pool.finding == "more" and pool.k > 1][:1]
    said = " ".join(harm_caveats(clear))
    assert "single trial" not in said
    assert "safety" not in said
    assert "by chance" not in said
    assert "no proof of a difference" not in said
    assert "same in all trials" in said


def test_a_finding_says_which_way_or_what_stays_possible(placebo):
    for pool in pools_of(placebo):
        text = finding_sentence(pool)
        assert text.count(".") >= 1
        assert len(text) <= 300
        assert ("more often than on" in text) is (pool.finding == "more")
        assert ("less often than on" in text) is (pool.finding == "fewer")
        excess = f"up to {at_most_1000(1000 * pool.difference.high)} extra of 1,000 stay possible"
        assert (excess in text) is (pool.finding == "open" and not pool.borderline)
        assert ("too close to call" in text) is pool.borderline
        assert ("risk ratio" in text) is (pool.risk_ratio is not None)


def test_a_figure_groups_each_harm_once_and_leaves_out_what_nobody_had(doses):
    rows = harm_rows(doses)
    groups = [row.group for row in rows]
    assert len([g for g, before in zip(groups, [None, *groups], strict=False) if g != before]) == (
        len(set(groups))
    )
    assert all(row.events_treatment + row.events_control for row in rows)
    assert {row.label.split()[0] for row in harm_rows(doses, "abrocitinib")} == {"abrocitinib"}


def test_the_data_used_are_counted(placebo):
    text = harms_used(placebo)
    assert re.match(r"\d+ kinds of harm: \d+ trials, [\d,]+ patients", text)
    events = {result.analysis.event for result in placebo if result.pools}
    assert text.startswith(f"{len(events)} kinds")
    assert harm_record(pools_of(placebo)[0])["analysis"].startswith("harm-")
