"""A network as tables: every dose, how far each result rests on what."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.analyses.certainty.rate import rate_comparison
from synthesis.analyses.context import Context
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.models.network.result import HeterogeneityTest, NetworkEstimate, NetworkResult
from synthesis.prose.certainty import parts_text, rated_by
from synthesis.prose.networks import evidence_text
from synthesis.selection.arms import ArmCount
from synthesis.site.drawings.network_estimates import name_side
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_table
from synthesis.site.pages.count_cells import count_caption
from synthesis.site.pages.data.trials import ages
from synthesis.words.imputed import MARK
from synthesis.words.labels import MEASURE_NAMES, capitalise, label_week
from synthesis.words.numbers import format_effect, of_100, p_cell, tight_interval
from synthesis.words.slugs import slug_of

LEAST_SHOWN = 0.5  # percent


def show_comparisons(network: NetworkAnalysisResult, comparator: str, context: Context) -> Html:
    """Every dose against one comparator: effect, prediction interval, evidence, certainty."""
    measure = MEASURE_NAMES[network.analysis.measure]
    header = [
        "Drug and dose",
        "Trials",
        "Patients",
        f"{capitalise(measure)} (95% CI)",
        "Prediction interval",
        "Rests on",
        "Certainty",
    ]
    rows = [
        _comparison_row(network, estimate, context)
        for estimate in network.against(comparator)
        if estimate.treatment != network.analysis.reference
    ]
    label = network.labels[comparator]
    caption = f"{network.analysis.title}: every dose against {label}, from the whole network"
    identifier = f"{network.analysis.id}-table-{name_side(network, comparator)}"
    slug = slug_of(network.analysis.id, "against", comparator, "effects")
    return show_table(caption, header, rows, identifier, kind="network", slug=slug)


def _comparison_row(
    network: NetworkAnalysisResult, estimate: NetworkEstimate, context: Context
) -> Row:
    rating = rate_comparison(network, estimate, context)
    return Row(
        [
            capitalise(network.labels[estimate.treatment]),
            len(network.trials_of(estimate.treatment)),
            f"{network.patients_of(estimate.treatment):,}",
            tight_interval(estimate, network.analysis.measure),
            _prediction(network, estimate),
            capitalise(evidence_text(network, estimate.treatment, estimate.comparator)),
            render(
                "certainty.html",
                rating=rating,
                by=rated_by(rating),
                parts=parts_text(rating.suggested),
            ),
        ]
    )


def _prediction(network: NetworkAnalysisResult, estimate: NetworkEstimate) -> str:
    if estimate.pi_low is None or estimate.pi_high is None:
        return "–"
    measure = network.analysis.measure
    return f"{format_effect(estimate.pi_low, measure)}–{format_effect(estimate.pi_high, measure)}"


def show_consistency(network: NetworkAnalysisResult) -> Html:
    """Q in total, within designs and between them, and the interaction with random effects."""
    parts = network.decomposition
    tests = [
        ("Whole network", parts.total),
        ("Between trials of one design (heterogeneity)", parts.within),
        ("Between designs (inconsistency)", parts.between),
    ]
    interaction = network.interaction
    if interaction is not None:
        test = HeterogeneityTest(interaction.q, interaction.df, interaction.p)
        tests.append(("Between designs, allowing for spread between trials", test))
    rows = [Row([name, f"{test.q:.2f}", test.df, p_cell(test.p)]) for name, test in tests]
    caption = f"{network.analysis.title}: where the trials disagree"
    slug = slug_of(network.analysis.id, "consistency")
    return show_table(caption, ["Part", "Q", "Degrees of freedom", "p"], rows, slug=slug)


def show_network_trials(network: NetworkAnalysisResult, context: Context) -> Html:
    """What could make trials differ: patients, week, response on the reference."""
    header = ["Trial", "Doses", "Phase", "Age", "Severity", "Week", "Patients", "Of 100 on {}"]
    reference = network.analysis.reference
    header[-1] = header[-1].format(network.labels[reference])
    rows = []
    for identifier in network.selection.trials:
        trial = context.trials[identifier]
        arms = [a for a in network.selection.arms if a.trial_id == identifier]
        control = [a for a in arms if a.treatment == reference]
        rows.append(
            Row(
                [
                    render(
                        "link.html",
                        address=f"trials.html#trial-{identifier}",
                        text=trial["trial_name"],
                    ),
                    "; ".join(network.labels[arm.treatment] for arm in arms),
                    trial["phase"],
                    ages(trial),
                    trial["severity"],
                    label_week(arms[0].week).removeprefix("week "),
                    f"{sum(arm.n for arm in arms):,}",
                    _share_of(control[0]) if control else "–",
                ]
            )
        )
    caption = f"{network.analysis.title}: the trials, and what could make them differ"
    compared = (arm for arm in network.selection.arms if arm.treatment == reference)
    caption = count_caption(caption, compared)
    return show_table(caption, header, rows, slug=slug_of(network.analysis.id, "trials"))


def _share_of(arm: ArmCount) -> str:
    """“15” of 100 patients, with a mark where the percentage is imputed."""
    return of_100(100 * arm.responders / arm.n) + (MARK if arm.imputed else "")


def show_contributions(network: NetworkAnalysisResult) -> Html:
    """Percent that each trial contributes to each comparison with the two comparators."""
    comparators = [network.analysis.reference]
    if network.has_active_reference:
        comparators.append(network.analysis.active_reference)
    trials = network.contrasts.trials
    rows = []
    for comparator in comparators:
        for estimate in network.against(comparator):
            if estimate.treatment == network.analysis.reference:
                continue
            shares = network.contributions(estimate.treatment, comparator)
            name = f"{network.labels[estimate.treatment]} against {network.labels[comparator]}"
            rows.append(Row([capitalise(name), *(_percent(shares[trial]) for trial in trials)]))
    caption = (
        f"{network.analysis.title}: what each trial contributes to each comparison, in percent of "
        "its variance"
    )
    slug = slug_of(network.analysis.id, "contributions")
    return show_table(caption, ["Comparison", *trials], rows, kind="matrix", slug=slug)


def _percent(share: float) -> str:
    return "" if share < LEAST_SHOWN else f"{share:.0f}"


def show_influence(network: NetworkAnalysisResult) -> Html:
    """The smallest and largest effect against the reference when one trial is left out."""
    reference = network.analysis.reference
    rows = []
    for estimate in network.against(reference):
        others = [
            (left.trial, other)
            for left in network.left_out
            for other in left.estimates
            if other.treatment == estimate.treatment
        ]
        if not others:
            continue
        low = min(others, key=lambda pair: pair[1].estimate)
        high = max(others, key=lambda pair: pair[1].estimate)
        rows.append(
            Row(
                [
                    capitalise(network.labels[estimate.treatment]),
                    tight_interval(estimate, network.analysis.measure),
                    *(
                        f"{tight_interval(other, network.analysis.measure)}, without {trial}"
                        for trial, other in (low, high)
                    ),
                ]
            )
        )
    header = ["Drug and dose", "All trials", "Lowest", "Highest"]
    label = network.labels[reference]
    measure = MEASURE_NAMES[network.analysis.measure]
    caption = f"{network.analysis.title}: {measure} against {label} with one trial left out"
    return show_table(caption, header, rows, slug=slug_of(network.analysis.id, "left-out"))


def show_choices(network: NetworkAnalysisResult, comparator: str) -> Html:
    """Effects against one comparator under other choices; the same columns for every network."""
    choices = network.choices
    header = ["Drug and dose", "Primary", *(choice.name for choice in choices)]
    rows = [
        Row(
            [
                capitalise(network.labels[estimate.treatment]),
                tight_interval(estimate, network.analysis.measure),
                *(_under(network, choice.result, estimate) for choice in choices),
            ]
        )
        for estimate in network.against(comparator)
        if estimate.treatment != network.analysis.reference
    ]
    rows.append(Row(["Trials", len(network.result.trials), *_counts(network)]))
    measure = MEASURE_NAMES[network.analysis.measure]
    caption = (
        f"{network.analysis.title}: {measure} against {network.labels[comparator]} under other "
        "choices"
    )
    slug = slug_of(network.analysis.id, "against", comparator, "choices")
    return show_table(caption, header, rows, kind="matrix flat", slug=slug)


def _counts(network: NetworkAnalysisResult) -> Iterable[str]:
    for choice in network.choices:
        yield choice.note if choice.result is None else str(len(choice.result.trials))


def _under(
    network: NetworkAnalysisResult, result: NetworkResult | None, estimate: NetworkEstimate
) -> str:
    known = () if result is None else result.treatments
    if result is None or not {estimate.treatment, estimate.comparator} <= set(known):
        return "–"
    return tight_interval(
        result.compare(estimate.treatment, estimate.comparator), network.analysis.measure
    )
