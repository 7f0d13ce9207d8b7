"""What trials are called: one name for one trial."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd


def name_trials(trials: pd.DataFrame) -> Mapping[str, str]:
    """What each trial is called wherever it is printed, by its identifier; no two alike.

    That is the name of the table; a trial that shares it with another has its identifier added.
    The models know trials by these names, since they print them in their notes: two trials of
    one name must stay two.
    """
    own = dict(zip(trials["trial_id"], trials["trial_name"], strict=True))
    often = Counter(own.values())
    longer = {trial: f"{name} ({trial})" for trial, name in own.items()}
    # A trial may be called what another one becomes.
    taken = set(longer.values())
    return {
        trial: longer[trial] if often[name] > 1 or name in taken else name
        for trial, name in own.items()
    }
