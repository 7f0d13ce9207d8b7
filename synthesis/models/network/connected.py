"""Which treatments of a network a chain of trials joins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def connected_parts(
    trial: NDArray[np.int64], node: NDArray[np.int64], nodes: int
) -> NDArray[np.int64]:
    """Number the parts of a network.

    Parameters
    ----------
    trial, node : ndarray of int, shape (arms,)
        Trials join the nodes of their arms.
    nodes : int

    Returns
    -------
    ndarray of int, shape (nodes,)
        The part each node belongs to; a node without a trial is a part of its own.
    """
    # A trial is a vertex too: two nodes are connected when a chain of trials joins them.
    trials = int(trial.max()) + 1 if trial.size else 0
    size = nodes + trials
    links = coo_array((np.ones(trial.size), (node, nodes + trial)), shape=(size, size))
    _, part = connected_components(links, directed=False)
    return np.asarray(part[:nodes], dtype=np.int64)
