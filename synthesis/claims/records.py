"""Every result of the book as plain values: what results.json holds."""

from __future__ import annotations

from typing import Any

from synthesis.analyses.doses import as_dose_record, run_doses
from synthesis.analyses.harms import harm_record, run_harm
from synthesis.analyses.missing import find_networks
from synthesis.analyses.networks import as_network_record
from synthesis.analyses.pools import as_record, run_all
from synthesis.package.dataset import Dataset
from synthesis.selection.records import read_harm_records


def collect_results(dataset: Dataset) -> dict[str, list[dict[str, Any]]]:
    """Pools, networks, dose-response curves and harms of every declared analysis.

    Ratios are on the log scale; what does not exist is None.
    """
    records = read_harm_records(dataset)
    harms = [run_harm(dataset, harm.id, records) for harm in dataset.harms]
    return {
        "results": [as_record(pool) for result in run_all(dataset) for pool in result.pools],
        "networks": [as_network_record(network) for network in find_networks(dataset)],
        "doses": [as_dose_record(dose) for dose in run_doses(dataset)],
        "harms": [harm_record(pool) for harm in harms for pool in harm.pools],
    }
