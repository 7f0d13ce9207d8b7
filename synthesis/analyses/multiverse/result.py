"""Every specification of one question, and what they say together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from synthesis.analyses.multiverse.choices import BACKGROUND, CHOICES, name_choice, position_of
from synthesis.analyses.sensitivity_table import ShownEstimate
from synthesis.models.measure import Measure
from synthesis.selection.pools import Pool

DECIMALS = 9


@dataclass(frozen=True)
class Specification:
    """One way to answer the question, and its answer on the model scale.

    `options` has one entry for each of `CHOICES`; `trials` are identifiers; `declared` is the id
    of the declared analysis this is, or empty.
    """

    options: tuple[str, ...]
    declared: str
    trials: tuple[str, ...]
    result: ShownEstimate


@dataclass(frozen=True)
class Influence:
    """How far one choice moves the result, everything else being equal.

    Of all pairs of its options the one whose medians are furthest apart, `low` below `high`; the
    medians (model scale) are over the `pairs` specifications that exist under both options and
    are otherwise the same. Without this matching, an option that few trials allow would seem to
    have the effect of those trials. `of_background` marks the choice of other treatment.
    """

    choice: str
    of_background: bool
    low: str
    high: str
    low_median: float
    high_median: float
    pairs: int

    @property
    def difference(self) -> float:
        """Of the two medians, 0 or more."""
        return self.high_median - self.low_median


@dataclass(frozen=True)
class Multiverse:
    """Every specification of one question, the smallest estimate first.

    Parameters
    ----------
    pool
        One pool of the question, for its names; its arms are those of one specification.
    measure
        Effect measure; estimates are on its model scale.
    specifications
        Those with at least one informative trial.
    empty
        Number of specifications for which there is none.
    arm_sets
        Number of different sets of arms; several specifications may choose the same one.
    """

    pool: Pool
    measure: Measure
    specifications: tuple[Specification, ...]
    empty: int
    arm_sets: int

    @property
    def estimates(self) -> tuple[float, ...]:
        """All estimates, ascending."""
        return tuple(each.result.estimate for each in self.specifications)

    @property
    def median(self) -> float:
        """Median of the estimates."""
        return median(self.estimates)

    @property
    def distinct(self) -> int:
        """Number of different results: estimate and interval, to `DECIMALS`."""
        return len({order_of(each)[0] for each in self.specifications})

    @property
    def above(self) -> int:
        """Number of specifications whose interval lies above no effect."""
        return sum(each.result.ci_low > 0 for each in self.specifications)

    @property
    def below(self) -> int:
        """Number of specifications whose interval lies below no effect."""
        return sum(each.result.ci_high < 0 for each in self.specifications)

    @property
    def declared(self) -> tuple[Specification, ...]:
        """The specifications that are declared analyses, in the order of `CHOICES`."""
        found = [each for each in self.specifications if each.declared]
        return tuple(sorted(found, key=lambda each: position_of(each.options)))

    @property
    def influences(self) -> tuple[Influence, ...]:
        """The choices that can be made, the most influential first."""
        found = (_influence(self, number) for number in range(len(CHOICES)))
        return tuple(sorted((each for each in found if each), key=lambda each: -each.difference))

    @property
    def option_medians(self) -> tuple[tuple[str, tuple[tuple[str, float], ...]], ...]:
        """Every choice with the median estimate of each option that occurs."""
        return tuple(
            (
                name_choice(choice, self.pool.analysis),
                _option_medians(self.specifications, number, options),
            )
            for number, (choice, options) in enumerate(CHOICES.items())
        )


def _influence(multiverse: Multiverse, number: int) -> Influence | None:
    """The influence of one choice; None when no two specifications differ in it alone."""
    contexts: dict[tuple[str, ...], dict[str, float]] = {}
    for each in multiverse.specifications:
        others = each.options[:number] + each.options[number + 1 :]
        contexts.setdefault(others, {})[each.options[number]] = each.result.estimate
    choice, options = list(CHOICES.items())[number]
    found: list[Influence] = []
    for first, second in combinations(options, 2):
        pairs = [(c[first], c[second]) for c in contexts.values() if first in c and second in c]
        if pairs:
            medians = (median(a for a, _ in pairs), median(b for _, b in pairs))
            (low_median, low), (high_median, high) = sorted(
                zip(medians, (first, second), strict=True)
            )
            name = name_choice(choice, multiverse.pool.analysis)
            medians_of = (low_median, high_median, len(pairs))
            found.append(Influence(name, choice == BACKGROUND, low, high, *medians_of))
    return max(found, key=lambda each: each.difference, default=None)


def _option_medians(
    specifications: Sequence[Specification], number: int, options: Sequence[str]
) -> tuple[tuple[str, float], ...]:
    estimates: dict[str, list[float]] = {option: [] for option in options}
    for each in specifications:
        estimates[each.options[number]].append(each.result.estimate)
    return tuple((option, median(values)) for option, values in estimates.items() if values)


def order_of(specification: Specification) -> tuple[tuple[float, ...], tuple[int, ...]]:
    # Rounded, so that equal results of different models stand together whatever their last digit.
    result = specification.result
    numbers = (result.estimate, result.ci_low, result.ci_high)
    return tuple(round(value, DECIMALS) for value in numbers), position_of(specification.options)
