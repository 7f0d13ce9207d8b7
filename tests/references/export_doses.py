"""Write dose arms from the book's data as reference tables for R.

One table for each declared dose-response analysis that can be run, and for three drugs one of
all their trials, with and without topical treatment, which no chapter shows: a test of the models.

Run after a change of the data: `python tests/references/export_doses.py`, then
`Rscript tests/references/make_dose_references.R tests/references`.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from synthesis.analyses.doses import run_doses
from synthesis.package.dataset import Dataset, load
from synthesis.package.plan.pools import YOUNGEST_ADOLESCENT
from synthesis.selection.arms import PRIMARY_TIERS
from synthesis.words.terms import INACTIVE

TABLES = Path(__file__).parent / "dose_tables"
DRUGS = ("abrocitinib", "upadacitinib", "baricitinib")
DECLARED = "declared_"


def dose_arms(dataset: Dataset, drug: str, outcome: str = "EASI75") -> pd.DataFrame:
    """Arms of one drug and of placebo at the primary week, trials without young children."""
    rows = dataset.table("dichotomous")
    rows = rows[
        (rows["outcome"] == outcome)
        & (rows["preferred"] == "yes")
        & rows["verification"].isin(PRIMARY_TIERS)
        & rows["responders"].notna()  # no imputed percentage
        & rows["n"].notna()
    ]
    trials = dataset.table("trials")
    trials = trials[
        (trials["role"] == "parallel") & (trials["min_age_years"] >= YOUNGEST_ADOLESCENT)
    ]
    rows = rows.merge(trials[["trial_id", "trial_name", "primary_week"]], on="trial_id")
    arms = dataset.table("arms")[["trial_id", "arm_id", "drug", "dose", "regimen"]]
    rows = rows[rows["week"] == rows["primary_week"]].merge(arms, on=["trial_id", "arm_id"])
    active, inactive = rows["drug"] == drug, rows["drug"].isin(INACTIVE)
    both = set(rows["trial_id"][active]) & set(rows["trial_id"][inactive])
    rows = rows[(active | inactive) & rows["trial_id"].isin(both)]
    found = pd.DataFrame(
        {
            "trial": rows["trial_name"],
            "dose": [
                0.0 if d in INACTIVE else float(v)
                for d, v in zip(rows["drug"], rows["dose"], strict=True)
            ],
            "responders": rows["responders"].astype(int),
            "n": rows["n"].astype(int),
        }
    )
    return found.sort_values(["trial", "dose"]).reset_index(drop=True)


def table_name(drug: str) -> str:
    """File name of a drug's reference table."""
    return f"book_{drug}_easi75.csv"


def declared_arms(dataset: Dataset) -> dict[str, pd.DataFrame]:
    """The arms of every declared dose-response analysis that can be run, by its file name.

    Not those with an imputed arm: the likelihood of R's glm knows whole counts only.
    """
    return {
        f"{DECLARED}{result.analysis.id}.csv": result.selection.frame()
        for result in run_doses(dataset)
        if result.fits and not any(arm.imputed for arm in result.selection.arms)
    }


def main() -> None:
    """Replace the book's dose tables; the other tables stay."""
    dataset = load()
    TABLES.mkdir(exist_ok=True)
    for path in TABLES.glob(f"{DECLARED}*.csv"):
        path.unlink()
    tables = {table_name(drug): dose_arms(dataset, drug) for drug in DRUGS}
    for name, arms in (tables | declared_arms(dataset)).items():
        arms.to_csv(TABLES / name, index=False, lineterminator="\n", float_format="%g")


if __name__ == "__main__":
    main()
