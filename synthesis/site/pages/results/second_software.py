"""The pools as other software computed them during this very build."""

from __future__ import annotations

from collections.abc import Iterator

from synthesis.analyses.run import Results
from synthesis.analyses.second_software.compare import run_second_software
from synthesis.analyses.second_software.result import LARGEST_DIFFERENCE, QUANTITIES, SecondRun
from synthesis.prose.second_software import (
    CALLS,
    QUANTITY_NAMES,
    disagreement_sentence,
    format_closeness,
)
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import capitalise
from synthesis.words.numbers import count_noun, format_power


def show_second_software(results: Results) -> Html:
    """How closely PyMARE and statsmodels agree with every pool; what they have no number for."""
    second = run_second_software(results)
    shown = render("plain.html", text=_summary(second))
    defect = disagreement_sentence(second)
    if defect:
        shown += render("plain.html", text=defect)
    if second.numbers:
        shown += show_table(
            "Pools of this build, computed a second time by PyMARE and statsmodels",
            ["What", "Software", "Numbers", "Pools", "Largest difference"],
            _agreement_rows(second),
            identifier="second-software",
            slug="second-software",
        )
    if second.left_out:
        shown += show_table(
            "What PyMARE and statsmodels have no second number for, and why",
            ["What", "Software", "Pools", "Why"],
            _left_out_rows(second),
            identifier="second-software-left-out",
            slug="second-software-left-out",
        )
    return shown


def _summary(second: SecondRun) -> str:
    return (
        f"Of the {count_noun(len(second.pools), 'pool')} of this build, those of harms included, "
        f"{len(second.compared)} have a number that PyMARE or statsmodels can compute a second "
        "time, from the counts of the arms on. Differences are on the model scale: the logarithm "
        f"for ratios, its square for τ². A difference beyond {format_power(LARGEST_DIFFERENCE)} "
        "ends a build of this book; the build of another data package prints it. The tests hold "
        "what is searched for step by step to 10⁻⁷, and what follows from a formula to 10⁻¹⁰."
    )


def _agreement_rows(second: SecondRun) -> Iterator[Row]:
    for quantity in QUANTITIES:
        numbers = second.of(quantity)
        if not numbers:
            continue
        pools = len({number.pool for number in numbers})
        furthest = format_closeness(max(number.difference for number in numbers))
        software = f"{numbers[0].software}: {CALLS[quantity]}"
        name = capitalise(QUANTITY_NAMES[quantity])
        yield Row([name, software, f"{len(numbers):,}", pools, furthest])


def _left_out_rows(second: SecondRun) -> Iterator[Row]:
    for case, _, pools in second.reasons():
        yield Row([capitalise(case.what), case.software, pools, case.reason])
    nothing = "Networks, dose curves, prediction intervals, Paule-Mandel"
    yield Row([nothing, "both", "–", "neither package has them; R has, see below"])
