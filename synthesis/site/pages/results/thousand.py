"""A network in patients of 1,000 on a page: pictograph, table, other baseline risks."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.analyses.context import Context
from synthesis.analyses.estimates import comparison_id
from synthesis.analyses.missing import Missing, present, unless_missing
from synthesis.analyses.per_1000 import NetworkOf1000, TreatmentOf1000
from synthesis.figures.pictograph.pictograph import describe_pictographs, draw_pictographs
from synthesis.figures.pictograph.pictograph_data import PictographPanel, tabulate_pictographs
from synthesis.figures.pictograph.pictograph_slide import draw_pictograph_slides
from synthesis.figures.publication import Publication
from synthesis.models.risks.absolute_effects import AbsoluteEffect
from synthesis.package.dataset import Dataset
from synthesis.prose.caveats.thousand import thousand_caveats
from synthesis.prose.per_1000 import (
    baseline_sentence,
    format_more,
    format_needed,
    most_sentence,
    of_1000_with_drug,
    per_1000,
    weeks_text,
)
from synthesis.site.machinery.html import Html, render, show_missing
from synthesis.site.machinery.publish import publish_figure
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import capitalise, split_label
from synthesis.words.numbers import count_patients, count_trials
from synthesis.words.slugs import slug_of
from synthesis.words.terms import drugs_of


def focus_regimens(dataset: Dataset) -> tuple[str, ...]:
    """The regimens of the drugs that the book is about, in the order of the arms table."""
    return tuple(regimen for regimen, label in dataset.labels.items() if label.focus)


def in_reading_order(
    of_1000: NetworkOf1000, first: Iterable[str]
) -> tuple[tuple[TreatmentOf1000, ...], tuple[TreatmentOf1000, ...]]:
    """The treatments drawn (`first`, then the active reference), and all others of the network."""
    chosen, active = set(first), of_1000.analysis.active_reference
    drawn = [t for t in of_1000.treatments if t.regimen in chosen]
    drawn += [t for t in of_1000.treatments if t.regimen == active and t not in drawn]
    others = [t for t in of_1000.treatments if t not in drawn]
    return tuple(drawn), tuple(others)


def pictograph_panels(treatments: Iterable[TreatmentOf1000]) -> tuple[PictographPanel, ...]:
    """The figure's input, in responders of 1,000 at the median baseline risk."""
    return tuple(_panel(treatment) for treatment in treatments)


def _panel(treatment: TreatmentOf1000) -> PictographPanel:
    group, dose = split_label(treatment.label)
    effect = treatment.effects.median
    shares = (effect.baseline, effect.risk, effect.risk_low, effect.risk_high)
    control, treated, low, high = (1000 * share for share in shares)
    return PictographPanel(group, dose, control, treated, low, high)


def publish_thousand(of_1000: NetworkOf1000, first: Iterable[str], context: Context) -> Html:
    """Draw and publish the patients of 1,000 for the regimens `first` and the active reference."""
    drawn, _ = in_reading_order(of_1000, first)
    analysis = of_1000.analysis
    if not drawn:
        return render("nothing.html", question=analysis.question)
    panels = pictograph_panels(drawn)
    reference = analysis.reference
    caption = (
        f"{analysis.title}, {weeks_text(of_1000)}: how many of 1,000 patients "
        f"{analysis.outcome.response} without the drug and with it. The effect of each dose "
        f"comes from the whole network; it is applied to the median response on {reference}, "
        f"{per_1000(of_1000.baseline.median)} of 1,000, which is taken as known. The symbols are "
        "shares: nobody can tell which patients respond because of the drug."
    )
    regimens = [treatment.regimen for treatment in drawn]
    disputed = context.disputed_among(of_1000.arms)
    title = f"{analysis.title}: patients of 1,000"
    return publish_figure(
        Publication(
            slug=f"{slug_of(analysis.id)}-of-1000",
            kind="pictograph",
            title=title,
            caption=caption,
            finding=most_sentence(of_1000, regimens),
            alt=describe_pictographs(panels, analysis.title),
            data=tabulate_pictographs(panels),
            draw=lambda layout: draw_pictographs(panels, title, layout),
            slides=lambda: draw_pictograph_slides(panels),
            analyses=(analysis.id,),
            estimates=tuple(comparison_id(analysis.id, name, reference) for name in regimens),
            drugs=drugs_of(treatment.label for treatment in drawn),
            outcomes=(analysis.outcome,),
            caveats=thousand_caveats(of_1000, regimens, disputed),
        )
    )


def show_thousand(of_1000: NetworkOf1000, first: Iterable[str]) -> Html:
    """A table of every drug and dose at the median baseline risk, the regimens `first` first."""
    analysis, response = of_1000.analysis, of_1000.analysis.outcome.response
    header = [
        "Drug and dose",
        "Trials",
        "With another drug",
        f"Of 1,000 on {analysis.reference}",
        "Of 1,000 on the drug (95% CI)",
        "How many more (95% CI)",
        "Number needed to treat (95% CI)",
    ]
    drawn, others = in_reading_order(of_1000, first)
    return show_table(
        f"{analysis.title}, {weeks_text(of_1000)}: of 1,000 patients how many {response}, at the "
        f"median response on {analysis.reference}",
        header,
        [_median_row(treatment) for treatment in (*drawn, *others)],
        identifier=f"thousand-{analysis.id}",
        slug=slug_of(analysis.id, "thousand"),
    )


def _median_row(treatment: TreatmentOf1000) -> Row:
    effect = treatment.effects.median
    return Row(
        [
            capitalise(treatment.label),
            len(treatment.trials),
            len(treatment.head_to_head),
            f"{effect.per_1000()[0]:,}",
            of_1000_with_drug(effect).replace("95% CI ", ""),
            format_more(effect),
            format_needed(effect),
        ]
    )


def show_other_risks(of_1000: NetworkOf1000, first: Iterable[str]) -> Html:
    """The same at the lowest and the highest response of a control arm, folded away."""
    analysis, baseline = of_1000.analysis, of_1000.baseline
    low, high = per_1000(baseline.minimum), per_1000(baseline.maximum)
    header = ["Drug and dose"]
    for name, control in (("Low", low), ("High", high)):
        header += [
            f"{name} response ({control}): of 1,000 on the drug (95% CI)",
            f"{name} response ({control}): how many more (95% CI)",
            f"{name} response ({control}): number needed to treat (95% CI)",
        ]
    drawn, others = in_reading_order(of_1000, first)
    rows = [
        Row(
            [
                capitalise(treatment.label),
                *_risk_cells(treatment.effects.low),
                *_risk_cells(treatment.effects.high),
            ]
        )
        for treatment in (*drawn, *others)
    ]
    caption = (
        f"{analysis.title}: the same at the lowest and at the highest response on "
        f"{analysis.reference} in any of its trials"
    )
    slug = slug_of(analysis.id, "thousand", "other-risks")
    table = show_table(caption, header, rows, f"thousand-risks-{analysis.id}", slug=slug)
    return render(
        "folded.html",
        summary=f"Where fewer or more respond without the drug: {low} or {high} of 1,000 on "
        f"{analysis.reference}",
        content=table,
    )


def _risk_cells(effect: AbsoluteEffect) -> list[str]:
    treated = of_1000_with_drug(effect).replace("95% CI ", "")
    return [treated, format_more(effect), format_needed(effect)]


@unless_missing(show_missing)
def show_network_of_1000(of_1000: NetworkOf1000, first: Iterable[str], context: Context) -> Html:
    """One network of the chapter: baseline, pictograph, table, other risks."""
    first = tuple(first)
    return (
        render("plain.html", text=baseline_sentence(of_1000))
        + publish_thousand(of_1000, first, context)
        + show_thousand(of_1000, first)
        + show_other_risks(of_1000, first)
    )


def thousand_data_used(networks: Iterable[NetworkOf1000 | Missing]) -> str:
    """What the networks of the chapter rest on, each with its trials, patients and weeks."""
    return (
        "; ".join(
            f"{n.analysis.title}: {count_trials(len(n.trials))}, {count_patients(n.patients)}, "
            f"{weeks_text(n)}"
            for n in present(networks)
        )
        or "None of the networks of this chapter"
    )
