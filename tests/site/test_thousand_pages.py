import re

import pytest
from bs4 import BeautifulSoup

from synthesis.analyses.context import make_context
from synthesis.analyses.networks import run_network
from synthesis.analyses.per_1000 import count_thousand, more_per_1000
from synthesis.figures.canvas.slide_area import HIGHEST
from synthesis.files.project import ROOT
from synthesis.site.machinery.html import Html
from synthesis.site.pages.results import thousand
from synthesis.site.pages.results.thousand import (
    focus_regimens,
    in_reading_order,
    pictograph_panels,
    publish_thousand,
    show_network_of_1000,
    show_other_risks,
    show_thousand,
    thousand_data_used,
)
from synthesis.words.labels import split_label
from synthesis.words.slugs import SLUG

CHAPTER = ROOT / "book" / "thousand.md"
CHOSEN = ("network-easi75-monotherapy", "network-itch4-with-topicals")


@pytest.fixture(scope="module", params=CHOSEN)
def of_1000(request, dataset):
    return count_thousand(run_network(dataset, request.param))


@pytest.fixture(scope="module")
def jak(dataset):
    return focus_regimens(dataset)


@pytest.fixture(scope="module")
def context(dataset):
    return make_context(dataset)


@pytest.fixture
def published(monkeypatch):
    """What is published, instead of its files."""
    seen = []
    place = Html('<figure id="figure-made-up"></figure>')
    monkeypatch.setattr(thousand, "publish_figure", lambda it: seen.append(it) or place)
    return seen


def _rows(html):
    soup = BeautifulSoup(html.text, "html.parser")
    return [
        [cell.get_text() for cell in row.find_all(["th", "td"])] for row in soup.select("tbody tr")
    ]


def test_the_regimens_of_the_focus_are_the_drugs_named_so(jak):
    assert jak
    assert len(set(jak)) == len(jak)
    for regimen in jak:
        # The stem -citinib and its older form -litinib.
        assert regimen.split("-")[0].endswith(("citinib", "litinib"))
    assert {"abrocitinib", "baricitinib", "upadacitinib"} <= {r.split("-")[0] for r in jak}


def test_the_focus_comes_first_then_the_active_reference(of_1000, jak):
    drawn, others = in_reading_order(of_1000, jak)
    regimens = [treatment.regimen for treatment in drawn]
    assert regimens[-1] == "dupilumab-300-q2w"
    assert set(regimens[:-1]) <= set(jak)
    assert not {treatment.regimen for treatment in others} & {*jak, "dupilumab-300-q2w"}
    assert sorted(t.regimen for t in (*drawn, *others)) == sorted(
        t.regimen for t in of_1000.treatments
    )


def test_panels_are_the_effects_at_the_median(of_1000):
    for panel, treatment in zip(
        pictograph_panels(of_1000.treatments), of_1000.treatments, strict=True
    ):
        effect = treatment.effects.median
        assert panel.control_per_1000 == 1000 * of_1000.baseline.median
        assert panel.treatment_per_1000 == 1000 * effect.risk
        assert (panel.low, panel.high) == (1000 * effect.risk_low, 1000 * effect.risk_high)
        assert (panel.group, panel.label) == split_label(treatment.label)


def test_the_figure_is_published_with_its_finding(of_1000, jak, context, published):
    publish_thousand(of_1000, jak, context)
    (each,) = published
    assert each.slug == f"{of_1000.analysis.id}-of-1000"
    assert SLUG.fullmatch(each.slug)
    assert of_1000.analysis.title in each.title
    most = max(each.data.column("treatment_per_1000"))
    assert f": {most} (95% CI" in each.finding
    assert len(each.finding) <= 230
    assert "Order alone is not proof of a difference" in each.finding
    assert "taken as known" in each.caption


def test_the_figure_names_what_stands_behind_it(of_1000, jak, context, published, dataset):
    publish_thousand(of_1000, jak, context)
    (each,) = published
    drawn, _ = in_reading_order(of_1000, jak)
    network = run_network(dataset, of_1000.analysis.id)
    ids = {f"{of_1000.analysis.id}.{row.treatment}-against-{row.comparator}"
           for row in network.against(of_1000.analysis.reference)}  # fmt: skip
    assert set(each.estimates) <= ids
    assert len(each.estimates) == len(drawn) == len(each.data.rows)
    assert each.drugs[-1] == "dupilumab"
    assert set(each.drugs) == {treatment.regimen.split("-")[0] for treatment in drawn}
    said = " ".join(each.caveats)
    for treatment in drawn:
        if len(treatment.trials) == 1:
            assert treatment.label in said
    disputed = {
        arm.trial_name
        for arm in of_1000.arms
        if any(context.rows[row]["conflict"] == "yes" for row in arm.rows)
    }
    assert ("Sources disagree" in said) == bool(disputed)
    assert all(name in said for name in disputed)


def test_slides_hold_every_panel_once(of_1000, jak, context, published):
    publish_thousand(of_1000, jak, context)
    (each,) = published
    drawn, _ = in_reading_order(of_1000, jak)
    found = []
    for figure in each.slides():
        assert figure.get_figheight() <= HIGHEST
        marks = [*figure.axes[0].lines, *figure.axes[0].patches]
        names = {mark.get_gid().rsplit("-", 1)[1] for mark in marks}
        found += sorted(int(name) for name in names if name.isdigit())
    assert found == list(range(len(drawn)))


def test_without_a_drug_to_draw_the_page_says_so(of_1000, context, published):
    bare = type(of_1000)(**{**vars(of_1000), "treatments": ()})
    assert "not evidence of no effect" in publish_thousand(bare, (), context).text
    assert published == []


def test_the_table_has_every_treatment_once_with_its_numbers(of_1000, jak):
    rows = _rows(show_thousand(of_1000, jak))
    by_label = {row[0].lower(): row[1:] for row in rows}
    assert len(by_label) == len(rows) == len(of_1000.treatments)
    for treatment in of_1000.treatments:
        effect = treatment.effects.median
        without, treated, low, high = effect.per_1000()
        more = more_per_1000(effect)
        cells = by_label[treatment.label.lower()]
        assert cells[:3] == [
            str(len(treatment.trials)),
            str(len(treatment.head_to_head)),
            f"{without}",
        ]
        assert cells[3] == f"{treated} ({low} to {high})"
        assert [int(n.replace("−", "-")) for n in re.findall(r"−?\d+", cells[4])] == list(more)
        assert cells[5] == (
            f"{effect.number_needed.describe()} ({effect.number_needed.describe_interval()})"
        )


def test_other_risks_are_folded_away_with_both_ends(of_1000, jak):
    html = show_other_risks(of_1000, jak)
    soup = BeautifulSoup(html.text, "html.parser")
    assert soup.details is not None
    assert not soup.details.has_attr("open")
    heads = " ".join(th.get_text() for th in soup.select("thead th"))
    for share in (of_1000.baseline.minimum, of_1000.baseline.maximum):
        assert f"({1000 * share:.0f})" in heads
    by_label = {row[0].lower(): row[1:] for row in _rows(html)}
    for treatment in of_1000.treatments:
        cells = by_label[treatment.label.lower()]
        assert len(cells) == 6
        for cell, effect in ((cells[0], treatment.effects.low), (cells[3], treatment.effects.high)):
            assert cell.startswith(f"{effect.per_1000()[1]} (")


def test_one_network_on_a_page_names_its_ids_once(of_1000, jak, context, published):
    page = show_network_of_1000(of_1000, jak, context)
    assert len(published) == 1
    soup = BeautifulSoup(page.text, "html.parser")
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)) == 5
    assert f"the median of {of_1000.baseline.k} trials" in soup.get_text()


def test_data_used_tells_trials_patients_and_weeks(of_1000):
    text = thousand_data_used([of_1000])
    assert f"{len(of_1000.trials)} trials, {of_1000.patients:,} patients" in text
    assert "weeks 12 and 16" in text


def test_every_cell_of_the_chapter_runs_in_order(published):
    text = CHAPTER.read_text(encoding="utf-8")
    cells = re.findall(r"^```\{code-cell\} python\n(?::[^\n]*\n)*(.*?)^```", text, re.S | re.M)
    assert len(cells) >= 6
    names = {}
    for cell in cells:
        exec(compile(cell, str(CHAPTER), "exec"), names)
    assert len(published) == 4


def test_no_result_is_typed_into_the_chapter():
    prose = re.sub(r"^```.*?^```", "", CHAPTER.read_text(encoding="utf-8"), flags=re.S | re.M)
    prose = prose.split("---", 2)[2]
    allowed = {"1,000", "75", "4", "0", "10", "1"}
    assert set(re.findall(r"\d[\d,.]*\d|\d", prose)) <= allowed
