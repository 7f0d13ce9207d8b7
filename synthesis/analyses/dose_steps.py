"""The step between the two highest doses without any curve: randomised, or else indirect."""

from __future__ import annotations

import pandas as pd

from synthesis.models.network.contrasts import make_network
from synthesis.models.network.pool import pool_network
from synthesis.models.network.result import NetworkEstimate
from synthesis.models.pairwise.contrasts import ContrastError, make_contrasts
from synthesis.models.pairwise.pool import pool_contrasts, primary_interval
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.selection.doses import DoseSelection


def compare_within(selection: DoseSelection) -> PairwiseResult | None:
    """Pool the trials that randomised both doses; None where no trial did, or none tells."""
    frame, lower, higher = _by_dose(selection)
    try:
        contrasts = make_contrasts(frame, higher, lower, "OR")
    except ContrastError:
        return None
    if contrasts.k == 0:
        return None
    return pool_contrasts(contrasts, ci=primary_interval(contrasts.k))


def compare_through(selection: DoseSelection) -> NetworkEstimate | None:
    """Compare the doses through other arms of their trials; None where nothing joins them."""
    frame, lower, higher = _by_dose(selection)
    try:
        return pool_network(make_network(frame, "OR")).compare(higher, lower)
    except ContrastError:
        return None


def _by_dose(selection: DoseSelection) -> tuple[pd.DataFrame, str, str]:
    """The arms with their doses as treatments, and the names of the two highest ones."""
    frame = selection.frame()
    frame["treatment"] = [f"{dose:g}" for dose in frame["dose"]]
    lower, higher = (f"{dose:g}" for dose in selection.doses[-2:])
    return frame, lower, higher
