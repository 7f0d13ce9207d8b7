"""The two arms of each trial that has both treatments, in any table of arms."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray


class ContrastError(ValueError):
    """A comparison the table cannot give; the message is one sentence for the user."""


class PoolingError(ValueError):
    """A model that has no solution for sound contrasts; one sentence for the user."""


def pair_places(
    arms: pd.DataFrame, treatment: str, control: str
) -> tuple[list[str], NDArray[np.int64]]:
    """Find the rows of the two arms of each trial that has both.

    Parameters
    ----------
    arms : pandas.DataFrame
        Columns ``trial`` and ``treatment``, each treatment once in a trial.
    treatment, control : str

    Returns
    -------
    trials, places
        Trials in the order of the table, and the positions of their two rows, shape (k, 2), the
        treatment first.

    Raises
    ------
    ContrastError
        If a treatment is unknown, the two are the same, or no trial compares them.
    """
    if treatment == control:
        raise ContrastError(f"treatment and control are both {treatment!r}; expected two names.")
    names = arms["treatment"].tolist()
    for name in (treatment, control):
        if name not in names:
            known = ", ".join(sorted(set(names)))
            raise ContrastError(f"no arm is called {name!r}; the table knows {known}.")
    by_trial: dict[str, dict[str, int]] = {}
    for place, (trial, name) in enumerate(zip(arms["trial"], names, strict=True)):
        by_trial.setdefault(trial, {})[name] = place
    paired = {
        trial: (given[treatment], given[control])
        for trial, given in by_trial.items()
        if treatment in given and control in given
    }
    if not paired:
        raise ContrastError(f"no trial compares {treatment!r} with {control!r}.")
    return list(paired), np.array(list(paired.values()), dtype=np.int64)
