"""The effect of each trial: two treatments compared within every trial that has both."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
from scipy.special import ndtri

from synthesis.api.columns import take_arms
from synthesis.api.picture import Picture
from synthesis.api.scales import Scale, all_on_scale, join_lines, name_measure
from synthesis.models.measure import Measure
from synthesis.models.pairwise import contrasts as model
from synthesis.models.pairwise.contrasts import Contrasts, PoolingError
from synthesis.models.pairwise.notes import note_data
from synthesis.words.numbers import count_patients, count_trials


@dataclass(frozen=True, eq=False, repr=False)
class TrialContrasts:
    """One effect with its interval for each of k trials; made by :func:`make_contrasts`.

    Numbers are on the natural scale (ratios; proportions for RD) unless the name says otherwise.
    ``model`` holds the same on the model scale (log for OR and RR) as arrays.
    """

    model: Contrasts
    level: float

    @property
    def measure(self) -> Measure:
        """OR, RR or RD."""
        return self.model.measure

    @property
    def k(self) -> int:
        """Number of trials that carry information."""
        return self.model.k

    @property
    def estimate(self) -> dict[str, float]:
        """The effect of each trial, by its name; natural scale."""
        frame = self.to_frame()
        return dict(zip(self.model.trials, frame["estimate"].tolist(), strict=True))

    @property
    def ci(self) -> dict[str, tuple[float, float]]:
        """Its Wald interval (Woolf 1955 for OR, Katz 1978 for RR), by trial; natural scale."""
        frame = self.to_frame()
        ends = zip(frame["ci_low"].tolist(), frame["ci_high"].tolist(), strict=True)
        return dict(zip(self.model.trials, ends, strict=True))

    @property
    def notes(self) -> tuple[str, ...]:
        """Which trials were left out or corrected, and why."""
        return tuple(note_data(self.model))

    def to_frame(self, scale: Scale = "natural") -> pd.DataFrame:
        """One row per trial, shape (k, 10).

        Columns ``trial``, ``responders_intervention``, ``n_intervention``,
        ``responders_control``, ``n_control``, ``estimate``, ``se`` (always on the model scale),
        ``ci_low``, ``ci_high``, ``corrected``; the effect on the natural scale, or on the model
        scale with ``scale="model"``.
        """
        own, half = self.model, self.half_widths()
        cells = own.cells.T
        return pd.DataFrame(
            {
                "trial": list(own.trials),
                "responders_intervention": cells[0],
                "n_intervention": cells[1],
                "responders_control": cells[2],
                "n_control": cells[3],
                "estimate": all_on_scale(own.estimate, own.measure, scale),
                "se": own.variance**0.5,
                "ci_low": all_on_scale(own.estimate - half, own.measure, scale),
                "ci_high": all_on_scale(own.estimate + half, own.measure, scale),
                "corrected": [trial in own.corrected for trial in own.trials],
            }
        )

    def half_widths(self) -> Any:
        """Half the width of each trial's interval on the model scale, shape (k,)."""
        return float(ndtri(0.5 + self.level / 2)) * self.model.variance**0.5

    def draw(self, title: str = "") -> Picture:
        """A forest plot of the trials, without a summary."""
        from synthesis.api.forest import draw_forest

        return draw_forest(self, title)

    def _repr_png_(self) -> bytes | None:
        return self.draw().png() if self.k else None

    def __repr__(self) -> str:
        own = self.model
        heading = (
            f"{name_measure(self.measure)}, {own.treatment} against {own.control}: "
            f"{count_trials(self.k)}, {count_patients(own.patients)}"
        )
        shown = self.to_frame()[["trial", "estimate", "ci_low", "ci_high"]]
        return join_lines([heading, shown.round(3).to_string(index=False)], self.notes)


def make_contrasts(
    arms: pd.DataFrame,
    intervention: str,
    control: str,
    measure: Measure = "OR",
    *,
    level: float = 0.95,
    trial: str = "trial",
    treatment: str = "treatment",
    responders: str = "responders",
    n: str = "n",
) -> TrialContrasts:
    """Compare two treatments within each trial that has both.

    Parameters
    ----------
    arms : pandas.DataFrame
        One row per arm; further columns are passed over.
    intervention, control : str
        Two values of the column of treatments. Effects are intervention over control (OR, RR)
        or intervention minus control (RD).
    measure : {"OR", "RR", "RD"}
    level : float
        Coverage of the trials' intervals, above 0 and below 1.
    trial, treatment, responders, n : str
        What these columns are called in `arms`.

    Returns
    -------
    TrialContrasts
        k trials in the order of `arms`. A trial with a zero cell has 0.5 added to its four
        cells; one that says nothing about the measure is left out and named in ``notes``.

    Raises
    ------
    ValueError
        One sentence on the first defect of the table, the names or the options.
    """
    if not 0.0 < level < 1.0 or math.isnan(level):
        raise PoolingError(f"the level is {level}; expected a number between 0 and 1.")
    names = {"trial": trial, "treatment": treatment, "responders": responders, "n": n}
    found = model.make_contrasts(take_arms(arms, names), intervention, control, measure)
    return TrialContrasts(found, level)
