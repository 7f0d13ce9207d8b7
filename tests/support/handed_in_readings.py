"""A made-up file of readings for the small sound package, and what tests do with it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from pathlib import Path

from synthesis.files.project import ROOT
from synthesis.living.bulk.batch import prepare_batch
from synthesis.living.change import write_change

SOUND = ROOT / "tests" / "broken_inputs" / "_sound"
TODAY = "2001-02-03"
PLACE = {"source_url": "https://example.org/made-up-report", "source_locator": "Table 2"}
WHO = {"reader": "first", "trial_id": "jade-mono-1", **PLACE}
EVENT = {**WHO, "table": "adverse_events", "code": "SERIOUS_AE", "arm_id": "placebo", "week": "12"}
DOMAIN = "judgement:blinding"
LINES: tuple[Mapping[str, str], ...] = (
    {**EVENT, "patients": "3", "n": "77", "tier": "source"},
    {**EVENT, "week": "day 2", "patients": "0", "n": "77"},
    {**WHO, "table": "baseline", "code": "AGE_MEAN", "arm_id": "placebo", "value": "31.5",
     "statistic": "value"},
    {**WHO, "table": "baseline", "code": "AGE_MEAN", "arm_id": "placebo", "value": "12.1",
     "statistic": "spread (SD)"},
    {**WHO, "table": "risk_of_bias", "code": "VTE", "value": "low", "statistic": DOMAIN},
    {**WHO, "table": "continuous", "code": "DLQI_CHANGE", "arm_id": "placebo", "week": "12",
     "value": "-4.2", "spread": "se 0.7", "n": "60", "statistic": "least-squares mean"},
    {**WHO, "table": "arms", "arm_id": "placebo", "value": "77", "statistic": "n_randomised"},
)  # fmt: skip


def copy_package(folder: Path) -> Path:
    """The sound package without values at baseline."""
    shutil.copytree(SOUND, folder)
    header, *_ = (folder / "baseline.csv").read_bytes().splitlines(keepends=True)
    (folder / "baseline.csv").write_bytes(header)
    return folder


def hand_in(place: Path, lines: tuple[Mapping[str, str], ...]) -> Path:
    names = list(dict.fromkeys(name for line in lines for name in ("code", *line)))
    with place.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, restval="")
        writer.writeheader()
        writer.writerows(lines)
    return place


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.startswith(".")}


def write(folder: Path, file: Path, name: str = "one") -> None:
    batch = prepare_batch(folder, file, name, TODAY)
    assert not batch.refused, batch.refused
    write_change(folder, batch.digest, batch.contents, "test")
