"""What a relative effect means for a thousand people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from synthesis.api.network_effects import NetworkComparison
from synthesis.api.pooled_effect import PooledEffect
from synthesis.api.scales import join_lines
from synthesis.models.risks.absolute_effects import AbsoluteEffect, AbsoluteError, absolute_effect

PEOPLE = 1000


@dataclass(frozen=True, eq=False, repr=False)
class ExpectedPatients:
    """People of 1,000 who respond, with and without the intervention, at stated baseline risks.

    Made by :func:`expect_of_1000`. Numbers are per 1,000 and not rounded; ``effects`` hold them
    as risks from 0 to 1, by the name of the baseline.
    """

    effects: Mapping[str, AbsoluteEffect]

    @property
    def without(self) -> dict[str, float]:
        """Responders of 1,000 without the intervention, by baseline."""
        return {name: PEOPLE * effect.baseline for name, effect in self.effects.items()}

    @property
    def estimate(self) -> dict[str, float]:
        """Responders of 1,000 with the intervention, by baseline."""
        return {name: PEOPLE * effect.risk for name, effect in self.effects.items()}

    @property
    def ci(self) -> dict[str, tuple[float, float]]:
        """Limits of ``estimate``, the baseline being taken as known."""
        return {
            name: (PEOPLE * effect.risk_low, PEOPLE * effect.risk_high)
            for name, effect in self.effects.items()
        }

    @property
    def number_needed(self) -> dict[str, str]:
        """Number needed to treat in words, such as “NNTB 8”, by baseline (Altman 1998)."""
        return {name: effect.number_needed.describe() for name, effect in self.effects.items()}

    @property
    def notes(self) -> tuple[str, ...]:
        """Which risks had to be cut at 0 or 1."""
        return tuple(note for effect in self.effects.values() for note in effect.notes)

    def to_frame(self) -> pd.DataFrame:
        """One row per baseline, people of 1,000.

        Columns ``baseline``, ``without``, ``with_intervention``, ``ci_low``, ``ci_high``,
        ``difference`` and its limits, ``number_needed`` and its interval in words.
        """
        rows = [
            {
                "baseline": name,
                "without": PEOPLE * effect.baseline,
                "with_intervention": PEOPLE * effect.risk,
                "ci_low": PEOPLE * effect.risk_low,
                "ci_high": PEOPLE * effect.risk_high,
                "difference": PEOPLE * effect.difference,
                "difference_low": PEOPLE * effect.difference_low,
                "difference_high": PEOPLE * effect.difference_high,
                "number_needed": effect.number_needed.describe(),
                "number_needed_interval": effect.number_needed.describe_interval(),
            }
            for name, effect in self.effects.items()
        ]
        return pd.DataFrame(rows)

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html(index=False, float_format=lambda x: f"{x:.0f}"))

    def __repr__(self) -> str:
        lines = []
        for name, effect in self.effects.items():
            without, risk, low, high = effect.per_1000()
            needed = effect.number_needed
            lines.append(
                f"{name}: of 1,000, {without} without and {risk} ({low} to {high}) with; "
                f"{needed.describe()} ({needed.describe_interval()})"
            )
        return join_lines(lines, self.notes)


def expect_of_1000(
    effect: PooledEffect | NetworkComparison,
    baseline: float | Mapping[str, float] | None = None,
    *,
    event_is_good: bool = True,
) -> ExpectedPatients:
    """Apply a relative effect to stated risks without the intervention.

    Parameters
    ----------
    effect : PooledEffect or NetworkComparison
        From :func:`pool`, or from ``pool_network(...).compare(...)``.
    baseline : float or mapping of str to float, optional
        Risk without the intervention, from 0 to 1: one, or several by name. By default the
        lowest, the median and the highest risk of the control arms of the trials pooled.
    event_is_good : bool
        Whether what is counted is wanted (a response) or not (a harm): it decides whether more of
        it is a benefit (NNTB) or harm (NNTH).

    Returns
    -------
    ExpectedPatients
        Odds times OR, risk times RR, or risk plus RD, cut at 0 and 1; the limits of the effect are
        applied in the same way (Cochrane Handbook 5.1, 12.5.4).

    Raises
    ------
    ValueError
        If `effect` is something else, or a baseline is no probability.
    """
    if not isinstance(effect, PooledEffect | NetworkComparison):
        raise AbsoluteError(
            f"the effect is a {type(effect).__name__}; expected what pool() returns, or "
            "pool_network(...).compare(...)."
        )
    if baseline is None:
        baseline = effect.baseline_risks()
    elif not isinstance(baseline, Mapping):
        baseline = {f"baseline {baseline:g}": baseline}
    own = effect.model
    return ExpectedPatients(
        {
            str(name): absolute_effect(
                effect.measure, own.estimate, own.ci_low, own.ci_high, float(risk), event_is_good
            )
            for name, risk in baseline.items()
        }
    )
