"""The result of a network meta-analysis: every comparison, frozen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from synthesis.models.measure import Measure
from synthesis.models.network.least_squares import NetworkMethod
from synthesis.models.pairwise.contrasts import ContrastError

NetworkInterval = Literal["wald", "t"]


@dataclass(frozen=True)
class HeterogeneityTest:
    """A Q statistic with its degrees of freedom; ``p`` is None when there are none."""

    q: float
    df: int
    p: float | None

    @classmethod
    def of(cls, q: float, df: int) -> HeterogeneityTest:
        """Refer q to chi-squared; without degrees of freedom q is 0 and has no p."""
        return cls(max(0.0, q), df, float(chdtrc(df, max(0.0, q)))) if df else cls(0.0, 0, None)


@dataclass(frozen=True)
class NetworkEstimate:
    """One treatment against one comparator, on the model scale (log for OR and RR).

    The prediction limits are None when the model has none.
    """

    treatment: str
    comparator: str
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    pi_low: float | None
    pi_high: float | None


@dataclass(frozen=True, eq=False)
class NetworkResult:
    """Result of one network meta-analysis, on the model scale.

    Attributes
    ----------
    treatments : tuple of str, length T
    trials : tuple of str, length k
    tau2 : float or None
        None when no comparison has more evidence than parameters, so that it does not exist;
        the estimates are then those of the common effect.
    tau2_low, tau2_high : float or None
        Q-profile interval of tau2; None where tau2 is not estimated, or where the set is empty:
        then `notes` says so.
    i2 : float or None
        Percent, 100 (Q - df) / Q, at least 0, from the common-effect Q (Jackson, White and Riley
        2012; Ruecker and Schwarzer 2014). None without degrees of freedom.
    q_total : HeterogeneityTest
        Common-effect Q of the whole network: heterogeneity and inconsistency together.
    estimate, se : ndarray, shape (T, T), read-only
        Row against column, in the order of ``treatments``; 0 on the diagonal.
    ci_half, pi_half : ndarray, shape (T, T); ``pi_half`` or None
        Half widths of the intervals.
    interval_df, pi_df : int or None
        Degrees of freedom of the t quantile; None for a normal quantile and without interval.
    notes : tuple of str
    """

    measure: Measure
    method: NetworkMethod
    ci: NetworkInterval
    level: float
    treatments: tuple[str, ...]
    trials: tuple[str, ...]
    patients: int
    tau2: float | None
    i2: float | None
    q_total: HeterogeneityTest
    estimate: NDArray[np.float64]
    se: NDArray[np.float64]
    ci_half: NDArray[np.float64]
    pi_half: NDArray[np.float64] | None
    interval_df: int | None
    pi_df: int | None
    corrected: tuple[str, ...]
    notes: tuple[str, ...]
    tau2_low: float | None = None
    tau2_high: float | None = None

    def __post_init__(self) -> None:
        for name in ("estimate", "se", "ci_half", "pi_half"):
            array = getattr(self, name)
            if array is not None:
                array.setflags(write=False)

    def compare(self, treatment: str, comparator: str) -> NetworkEstimate:
        """Return one treatment against another.

        Raises
        ------
        ContrastError
            If either is not in the network, or both are the same.
        """
        row, column = self.position(treatment), self.position(comparator)
        if row == column:
            raise ContrastError(f"{treatment!r} is compared with itself; expected two names.")
        return self._cell(row, column)

    def position(self, treatment: str) -> int:
        """Row and column of a treatment; :class:`ContrastError` if it is not in the network."""
        if treatment not in self.treatments:
            raise ContrastError(
                f"{treatment!r} is not a treatment of the network: {', '.join(self.treatments)}."
            )
        return self.treatments.index(treatment)

    def league_table(self, reference: str | None = None) -> tuple[NetworkEstimate, ...]:
        """Every ordered pair of treatments; those against the reference come first.

        Parameters
        ----------
        reference : str, optional
            The first treatment by default. It decides the order, never a number.

        Raises
        ------
        ContrastError
            If the reference is not in the network.
        """
        first = 0 if reference is None else self.position(reference)
        others = [i for i in range(len(self.treatments)) if i != first]
        return tuple(self._pairs([first, *others]))

    def _pairs(self, columns: list[int]) -> Iterator[NetworkEstimate]:
        for column in columns:
            for row in range(len(self.treatments)):
                if row != column:
                    yield self._cell(row, column)

    def _cell(self, row: int, column: int) -> NetworkEstimate:
        estimate, half = float(self.estimate[row, column]), float(self.ci_half[row, column])
        wide = None if self.pi_half is None else float(self.pi_half[row, column])
        return NetworkEstimate(
            treatment=self.treatments[row],
            comparator=self.treatments[column],
            estimate=estimate,
            se=float(self.se[row, column]),
            ci_low=estimate - half,
            ci_high=estimate + half,
            pi_low=None if wide is None else estimate - wide,
            pi_high=None if wide is None else estimate + wide,
        )
