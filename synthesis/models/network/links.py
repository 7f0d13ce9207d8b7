"""Which treatments stay connected when trials are taken away."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from synthesis.models.network.least_squares import Ints, arm_pairs


class Links:
    """Trials as links between the nodes of their arms.

    Parameters
    ----------
    trial, node : ndarray of int, shape (arms,)
        ``trial`` never falls.
    nodes : int
    """

    def __init__(self, trial: Ints, node: Ints, nodes: int) -> None:
        left, right = arm_pairs(trial)
        cells = node[left] * nodes + node[right]
        self._links = np.bincount(cells, minlength=nodes * nodes).reshape(nodes, nodes)
        self._members = np.split(node, np.flatnonzero(np.diff(trial)) + 1)

    def shared(self, trial: int) -> Ints:
        """The nodes of a trial that another trial has too."""
        members = self._members[trial]
        return np.asarray(members[np.diag(self._links)[members] > 1])

    def lost(self, trial: int) -> Ints:
        """The nodes that only this trial has, in order."""
        members = self._members[trial]
        return np.sort(members[np.diag(self._links)[members] == 1])

    def joined_without(self, trials: Iterable[int], nodes: Ints) -> bool:
        """Whether some nodes stay connected with each other once some trials are gone."""
        blocks = [np.ix_(self._members[trial], self._members[trial]) for trial in trials]
        for block in blocks:
            self._links[block] -= 1
        reached = np.zeros(len(self._links), dtype=bool)
        reached[nodes[:1]] = True
        count = 0
        while count < (count := int(reached.sum())) and not reached[nodes].all():
            reached |= self._links[reached].any(axis=0)
        for block in blocks:
            self._links[block] += 1
        return bool(reached[nodes].all())
