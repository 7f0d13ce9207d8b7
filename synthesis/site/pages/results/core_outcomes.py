"""The core outcomes of a field on one page: each with effect, interval and certainty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from synthesis.analyses.certainty.networks import DifferenceOf100, effect_of_100
from synthesis.analyses.certainty.rate import Rating, rate_all
from synthesis.analyses.estimates import comparison_id
from synthesis.analyses.missing import Missing
from synthesis.analyses.run import Results
from synthesis.models.network.result import NetworkEstimate
from synthesis.site.machinery.html import Html, render, show_missing
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import capitalise, sort_key
from synthesis.words.numbers import tight_interval, whole
from synthesis.words.terms import RegimenLabel, drug_of

NOT_READ = "–"
NOTHING = "No analysis of a core outcome has a result in this data package."


@dataclass(frozen=True)
class CoreResult:
    """One dose on one core outcome: its effect in words, how sure, and whether it is shown."""

    effect: str
    rating: Rating
    better: bool


@dataclass(frozen=True)
class CoreOutcomes:
    """Some drugs on the core outcomes: by heading of the column, then by regimen.

    `regimens` are in the order of drug and dose; `labels` has their words.
    """

    columns: Mapping[str, Mapping[str, CoreResult]]
    regimens: tuple[str, ...]
    labels: Mapping[str, RegimenLabel]

    @property
    def results(self) -> tuple[CoreResult, ...]:
        """Everything that the table shows."""
        return tuple(
            column[each]
            for column in self.columns.values()
            for each in self.regimens
            if each in column
        )


def collect_core_outcomes(
    results: Results, columns: Mapping[str, str], drugs: Iterable[str]
) -> CoreOutcomes:
    """Look up every dose of some drugs in the networks of the core outcomes.

    Parameters
    ----------
    columns
        Id of a declared network, of counts or of means, by the heading of its column.
    drugs
        The drugs shown.
    """
    found = {heading: _column(results, name) for heading, name in columns.items()}
    labels, wanted = results.labels, set(drugs)
    regimens = {
        key for column in found.values() for key in column if drug_of(labels[key]) in wanted
    }
    order = sorted(regimens, key=lambda regimen: (sort_key(labels[regimen]), regimen))
    return CoreOutcomes(found, tuple(order), labels)


def core_takeaways(name: str, core: CoreOutcomes) -> tuple[str, ...]:
    """How many doses are shown better on all that was read of them, and how sure that is."""
    if not core.regimens:
        return (f"{name}: nothing has been read.",)
    all_better = sum(
        all(column[each].better for column in core.columns.values() if each in column)
        for each in core.regimens
    )
    sure = sum(each.rating.level in ("moderate", "high") for each in core.results)
    return (
        f"{name}: {all_better} of {len(core.regimens)} doses are shown better than placebo on "
        "every core outcome read.",
        f"Certainty is moderate or high for {sure} of {len(core.results)} of these results.",
    )


def show_core_outcomes(core: CoreOutcomes, slug: str, caption: str) -> Html:
    """A row for each dose, a column for each core outcome, certainty below each effect."""
    if not core.regimens:
        return show_missing(NOTHING)
    rows = [
        Row(
            [
                capitalise(core.labels[each]),
                *(_cell(column.get(each)) for column in core.columns.values()),
            ]
        )
        for each in core.regimens
    ]
    return show_table(caption, ["Drug and dose", *core.columns], rows, slug=slug)


def _column(results: Results, name: str) -> dict[str, CoreResult]:
    ratings = rate_all(results)

    def rating(row: NetworkEstimate) -> Rating:
        return ratings[comparison_id(name, row.treatment, row.comparator)]

    network, means = results.network(name), results.means.get(name)
    if not isinstance(network, Missing):
        return {
            row.treatment: CoreResult(
                of_100_text(effect_of_100(network, row)), rating(row), row.ci_low > 0
            )
            for row in network.against(network.analysis.reference)
        }
    if means is None:
        return {}
    return {
        row.treatment: CoreResult(
            tight_interval(row, means.analysis.measure), rating(row), means.favours(row) is True
        )
        for row in means.estimates
    }


def of_100_text(limits: DifferenceOf100) -> str:
    """“44 (38 to 50)”; a difference below 0 is fewer patients."""
    estimate, low, high = (str(whole(value)).replace("-", "−") for value in limits)
    return f"{estimate} ({low} to {high})"


def _cell(found: CoreResult | None) -> Html | str:
    return render("core_cell.html", found=found) if found else NOT_READ
