"""What the doses of a table allow: checks before a dose-response model, notes after it."""

from __future__ import annotations

import numpy as np

from synthesis.models.dose.arrays import DoseArms, DoseError, has_finite_slope
from synthesis.models.dose.random_slope import MIN_TRIALS
from synthesis.models.dose.result import DoseModel


def check_design(arms: DoseArms, left_out: tuple[tuple[str, str], ...], model: DoseModel) -> None:
    """Raise DoseError when the arms cannot give the model."""
    if not arms.trials:
        reasons = "; ".join(f"{trial}: {reason}" for trial, reason in left_out)
        raise DoseError(f"no trial carries information on the dose effect ({reasons}).")
    if not (arms.dose == 0).any():
        raise DoseError("no informative trial has an arm of dose 0; expected a placebo arm.")
    positive = np.unique(arms.dose[arms.dose > 0])
    if model == "emax" and len(positive) < 2:
        raise DoseError(
            f"the only dose above 0 is {positive[0]:g}; the Emax model needs at least two."
        )
    # For Emax both ends of the range of ED50 must have a maximum: straight line and step.
    if not has_finite_slope(arms, arms.dose):
        raise DoseError(
            "the dose effect has no finite estimate: in every trial responders and "
            "non-responders are separated by dose."
        )
    if model == "emax" and not has_finite_slope(arms, (arms.dose > 0).astype(float)):
        raise DoseError(
            "the Emax curve has no finite estimate: in every trial dose 0 or all doses above it "
            "have only responders or only non-responders, so that nothing bounds how steeply the "
            "curve begins; the straight line and the logarithmic curve can be fitted."
        )


def note_design(arms: DoseArms, left_out: tuple[tuple[str, str], ...]) -> list[str]:
    """Sentences about trials left out, trials without placebo, and what is not estimated."""
    notes = [f"{trial} is left out: {reason}." for trial, reason in left_out]
    for trial, own in zip(arms.trials, arms.slices(), strict=True):
        if not (arms.dose[own] == 0).any():
            notes.append(f"{trial} has no arm of dose 0; it counts through its doses alone.")
    above = [int((arms.dose[own] > 0).sum()) for own in arms.slices()]
    if max(above) < 2 and len(np.unique(arms.dose)) > 2:
        notes.append(
            "No trial compares two doses above 0: the shape of the curve rests on differences "
            "between trials."
        )
    if len(arms.trials) < MIN_TRIALS:
        notes.append(
            f"The dose effect is taken to be the same in all trials: its variation between "
            f"trials is not estimated from fewer than {MIN_TRIALS} ({len(arms.trials)} here)."
        )
    return notes


def note_ed50(
    low: float, high: float, u: float, estimate: float | None, arms: DoseArms, connected: bool
) -> list[str]:
    """Sentences about an ED50 that has no estimate, no limit, or lies outside the doses."""
    notes = []
    if u == 0.0:
        notes.append(
            "ED50 has no estimate: the likelihood is highest when every dose above 0 acts alike."
        )
    if u == 1.0:
        notes.append(
            "ED50 and emax have no estimate: the likelihood is highest for a straight line."
        )
    if low == 0.0:
        notes.append(
            "The interval of ED50 has no lower limit above 0: that every dose acts alike is "
            "compatible with the data."
        )
    if high == 1.0:
        notes.append(
            "The interval of ED50 has no upper limit, nor that of emax on the side of larger "
            "effects: a straight line is compatible with the data."
        )
    if not connected:
        notes.append("The interval of ED50 contains values that the data do not support.")
    positive = arms.dose[arms.dose > 0]
    if estimate is not None and not positive.min() <= estimate <= positive.max():
        notes.append(
            f"ED50 lies outside the doses studied ({positive.min():g} to {positive.max():g}); it "
            "is an extrapolation."
        )
    return notes
