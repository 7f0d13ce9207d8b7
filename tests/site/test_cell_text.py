import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.analyses.certainty.levels import Certainty, Step
from synthesis.analyses.certainty.rate import Rating
from synthesis.site.machinery.cell_text import PlainCell, plain_cell, plain_text
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.provenance import Provenance
from synthesis.site.machinery.tables import show_list

READING = Provenance(
    "a.csv", 3, "source", "read", "a paper", "example.org", "table 2", "none", "a note"
)


def certainty(level: str, reasons: str) -> Html:
    rating = Rating(Certainty(level, (Step("imprecision", 1, reasons),) if reasons else ()))
    return render("certainty.html", rating=rating, by="suggested", parts="")


@pytest.mark.parametrize(
    ("cell", "content"),
    [
        (3, 3),
        (np.int64(3), 3),
        (0.5, 0.5),
        (np.float64(0.5), 0.5),
        (True, "yes"),
        ("5.8\u00a0(3.3–\u206010)", "5.8 (3.3–10)"),
        ("two\nlines", "two lines"),
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
        (render("link.html", address="#a", text="a < b"), "a < b"),
        (render("code.html", text="adverse_events"), "adverse_events"),
        (render("plan_name.html", text="easi75", question="How often?"), "easi75: How often?"),
        (certainty("low", "few patients"), "low: suggested; few patients"),
        (certainty("high", ""), "high: suggested"),
        (render("verdict.html", kind="open", verdict="○ not supported"), "○ not supported"),
        (show_list(["yes: done", "no: not done"], "codes"), "yes: done; no: not done"),
        (Html("<p>One.</p>\n<p>Two.</p>"), "One. Two."),
        (Html("a<br>b"), "a b"),
        (Html('3<span class="visually-hidden"> of <b>them</b></span> patients'), "3 patients"),
    ],
)
def test_a_cell_as_plain_text_or_number(cell, content):
    plain = plain_cell(cell)
    assert plain == PlainCell(content)
    assert type(plain.content) is type(content)


@pytest.mark.parametrize("clear", [True, False])
def test_an_interval_below_its_estimate_stands_in_brackets_and_bold_is_known(clear):
    cell = render("league_cell.html", value="5.8", interval="3.3–10", clear=clear)
    assert plain_cell(cell) == PlainCell("5.8 (3.3–10)", bold=clear)


def test_a_folded_reading_is_no_part_of_a_cell():
    folded = render("reading.html", reading=READING, links=(), record="")
    assert plain_text(Html(f"12 {folded.text}")) == "12"


@given(st.text())
def test_escaped_text_comes_back(text):
    assert plain_text(render("code.html", text=text)) == plain_text(text)
