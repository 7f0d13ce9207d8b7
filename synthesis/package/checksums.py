"""The checksums that tests/data_pins.json keeps of the book's tables, brought up to date."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path

PINS = "../tests/data_pins.json"  # from the data folder; other packages have none


def pinned(folder: Path, contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """New contents of a data folder together with the checksums that go with them.

    Parameters
    ----------
    folder
        The data folder.
    contents
        New content by file name, as `write_all_safely` takes it.

    Returns
    -------
    dict
        The contents, and the file of checksums where the folder has one.
    """
    path = folder / PINS
    if not path.is_file():
        return dict(contents)
    pins = json.loads(path.read_text(encoding="utf-8"))
    for name, content in contents.items():
        table = name.removesuffix(".csv")
        if table in pins and table != name:
            rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
            pins[table] = {
                "rows": sum(1 for _ in rows) - 1,
                "sha256": hashlib.sha256(content).hexdigest(),
            }
    text = json.dumps(pins, indent=2) + "\n"
    return {**contents, PINS: text.encode()}
