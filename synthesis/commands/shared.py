"""What the commands of the models share: options, input errors, effects on the natural scale."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

import typer

BAD_INPUT = 2  # as for wrong usage


class MeasureOption(StrEnum):
    """Effect measures on offer."""

    OR = "OR"
    RR = "RR"
    RD = "RD"


@contextmanager
def input_errors() -> Iterator[None]:
    """Turn the models' own input errors into one sentence and exit code 2."""
    from synthesis.models.dose.arrays import DoseError
    from synthesis.models.pairwise.contrasts import ContrastError, PoolingError
    from synthesis.models.tables.arm_columns import ArmTableError

    try:
        yield
    except (ArmTableError, ContrastError, PoolingError, DoseError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(BAD_INPUT) from None


def format_natural(value: float, measure: str) -> str:
    """An effect from the model scale: a ratio for OR and RR, RD as it is."""
    if measure == "RD":
        return f"{value:.3f}"
    # exp overflows beyond 709, which a t interval with one degree of freedom can reach.
    return f"{math.exp(value):.3g}" if value < 700 else "above 1e304"
