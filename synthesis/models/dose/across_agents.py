"""One Emax curve for several agents: an effect for each, ED50 shared on the scale of relative dose.

Arm j of trial i has log odds a_i + c_d h(x) + e, where x is its dose by the highest dose of its
agent d, h(x) = x / (u + (1 - u) x) the Emax curve scaled to 1 there, u / (1 - u) the relative
ED50 that all agents share, and c_d the effect of the highest dose against dose 0. The a_i are
free. The e are normal with variance tau^2 / 2, independent from arm to arm, so that effects
differ between trials with variance tau^2 and correlation 1/2 within one, as in the network model
(Higgins and Whitehead 1996). Given the a_i the arms are independent: the likelihood is a product
of integrals over one number each, done by Gauss-Hermite quadrature at the mode of each (Liu and
Pierce 1994). Mawdsley et al. 2016 call such models dose-response network meta-analysis.

Maximum likelihood gives a tau that is too small, as it pays nothing for the free intercepts: half
of the true one in simulated networks of 12 trials. tau is therefore that of the adjusted profile
likelihood (Cox and Reid 1987), and the effects are the likeliest at this tau.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chdtrc, ndtri

from synthesis.models.arrays import Floats
from synthesis.models.dose.arrays import DoseArms, DoseError, make_dose_arms
from synthesis.models.dose.emax_profile import emax_basis
from synthesis.models.dose.shared_likelihood import BORDER, SharedLikelihood
from synthesis.models.tables.arm_table import COLUMNS, check_arm_table
from synthesis.models.tables.imputed_arms import EFFECTIVE_N

LARGEST_EFFECT = 20.0


@dataclass(frozen=True, eq=False)
class SharedCurve:
    """One Emax curve for several agents, log odds scale.

    Attributes
    ----------
    agents : tuple of str, length m
    highest : ndarray, shape (m,)
        The highest dose of each, 1 on the scale of relative dose.
    effect : ndarray, shape (m,)
        Log odds ratio of the highest dose against dose 0.
    ed50 : float or None
        Shared, relative to the highest dose; None at the border of the model (`u` near 0: all
        doses have the effect of the highest; near 1: it rises in a straight line).
    u, tau : float
    covariance : ndarray, shape (m + 1, m + 1)
        Of the effects and logit u, from the observed information with the intercepts free, at
        `tau`; 0 for logit u at the border.
    log_likelihood : float
        Its maximum over all parameters, with the binomial coefficients.
    lack_of_fit : float
        Twice the gain in this maximum with an effect of its own for each dose of each agent.
    lack_df, lack_p : int, float or None
        Its degrees of freedom, and the p of chi-squared; None without any.
    trials : tuple of str
    patients : int
    left_out : tuple of (trial, reason)
    """

    agents: tuple[str, ...]
    highest: Floats
    effect: Floats
    ed50: float | None
    u: float
    tau: float
    covariance: Floats
    log_likelihood: float
    lack_of_fit: float
    lack_df: int
    lack_p: float | None
    trials: tuple[str, ...]
    patients: int
    left_out: tuple[tuple[str, str], ...]

    def compare(
        self, arm: tuple[str, float], other: tuple[str, float] | None = None, level: float = 0.95
    ) -> tuple[float, float, float, float]:
        """Log odds ratio of (agent, dose) against another, or dose 0: estimate, se, low, high.

        Standard errors by the delta method, Wald limits.

        Raises
        ------
        DoseError
            If an agent is not in the model, or a dose is above its highest.
        """
        value, slope = self._effect(*arm)
        if other is not None:
            less, by = self._effect(*other)
            value, slope = value - less, slope - by
        se = float(np.sqrt(slope @ self.covariance @ slope))
        half = float(ndtri(0.5 + level / 2.0)) * se
        return value, se, value - half, value + half

    def _effect(self, agent: str, dose: float) -> tuple[float, Floats]:
        if agent not in self.agents:
            raise DoseError(f"{agent!r} is not an agent of the model: {', '.join(self.agents)}.")
        place = self.agents.index(agent)
        x = np.array([dose / self.highest[place]])
        if not 0.0 <= x[0] <= 1.0:
            raise DoseError(f"dose {dose:g} of {agent} lies outside the doses studied.")
        h = float(emax_basis(x, self.u)[0, 0])
        slope = np.zeros(len(self.agents) + 1)
        slope[place] = h
        slope[-1] = -self.effect[place] * h * (1.0 - h) * (1.0 - self.u)
        return float(self.effect[place]) * h, slope


def fit_shared_curve(table: pd.DataFrame) -> SharedCurve:
    """Fit the model to the arms of trials of several agents.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``trial``, ``agent``, ``dose``, ``responders``, ``n``, one row per arm. Dose 0 is
        the same whatever agent stands beside it. Doses of one agent are in one unit; each agent
        may have its own.

    Raises
    ------
    ArmTableError
        If the table is defective.
    DoseError
        If no agent has two doses, no trial is informative, or the likelihood has no maximum that
        tells all effects apart.
    """
    arms, agent, names, highest, left_out = _read(table)
    model = SharedLikelihood(arms, agent, arms.dose / np.append(highest, 1.0)[agent])
    m, k = len(names), len(arms.trials)
    best = model.maximise(m)
    if not np.isfinite(best).all() or np.abs(best[k:-2]).max(initial=0.0) > LARGEST_EFFECT:
        raise DoseError("the likelihood has no finite maximum: some effect is without bounds.")
    point = model.restrict(best)
    logit_u, sigma = float(point[-2]), float(point[-1])
    # At a border of the model ED50 is known rather than estimated.
    free = np.concatenate([np.ones(k + m, dtype=bool), [abs(logit_u) < BORDER, False]])
    information = model.information(point, free)
    if np.linalg.eigvalsh(information)[0] <= 0.0:
        raise DoseError("the trials do not tell the effects of all agents and ED50 apart.")
    whole = np.zeros((point.size, point.size))
    whole[np.ix_(free, free)] = np.linalg.inv(information)
    # The same likelihood with an effect of its own for each dose of each agent; dose 0 is last.
    doses, node = np.unique(np.column_stack([agent, arms.dose]), axis=0, return_inverse=True)
    each = SharedLikelihood(arms, node.ravel(), (agent < m).astype(float))
    log_likelihood = -model.negative(best)[0]
    gain = max(0.0, 2.0 * (-each.negative(each.maximise(len(doses) - 1))[0] - log_likelihood))
    df = len(doses) - 1 - m - 1
    return SharedCurve(
        agents=names,
        highest=highest,
        effect=point[k:-2],
        ed50=float(np.exp(logit_u)) if free[-2] else None,
        u=float(1.0 / (1.0 + np.exp(-logit_u))),
        tau=float(np.sqrt(2.0) * sigma) if sigma > 1e-3 else 0.0,
        covariance=whole[k:-1, k:-1],
        log_likelihood=log_likelihood,
        lack_of_fit=gain,
        lack_df=df,
        lack_p=float(chdtrc(df, gain)) if df > 0 else None,
        trials=arms.trials,
        patients=arms.patients,
        left_out=left_out,
    )


def _read(
    table: pd.DataFrame,
) -> tuple[DoseArms, NDArray[np.int64], tuple[str, ...], Floats, tuple[tuple[str, str], ...]]:
    missing = [name for name in ("agent", "dose") if name not in table]
    if missing:
        raise DoseError(f"the table has no column {' and no column '.join(missing)}.")
    dose = pd.to_numeric(table["dose"], errors="coerce").to_numpy(float)
    if not (np.isfinite(dose).all() and (dose >= 0.0).all()):
        raise DoseError("a dose is not a number of 0 or more.")
    active = dose > 0.0
    label = np.where(active, table["agent"].astype(str) + [f" {d:g}" for d in dose], "dose 0")
    columns = [name for name in (*COLUMNS, EFFECTIVE_N) if name in table or name == "treatment"]
    checked = check_arm_table(table.assign(treatment=label)[columns])
    checked = checked.assign(dose=dose, agent=table["agent"].astype(str).to_numpy())
    checked = checked.sort_values(["trial", "treatment"], kind="stable")
    arms, left_out = make_dose_arms(checked)
    used = checked[checked["trial"].isin(arms.trials)]
    if not len(used):
        raise DoseError("no trial is informative.")
    is_active = (used["dose"] > 0.0).to_numpy()
    names, codes = np.unique(used["agent"].to_numpy(str)[is_active], return_inverse=True)
    doses = used["dose"].to_numpy(float)[is_active]
    if not any(np.unique(doses[codes == i]).size > 1 for i in range(len(names))):
        raise DoseError("no agent has two doses above 0, so that the curve is not known.")
    agent = np.full(len(used), len(names), dtype=np.int64)
    agent[is_active] = codes
    highest = np.zeros(len(names))
    np.maximum.at(highest, codes, doses)
    return arms, agent, tuple(names.tolist()), highest, left_out
