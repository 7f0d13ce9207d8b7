"""A network as league tables: every dose against every other one."""

from __future__ import annotations

from collections.abc import Callable

from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.models.risks.absolute_effects import absolute_effect, baseline_risks
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.numbers import format_effect, of_100, whole
from synthesis.words.slugs import slug_of

SAME = "·"
CellMaker = Callable[[str, str], Html]


def show_league(network: NetworkAnalysisResult) -> Html:
    """Relative effects of every ordered pair: row against column."""
    measure = network.analysis.measure

    def cell(row: str, column: str) -> Html:
        estimate = network.compare(row, column)
        low, high = (format_effect(v, measure) for v in (estimate.ci_low, estimate.ci_high))
        return render(
            "league_cell.html",
            value=format_effect(estimate.estimate, measure),
            interval=f"{low}–{high}",
            clear=estimate.ci_low > 0 or estimate.ci_high < 0,
        )

    caption = (
        f"{network.analysis.title}, league table: {MEASURE_NAMES[measure]} of the row against the "
        "column with 95% interval; above 1 favours the row. Bold: the interval excludes 1."
    )
    return _square(network, caption, "league", cell)


def show_absolute_league(network: NetworkAnalysisResult) -> Html:
    """Differences in responders of 100 for every ordered pair, at the median reference response.

    The response on the column is that of the network at the median response on the reference; the
    odds ratio of the row against the column, with its limits, is applied to it.
    """
    reference = network.analysis.reference
    baseline = baseline_risks(network.frame(), reference).median
    measure = network.analysis.measure
    risk = {reference: baseline}
    for row in network.against(reference):
        effect = absolute_effect(measure, row.estimate, row.ci_low, row.ci_high, baseline)
        risk[row.treatment] = effect.risk

    def cell(row: str, column: str) -> Html:
        e = network.compare(row, column)
        effect = absolute_effect(measure, e.estimate, e.ci_low, e.ci_high, risk[column])
        limits = effect.difference_low, effect.difference_high
        return render(
            "league_cell.html",
            value=_signed(effect.difference),
            interval=" to ".join(_signed(limit) for limit in limits),
            clear=e.ci_low > 0 or e.ci_high < 0,
        )

    label = network.labels[reference]
    caption = (
        f"{network.analysis.title}, league table in responders of 100: how many more respond on "
        f"the row than on the column, with 95% interval, where {of_100(100 * baseline)} of 100 "
        f"respond on {label} (the median of the trials)."
    )
    return _square(network, caption, "absolute-league", cell)


def _signed(share: float) -> str:
    points = whole(100 * share)
    return f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"


def _square(network: NetworkAnalysisResult, caption: str, name: str, cell: CellMaker) -> Html:
    names = [capitalise(network.labels[t]) for t in network.treatments]
    rows = [
        Row([name_, *(SAME if r == c else cell(r, c) for c in network.treatments)])
        for name_, r in zip(names, network.treatments, strict=True)
    ]
    identifier = f"{network.analysis.id}-{name}"
    header = ["Row against column", *names]
    slug = slug_of(network.analysis.id, name)
    return show_table(caption, header, rows, identifier, kind="matrix", slug=slug)
