"""What pictographs show, apart from how it is drawn, and the same as a table."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from synthesis.figures.drawn_data import DrawnData, DrawnValue, Field
from synthesis.figures.pictograph.pictograph_symbols import KEYS, Fill, Shape, SymbolKind

PATIENTS, SYMBOLS = 10, 100  # patients a symbol; symbols a panel
NUMBERS = (
    Field("drug", "Drug", "string", "", "Name of the drug."),
    Field("dose", "Dose", "string", "", "Dose of the drug."),
    Field("control_per_1000", "Without the drug", "integer", "patients of 1,000",
          "Patients of 1,000 who respond without the drug."),
    Field("treatment_per_1000", "With the drug", "integer", "patients of 1,000",
          "Patients of 1,000 who respond with the drug, best estimate."),
    Field("ci_low", "With the drug: 95% CI, lower limit", "integer", "patients of 1,000",
          "Lower limit of the 95% confidence interval of those who respond with the drug."),
    Field("ci_high", "With the drug: 95% CI, upper limit", "integer", "patients of 1,000",
          "Upper limit of the 95% confidence interval of those who respond with the drug."),
    Field("more_per_1000", "How many more", "integer", "patients of 1,000",
          "How many more respond with the drug than without it; negative is fewer."),
    Field("more_ci_low", "How many more: 95% CI, lower limit", "integer", "patients of 1,000",
          "Lower limit of the 95% confidence interval of how many more respond."),
    Field("more_ci_high", "How many more: 95% CI, upper limit", "integer", "patients of 1,000",
          "Upper limit of the 95% confidence interval of how many more respond."),
)  # fmt: skip
NAMES: dict[SymbolKind, str] = {
    ("control", "sure"): "symbols_without_the_drug_too",
    ("control", "likely"): "symbols_without_and_not_at_lower_limit",
    ("control", "possible"): "symbols_without_and_only_at_upper_limit",
    ("control", "not"): "symbols_only_without_the_drug",
    ("added", "sure"): "symbols_because_of_the_drug_lower_limit",
    ("added", "likely"): "symbols_because_of_the_drug_estimate",
    ("added", "possible"): "symbols_because_of_the_drug_upper_limit",
    ("added", "not"): "symbols_no_response",
}


@dataclass(frozen=True)
class PictographPanel:
    """One drug and dose, in responders per 1,000 patients (0 to 1,000).

    `low` and `high` bound the response with treatment, given the response with control.
    """

    group: str
    label: str
    control_per_1000: float
    treatment_per_1000: float
    low: float
    high: float

    def __post_init__(self) -> None:
        numbers = (self.control_per_1000, self.low, self.treatment_per_1000, self.high)
        if not all(0 <= number <= 1000 for number in numbers):
            raise ValueError(f"{self.name}: every number must lie between 0 and 1,000")
        if not self.low <= self.treatment_per_1000 <= self.high:
            raise ValueError(f"{self.name}: the interval does not enclose its estimate")

    @property
    def name(self) -> str:
        """Drug and dose."""
        return f"{self.group} {self.label}"


def count_symbols(panel: PictographPanel) -> dict[SymbolKind, int]:
    """How many of the 100 symbols are of each kind, in the order in which they are drawn.

    The shape says whether the patients respond without the treatment, the fill whether they do
    with it: at the lower limit already (sure), at the estimate (likely), at the upper limit only
    (possible), or not. Each limit is rounded to whole symbols on its own.
    """
    numbers = (panel.control_per_1000, panel.low, panel.treatment_per_1000, panel.high)
    control, low, estimate, high = (math.floor(n / PATIENTS + 0.5) for n in numbers)
    counts = dict.fromkeys(KEYS, 0)
    for index in range(SYMBOLS):
        shape: Shape = "control" if index < control else "added"
        fill: Fill = "not"
        if index < high:
            fill = "sure" if index < low else "likely" if index < estimate else "possible"
        counts[shape, fill] += 1
    return {kind: count for kind, count in counts.items() if count}


def whole_numbers(panel: PictographPanel) -> tuple[int, int, int, int]:
    """Responders of 1,000 as printed: without the drug, with it, and the limits of the latter."""
    control, treatment, low, high = (
        math.floor(n + 0.5)
        for n in (panel.control_per_1000, panel.treatment_per_1000, panel.low, panel.high)
    )
    return control, treatment, low, high


def used_kinds(panels: Iterable[PictographPanel]) -> set[SymbolKind]:
    """The kinds of symbols that some of the panels have."""
    return {kind for panel in panels for kind in count_symbols(panel)}


def same_control(panels: Iterable[PictographPanel]) -> bool:
    """Whether all panels have the same whole number of responders without the drug."""
    return len({whole_numbers(panel)[0] for panel in panels}) == 1


def tabulate_pictographs(panels: tuple[PictographPanel, ...]) -> DrawnData:
    """One row a panel: the whole numbers printed, and how many of the 100 symbols are of a kind.

    Symbols are counted from the exact numbers, so that they can differ by one from a tenth of
    the whole ones.
    """
    symbols = tuple(
        Field(name, f"Symbols: {KEYS[kind]}", "integer", "symbols of 10 patients",
              f"Symbols of 10 patients each who {_clause(kind)}.")
        for kind, name in NAMES.items()
    )  # fmt: skip
    return DrawnData((*NUMBERS, *symbols), tuple(_row(panel) for panel in panels))


def _clause(kind: SymbolKind) -> str:
    """The key of a symbol as the end of a sentence of its own."""
    own = {
        ("control", "likely"): "respond without the drug, but not with it at the lower limit",
        ("control", "possible"): "respond without the drug, but with it only at the upper limit",
        ("added", "likely"): "respond because of the drug by the best estimate, but not at the "
        "lower limit",
        ("added", "possible"): "respond because of the drug at the upper limit only",
    }
    return own.get(kind, KEYS[kind])


def _row(panel: PictographPanel) -> tuple[DrawnValue, ...]:
    control, *treated = whole_numbers(panel)
    counts = count_symbols(panel)
    return (
        panel.group,
        panel.label,
        control,
        *treated,
        *(number - control for number in treated),
        *(counts.get(kind, 0) for kind in NAMES),
    )
