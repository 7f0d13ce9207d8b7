"""What a figure of changes shows: its rows, the same as a table, the same as alt text."""

from __future__ import annotations

from dataclasses import dataclass

from synthesis.figures.alt_text import join_sentences, shorten, state_effect
from synthesis.figures.canvas.effect_fields import EffectLimits
from synthesis.figures.drawn_data import DrawnData, Field, FieldType
from synthesis.models.measure import Measure
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.numbers import count_noun, natural_value


@dataclass(frozen=True)
class ChangeRow:
    """One estimate before and after: estimate and limits on the model scale.

    `group` is the analysis, `label` the comparison. A limit that the data do not give is
    infinite. `flipped` tells that the interval moved to another side of no difference.
    """

    group: str
    label: str
    old: EffectLimits
    new: EffectLimits
    flipped: bool


def tabulate_changes(
    rows: tuple[ChangeRow, ...], measure: Measure, names: tuple[str, str]
) -> DrawnData:
    """The pairs of the figure as a table, one row each in the order drawn.

    Ratios, not logs; risk differences in percentage points. A limit that the data do not give
    is empty.

    Parameters
    ----------
    rows, measure, names
        As for ``draw_changes``.
    """
    cells = tuple(
        (
            row.group,
            row.label,
            *(natural_value(value, measure) for value in (*row.old, *row.new)),
            "yes" if row.flipped else "no",
        )
        for row in rows
    )
    return DrawnData(_fields(measure, names), cells)


def _fields(measure: Measure, names: tuple[str, str]) -> tuple[Field, ...]:
    name = MEASURE_NAMES[measure]
    unit = "percentage points" if measure == "RD" else name
    fields = [
        _words("analysis", "Analysis", "The analysis, and what it comes from."),
        _words("comparison", "Comparison", "Treatment and what it is compared with."),
    ]
    number: FieldType = "number"
    for when, version in zip(("before", "after"), names, strict=True):
        fields += [
            Field(f"{name.replace(' ', '_')}_{when}", f"{capitalise(name)}, {version}", number,
                  unit, f"Estimate in {version}."),
            Field(f"ci_low_{when}", f"95% CI, lower limit, {version}", number, unit,
                  f"Lower limit of the 95% confidence interval in {version}; empty where the "
                  "data give none."),
            Field(f"ci_high_{when}", f"95% CI, upper limit, {version}", number, unit,
                  f"Upper limit of the 95% confidence interval in {version}; empty where the "
                  "data give none."),
        ]  # fmt: skip
    fields.append(
        _words("side_changed", "Interval moved to another side",
               "“yes” where the interval moved to another side of no difference.")
    )  # fmt: skip
    return tuple(fields)


def _words(name: str, title: str, description: str) -> Field:
    return Field(name, title, "string", "", description)


def describe_changes(rows: tuple[ChangeRow, ...], measure: Measure, names: tuple[str, str]) -> str:
    """Alt text: how many estimates, which moved most, and how many moved sides."""
    first, second = names
    count = count_noun(len(rows), "estimate")
    main = rows[0]
    opening = f"{count} in {shorten(first)} (open dots) and {shorten(second)} (filled dots)."
    moved = (
        f"{shorten(f'{main.group}, {main.label}')}: before, {state_effect(measure, *main.old)}; "
        f"after, {state_effect(measure, *main.new)}."
    )
    flipped = sum(row.flipped for row in rows)
    sides = f"The interval moved to another side of no difference in {flipped} of them."
    return join_sentences(opening, moved, sides)
