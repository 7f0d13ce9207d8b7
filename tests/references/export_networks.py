"""Write the arms of the book's declared networks as reference tables for metafor.

Run after a change of the data or of the plan: `python tests/references/export_networks.py`, then
`Rscript tests/references/make_network_references.R tests/references`.
"""

from __future__ import annotations

from pathlib import Path

from synthesis.package.dataset import Dataset, load
from synthesis.selection.networks import NetworkSelection, select_network_records
from synthesis.selection.records import read_records

TABLES = Path(__file__).parent / "network_tables"
PREFIX = "book_"


def table_name(identifier: str) -> str:
    """Name of a declared network's reference table, without the ending."""
    return PREFIX + identifier.removeprefix("network-")


def find_networks(dataset: Dataset) -> list[NetworkSelection]:
    """The arms of every declared network, from the data as they are."""
    records = read_records(dataset)
    return [select_network_records(records, analysis) for analysis in dataset.networks]


def write_table(selection: NetworkSelection) -> str:
    """The arms of a network as the text of a CSV file."""
    return selection.frame().to_csv(index=False, lineterminator="\n")


def main() -> None:
    """Replace the book's networks; the other tables stay."""
    for path in TABLES.glob(f"{PREFIX}*.csv"):
        path.unlink()
    for selection in find_networks(load()):
        path = TABLES / f"{table_name(selection.analysis.id)}.csv"
        path.write_text(write_table(selection), encoding="utf-8")


if __name__ == "__main__":
    main()
