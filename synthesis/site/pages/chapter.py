"""What every chapter starts with: the results of the book, and the opening box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from synthesis import __version__
from synthesis.analyses.pools import AnalysisResult
from synthesis.analyses.run import Results
from synthesis.package.dataset import load
from synthesis.selection.arms import patients_once
from synthesis.site.machinery.handover import handed_over
from synthesis.site.machinery.html import Html, render
from synthesis.words.imputed import tiers_text
from synthesis.words.labels import capitalise
from synthesis.words.numbers import count_patients, count_trials, list_words


def open_book() -> Results:
    """The results of the book: the first call of every chapter.

    In a build they are those that were handed over, the same for all chapters. Outside one, in
    JupyterLab, the data package is validated, and results are computed when they are asked for.
    """
    handover = handed_over()
    return Results(load()) if handover is None else handover.results


def show_opening(book: Results, question: str, data_used: str, takeaways: Sequence[str]) -> Html:
    """The box every chapter opens with."""
    return render(
        "opening.html",
        question=question,
        data_used=data_used,
        takeaways=takeaways,
        version=f"Version {__version__}",
        digest=book.dataset.digest,
        short_digest=book.dataset.short_digest,
    )


def data_used(results: Iterable[AnalysisResult]) -> str:
    """What the pools of some analyses rest on: trials, patients, outcome."""
    results = tuple(results)
    arms = [arm for r in results for pool in r.pools for arm in pool.pool.arms]
    patients = patients_once(arms)
    outcomes = dict.fromkeys(result.analysis.outcome.name for result in results)
    trials = {trial for trial, _ in patients}
    return capitalise(
        f"{list_words(outcomes)}: {count_trials(len(trials))}, "
        f"{count_patients(sum(patients.values()))} with usable counts, each arm counted once; "
        f"{tiers_text(any(arm.imputed for arm in arms))}"
    )
