"""Every pool is also shown with percentages of all randomised; no primary result has any."""

from __future__ import annotations

from synthesis.analyses.pools import run_analysis
from synthesis.analyses.sensitivity import (
    NO_IMPUTED,
    THE_SAME,
    WITH_PERCENTAGES,
    other_rows,
    select_versions,
)
from synthesis.package.dataset import Dataset
from synthesis.selection.records import read_records


def test_the_choice_is_the_last_and_admits_the_declared_tiers(dataset: Dataset) -> None:
    records = read_records(dataset)
    found = {name: (rows, tiers) for name, rows, tiers in other_rows(records, ("source",))}
    assert list(found)[-1] == WITH_PERCENTAGES
    assert found[WITH_PERCENTAGES][1] == ("source",)
    assert found[NO_IMPUTED][0] is records


def test_only_rows_with_a_percentage_alone_are_added(dataset: Dataset) -> None:
    records, file = read_records(dataset), dataset.table("dichotomous")
    alone = file["responders"].isna() & file["n"].isna() & file["percent_reported"].notna()
    rows = set(file.index[alone] + 2)
    sizes = dataset.table("arms").set_index(["trial_id", "arm_id"])["n_randomised"]
    added = 0
    for analysis in dataset.analyses:
        for each in select_versions(records, analysis)[1]:
            other = each.tiers[WITH_PERCENTAGES]
            assert other is not None
            known = {row for arm in each.pool.arms for row in arm.rows}
            assert not known & rows
            for arm in other.arms:
                for source in arm.sources:
                    if source.row in known:
                        continue
                    # Those of the other arm of a trial were held back for want of this one.
                    if source.row in rows:
                        added += 1
                        assert source.n == sizes[arm.trial_id, source.arm_id]
                    assert source.verification in analysis.verification
    assert added


def test_a_pool_without_such_rows_is_the_same(dataset: Dataset) -> None:
    result = run_analysis(dataset, "easi75-monotherapy")
    notes = [pool.under(WITH_PERCENTAGES).note for pool in result.pools]
    assert THE_SAME in notes
    assert any(note.startswith("adds") for note in notes)
