"""The declared analyses of pools: what is read."""

from __future__ import annotations

from dataclasses import replace

from small_plan import ANALYSES, read

from synthesis.package.dataset import Dataset


def test_a_sound_entry_is_read(dataset: Dataset) -> None:
    (analysis,) = read(dataset.schema).analyses
    assert (analysis.id, analysis.week, analysis.against_inactive) == ("pool", None, True)
    assert analysis.treatments == ("madeupinib-5-qd",)
    assert replace(analysis, id="", treatments=()).id == ""


def test_a_week_is_a_number_and_treatments_may_be_left_out(dataset: Dataset) -> None:
    text = ANALYSES.replace('"primary"', "16").replace('treatments = ["madeupinib-5-qd"]\n', "")
    (analysis,) = read(dataset.schema, text).analyses
    assert (analysis.week, type(analysis.week), analysis.treatments) == (16.0, float, ())


def test_the_words_that_a_claim_has_in_the_file_are_names_in_the_plan(dataset: Dataset) -> None:
    (claim,) = read(dataset.schema).claims
    assert claim.codes == ("jak-highly-effective",)
    assert len(claim.tests) == 8
    assert (claim.tests[1].expects, claim.tests[1].margin) == ("similar", 1.5)
    assert (claim.tests[5].week, claim.tests[7].reason) == (2.0, "Nobody asked.")
