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
class PairWords:
    """What the two estimates of a row are called, and what the mark on some rows says.

    Parameters
    ----------
    names
        Of the first and the second, such as “0.1.0” and “now”.
    columns
        The same as endings of the names of columns.
    marked
        What a row with the mark has in common with others that have it, as a clause.
    mark
        Name of its column.
    """

    names: tuple[str, str]
    columns: tuple[str, str] = ("before", "after")
    marked: str = "the interval moved to another side of no difference"
    mark: str = "side_changed"


@dataclass(frozen=True)
class ChangeRow:
    """One estimate twice: estimate and limits on the model scale.

    `group` is the analysis, `label` the comparison. A limit that the data do not give is
    infinite. `flipped` gives the row its mark.
    """

    group: str
    label: str
    old: EffectLimits
    new: EffectLimits
    flipped: bool


def tabulate_changes(rows: tuple[ChangeRow, ...], measure: Measure, words: PairWords) -> DrawnData:
    """The pairs of the figure as a table, one row each in the order drawn.

    Ratios, not logs; risk differences in percentage points. A limit that the data do not give
    is empty.

    Parameters
    ----------
    rows, measure, words
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
    return DrawnData(_fields(measure, words), cells)


def _fields(measure: Measure, words: PairWords) -> tuple[Field, ...]:
    name = MEASURE_NAMES[measure]
    unit = "percentage points" if measure == "RD" else name
    fields = [
        _words("analysis", "Analysis", "The analysis, and what it comes from."),
        _words("comparison", "Comparison", "Treatment and what it is compared with."),
    ]
    number: FieldType = "number"
    for when, version in zip(words.columns, words.names, strict=True):
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
        _words(words.mark, capitalise(words.mark.replace("_", " ")),
               f"“yes” where {words.marked}.")
    )  # fmt: skip
    return tuple(fields)


def _words(name: str, title: str, description: str) -> Field:
    return Field(name, title, "string", "", description)


def describe_changes(rows: tuple[ChangeRow, ...], measure: Measure, words: PairWords) -> str:
    """Alt text: how many estimates, the first of them, and how many have the mark."""
    first, second = words.names
    before, after = words.columns
    count = count_noun(len(rows), "estimate")
    main = rows[0]
    opening = f"{count} in {shorten(first)} (open dots) and {shorten(second)} (filled dots)."
    moved = (
        f"{shorten(f'{main.group}, {main.label}')}: {before}, {state_effect(measure, *main.old)}; "
        f"{after}, {state_effect(measure, *main.new)}."
    )
    flipped = sum(row.flipped for row in rows)
    sides = f"{capitalise(words.marked)} in {flipped} of them."
    return join_sentences(opening, moved, sides)
