"""What was verified and corrected, with the old values, and the guards that keep it so.

Each entry of corrections.csv has one line for each field that it changed. `expect` says what
the row must now hold: where it no longer does, something has overwritten the correction.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from synthesis.package.defects import Defect
from synthesis.package.tables import RawTable

CORRECTIONS, READINGS = "corrections", "readings"
NEW_ROW = "row"  # stands as the field of an entry that made a row


@dataclass(frozen=True)
class RowShape:
    """What a row of a table is about, and what was read for it, by name of the column.

    Parameters
    ----------
    numbers
        Columns with what was read, the result itself first.
    outcome, week, version
        Columns of the key beside trial and arm; empty where the table has none such.
    domain
        Further columns of the key, which stand together as one text.
    arm
        Whether a row is about an arm, not about a whole trial.
    trial
        Column of the trial, or of the publication or result that a row belongs to.
    """

    numbers: tuple[str, ...]
    outcome: str = ""
    week: str = ""
    version: str = ""
    domain: tuple[str, ...] = ()
    arm: bool = True
    trial: str = "trial_id"

    @property
    def count(self) -> str:
        """Column of the patients counted, in a table of counts."""
        return self.numbers[0]


SHAPES: Mapping[str, RowShape] = {
    "dichotomous": RowShape(("responders", "n", "percent_reported"), "outcome", "week", "reading"),
    "adverse_events": RowShape(
        ("patients", "n", "percent_reported"), "event", "period_weeks", "reading"
    ),
    "continuous": RowShape(
        ("mean", "sd", "se", "ci_low", "ci_high", "n"), "outcome", "week", "reading"
    ),
    "baseline": RowShape(("value", "spread", "n"), "variable"),
    "risk_of_bias": RowShape(("judgement",), "outcome", domain=("domain",), arm=False),
    "arms": RowShape(("n_randomised",)),
    "trials": RowShape(("n_randomised", "nct_id"), arm=False),
    "subgroups": RowShape(
        ("responders", "n", "percent_reported", "value"),
        *("outcome", "week", "reading", ("subgroup",)),
    ),
    "long_term_safety": RowShape(
        ("ir_per_100py", "ir_ci_low", "ir_ci_high", "patients_with_event", "patient_years", "n"),
        *("event", "", "", ("population", "drug", "dose", "follow_up"), False, "source_id"),
    ),
    "published_meta_analyses": RowShape(
        ("estimate", "ci_low", "ci_high", "rank_value"), arm=False, trial="result_id"
    ),
}
# Those with a count of patients in their first column.
COUNTED = ("dichotomous", "adverse_events", "subgroups")
# Those whose rows are verified one by one.
TABLES: Mapping[str, RowShape] = {name: SHAPES[name] for name in ("dichotomous", "adverse_events")}
# The rules take a table with a field “reading” for one of readings; here it is the “version”.
KEY = ("table", "trial_id", "arm_id", "outcome", "week", "version", "domain")

RowKey = tuple[str, ...]


def count_column(table: str) -> str:
    """The column of the patients counted; empty where a table has no counts."""
    return SHAPES[table].count if table in COUNTED else ""


def row_key(table: str, row: Mapping[str, str]) -> RowKey:
    """Table, trial, arm, outcome, week, version and domain of a row, as text."""
    shape = SHAPES[table]
    arm = row["arm_id"] if shape.arm else ""
    names = (shape.outcome, shape.week, shape.version)
    domain = join_domain(table, row)
    return (table, row[shape.trial], arm, *(row[name] if name else "" for name in names), domain)


def join_domain(table: str, cells: Mapping[str, str]) -> str:
    """The further columns of a key as one text, such as “drug=a; dose=2 mg”; one stands alone."""
    names = SHAPES[table].domain
    if len(names) == 1:
        return cells.get(names[0], "")
    return "; ".join(f"{name}={cells[name]}" for name in names if cells.get(name))


def split_domain(table: str, domain: str) -> dict[str, str]:
    """Cells by column of what :func:`join_domain` put together."""
    names = SHAPES[table].domain
    if len(names) == 1:
        return {names[0]: domain}
    return split_pairs(domain, names)


def split_pairs(text: str, names: Iterable[str]) -> dict[str, str]:
    """“a=1; b=2” by name; what stands between two of the names belongs to the first."""
    marks = re.split(rf"(?:^|;\s*)({'|'.join(names)})\s*=\s*", text)
    return dict(zip(marks[1::2], marks[2::2], strict=True))


def entry_key(line: Mapping[str, str]) -> RowKey:
    """The same key from a line of corrections.csv."""
    return tuple(line[name] for name in KEY)


def describe_state(table: str, row: Mapping[str, str]) -> str:
    """What a row says, as `expect` keeps it: “responders=5; n=156; …; verification=source”."""
    names = (*SHAPES[table].numbers, "verification")
    return "; ".join(f"{name}={row[name]}" for name in names)


def state_digest(row: Mapping[str, str]) -> str:
    """A short digest of all that a new row says, by which it is known again before it goes.

    Without its day: the week says it, and rows that were made before there were days have none.
    """
    said = "\n".join(f"{n}={value}" for n, value in sorted(row.items()) if value and n != "day")
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def last_entries(lines: Iterable[Mapping[str, str]]) -> dict[RowKey, list[Mapping[str, str]]]:
    """The lines of the last entry for each row that has any."""
    last: dict[RowKey, list[Mapping[str, str]]] = {}
    for line in lines:
        known = last.setdefault(entry_key(line), [])
        if known and int(line["entry"]) > int(known[0]["entry"]):
            known.clear()
        if not known or line["entry"] == known[0]["entry"]:
            known.append(line)
    return last


def correction_defects(
    tables: Mapping[str, RawTable], files: Mapping[str, str]
) -> Iterator[Defect]:
    """Rows that no longer say what their last correction made them say.

    Parameters
    ----------
    tables
        Rows of text by table, already valid by their schemas.
    files
        File name of each table, for the messages.
    """
    guards = last_entries(tables.get(CORRECTIONS, []))
    if not guards:
        return
    found = {
        row_key(table, row): (number, row)
        for table in {key[0] for key in guards}
        for number, row in enumerate(tables.get(table, []), start=2)
    }
    for key, lines in guards.items():
        table, expected = key[0], lines[0]["expect"]
        recorded = f"entry {lines[0]['entry']} of {files[CORRECTIONS]}"
        if key not in found:
            name = ", ".join(filter(None, key[1:]))
            what = f"a row of {files.get(table, table)} with this key, which {recorded} changed"
            yield Defect(files[CORRECTIONS], None, "expect", name, what)
            continue
        number, row = found[key]
        state = describe_state(table, row)
        if state != expected:
            # One sentence names every field, so that no value is cut short.
            differing = _differences(state, expected)
            yield Defect(
                files[table],
                number,
                ", ".join(name for name, _, _ in differing),
                ", ".join(value for _, value, _ in differing),
                f"{', '.join(value or 'nothing' for _, _, value in differing)}, "
                f"as {recorded} left it",
            )


def _differences(state: str, expected: str) -> list[tuple[str, str, str]]:
    now, then = (dict(p.split("=", 1) for p in text.split("; ") if "=" in p)
                 for text in (state, expected))  # fmt: skip
    return [(name, now.get(name, ""), then.get(name, ""))
            for name in {**now, **then} if now.get(name) != then.get(name)]  # fmt: skip
