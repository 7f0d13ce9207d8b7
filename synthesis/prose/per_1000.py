"""What a network means for 1,000 patients, in sentences: every number and verdict computed."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.analyses.missing import Missing, present, unless_missing
from synthesis.analyses.per_1000 import (
    NetworkOf1000,
    TreatmentOf1000,
    more_per_1000,
    range_of_1000,
    uncertain_of_sign,
)
from synthesis.models.risks.absolute_effects import AbsoluteEffect
from synthesis.words.labels import label_week
from synthesis.words.numbers import count_trials, list_words, signed, whole, with_interval


def of_1000_with_drug(effect: AbsoluteEffect) -> str:
    """“686 (95% CI 626 to 740)”, of 1,000 with treatment."""
    _, treated, low, high = effect.per_1000()
    return with_interval(f"{treated:,}", f"{low:,}", f"{high:,}")


def format_more(effect: AbsoluteEffect) -> str:
    """“563 (503 to 617)”: how many more of 1,000, fewer with a minus."""
    more, low, high = (signed(n) for n in more_per_1000(effect))
    return f"{more} ({low} to {high})"


def format_needed(effect: AbsoluteEffect) -> str:
    """“NNTB 15 (NNTB 5 to infinity to NNTH 37)”."""
    return f"{effect.number_needed.describe()} ({effect.number_needed.describe_interval()})"


def per_1000(share: float) -> str:
    """A share from 0 to 1 as whole patients of 1,000."""
    return f"{whole(1000 * share):,}"


def weeks_text(of_1000: NetworkOf1000) -> str:
    """“week 16”, “weeks 12 and 16”."""
    names = [label_week(week) for week in of_1000.weeks]
    if len(names) > 1 and all(name.startswith("week ") for name in names):
        return "weeks " + list_words(name.removeprefix("week ") for name in names)
    return list_words(names)


def baseline_sentence(of_1000: NetworkOf1000) -> str:
    """The median response without the drug, with its range and the number of trials."""
    baseline = of_1000.baseline
    response = of_1000.analysis.outcome.response
    reference = of_1000.analysis.reference
    if baseline.k == 1:
        return (
            f"Of 1,000 patients, {per_1000(baseline.median)} {response} on {reference} (one trial)."
        )
    return (
        f"Of 1,000 patients, {per_1000(baseline.median)} {response} on {reference}: the median of "
        f"{count_trials(baseline.k)}, which range from {per_1000(baseline.minimum)} to "
        f"{per_1000(baseline.maximum)}."
    )


@unless_missing(str)
def answer_sentence(of_1000: NetworkOf1000, focus: Iterable[str], treatments: str) -> str:
    """Responders of 1,000 on placebo, over the drugs of the book, and on the active reference.

    `focus` are the regimens of `treatments`; those that the network does not have are passed over.
    """
    wanted = set(focus)
    shown = tuple(t for t in of_1000.treatments if t.regimen in wanted)
    reference = of_1000.analysis.reference
    text = f"{of_1000.analysis.title}: {per_1000(of_1000.baseline.median)} of 1,000 patients "
    text += f"{of_1000.analysis.outcome.response} on {reference}"
    if not shown:
        return f"{text}; no {treatments} have usable counts yet."
    fewest, most = range_of_1000(shown)
    if fewest is most:
        text += f"; {_named(most)}"
    else:
        text += f"; on {treatments} from {_named(fewest)} to {_named(most)}"
    active = of_1000.analysis.active_reference
    beside = [t for t in of_1000.treatments if t.regimen == active]
    return text + "".join(f"; {_named(t)}" for t in beside) + "."


def _named(treatment: TreatmentOf1000) -> str:
    effect = of_1000_with_drug(treatment.effects.median).removesuffix(")")
    return f"{effect}; {count_trials(len(treatment.trials))}) on {treatment.label}"


def most_sentence(of_1000: NetworkOf1000, regimens: Iterable[str]) -> str:
    """The finding of a pictograph: the drug and dose with the most responders among some."""
    wanted = set(regimens)
    _, most = range_of_1000(tuple(t for t in of_1000.treatments if t.regimen in wanted))
    effect = most.effects.median
    more, low, high = (signed(n) for n in more_per_1000(effect))
    return (
        f"Of 1,000 patients the most {of_1000.analysis.outcome.response} on {most.label}: "
        f"{of_1000_with_drug(effect)}, {more} more than on {of_1000.analysis.reference} "
        f"({low} to {high}). Order alone is not proof of a difference."
    )


@unless_missing(str)
def directness_sentence(of_1000: NetworkOf1000) -> str:
    """How many trials compare two drugs, and what all other comparisons rest on."""
    total, direct = len(of_1000.trials), of_1000.head_to_head
    indirect = (
        f"comparisons between drugs are indirect: through {of_1000.analysis.reference}, or through "
        "a drug that both were compared with"
    )
    opening = f"{of_1000.analysis.title}:"
    if not direct:
        return f"{opening} none of {count_trials(total)} compares two drugs; all {indirect}."
    named = list_words(f"{name} with {list_words(labels)}" for name, labels in direct)
    verb = "compares" if len(direct) == 1 else "compare"
    return (
        f"{opening} {len(direct)} of {count_trials(total)} {verb} two drugs ({named}); all other "
        f"{indirect}."
    )


@unless_missing(lambda _: "")
def needed_sentence(of_1000: NetworkOf1000) -> str:
    """The number needed to treat explained on the first treatment with more responders.

    Empty where no treatment has more responders than the reference.
    """
    response, reference = of_1000.analysis.outcome.response, of_1000.analysis.reference
    for treatment in of_1000.treatments:
        effect = treatment.effects.median
        more, _, _ = more_per_1000(effect)
        if more <= 0:
            continue
        needed = effect.number_needed
        return (
            f"{of_1000.analysis.title}, {treatment.label}: of 1,000 patients {more:,} more "
            f"{response} than on {reference}. That is one more for every {needed.estimate:.1f} "
            f"treated, rounded up: {needed.describe()}, with a 95% interval of "
            f"{needed.describe_interval()}."
        )
    return ""


def infinity_sentence(networks: Iterable[NetworkOf1000 | Missing]) -> str:
    """What an interval through infinity says, on the first treatment that has one."""
    for of_1000 in present(networks):
        for treatment in uncertain_of_sign(of_1000):
            effect = treatment.effects.median
            _, low, high = more_per_1000(effect)
            needed = effect.number_needed
            return (
                f"{of_1000.analysis.title}, {treatment.label}: between {-low:,} fewer and "
                f"{high:,} more of 1,000 {of_1000.analysis.outcome.response}. The estimate is "
                f"{needed.describe()}; its interval is {needed.describe_interval()}. At "
                "infinity nobody more and nobody fewer responds. The trials do not settle on which "
                "side the truth lies, and that is not evidence of no effect."
            )
    return "No interval on this page runs through infinity: each lies on one side of no difference."


@unless_missing(str)
def gap_sentences(of_1000: NetworkOf1000, missing: Iterable[str], unread: Iterable[str]) -> str:
    """Which drugs and doses of the trials are absent from a network, and that this says nothing.

    Parameters
    ----------
    of_1000
        The network.
    missing
        Labels with a number that cannot be used yet.
    unread
        Labels without any number read.
    """
    parts = []
    if labels := list_words(missing):
        parts.append(f"{labels}, whose numbers cannot be used yet")
    if labels := list_words(unread):
        parts.append(f"{labels}, of which no number for the week used has been read")
    if not parts:
        return f"{of_1000.analysis.title}: no drug and dose of its trials is missing."
    return (
        f"{of_1000.analysis.title}, not shown: {'; and '.join(parts)}. That is a gap in the "
        "reading, not evidence of no effect."
    )


def weeks_of_1000_sentence(networks: Iterable[NetworkOf1000 | Missing]) -> str:
    """From which week to which the numbers of some networks hold."""
    weeks = sorted({week for of_1000 in present(networks) for week in of_1000.weeks})
    if not weeks:
        return "There are no numbers here: this data package has none of the networks."
    if len(weeks) == 1:
        return f"They hold for {label_week(weeks[0])}, not for longer treatment."
    return (
        f"They hold for {weeks[0]:g} to {weeks[-1]:g} weeks of treatment, each trial read at its "
        "own primary week, and not for longer treatment."
    )
