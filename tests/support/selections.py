"""Selections of one analysis, from tables read for it alone."""

from __future__ import annotations

from synthesis.package.dataset import Dataset
from synthesis.package.plan.doses import DoseAnalysis
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.pools import Analysis
from synthesis.selection.doses import DoseSelection, select_dose_records
from synthesis.selection.networks import NetworkSelection, select_network_records
from synthesis.selection.pools import Selection, select_records
from synthesis.selection.records import read_records

Tiers = tuple[str, ...] | None


def select(dataset: Dataset, analysis: Analysis, tiers: Tiers = None) -> Selection:
    """The pools of an analysis."""
    return select_records(read_records(dataset), analysis, tiers)


def select_dose(dataset: Dataset, analysis: DoseAnalysis, tiers: Tiers = None) -> DoseSelection:
    """The arms of a dose-response analysis."""
    return select_dose_records(read_records(dataset), analysis, tiers)


def select_network(
    dataset: Dataset, analysis: NetworkAnalysis, tiers: Tiers = None
) -> NetworkSelection:
    """The arms of a network."""
    return select_network_records(read_records(dataset), analysis, tiers)
