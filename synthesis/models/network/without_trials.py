"""A network without each of its trials in turn, from fits of the whole network.

At one tau2 the matrix P of the whole holds what is left without a trial. Let Z have a column for
each arm of the trial; to leave it out is to give each of these arms a free mean. Then

    y'Py becomes y'Py - (Z'Py)' J (Z'Py), with J the inverse of Z'PZ,

and residuals, trace, likelihood, effects and their covariance follow from the same partitioned
inverse (Henderson and Searle 1981; Cook and Weisberg 1982, section 3.6): one inverse of the order
of the network serves all trials, and each has one of the order of its arms less 1.

Every trial has a tau2 of its own. The whole network is fitted at few tau2 that all share: the
grid on which REML looks for its maxima, and Chebyshev points in each cell of it that holds
somebody's maximum. As functions of tau2 all numbers are analytic but for poles below 0, and a
cell is so short against its distance from them that 14 points give 14 digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import chebyshev

from synthesis.models.arrays import Floats
from synthesis.models.network.least_squares import (
    Ints,
    NetworkMethod,
    NetworkModel,
    invert_free,
)
from synthesis.models.network.network_fit import NetworkFit
from synthesis.models.pairwise.heterogeneity import SCORE_GRID
from synthesis.models.pairwise.many_tau2 import find_roots

# Chebyshev points of the first kind on [-1, 1], and the matrix from values there to coefficients.
_POINTS = np.cos(np.pi * (np.arange(14) + 0.5) / 14)
_TO_COEFFICIENTS = np.linalg.inv(chebyshev.chebvander(_POINTS, 13))


@dataclass(frozen=True, eq=False)
class _Remainder:
    """Numbers of :class:`NetworkFit` at one tau2 without each of k trials, shapes (k,)."""

    q: Floats
    trace: Floats
    score: Floats
    log_likelihood: Floats


@dataclass(frozen=True, eq=False)
class _Cell:
    """A range of tau2, and the whole network at its Chebyshev points; of one point at 0."""

    low: float
    high: float
    fits: tuple[NetworkFit, ...]

    @classmethod
    def between(cls, model: NetworkModel, low: float, high: float) -> _Cell:
        points = low + (high - low) * (_POINTS + 1.0) / 2.0
        return cls(low, high, tuple(model.fit(float(point)) for point in points))

    def weights(self, tau2: Floats) -> Floats:
        """What a value at each point counts in that at each tau2, shape (tau2, points)."""
        if len(self.fits) == 1:
            return np.ones((tau2.size, 1))
        x = (2.0 * tau2 - self.low - self.high) / (self.high - self.low)
        return np.asarray(chebyshev.chebvander(x, 13) @ _TO_COEFFICIENTS)


class TrialDeletion:
    """A connected model without each of n of its trials, none of which holds it together.

    Arms are padded to the largest number in a trial, M.

    Parameters
    ----------
    model : NetworkModel
    trials : ndarray of int, shape (n,)

    Attributes
    ----------
    df : ndarray of int, shape (n,)
        Degrees of freedom of Q without each trial.
    """

    def __init__(self, model: NetworkModel, trials: Ints) -> None:
        self._model, self._trials = model, trials
        sizes = np.bincount(model.trial)
        first = (np.cumsum(sizes) - sizes)[trials, None]
        place = np.arange(sizes.max())
        self._real = place < sizes[trials, None]
        self._arm = np.where(self._real, first + place, 0)
        self._node = model.node[self._arm]
        self._lost = self._real & (np.bincount(model.node)[self._node] == 1)
        shared = self._real & ~self._lost
        # Z'PZ is singular along the mean of the trial and along arms that nothing else informs.
        self._fixed = ~shared | (shared & (shared.cumsum(axis=1) == 1))
        self.df = model.df + 1 - shared.sum(axis=1)

    def estimate_tau2(self, method: NetworkMethod) -> Floats:
        """As :meth:`NetworkModel.estimate_tau2` without each trial; NaN without df."""
        some = self.df > 0
        if method == "common" or not some.any():
            tau2 = np.zeros(self.df.size)
        elif method == "DL":
            rest = self._without(self._model.fit(0.0))
            with np.errstate(divide="ignore", invalid="ignore"):
                tau2 = np.maximum(0.0, (rest.q - self.df) / (rest.trace / 2.0))
        else:
            tau2 = self._reml(np.flatnonzero(some))
        return tau2 if method == "common" else np.where(some, tau2, np.nan)

    def effects(self, tau2: Floats, reference: int) -> tuple[Floats, Floats]:
        """Effects against a node and their standard errors without each trial.

        Parameters
        ----------
        tau2 : ndarray, shape (n,)
            NaN counts as 0.
        reference : int

        Returns
        -------
        estimate, se : ndarray, shape (n, nodes)
            NaN for nodes that only the trial had; 0 for the reference.
        """
        found = np.empty((2, tau2.size, self._model.nodes))
        own = np.nan_to_num(tau2)
        grid = (own.max(initial=0.0) or 1.0) * SCORE_GRID
        place = np.searchsorted(grid, own)  # 0 for tau2 = 0, else the end of its cell
        for end in np.unique(place):
            rows = np.flatnonzero(place == end)
            cell = (
                _Cell.between(self._model, float(grid[end - 1]), float(grid[end]))
                if end
                else _Cell(0.0, 0.0, (self._model.fit(0.0),))
            )
            found[:, rows] = self._effects_in(cell, rows, own[rows], reference)
        row, arm = np.nonzero(self._lost)
        gone = np.zeros(found.shape[1:], dtype=bool)
        gone[row, self._node[row, arm]] = True
        found[:, gone | gone[:, [reference]]] = np.nan
        return found[0], found[1]

    def _effects_in(
        self, cell: _Cell, rows: Ints, tau2: Floats, reference: int
    ) -> tuple[Floats, Floats]:
        weights, node = cell.weights(tau2), self._node[rows]
        columns = np.zeros((*node.shape, self._model.nodes))
        variance = np.zeros((rows.size, self._model.nodes))
        for weight, fit in zip(weights.T, cell.fits, strict=True):
            c = fit.covariance
            columns += weight[:, None, None] * c[node]
            variance += weight[:, None] * (
                np.diag(c) + c[reference, reference] - 2.0 * c[reference]
            )
        effect = weights @ np.stack([fit.effect for fit in cell.fits])
        own, _, _, inverse = self._left(
            tau2[:, None], np.take_along_axis(columns, node[:, None, :], axis=2), rows
        )
        residual = self._model.value[self._arm[rows]] - np.take_along_axis(effect, node, axis=1)
        shift = inverse @ own @ residual[..., None]
        lever = own @ (columns - columns[:, :, [reference]])
        estimate = effect - effect[:, [reference]] - (lever * shift).sum(axis=1)
        variance += (lever * (inverse @ lever)).sum(axis=1)
        return estimate, np.sqrt(np.maximum(variance, 0.0))

    def _reml(self, rows: Ints) -> Floats:
        model = self._model
        plain = TrialDeletion(model.unweighted(), self._trials)
        rss = plain._without(plain._model.fit(0.0)).q[rows]
        # Above it no score is positive: see NetworkModel.
        upper = max(2.0 * float(model.variance.max()), 4.0 * float((rss / self.df[rows]).max()))
        grid = upper * SCORE_GRID
        rests = [self._without(model.fit(float(point))) for point in grid]
        score = np.stack([rest.score[rows] for rest in rests], axis=1)
        at_zero = np.flatnonzero(score[:, 0] <= 0.0)
        owner, cells = np.nonzero((score[:, :-1] > 0.0) & (score[:, 1:] <= 0.0))
        # A maximum of each owner, and the restricted log-likelihood there.
        curves = np.empty((2, _POINTS.size, owner.size))
        for cell in np.unique(cells):
            here = cells == cell
            fits = _Cell.between(model, float(grid[cell]), float(grid[cell + 1])).fits
            rest = [self._without(fit) for fit in fits]
            values = np.stack([[r.score, r.log_likelihood] for r in rest])[:, :, rows[owner[here]]]
            curves[:, :, here] = np.einsum("cp,pvr->vcr", _TO_COEFFICIENTS, values)
        low, high = grid[cells], grid[cells + 1]

        def curve(chosen: Ints, tau2: Floats) -> tuple[Floats, Floats]:
            x = (2.0 * tau2 - low[chosen] - high[chosen]) / (high - low)[chosen]
            c = curves[0][:, chosen]
            slope = chebyshev.chebval(x, chebyshev.chebder(c), tensor=False)
            return chebyshev.chebval(x, c, tensor=False), 2.0 * slope / (high - low)[chosen]

        roots = find_roots(curve, np.arange(owner.size), low, high)
        x = (2.0 * roots - low - high) / (high - low)
        likelihood = np.concatenate(
            [
                rests[0].log_likelihood[rows[at_zero]],
                chebyshev.chebval(x, curves[1], tensor=False),
            ]
        )
        # The last written stays: the likeliest maximum of each trial.
        order = np.argsort(likelihood, kind="stable")
        tau2 = np.zeros(self.df.size)
        found = np.concatenate([np.zeros(at_zero.size), roots])
        tau2[rows[np.concatenate([at_zero, owner])[order]]] = found[order]
        return tau2

    def _left(
        self, tau2: float | Floats, covariance: Floats, rows: Ints | slice = slice(None)
    ) -> tuple[Floats, Floats, Floats, Floats]:
        """W of each trial, W times the covariance of its effects, Z'PZ, and J; (n, M, M) each."""
        w = self._real[rows] / (self._model.variance[self._arm[rows]] + tau2 / 2.0)
        share = w / w.sum(axis=1, keepdims=True)
        own = w[:, :, None] * (np.eye(w.shape[1]) - share[:, None, :])
        used = own @ covariance
        return own, used, *invert_free(own - used @ own, self._fixed[rows])

    def _without(self, fit: NetworkFit) -> _Remainder:
        node, c = self._node, fit.covariance
        cells = node[:, :, None], node[:, None, :]
        own, used, left, inverse = self._left(fit.tau2, c[cells])
        trial, w = self._model.trial, fit.weight
        twice = w * (fit.weighted - (np.bincount(trial, w * fit.weighted) / fit.total)[trial])
        moved = c @ np.bincount(self._model.node, twice, self._model.nodes)
        py = np.where(self._real, fit.weighted[self._arm], 0.0)[..., None]
        ppy = own @ (py - moved[node][..., None])
        shift = inverse @ py
        squared = own @ own
        crossed = used @ squared
        # Z'PPZ
        square = squared - crossed - crossed.transpose(0, 2, 1)
        square += own @ (c @ fit.squared[0] @ c)[cells] @ own
        taken = (py * shift).sum(axis=(1, 2))
        trace = fit.trace - (inverse * square).sum(axis=(1, 2))
        residual_q = fit.residual_q + (shift * (square @ shift - 2.0 * ppy)).sum(axis=(1, 2))
        determinants = np.linalg.slogdet(left)[1]
        return _Remainder(
            q=fit.q - taken,
            trace=trace,
            score=residual_q - trace,
            log_likelihood=fit.log_likelihood - 0.5 * (determinants - taken),
        )
