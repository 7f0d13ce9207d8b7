"""Networks as the files that CINeMA opens (Papakonstantinou et al. 2020), one for each.

Its columns are `study`, `id`, `t`, `r`, `n` of arms with counts (`y`, `sd` of means), or `t1`,
`t2`, `effect`, `se` of comparisons, each with `rob` and `indirectness` from 1 (low) to 3 (high).
A network with an imputed percentage, of which no count exists, is written as comparisons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from synthesis.files.csv_export import write_csv
from synthesis.models.network.contrasts import NetworkContrasts

# What was not judged has the middle level, as CINeMA knows no empty one.
ROB = {"low": 1, "some concerns": 2, "unclear": 2, "high": 3}
NOT_JUDGED = 2
DIRECT = 1  # nobody has judged how near the trials are to the question
DIGITS = 10


@dataclass(frozen=True)
class CinemaArm:
    """One arm: counts, or a mean with its standard deviation."""

    trial: str
    treatment: str
    n: int
    responders: int | None = None
    mean: float | None = None
    sd: float | None = None


def count_file(arms: Sequence[CinemaArm], rob: Mapping[str, int]) -> str:
    """Arms with counts, in the long format; `rob` by trial."""
    header = ["study", "id", "t", "r", "n", "rob", "indirectness"]
    rows = _with_ids(arms, rob)
    return write_csv(header, ([*id_, a.treatment, a.responders, a.n, *end] for id_, a, end in rows))


def mean_file(arms: Sequence[CinemaArm], rob: Mapping[str, int]) -> str:
    """Arms with means, in the long format; `rob` by trial."""
    header = ["study", "id", "t", "y", "sd", "n", "rob", "indirectness"]
    rows = _with_ids(arms, rob)
    return write_csv(
        header,
        ([*id_, a.treatment, _number(a.mean), _number(a.sd), a.n, *end] for id_, a, end in rows),
    )


def contrast_file(
    network: NetworkContrasts, labels: Mapping[str, str], rob: Mapping[str, int]
) -> str:
    """Every comparison within a trial, model scale, in the inverse-variance format.

    A trial of m arms has m (m - 1) / 2 rows, from which CINeMA's program makes the covariances.
    """
    arms: dict[int, list[int]] = {}
    for position, trial in enumerate(network.trial.tolist()):
        arms.setdefault(trial, []).append(position)
    rows = [
        [
            network.trials[trial],
            number,
            labels[network.treatments[network.treatment[first]]],
            labels[network.treatments[network.treatment[second]]],
            _number(float(network.value[first] - network.value[second])),
            _number(float(network.variance[first] + network.variance[second]) ** 0.5),
            rob.get(network.trials[trial], NOT_JUDGED),
            DIRECT,
        ]
        for number, (trial, own) in enumerate(arms.items(), start=1)
        for first, second in combinations(own, 2)
    ]
    header = ["study", "id", "t1", "t2", "effect", "se", "rob", "indirectness"]
    return write_csv(header, rows)


def _with_ids(
    arms: Sequence[CinemaArm], rob: Mapping[str, int]
) -> list[tuple[tuple[str, int], CinemaArm, tuple[int, int]]]:
    numbers = {trial: n for n, trial in enumerate(dict.fromkeys(a.trial for a in arms), start=1)}
    return [
        ((arm.trial, numbers[arm.trial]), arm, (rob.get(arm.trial, NOT_JUDGED), DIRECT))
        for arm in arms
    ]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.{DIGITS}g}"
