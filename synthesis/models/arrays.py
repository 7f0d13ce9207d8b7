"""Types of arrays that all models use, and arrays that are nobody else’s."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def own_arrays(owner: object, *names: str) -> None:
    """Give a frozen value copies of some of its arrays that nobody can change; None stays None."""
    for name in names:
        given = getattr(owner, name)
        if given is not None:
            array = given.copy()
            array.setflags(write=False)
            object.__setattr__(owner, name, array)
