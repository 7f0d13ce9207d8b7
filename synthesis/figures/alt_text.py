"""Alt texts written from the numbers a figure shows: 40 to 400 characters, plain sentences."""

import math

from synthesis.figures.absolute.absolute import AbsoluteRow
from synthesis.figures.forest.forest_data import ForestArm, ForestPlot
from synthesis.figures.overview.overview import OverviewRow, OverviewWords
from synthesis.figures.overview.overview_data import POOLS
from synthesis.models.measure import Measure
from synthesis.words.imputed import percent_text
from synthesis.words.labels import MEASURE_NAMES
from synthesis.words.numbers import count_noun, format_effect, format_three, of_100, with_interval

LONGEST = 400
_NAME_MOST = 60  # characters of a treatment or outcome kept in an alt text


def describe_forest(plot: ForestPlot) -> str:
    """Say what the trials found, together or alone, with the main interval.

    Numbers come from the plot (model scale) and are written as ratios or percentage points.
    """
    outcome, treatment = shorten(plot.outcome), shorten(plot.treatment)
    opening = f"{outcome}, {treatment} versus {shorten(plot.control)}:"
    measure = plot.measure
    estimates = [row.estimate for row in plot.rows if math.isfinite(row.estimate)]
    spread = ""
    if len(estimates) > 1:
        low, high = format_effect(min(estimates), measure), format_effect(max(estimates), measure)
        spread = f"Individual trials range from {low} to {high}{_unit(measure)}."
    pooled = plot.pooled
    if pooled:
        effect = state_effect(measure, pooled.estimate, pooled.ci_low, pooled.ci_high)
        evidence = f"{count_noun(pooled.k, 'trial')} with {count_noun(pooled.patients, 'patient')}"
        main = f"{opening} pooled {effect} from {evidence}."
        verdict = _verdict(plot, pooled.ci_low, pooled.ci_high)
        prediction = ""
        if pooled.pi_low is not None and pooled.pi_high is not None:
            limits = (format_effect(end, measure) for end in (pooled.pi_low, pooled.pi_high))
            ends = " to ".join(limits)
            prediction = f"The 95% prediction interval is {ends}."
        return join_sentences(main, verdict, prediction, spread)
    if len(plot.rows) == 1:
        row = plot.rows[0]
        effect = state_effect(measure, row.estimate, row.ci_low, row.ci_high)
        counts = f"{_spoken(row.arms[0])} against {_spoken(row.arms[1])} patients"
        main = f"{opening} one trial, {shorten(row.label)}, {counts}, {effect}."
        return join_sentences(main, _verdict(plot, row.ci_low, row.ci_high))
    first = plot.rows[0]
    effect = state_effect(measure, first.estimate, first.ci_low, first.ci_high)
    main = f"{opening} {len(plot.rows)} trials side by side; {shorten(first.label)} has {effect}."
    return join_sentences(main, spread)


def _spoken(arm: ForestArm) -> str:
    """“60 of 150”, “an imputed 37.7% of 147”."""
    if arm.imputed:
        return f"an imputed {percent_text(100 * arm.responders / arm.n)} of {arm.n}"
    return f"{arm.responders:.0f} of {arm.n}"


def describe_overview(
    rows: tuple[OverviewRow, ...], measure: Measure, outcome: str, words: OverviewWords = POOLS
) -> str:
    """Name the largest and the smallest estimate with their intervals, and count the rest.

    `words` says what the rows are and what their open dots stand for.
    """

    def count(number: int) -> str:
        return count_noun(number, words.row)

    shown = [(row.effect, row) for row in rows if row.effect]
    opening = f"{shorten(outcome)}, {MEASURE_NAMES[measure]}{words.against}"
    empty = len(rows) - len(shown)
    missing = f"{count(empty)} without usable counts yet." if empty else ""
    if not shown:
        return join_sentences(f"{opening}: none of {count(len(rows))} has usable counts yet.")
    shown.sort(key=lambda pair: pair[0][0])
    (effect, last), (least, first) = shown[-1], shown[0]
    largest = f"{_name(last, words)} {_interval(measure, *effect)}"
    main = f"{opening} for {count(len(rows))}: "
    if len(shown) == 1:
        main += f"only {largest} is estimated."
        return join_sentences(main, missing)
    main += f"from {_name(first, words)} {_interval(measure, *least)} to {largest}."
    single = sum(row.status == "single" for _, row in shown)
    alone = f"{count(single)} {words.open_one if single == 1 else words.open_many}."
    return join_sentences(main, alone if single else "", missing)


def describe_absolute(rows: tuple[AbsoluteRow, ...], outcome: str) -> str:
    """Say how many of 100 patients respond, for the doses with the most and the fewest."""

    def say(row: AbsoluteRow) -> str:
        treatment = of_100(row.responders_per_100_treatment)
        interval = f"95% CI {of_100(row.low)} to {of_100(row.high)}"
        control = of_100(row.responders_per_100_control)
        name = shorten(f"{row.group} {row.label}")
        return f"{treatment} ({interval}) with {name} against {control} with control"

    ranked = sorted(rows, key=lambda row: row.responders_per_100_treatment)
    main = f"{shorten(outcome)}, responders among 100 patients: {say(ranked[-1])}"
    if len(ranked) == 1:
        return join_sentences(f"{main}.")
    return join_sentences(
        f"{main}, the most of {_doses(len(rows))}.", f"The fewest: {say(ranked[0])}."
    )


def state_effect(measure: Measure, estimate: float, low: float, high: float) -> str:
    """An effect with its interval in words; input on the model scale."""
    if math.isnan(estimate):
        return f"{MEASURE_NAMES[measure]} not estimable"
    return f"{MEASURE_NAMES[measure]} {_interval(measure, estimate, low, high)}"


def _interval(measure: Measure, estimate: float, low: float, high: float) -> str:
    value, first, second = format_three(estimate, low, high, measure)
    return with_interval(f"{value}{_unit(measure)}", first, second)


def _unit(measure: Measure) -> str:
    return {"RD": " percentage points", "SMD": " standard deviations"}.get(measure, "")


def _verdict(plot: ForestPlot, low: float, high: float) -> str:
    if math.isnan(low) or math.isnan(high):
        return ""
    if low > 0 or high < 0:
        side = shorten(plot.favours_high if low > 0 else plot.favours_low)
        return f"The interval {side}".removesuffix("…") + "."
    return "The interval includes the possibility of no difference."


def _doses(count: int) -> str:
    return count_noun(count, "drug-dose")


def _name(row: OverviewRow, words: OverviewWords) -> str:
    return shorten(words.name.format(group=row.group, label=row.label))


def shorten(text: str) -> str:
    """A name of at most 60 characters, cut at a word."""
    text = " ".join(text.replace("#", "").split())
    if len(text) <= _NAME_MOST:
        return text
    return text[: _NAME_MOST - 1].rsplit(" ", 1)[0] + "…"


def join_sentences(main: str, *more: str) -> str:
    """The main sentence, and of the others, in order, those that fit."""
    text = main
    for sentence in more:
        if sentence and len(text) + 1 + len(sentence) <= LONGEST:
            text += f" {sentence}"
    return text
