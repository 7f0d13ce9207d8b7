"""Random effects with a weakly informative prior on tau, for few trials.

Two to five trials hardly tell how much trials differ: the estimate of tau is often 0, and the t
quantile of Hartung-Knapp is wide. A prior under which a very large tau is unlikely gives
intervals between (Friede, Roever, Wandel and Neuenschwander 2017; Roever et al. 2021). The model
is y_i ~ N(mu, v_i + tau^2), with a flat prior on mu and a half-normal one on tau. Given tau, mu
is normal; its posterior is a mixture of normals over one number, and integrals over that by
Gauss-Legendre quadrature in short panels are exact to rounding, without any sampler.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from synthesis.models.arrays import Floats
from synthesis.models.measure import Measure
from synthesis.models.pairwise.contrasts import Contrasts
from synthesis.models.root import find_root

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(12)
_PANELS = 24
_FAR = 12.0  # in scales of the prior, whose density is then 1e-31 of its height


@dataclass(frozen=True, eq=False)
class Posterior:
    """The joint posterior of mu and tau, model scale.

    Attributes
    ----------
    estimate, variance : ndarray, shape (k,)
    scale : float
        Of the half-normal prior of tau; its median is 0.674, its 95% quantile 1.960 of it.
    tau, weight : ndarray, shape (nodes,)
        Points of the quadrature, never falling, and their posterior weights, which add up to 1.
    mean, se : ndarray, shape (nodes,)
        Of mu given tau at these points.
    """

    estimate: Floats
    variance: Floats
    scale: float
    tau: Floats
    weight: Floats
    mean: Floats
    se: Floats

    def share_above(self, threshold: float) -> float:
        """The probability that mu lies above a threshold."""
        return float(self.weight @ ndtr((self.mean - threshold) / self.se))

    def quantile(self, share: float) -> float:
        """The mu that lies above a share of its posterior, strictly between 0 and 1."""
        ends = self.mean + float(ndtri(share)) * self.se
        low, high = float(ends.min()) - self.scale, float(ends.max()) + self.scale
        return find_root(lambda mu: 1.0 - share - self.share_above(mu), low, high, 1e-13, 1e-13)

    def tau_quantile(self, share: float) -> float:
        """The tau that lies above a share of its posterior, strictly between 0 and 1."""
        y, v, far = self.estimate, self.variance, float(self.tau[-1])
        whole = np.logaddexp.reduce(_log_masses(y, v, self.scale, far)[1])

        def excess(tau: float) -> float:
            masses = _log_masses(y, v, self.scale, tau)[1] if tau > 0.0 else np.array([-np.inf])
            return float(np.exp(np.logaddexp.reduce(masses) - whole)) - share

        return find_root(excess, 0.0, far, 1e-13, 1e-13)


@dataclass(frozen=True)
class FewTrialsResult:
    """A pool under a half-normal prior on tau: posterior medians, central 95% intervals.

    ``estimate``, its limits and ``tau`` are on the model scale (log for OR and RR), ``tau2`` is
    the square of ``tau``. ``beyond`` has (name, threshold, probability that the effect is above).
    """

    measure: Measure
    treatment: str
    control: str
    method: str
    prior_scale: float
    k: int
    patients: int
    estimate: float
    ci_low: float
    ci_high: float
    tau2: float
    tau: float
    tau_low: float
    tau_high: float
    beyond: tuple[tuple[str, float, float], ...]

    def to_json_dict(self) -> dict[str, Any]:
        """Return plain Python values for JSON; model scale."""
        names = ("name", "threshold", "probability")
        beyond = [dict(zip(names, row, strict=True)) for row in self.beyond]
        return {f.name: getattr(self, f.name) for f in fields(self)} | {"beyond": beyond}


def pool_few_trials(
    contrasts: Contrasts, scale: float, thresholds: Mapping[str, float]
) -> FewTrialsResult:
    """Pool contrasts with a half-normal prior on tau; see :func:`posterior_of_few`.

    Parameters
    ----------
    contrasts : Contrasts
        k >= 2 trials.
    scale : float
        Of the prior, model scale.
    thresholds : mapping of name to effect, model scale
        Of each, the probability that the effect is above it is reported.
    """
    found = posterior_of_few(contrasts.estimate, contrasts.variance, scale)
    low, middle, high = (found.quantile(share) for share in (0.025, 0.5, 0.975))
    tau_low, tau, tau_high = (found.tau_quantile(share) for share in (0.025, 0.5, 0.975))
    return FewTrialsResult(
        measure=contrasts.measure,
        treatment=contrasts.treatment,
        control=contrasts.control,
        method="half-normal prior on tau",
        prior_scale=scale,
        k=contrasts.k,
        patients=contrasts.patients,
        estimate=middle,
        ci_low=low,
        ci_high=high,
        tau2=tau * tau,
        tau=tau,
        tau_low=tau_low,
        tau_high=tau_high,
        beyond=tuple((name, x, found.share_above(x)) for name, x in thresholds.items()),
    )


def posterior_of_few(estimate: ArrayLike, variance: ArrayLike, scale: float) -> Posterior:
    """Pool k trials with a half-normal prior on tau.

    Parameters
    ----------
    estimate, variance : array_like, shape (k,), k >= 2
        On the model scale. With one trial the posterior of tau would be its prior.
    scale : float
        Of the prior, on the model scale: for log odds ratios 0.5 lets trials differ by a factor
        of 2.7 one way or the other, and hardly by more (Roever et al. 2021, section 4).

    Raises
    ------
    ValueError
        If the shapes differ, k < 2, a value is not finite, or a variance or the scale is not
        above 0.
    """
    y, v = np.asarray(estimate, dtype=float), np.asarray(variance, dtype=float)
    if y.ndim != 1 or y.shape != v.shape or y.size < 2:
        raise ValueError(
            f"estimate and variance have shapes {y.shape} and {v.shape}; expected (k,) for both, "
            "with k of 2 or more."
        )
    if not (np.isfinite(y).all() and np.isfinite(v).all() and v.min() > 0.0 and scale > 0.0):
        raise ValueError("estimates must be finite, variances and the scale finite and above 0.")
    # Where the data ask for a tau far out in the prior, the posterior lies between the two.
    far = _FAR * max(scale, float(np.sqrt(np.ptp(y) * scale)))
    tau, log_mass = _log_masses(y, v, scale, far)
    w = 1.0 / (v + tau[:, None] ** 2)
    total = w.sum(axis=1)
    weight = np.exp(log_mass - np.logaddexp.reduce(log_mass))
    return Posterior(y, v, scale, tau, weight, (w @ y) / total, 1.0 / np.sqrt(total))


def _log_masses(y: Floats, v: Floats, scale: float, top: float) -> tuple[Floats, Floats]:
    """Points of tau between 0 and a top, and the logarithm of the posterior mass at each.

    The mass is the prior times the likelihood with mu integrated out: up to a constant, the
    product of sqrt(w) over the trials, by exp(-Q / 2) / sqrt(sum of w), w = 1 / (v + tau^2).
    """
    # Poles lie at distances of sqrt(v) from the axis; no panel is long against them or itself.
    shortest = min(scale, float(np.sqrt(v.min())), top) / 4.0
    edges = np.concatenate([[0.0], np.geomspace(shortest, top, _PANELS)])
    half = np.diff(edges)[:, None] / 2.0
    tau = ((edges[:-1] + edges[1:])[:, None] / 2.0 + half * _NODES).ravel()
    w = 1.0 / (v + tau[:, None] ** 2)
    total = w.sum(axis=1)
    residual = y - ((w @ y) / total)[:, None]
    log_density = 0.5 * (
        np.log(w).sum(axis=1) - np.log(total) - (w * residual**2).sum(axis=1) - (tau / scale) ** 2
    )
    return tau, log_density + np.log((half * _WEIGHTS).ravel())
