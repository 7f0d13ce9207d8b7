"""The files of a data package that may be published with what is made of it."""

from __future__ import annotations

from pathlib import Path

from synthesis.files.csv_bytes import format_rows, line_ending
from synthesis.files.csv_export import neutralise
from synthesis.files.csv_records import read_records
from synthesis.package.bibliography import BIBLIOGRAPHY
from synthesis.package.checksums import PINS
from synthesis.package.dataset import package_files
from synthesis.package.schema import read_schema
from synthesis.package.undisturbed import link_defects

# Beside what the package is read from: the patterns of registry records, as `trial import` reads.
BESIDE = (BIBLIOGRAPHY, "registry_patterns.toml", PINS)


def public_files(data: Path) -> tuple[Path, ...]:
    """The files that the description lists, and those that belong to every package, in an order.

    What else lies in the folder, a list of patients perhaps, is nobody's to publish; neither is
    what a link leads to.

    Raises
    ------
    DataError
        The package cannot be read.
    """
    beside = (data / name for name in BESIDE)
    found = [*package_files(data, read_schema(data)), *(p for p in beside if p.is_file())]
    return tuple(path for path in found if not any(link_defects([path])))


def public_bytes(path: Path) -> bytes:
    """The bytes of a file of a package as they are published.

    A cell that a spreadsheet would run as a formula has an apostrophe before it, since nobody knows
    who opens the file with what; a table without such cells is published byte for byte.
    """
    content = path.read_bytes()
    if path.suffix != ".csv":
        return content
    rows = [[*record.cells] for record in read_records(content)]
    safe = [[neutralise(cell) for cell in row] for row in rows]
    return content if safe == rows else format_rows(safe, line_ending(content))
