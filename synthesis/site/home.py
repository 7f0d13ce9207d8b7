"""The home page: the answer in a few computed sentences, and how to cite the book."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml

from synthesis.dataset import Dataset
from synthesis.prose import of_100, share_range, short_sentence
from synthesis.results import AnalysisResult, PoolResult
from synthesis.site.html import Html, render
from synthesis.site.tables import show_list

CITATION = Path(__file__).resolve().parents[2] / "CITATION.cff"


def show_answers(result: AnalysisResult, page: str) -> Html:
    """One sentence for each drug and dose of an analysis, linked to its pool."""
    return show_list((_answer(pool, page) for pool in result.pools), "answers")


def _answer(result: PoolResult, page: str) -> Html:
    return render(
        "answer.html",
        sentence=short_sentence(result),
        address=f"{page}#pool-{result.pool.id}",
        label=result.pool.label,
    )


def headline(results: Iterable[AnalysisResult], what: str) -> str:
    """The range of responders of 100 over all drugs and doses of some analyses."""
    pools = [pool for result in results for pool in result.pools]
    if not pools:
        return f"{what}: no drug and dose has usable counts yet."
    treated = sorted(pools, key=lambda pool: pool.responders_shown[1])
    control = share_range(pool.responders_shown[0] for pool in pools)
    comparator = treated[0].pool.comparator_label
    reached = f"{what}: {control} of 100 patients get there on {comparator}"
    if len(pools) == 1:
        return f"{reached}; {_end(pools[0])} on the drug."
    return f"{reached}; between {_end(treated[0])} and {_end(treated[-1])} on the drugs."


def _end(result: PoolResult) -> str:
    alone = ", one trial" if result.primary.k == 1 else ""
    return f"{of_100(result.responders_shown[1])} ({result.pool.label}{alone})"


def show_citation(dataset: Dataset) -> Html:
    """How to cite this version of the book, from CITATION.cff and the data's digest."""
    citation = yaml.safe_load(CITATION.read_text(encoding="utf-8"))
    return render(
        "citation.html",
        authors=", ".join(author["name"] for author in citation["authors"]),
        title=citation["title"],
        version=citation["version"],
        date=citation["date-released"],
        digest=dataset.short_digest,
    )
