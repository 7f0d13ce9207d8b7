"""Risk of bias on pages: signs with words, and never a judgement of another outcome."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from synthesis.analyses.context import make_context
from synthesis.analyses.evidence.bias import DOMAINS, tabulate_bias
from synthesis.analyses.pools import AnalysisResult
from synthesis.package.dataset import Dataset
from synthesis.site.machinery.html import Html
from synthesis.site.pages.data.bias import (
    LIGHTS,
    NOT_JUDGED,
    NOTHING_READ,
    show_bias,
    show_bias_of_pool,
    show_light,
)
from synthesis.site.pages.results import pools
from synthesis.site.pages.results.pools import show_pool


def with_judgements(dataset: Dataset, frame: pd.DataFrame) -> Dataset:
    tables = {name: dataset.table(name) for name in dataset.schema.tables}
    return replace(dataset, _tables=MappingProxyType({**tables, "risk_of_bias": frame}))


def test_every_preferred_judgement_stands_in_the_table_of_what_was_judged(
    dataset: Dataset,
) -> None:
    frame = dataset.table("risk_of_bias").query("preferred == 'yes'")
    found = {
        (table.judged, trial.trial["trial_id"], domain): row["judgement"]
        for table in tabulate_bias(dataset)
        for trial in table.trials
        for domain, row in trial.rows.items()
    }
    expected = zip(
        *(frame[column] for column in ("outcome", "trial_id", "domain", "judgement")), strict=True
    )
    assert found == {(judged, trial, domain): word for judged, trial, domain, word in expected}


def test_domains_stand_in_the_order_of_a_trial(dataset: Dataset) -> None:
    for table in tabulate_bias(dataset):
        places = [DOMAINS.index(domain) for domain in table.domains]
        assert places == sorted(places)


def test_the_page_has_a_sign_and_a_word_for_every_cell(dataset: Dataset) -> None:
    page = BeautifulSoup(show_bias(dataset).text, "html.parser")
    tables = tabulate_bias(dataset)
    shown = page.select("table.book-table")
    assert len(shown) == len(tables)
    for table, html in zip(tables, shown, strict=True):
        assert table.name in html.caption.get_text()
        lines = html.select("tbody tr:not(.below)")
        for trial, line in zip(table.trials, lines, strict=True):
            words = [cell.get_text().strip() for cell in line.select("td")]
            for domain, text in zip(table.domains, words, strict=True):
                row = trial.rows.get(domain)
                judgement = row["judgement"] if row else NOT_JUDGED
                sign = LIGHTS.get(judgement, ("", ""))[0]
                assert text.startswith(f"{sign} {judgement}".strip())
    for sign in page.select(".light-sign"):
        assert sign["aria-hidden"] == "true"


def test_what_each_table_judges_is_told_in_words(dataset: Dataset) -> None:
    for table in tabulate_bias(dataset):
        assert table.name
        assert "_" not in table.name


@pytest.mark.parametrize(
    ("judgement", "sign"), [(word, sign) for word, (sign, _) in LIGHTS.items()]
)
def test_no_two_levels_of_bias_share_a_sign_and_a_word(judgement: str, sign: str) -> None:
    light = BeautifulSoup(show_light(judgement).text, "html.parser")
    assert light.get_text().startswith(sign)
    assert judgement in light.get_text()


def test_signs_tell_low_doubtful_and_high_apart() -> None:
    assert len({LIGHTS[word][0] for word in ("low", "some concerns", "high")}) == 3


def test_a_judgement_of_one_outcome_is_none_of_another(
    dataset: Dataset, results: tuple[AnalysisResult, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "publish_forest", lambda *_: Html("<figure></figure>"))
    result = next(r.pools[0] for r in results if len(r.pools) and r.pools[0].primary.k > 1)
    trial = result.pool.trials[0]
    own = result.pool.analysis.outcome

    def line(judged: str) -> str:
        frame = dataset.table("risk_of_bias").iloc[:1].copy()
        frame = frame.assign(trial_id=trial, outcome=judged, domain="overall", judgement="high")
        context = make_context(with_judgements(dataset, frame))
        page = BeautifulSoup(show_pool(result, context).text, "html.parser")
        found = page.select_one("p.bias-line")
        assert found is not None
        certainty = page.get_text()
        assert ("risk of bias not low" in certainty) == ("high" in found.get_text())
        return found.get_text()

    for named in (str(own), f"{own} and OTHER", "all"):
        assert f"− high ({result.pool.arms[0].trial_name}" in line(named)
    for other in ("VTE", "OTHER", f"{own}X"):
        assert "high" not in line(other)
        assert NOT_JUDGED in line(other)


def test_trials_of_a_plot_are_grouped_by_their_judgement() -> None:
    trials = {"a": "TRIAL A", "b": "TRIAL B", "c": "TRIAL C"}
    line = str(show_bias_of_pool(trials, {"a": "high", "c": "low"}, "itch"))
    assert line.startswith(
        "Risk of bias for itch, as others judged it: + low (TRIAL C); − high (TRIAL A)"
    )
    assert "not judged (TRIAL B)" in line


def test_a_judgement_in_words_of_the_package_stands_in_the_line_as_well() -> None:
    line = str(show_bias_of_pool({"a": "ONE", "b": "TWO"}, {"a": "critical", "b": "low"}, "itch"))
    assert line.index("low") < line.index("critical")


def test_without_any_judgement_the_page_says_so(dataset: Dataset) -> None:
    empty = with_judgements(dataset, dataset.table("risk_of_bias").iloc[:0])
    assert NOTHING_READ in show_bias(empty).text
