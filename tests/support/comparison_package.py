"""A small data package with one analysis of each kind, and ways to alter it, for tests."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from synthesis.files.project import ROOT

SOUND = ROOT / "tests" / "broken_inputs" / "_sound"
SHARED = """
population = "adults and adolescents"
background = ["none"]
verification = ["source", "derived", "inferred"]
"""
PLAN = f"""
[[network]]
id = "network-easi75"
title = "EASI-75, all treatments"
question = "How often do patients reach EASI-75 on each treatment?"
outcome = "EASI75"
weeks = [12, 16]
routes = ["oral", "subcutaneous"]
reference = "placebo"
active_reference = "upadacitinib-15-qd"
measure = "OR"
{SHARED}

[[dose]]
id = "dose-abrocitinib"
title = "EASI-75 by dose of abrocitinib"
question = "How do the chances of reaching EASI-75 rise with the dose?"
drug = "abrocitinib"
frequency = "QD"
outcome = "EASI75"
weeks = [12, 16]
{SHARED}

[[dose]]
id = "dose-upadacitinib"
title = "EASI-75 by dose of upadacitinib"
question = "How do the chances of reaching EASI-75 rise with the dose?"
drug = "upadacitinib"
frequency = "QD"
outcome = "EASI75"
weeks = [12, 16]
{SHARED}

[[harm]]
id = "harm-{{event}}-against-placebo"
title = "{{event}}: oral JAK inhibitors against placebo"
question = "How often do patients have this, compared with placebo: {{event}}?"
events = ["SERIOUS_AE"]
route = "oral"
comparator = "placebo"
{SHARED}
"""


def make_package(folder: Path) -> Path:
    """Copy the sound small package and declare one analysis of each kind."""
    shutil.copytree(SOUND, folder)
    with (folder / "analyses.toml").open("a", encoding="utf-8") as stream:
        stream.write(PLAN)
    return folder


def edit_rows(folder: Path, table: str, edit: Callable[[list[dict[str, str]]], None]) -> None:
    """Rewrite one table after `edit` has changed its rows in place."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        rows, fields = list(reader), list(reader.fieldnames or [])
    edit(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, fields, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def edit_descriptor(folder: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    """Rewrite datapackage.json after `edit` has changed its content in place."""
    path = folder / "datapackage.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    edit(content)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def change_count(folder: Path, table: str, row: int, by: int) -> None:
    """Change the count of one row, numbered as in a spreadsheet, and its percentage with it."""
    count = "responders" if table == "dichotomous" else "patients"

    def edit(rows: list[dict[str, str]]) -> None:
        cells = rows[row - 2]
        cells[count] = str(int(cells[count]) + by)
        cells["percent_reported"] = f"{100 * int(cells[count]) / int(cells['n']):.1f}"

    edit_rows(folder, table, edit)
