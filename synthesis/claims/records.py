"""Every result of the book as plain values: what results.json holds."""

from __future__ import annotations

from typing import Any

from synthesis.analyses.courses.maintenance import as_maintenance_record, run_maintenance
from synthesis.analyses.courses.run import as_course_record
from synthesis.analyses.doses import as_dose_record
from synthesis.analyses.harms import harm_record
from synthesis.analyses.means.run import as_mean_record
from synthesis.analyses.networks import as_network_record
from synthesis.analyses.pools import as_record
from synthesis.analyses.run import Results
from synthesis.analyses.shared_doses import run_shared_doses, shared_dose_record
from synthesis.analyses.subgroups.age_groups import as_age_group_record, run_age_groups
from synthesis.analyses.subgroups.regressions import as_regression_record, run_regressions
from synthesis.analyses.subgroups.settings import as_setting_record, run_settings


def collect_records(results: Results) -> dict[str, list[dict[str, Any]]]:
    """Pools, networks, dose curves, harms, means and courses of every declared analysis.

    Beside them slopes of regressions, the same treatments in two settings, and groups by age.

    Ratios are on the log scale; what does not exist is None.
    """
    pools, harms = results.pools.values(), results.harms.values()
    return {
        "results": [as_record(pool) for result in pools for pool in result.pools],
        "networks": [as_network_record(network) for network in results.formed_networks],
        "doses": [as_dose_record(dose) for dose in results.doses.values()],
        "harms": [harm_record(pool) for result in harms for pool in result.pools],
        "shared_doses": [shared_dose_record(each) for each in run_shared_doses(results)],
        "courses": [as_course_record(result) for result in results.courses.values()],
        "maintenance": [as_maintenance_record(r) for r in run_maintenance(results).values()],
        "means": [as_mean_record(result) for result in results.means.values()],
        "regressions": [as_regression_record(found) for found in run_regressions(results)],
        "settings": [as_setting_record(found) for found in run_settings(results)],
        "age_groups": [as_age_group_record(found) for found in run_age_groups(results)],
    }
