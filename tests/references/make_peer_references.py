"""Compute what two other Python packages give for analyses that this package gives too.

The numbers are stored in the package, because the chapter on the API shows them.

Run it with a Python that has `pimeta`, `PyMetaAnalysis` and pandas; this package is not needed:
`python tests/references/make_peer_references.py > synthesis/site/pages/results/peers.json`.

The calls stand in CALLS as text, are run as they stand, and are shown on the page beside the call
of this package. Each ends with `answer`, plain numbers on the model scale (log for OR and RR).
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

FOLDER = Path(__file__).parent

PAIRWISE_PIMETA = """\
wide = arms.pivot(index="trial", columns="treatment", values=["responders", "n"])
effects = pimeta.escalc(
    "RR",
    ai=wide["responders"]["vaccine"].tolist(), n1i=wide["n"]["vaccine"].tolist(),
    ci=wide["responders"]["control"].tolist(), n2i=wide["n"]["control"].tolist(),
)
result = pimeta.rma(effects.yi, effects.vi, method="REML", test="knha")"""

PAIRWISE_PYMETA = """\
wide = arms.pivot(index="trial", columns="treatment", values=["responders", "n"])
wide.columns = ["_".join(pair) for pair in wide.columns]
result = meta_analyze.meta_binary(
    wide.reset_index(), study="trial",
    event_treat="responders_vaccine", n_treat="n_vaccine",
    event_control="responders_control", n_control="n_control",
    measure="RR", method="IV", model="random",
    tau2_method="REML", ci_method="hartung_knapp",
)"""

NETWORK_PIMETA = """\
pairs = pimeta.pairwise(
    treat=arms["treatment"].tolist(), event=arms["responders"].tolist(), n=arms["n"].tolist(),
    studlab=arms["trial"].tolist(), sm="OR",
)
result = pimeta.netmeta(
    pairs.TE, pairs.seTE, pairs.treat1, pairs.treat2, pairs.studlab,
    sm="OR", method_tau="{method}", reference_group="no_contact",
)"""

# Its REML takes the covariance of a trial with several arms from the counts of the arms where it is
# given them; its own pairwise() does not hand them on.
NETWORK_PIMETA_WITH_COUNTS = """\
pairs = pimeta.pairwise(
    treat=arms["treatment"].tolist(), event=arms["responders"].tolist(), n=arms["n"].tolist(),
    studlab=arms["trial"].tolist(), sm="OR",
)
counts = arms.set_index(["trial", "treatment"])
first = counts.loc[list(zip(pairs.studlab, pairs.treat1))]
second = counts.loc[list(zip(pairs.studlab, pairs.treat2))]
with_zero = set(arms.loc[arms["responders"] == 0, "trial"])
result = pimeta.netmeta(
    pairs.TE, pairs.seTE, pairs.treat1, pairs.treat2, pairs.studlab,
    sm="OR", method_tau="REML", reference_group="no_contact",
    event1=first["responders"].tolist(), n1=first["n"].tolist(),
    event2=second["responders"].tolist(), n2=second["n"].tolist(),
    incr2=[0.5 if trial in with_zero else 0.0 for trial in pairs.studlab],
)"""

ANSWER_PIMETA = {
    "estimate": "result.b[0]",
    "se": "result.se[0]",
    "ci_low": "result.ci_lb[0]",
    "ci_high": "result.ci_ub[0]",
    "tau2": "result.tau2",
    "pi_low": "result.predict().pi_lb",
    "pi_high": "result.predict().pi_ub",
}
ANSWER_PYMETA = {
    "estimate": "result.estimate",
    "se": "result.standard_error",
    "ci_low": "result.ci_low",
    "ci_high": "result.ci_high",
    "tau2": "result.tau2",
    "pi_low": "result.prediction_interval[0]",
    "pi_high": "result.prediction_interval[1]",
}
# The effect of individual counselling against no contact, and the one tau2.
ANSWER_NETWORK = {
    "estimate": "result.TE_random[i][j]",
    "se": "result.seTE_random[i][j]",
    "ci_low": "result.lower_random[i][j]",
    "ci_high": "result.upper_random[i][j]",
    "tau2": "result.tau2",
}

ANALYSES: tuple[dict[str, Any], ...] = (
    {"analysis": "bcg", "package": "pimeta", "code": PAIRWISE_PIMETA, "answer": ANSWER_PIMETA},
    {
        "analysis": "bcg",
        "package": "PyMetaAnalysis",
        "code": PAIRWISE_PYMETA,
        "answer": ANSWER_PYMETA,
    },
    *(
        {
            "analysis": f"smoking-{method}",
            "package": "pimeta",
            "code": NETWORK_PIMETA.format(method=method),
            "answer": ANSWER_NETWORK,
        }
        for method in ("REML", "DL")
    ),
    {
        "analysis": "smoking-REML",
        "package": "pimeta, counts given too",
        "code": NETWORK_PIMETA_WITH_COUNTS,
        "answer": ANSWER_NETWORK,
    },
)
MODULES = {"pimeta": "pimeta", "PyMetaAnalysis": "meta_analyze"}
TABLES = {"bcg": "tables/bcg.csv", "smoking": "network_tables/hasselblad1998.csv"}


def read_arms(analysis: str) -> pd.DataFrame:
    """The arms of an analysis, one row each."""
    return pd.read_csv(FOLDER / TABLES[analysis.split("-")[0]])


def compute(analysis: dict[str, Any]) -> dict[str, float]:
    """Run one call of another package; numbers on the model scale."""
    names: dict[str, Any] = {"arms": read_arms(analysis["analysis"])}
    module = MODULES[analysis["package"].split(",")[0]]
    exec(f"import {module}\n{analysis['code']}", names)
    if "smoking" in analysis["analysis"]:
        treatments = list(names["result"].trts)
        names["i"] = treatments.index("ind_counseling")
        names["j"] = treatments.index("no_contact")
    return {name: float(eval(text, names)) for name, text in analysis["answer"].items()}


def main() -> None:
    """Print what `peers.json` holds."""
    stored = {
        "made_by": "tests/references/make_peer_references.py",
        "versions": {name: version(name) for name in MODULES},
        "tables": {
            name: (FOLDER / path).read_text(encoding="utf-8") for name, path in TABLES.items()
        },
        "results": [
            {
                "analysis": analysis["analysis"],
                "package": analysis["package"],
                "code": analysis["code"],
                "numbers": compute(analysis),
            }
            for analysis in ANALYSES
        ],
    }
    json.dump(stored, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
