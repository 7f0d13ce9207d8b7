"""judgements.csv: of what is declared, and each domain in its own words."""

from pathlib import Path

import pytest
from comparison_package import make_package

from synthesis.analyses.certainty.judged import read_judgements
from synthesis.analyses.certainty.rate import rate_all
from synthesis.analyses.run import Results
from synthesis.package.dataset import load
from synthesis.package.defects import DataError
from synthesis.site.pages.results.judgements import show_judgements

HEADER = "estimate,domain,judgement,judge,date,reason\n"
NETWORK = "network-easi75.upadacitinib-15-qd-against-placebo"


def judged(folder: Path, *lines: str) -> Path:
    """A sound package with judgements."""
    make_package(folder)
    (folder / "judgements.csv").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "nothing.x,overall,low,A. Panel,2026-12-01,why",
            "judgements.csv, row 2, field estimate: found “nothing.x”, expected the name of an",
        ),
        (
            "network-easi75,overall,low,A. Panel,2026-12-01,why",
            "row 2, field estimate: found “network-easi75”, expected the name of an estimate",
        ),
        (
            f"{NETWORK},overall,serious,A. Panel,2026-12-01,why",
            "field judgement: found “serious”, expected one of very low, low, moderate, high "
            "for the domain “overall”",
        ),
        (
            f"{NETWORK},imprecision,low,A. Panel,2026-12-01,why",
            "row 2, field judgement: found “low”, expected one of not serious, serious, very",
        ),
        (f"{NETWORK},colour,low,A. Panel,2026-12-01,why", "row 2, field domain: found “colour”"),
        (f"{NETWORK},overall,low,,2026-12-01,why", "row 2, field judge: "),
        (f"{NETWORK},overall,low,A. Panel,yesterday,why", "row 2, field date: found “yesterday”"),
    ],
)
def test_what_cannot_be_meant_is_told_in_one_sentence(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(DataError) as refused:
        load(judged(tmp_path / "package", line))
    (defect,) = refused.value.defects
    assert told in str(defect)


def test_people_stand_in_place_of_the_rules_and_where_they_differ_is_shown(
    tmp_path: Path,
) -> None:
    results = Results(load(make_package(tmp_path / "before")))
    suggested = rate_all(results)[NETWORK]
    assert (suggested.judged, suggested.overall) == ((), None)
    assert "Nobody has judged" in show_judgements(results).text
    level = "high" if suggested.level != "high" else "low"
    folder = judged(
        tmp_path / "after",
        f"{NETWORK},overall,{level},A. Panel,2026-12-01,their reason",
        f"{NETWORK},indirectness,not serious,A. Panel,2026-12-01,as the rules",
    )
    after = Results(load(folder))
    assert [each.domain for each in read_judgements(after.dataset)[NETWORK]] == [
        "overall",
        "indirectness",
    ]
    rating = rate_all(after)[NETWORK]
    assert (rating.level, rating.reasons) == (level, "their reason")
    assert rating.suggested == suggested.suggested
    assert [(each.domain, rule) for each, rule in rating.differing] == [
        ("overall", suggested.level)
    ]
    shown = show_judgements(after).text
    assert "their reason" in shown
    assert "as the rules" not in shown
    assert "2 times; 1 of these differ" in shown
