from urllib.parse import urlsplit

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from synthesis.analyses.context import make_context
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.provenance import (
    cite_report,
    name_record,
    reading_of,
    record_links,
    registry_text,
)
from synthesis.site.pages.data.trials import show_group
from synthesis.site.pages.results import pools
from synthesis.site.pages.results.pools import show_pools
from synthesis.words.labels import TIERS
from synthesis.words.sources import READ_AGAIN, SourceKind

TRIAL = {
    "nct_id": "NCT03349060",
    "doi": "10.1016/S0140-6736(20)30732-7",
    "pmid": "32711801",
    "first_author": "Simpson",
    "year": 2020,
    "journal": "The Lancet",
}
ROW = {
    "row": 7,
    "verification": "derived",
    "second_reading": "none",
    "second_source": "",
    "source_url": "https://mirror.example/page",
    "source_locator": "Table 2",
    "notes": "",
}
RECORDS = {"doi.org", "clinicaltrials.gov", "pubmed.ncbi.nlm.nih.gov"}


def without_drawings(monkeypatch):
    monkeypatch.setattr(pools, "publish_forest", lambda *_: Html("<figure></figure>"))


def links_of(html):
    return [tag["href"] for tag in BeautifulSoup(html.text, "html.parser").find_all(href=True)]


def test_links_lead_to_registry_doi_and_pubmed():
    assert [(link.text, link.address) for link in record_links(TRIAL)] == [
        ("NCT03349060", "https://clinicaltrials.gov/study/NCT03349060"),
        ("doi:10.1016/S0140-6736(20)30732-7", "https://doi.org/10.1016/S0140-6736(20)30732-7"),
        ("PMID 32711801", "https://pubmed.ncbi.nlm.nih.gov/32711801/"),
    ]


def test_two_registry_numbers_are_two_links():
    links = record_links(TRIAL | {"nct_id": "NCT1; NCT2", "doi": "", "pmid": ""})
    assert [link.text for link in links] == ["NCT1", "NCT2"]


def test_a_japanese_registry_number_is_text():
    trial = TRIAL | {"nct_id": "JapicCTI-173553; NCT1", "doi": "", "pmid": ""}
    assert [link.text for link in record_links(trial)] == ["NCT1"]
    assert registry_text(trial) == "JapicCTI-173553"
    assert registry_text(TRIAL) == ""


def test_without_identifiers_there_is_nothing():
    trial = TRIAL | {"nct_id": "", "doi": "", "pmid": ""}
    assert record_links(trial) == ()
    assert registry_text(trial) == ""


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "Simpson 2020, The Lancet"),
        ({"year": float("nan")}, "Simpson, The Lancet"),
        ({"first_author": ""}, "2020, The Lancet"),
        ({"journal": ""}, "Simpson 2020"),
        ({"first_author": "", "year": float("nan"), "journal": ""}, ""),
    ],
)
def test_a_report_is_cited_as_far_as_known(changes, text):
    assert cite_report(TRIAL | changes) == text


def test_a_reading_tells_tier_place_and_row():
    reading = reading_of(ROW, "dichotomous.csv")
    assert (reading.file, reading.row, reading.tier) == ("dichotomous.csv", 7, "derived")
    assert reading.meaning == TIERS["derived"]
    assert (reading.place, reading.locator) == ("https://mirror.example/page", "Table 2")
    assert reading.second == "read once"
    assert reading.kind == "a page of mirror.example"
    declared = SourceKind("mirror", "a made-up mirror", places=("mirror.example",))
    assert reading_of(ROW, "dichotomous.csv", [declared]).kind == "a made-up mirror"


def test_a_second_reading_names_its_source():
    confirmed = ROW | {"second_reading": "confirmed"}
    assert reading_of(confirmed, "x").second == "read twice, at another source"
    named = reading_of(confirmed | {"second_source": "the label"}, "x")
    assert named.second == "read twice, at another source (the label)"
    copied = reading_of(confirmed | {"second_reading": "record"}, "x")
    assert copied.second == "read twice, in another copy of the same record"


def test_a_place_nobody_wrote_down_is_said():
    assert reading_of(ROW | {"source_url": ""}, "x").place == "no place recorded"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "NCT03349060"),
        ({"nct_id": "JapicCTI-1; NCT1"}, "JapicCTI-1, NCT1"),
        ({"nct_id": ""}, "Simpson 2020, The Lancet"),
        ({"nct_id": "", "first_author": "", "year": pd.NA, "journal": ""}, f"doi:{TRIAL['doi']}"),
    ],
)
def test_the_record_leads_by_its_number_else_by_its_paper(changes, name):
    assert name_record(TRIAL | changes) == name


def test_every_pooled_count_names_its_record_and_the_kind_of_place(dataset, results, monkeypatch):
    without_drawings(monkeypatch)
    context = make_context(dataset)
    for result in results:
        soup = BeautifulSoup(show_pools(result, context).text, "html.parser")
        lines = [tag.get_text() for tag in soup.select("details.reading > summary")]
        arms = [arm for pool in result.pools for arm in pool.pool.arms]
        rows = [(context.trials[arm.trial_id], context.rows[n]) for arm in arms for n in arm.rows]
        assert len(lines) == len(rows)
        for line, (trial, row) in zip(lines, rows, strict=True):
            record, kind, tier, often = line.split(" · ")
            assert record == name_record(trial)
            assert kind == reading_of(row, "x", context.kinds).kind
            assert tier == row["verification"]
            assert often == READ_AGAIN[row["second_reading"]]


def test_japanese_registry_numbers_of_the_data_are_never_linked(dataset, results):
    html = show_group(dataset, results, "topical-jak")
    assert "JapicCTI-173553" in str(html)
    assert not [link for link in links_of(html) if "Japic" in link]


def test_pools_link_to_records_and_to_the_site_only(dataset, results, monkeypatch):
    without_drawings(monkeypatch)
    context = make_context(dataset)
    places = set(dataset.table("dichotomous")["source_url"]) - {""}
    seen = set()
    for result in results:
        links = set(links_of(show_pools(result, context)))
        hosts = {urlsplit(link).netloc for link in links}
        assert hosts - {""} <= RECORDS, result.analysis.id
        # A count may be read in the registry; a link there is one to the record of its trial.
        trials = {arm.trial_id for pool in result.pools for arm in pool.pool.arms}
        records = {link.address for trial in trials for link in record_links(context.trials[trial])}
        assert {link for link in links if urlsplit(link).netloc} == records, result.analysis.id
        assert not (places - records) & links
        seen |= hosts
    assert seen == RECORDS | {""}


def test_the_place_of_every_pooled_count_is_text(dataset, results, monkeypatch):
    without_drawings(monkeypatch)
    context = make_context(dataset)
    for result in results:
        soup = BeautifulSoup(show_pools(result, context).text, "html.parser")
        shown = [place.get_text() for place in soup.select(".place")]
        rows = [row for pool in result.pools for arm in pool.pool.arms for row in arm.rows]
        assert shown == [context.rows[row]["source_url"] or "no place recorded" for row in rows]
        assert not soup.select(".place a, a .place")


def test_every_group_links_to_records_only(dataset, results):
    trials = dataset.table("trials")
    for group in dataset.schema.codes("trials", "group"):
        html = show_group(dataset, results, group)
        links = links_of(html)
        assert links, group
        assert {urlsplit(link).netloc for link in links} <= RECORDS, group
        own = trials[trials["group"] == group]
        places = set(own["source_url"]) - {link.address for t in own.to_dict("records")
                                           for link in record_links(t)}  # fmt: skip
        assert not places & set(links)
        shown = {tag.get_text() for tag in BeautifulSoup(html.text, "html.parser").select(".place")}
        assert shown == {url or "no place recorded" for url in own["source_url"]}


def test_no_citation_prints_a_missing_year(dataset):
    for trial in dataset.table("trials").to_dict("records"):
        assert "None" not in cite_report(trial)
        assert "NA" not in cite_report(trial)
