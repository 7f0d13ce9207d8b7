"""Data packages as somebody else might have them, cut from the book's own."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from synthesis.files.project import ROOT

DATA = ROOT / "data"
Keep = Callable[[str], bool]


def write_package(folder: Path, keep_trial: Keep, entries: Iterable[str]) -> Path:
    """A package with some of the book's trials and some of its declared analyses.

    Tables without trials keep their header only; there are no claims, codes or exceptions.

    Parameters
    ----------
    folder
        Where to write it.
    keep_trial
        Says of a trial_id whether it stays.
    entries
        Ids of the analyses, networks, doses and harms that stay.
    """
    folder.mkdir(parents=True)
    for name in ("datapackage.json", "vocabulary.toml"):
        shutil.copy(DATA / name, folder)
    description = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    for resource in description["resources"]:
        with (DATA / resource["path"]).open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            columns = list(reader.fieldnames or [])
            own = "trial_id" in columns and resource["path"] != "corrections.csv"
            rows = [row for row in reader if own and keep_trial(row["trial_id"])]
        with (folder / resource["path"]).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    (folder / "analyses.toml").write_text(plan_with(entries), encoding="utf-8")
    exceptions = _entries((DATA / "exceptions.toml").read_text(encoding="utf-8"))
    kept = "".join(text for text in exceptions if keep_trial(_field(text, "trial_id")))
    (folder / "exceptions.toml").write_text(kept, encoding="utf-8")
    return folder


def plan_with(entries: Iterable[str]) -> str:
    """The entries of the book's plan that have one of some ids."""
    wanted = set(entries)
    text = (DATA / "analyses.toml").read_text(encoding="utf-8")
    return "".join(entry for entry in _entries(text) if _field(entry, "id") in wanted)


def _entries(text: str) -> list[str]:
    return [piece for piece in re.split(r"(?m)^(?=\[\[)", text) if piece.startswith("[[")]


def _field(entry: str, name: str) -> str:
    found = re.search(rf'\b{name}\s*=\s*"([^"]+)"', entry)
    return found[1] if found else ""
