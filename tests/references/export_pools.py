"""Write the arms of some of the book's pools as reference tables for metafor.

Run after a change of the data: `python tests/references/export_pools.py`, then
`Rscript tests/references/make_references.R tests/references`.
"""

from __future__ import annotations

import csv
from pathlib import Path

from synthesis.package.dataset import Dataset, load
from synthesis.selection.pools import Pool, select_records
from synthesis.selection.records import read_records

TABLES = Path(__file__).parent / "tables"
PAIRS = TABLES / "pairs.csv"
PREFIX = "book_"

POOLS = (
    ("easi75-monotherapy", "abrocitinib-100-qd"),
    ("easi75-monotherapy", "abrocitinib-200-qd"),
    ("easi75-monotherapy", "upadacitinib-15-qd"),
    ("easi75-monotherapy", "upadacitinib-30-qd"),
    ("easi75-with-topicals", "abrocitinib-200-qd"),
    ("easi75-topical-jak", "ruxolitinib-1.5pct-bid"),
    ("easi75-abrocitinib-200-against-100", "abrocitinib-200-qd"),
    ("easi75-upadacitinib-30-against-15", "upadacitinib-30-qd"),
    ("itch4-monotherapy", "upadacitinib-30-qd"),
    ("itch4-day-2-monotherapy", "upadacitinib-15-qd"),
)


def table_name(pool: Pool) -> str:
    """File name of a pool's reference table."""
    return f"{PREFIX}{pool.id.replace('.', '_')}.csv"


def find_pools(dataset: Dataset) -> list[Pool]:
    """The pools listed above, from the data as they are."""
    records = read_records(dataset)
    return [
        select_records(records, dataset.analysis(name)).pool(regimen) for name, regimen in POOLS
    ]


def main() -> None:
    """Replace the book's tables and their pairs; the other tables stay."""
    for path in TABLES.glob(f"{PREFIX}*.csv"):
        path.unlink()
    with PAIRS.open(encoding="utf-8", newline="") as stream:
        pairs = [row for row in csv.reader(stream) if not row[0].startswith(PREFIX)]
    for pool in find_pools(load()):
        pool.frame().to_csv(TABLES / table_name(pool), index=False, lineterminator="\n")
        pairs.append([table_name(pool), pool.regimen, pool.comparator])
    with PAIRS.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(pairs)


if __name__ == "__main__":
    main()
