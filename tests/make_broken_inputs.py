"""Write tests/broken_inputs/: a small sound package and copies of it with one defect each.

Run by hand after a change of data/datapackage.json or data/vocabulary.toml, as
`python tests/make_broken_inputs.py`.
The sentences in each expected.txt are written by hand, in `CASES`; a test compares them
with what the user sees.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from synthesis.files.project import ROOT

DATA = ROOT / "data"
TARGET = ROOT / "tests" / "broken_inputs"
TRIALS = ("jade-mono-1", "measure-up-1")
OUTCOMES = ("EASI75",)
EVENTS = ("SERIOUS_AE",)

Edit = Callable[[Path], None]

EXCEPTION = """[[exception]]
rule = "n_within_arm"
table = "adverse_events"
trial_id = "measure-up-1"
reason = "The safety population includes the adolescent sub-study; the arm is the main study."
"""

ANALYSIS = """[[analysis]]
id = "easi75-monotherapy"
title = "EASI-75, oral drug alone"
question = "How much more often do patients reach EASI-75?"
outcome = "EASI75"
week = "primary"
population = "adults and adolescents"
route = "oral"
background = ["none"]
comparator = "placebo"
unit = "drug-dose"
measure = "OR"
verification = ["source", "derived", "inferred"]
"""


def write_sound(folder: Path) -> None:
    """A small sound package: two trials of the book with one outcome and one event."""
    folder.mkdir(parents=True)
    for name in ("datapackage.json", "vocabulary.toml"):
        shutil.copy(DATA / name, folder)
    (folder / "exceptions.toml").write_text(EXCEPTION, encoding="utf-8")
    (folder / "analyses.toml").write_text(ANALYSIS, encoding="utf-8")
    for path in sorted(DATA.glob("*.csv")):
        rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
        header = rows[0]
        # What was read when is no matter of a small package: it starts with no batch.
        found = [] if path.stem in ("corrections", "readings") else rows[1:]
        kept = [row for row in found if _keep(dict(zip(header, row, strict=True)))]
        if path.stem == "dichotomous":
            kept = [_as_count(dict(zip(header, row, strict=True))) for row in kept]
        _write(folder / path.name, [header, *kept])


def _keep(row: dict[str, str]) -> bool:
    if row.get("trial_id") not in TRIALS:
        return False
    if "event" in row:
        return row["event"] in EVENTS
    return row.get("outcome", "EASI75") in OUTCOMES or "domain" in row


def _as_count(row: dict[str, str]) -> list[str]:
    """A made-up count in the place of an imputed percentage: the small package has counts alone."""
    if row["verification"] == "imputed":
        count = round(float(row["percent_reported"]) / 100 * int(row["n"]))
        row |= {"responders": str(count), "verification": "derived", "imputation": "NRI"}
        row |= {"ci_low": "", "ci_high": ""}
    return list(row.values())


def _write(path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def cell(file: str, row: int, field: str, value: str) -> Edit:
    """Put `value` into one cell; `row` counts the header as 1."""

    def edit(folder: Path) -> None:
        rows = list(csv.reader((folder / file).open(encoding="utf-8", newline="")))
        rows[row - 1][rows[0].index(field)] = value
        _write(folder / file, rows)

    return edit


def text(file: str, change: Callable[[str], str]) -> Edit:
    """Change a file as text."""

    def edit(folder: Path) -> None:
        path = folder / file
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")

    return edit


def raw(file: str, change: Callable[[bytes], bytes]) -> Edit:
    """Change a file as bytes."""

    def edit(folder: Path) -> None:
        (folder / file).write_bytes(change((folder / file).read_bytes()))

    return edit


def remove(file: str) -> Edit:
    """Delete a file."""
    return lambda folder: (folder / file).unlink()


def columns(file: str, change: Callable[[list[str]], list[int]]) -> Edit:
    """Keep the columns whose positions `change` returns, in that order."""

    def edit(folder: Path) -> None:
        rows = list(csv.reader((folder / file).open(encoding="utf-8", newline="")))
        order = change(rows[0])
        _write(folder / file, [[row[i] for i in order] for row in rows])

    return edit


def repeat_row(file: str, row: int) -> Edit:
    """Append a copy of one row."""
    return text(file, lambda content: content + content.splitlines(keepends=True)[row - 1])


def add_column(content: str) -> str:
    """Append a column of the name `colour`."""
    lines = content.splitlines()
    return "\n".join([lines[0] + ",colour", *(line + ",blue" for line in lines[1:])]) + "\n"


D, A, T, E = "dichotomous.csv", "arms.csv", "trials.csv", "adverse_events.csv"

CASES: dict[str, tuple[Edit, str]] = {}


def case(name: str, edit: Edit, sentence: str) -> None:
    """Declare one broken folder and the sentence its user must see."""
    CASES[name] = (edit, sentence)


case(
    "missing-table",
    remove("baseline.csv"),
    "baseline.csv: expected this file, which datapackage.json lists.",
)
case(
    "missing-descriptor",
    remove("datapackage.json"),
    "datapackage.json: expected this file, which describes the data package.",
)
case(
    "descriptor-not-json",
    text("datapackage.json", lambda content: content.replace('"profile":', '"profile"', 1)),
    "datapackage.json, row 2: expected valid JSON in UTF-8.",
)
case(
    "descriptor-reaches-outside",
    text("datapackage.json", lambda content: content.replace('"trials.csv"', '"../t.csv"', 1)),
    "datapackage.json, field resources trials, path: found “../t.csv”, "
    "expected the name of a file in the folder of the package.",
)
case(
    "missing-plan",
    remove("analyses.toml"),
    "analyses.toml: expected this file, the plan of analysis.",
)
case(
    "missing-column",
    columns(D, lambda header: [i for i, name in enumerate(header) if name != "n"]),
    "dichotomous.csv, row 1, field n: expected a column of this name.",
)
case(
    "extra-column",
    text(A, add_column),
    "arms.csv, row 1: found “colour”, expected only the fields that datapackage.json describes.",
)
case(
    "columns-reordered",
    columns("risk_of_bias.csv", lambda header: [1, 0, *range(2, len(header))]),
    "risk_of_bias.csv, row 1: found “outcome, trial_id, domain, judgement, description, "
    "source_ur… (150 characters)”, expected the fields in their declared order.",
)
case(
    "semicolons",
    text("baseline.csv", lambda content: content.replace(",", ";")),
    "baseline.csv, row 1: found “trial_id;arm_id;variable;value;spread;spread_type;n;source_u"
    "… (144 characters)”, expected fields separated by commas, and points before decimals.",
)
case(
    "latin-1",
    raw(A, lambda content: content.replace(b"Placebo", b"Plac\xe9bo", 1)),
    "arms.csv, row 4: expected text encoded as UTF-8; "
    "a spreadsheet program saves it as “CSV UTF-8”.",
)
case(
    "nul-byte",
    raw(A, lambda content: content.replace(b"Placebo", b"Place\x00bo", 1)),
    "arms.csv, row 4: found “\\x00”, expected text without control characters.",
)
case(
    "empty-file",
    raw("regulatory.csv", lambda _: b""),
    "regulatory.csv, row 1: expected a header with the fields fact_id, drug, agency, fact_type, "
    "fact, date, source_url, source_locator, verification, second_reading, second_source, "
    "conflict, preferred, notes.",
)
case(
    "short-row",
    text(E, lambda content: content + "jade-mono-1,placebo,DEATH\n"),
    "adverse_events.csv, row 8: found “3 cells”, expected 16 cells, one for each field.",
)
case(
    "open-quote",
    text(A, lambda content: content.replace("Placebo", '"Placebo', 1)),
    "arms.csv: expected comma-separated values with balanced quotes.",
)
case(
    "blank-row",
    text(A, lambda content: content + "," * 17 + "\n"),
    "arms.csv, row 8: found an empty cell, expected a filled row or none.",
)
case(
    "oversized-cell",
    cell(T, 2, "notes", "x" * 20_001),
    f"trials.csv, row 2, field notes: found “{'x' * 60}… (20,001 characters)”, "
    "expected at most 20,000 characters.",
)
case(
    "duplicate-arm",
    repeat_row(A, 2),
    "arms.csv, row 8, field trial_id + arm_id: found “jade-mono-1 + abrocitinib-100-qd”, "
    "expected a combination used only once.",
)
case(
    "unknown-trial",
    cell(
        "risk_of_bias.csv",
        2,
        "trial_id",
        "jade-solo-1",
    ),
    "risk_of_bias.csv, row 2, field trial_id: found “jade-solo-1”, expected a row of trials.csv.",
)
case(
    "unknown-arm",
    cell(D, 2, "arm_id", "abrocitinib-150-qd"),
    "dichotomous.csv, row 2, field trial_id + arm_id: found “jade-mono-1 + abrocitinib-150-qd”, "
    "expected a row of arms.csv.",
)
case(
    "more-responders-than-patients",
    cell(D, 2, "responders", "166"),
    "dichotomous.csv, row 2, field responders: found “166”, expected at most n, which is 155.",
)
case(
    "denominator-exceeds-arm",
    cell(D, 11, "n", "157"),
    "dichotomous.csv, row 11, field n: found “157”, "
    "expected at most the arm's n_randomised, which is 156.",
)
case(
    "percentage-contradicts-count",
    cell(D, 11, "percent_reported", "93.7"),
    "dichotomous.csv, row 11, field percent_reported: found “93.7”, "
    "expected 39.7, which is 62 of 156.",
)
case(
    "word-in-count",
    cell(A, 2, "n_randomised", "12x"),
    "arms.csv, row 2, field n_randomised: found “12x”, expected a whole number of at least 0.",
)
case(
    "decimal-count",
    cell(D, 2, "responders", "16.0"),
    "dichotomous.csv, row 2, field responders: found “16.0”, "
    "expected a whole number of at least 0.",
)
case(
    "negative-count",
    cell(D, 2, "responders", "-3"),
    "dichotomous.csv, row 2, field responders: found “-3”, expected a whole number of at least 0.",
)
case(
    "not-a-number",
    cell(D, 2, "percent_reported", "NaN"),
    "dichotomous.csv, row 2, field percent_reported: found “NaN”, "
    "expected a number with a decimal point from 0 to 100.",
)
case(
    "exponent",
    cell(A, 2, "n_randomised", "1e3"),
    "arms.csv, row 2, field n_randomised: found “1e3”, expected a whole number of at least 0.",
)
case(
    "underscore-in-count",
    cell(A, 2, "n_randomised", "1_56"),
    "arms.csv, row 2, field n_randomised: found “1_56”, expected a whole number of at least 0.",
)
case(
    "full-width-digits",
    cell(A, 2, "n_randomised", "１５６"),
    "arms.csv, row 2, field n_randomised: found “１５６”, expected a whole number of at least 0.",
)
case(
    "decimal-comma",
    cell(D, 2, "percent_reported", "10,3"),
    "dichotomous.csv, row 2, field percent_reported: found “10,3”, "
    "expected a number with a decimal point from 0 to 100.",
)
case(
    "thousands-separator",
    cell(T, 2, "n_randomised", "1,387"),
    "trials.csv, row 2, field n_randomised: found “1,387”, expected a whole number of at least 0.",
)
case(
    "spreadsheet-date",
    cell(A, 2, "dose", "01-Oct"),
    "arms.csv, row 2, field dose: found “01-Oct”, "
    "expected a number with a decimal point from 0 to 1000.",
)
case(
    "percentage-over-100",
    cell(D, 2, "percent_reported", "103"),
    "dichotomous.csv, row 2, field percent_reported: found “103”, "
    "expected a number with a decimal point from 0 to 100.",
)
case(
    "unknown-outcome",
    cell(D, 2, "outcome", "EASI-75"),
    "dichotomous.csv, row 2, field outcome: found “EASI-75”, expected one of EASI50, EASI75, "
    "EASI90, EASI100, IGA01, IGA01_ANY, ITCH4, ITCH01, EASI90_ITCH01, DLQI4, DLQI01, PGE50, "
    "PGE75, PGE90, PGE100, FLARE_FREE, PRURITUS_MILD_ABSENT, IGA0, ITCH3, ITCH4_BASE5, POEM4, "
    "CDLQI01, SCORAD50, SCORAD75, SCORAD90, PTGA01, SKIN_PAIN4, FLARE_REQUIRING_RESCUE, FLARE.",
)
case(
    "unknown-tier",
    cell(D, 2, "verification", "seen"),
    "dichotomous.csv, row 2, field verification: found “seen”, "
    "expected one of source, derived, inferred, imputed, unverified.",
)
case(
    "empty-required",
    cell(A, 2, "drug", ""),
    "arms.csv, row 2, field drug: found an empty cell, "
    "expected a value; this field may not be empty.",
)
case(
    "registry-number-malformed",
    cell(T, 2, "nct_id", "NCT0334906"),
    "trials.csv, row 2, field nct_id: found “NCT0334906”, "
    r"expected text of the form (NCT\d{8}|JapicCTI-\d{6})(; NCT\d{8})*.",
)
case(
    "doi-malformed",
    cell(T, 2, "doi", "doi.org/10.1016/x"),
    "trials.csv, row 2, field doi: found “doi.org/10.1016/x”, "
    "expected a DOI such as 10.0000/made-up, without an address before it.",
)
case(
    "ages-reversed",
    cell(T, 2, "max_age_years", "11"),
    "trials.csv, row 2, field min_age_years: found “12”, "
    "expected at most max_age_years, which is 11.",
)
case(
    "source-without-place",
    cell(D, 2, "source_url", ""),
    "dichotomous.csv, row 2, field source_url: found an empty cell, "
    "expected the place where it was read, or verification = unverified.",
)
case(
    "not-preferred-without-conflict",
    cell(D, 2, "preferred", "no"),
    "dichotomous.csv, row 2, field preferred: found “no”, "
    "expected yes, as the row is in no conflict.",
)
case(
    "plan-not-toml",
    text("analyses.toml", lambda content: content.replace('id = "', "id = ", 1)),
    "analyses.toml: expected valid TOML (Invalid value (at line 2, column 6)).",
)
case(
    "plan-unknown-outcome",
    text("analyses.toml", lambda content: content.replace('"EASI75"', '"EASI-75"', 1)),
    "analyses.toml, field analysis easi75-monotherapy, outcome: found “EASI-75”, expected one of "
    "EASI50, EASI75, EASI90, EASI100, IGA01, IGA01_ANY, ITCH4, ITCH01, EASI90_ITCH01, DLQI4, "
    "DLQI01, PGE50, "
    "PGE75, PGE90, PGE100, FLARE_FREE, PRURITUS_MILD_ABSENT, IGA0, ITCH3, ITCH4_BASE5, POEM4, "
    "CDLQI01, SCORAD50, SCORAD75, SCORAD90, PTGA01, SKIN_PAIN4, FLARE_REQUIRING_RESCUE, FLARE.",
)
case(
    "plan-unknown-regimen",
    text("analyses.toml", lambda content: content.replace('"placebo"', '"sugar"', 1)),
    "analyses.toml, field analysis easi75-monotherapy, comparator: found “sugar”, "
    "expected a regimen of arms.csv.",
)
case(
    "plan-missing-question",
    text("analyses.toml", lambda content: content.replace("question", "query", 1)),
    "analyses.toml, field analysis easi75-monotherapy, question: expected this field.\n"
    "analyses.toml, field analysis easi75-monotherapy, query: expected no field of this name.",
)
case(
    "plan-duplicate-id",
    text("analyses.toml", lambda content: content + "\n" + content),
    "analyses.toml, field analysis easi75-monotherapy, id: found “easi75-monotherapy”, "
    "expected an id used only once.",
)
case(
    "exception-unneeded",
    text("exceptions.toml", lambda content: content + "\n" + content.replace("measure-up-1", "x")),
    "exceptions.toml, field exception 2: found “n_within_arm for adverse_events, x”, "
    "expected a row that needs this exception.",
)
case(
    "exception-without-reason",
    text("exceptions.toml", lambda content: content.split("reason")[0]),
    "exceptions.toml, field exception 1, reason: expected this field.",
)


case(
    "vocabulary-unknown-class",
    text(
        "vocabulary.toml",
        lambda content: content.replace('drug_class = "biologic"', 'drug_class = "antibody"', 1),
    ),
    "vocabulary.toml, field drug dupilumab, drug_class: found “antibody”, "
    "expected the id of a [[drug_class]].",
)


def two_preferred(folder: Path) -> None:
    """A second reading of one number, also marked as preferred."""
    rows = list(csv.reader((folder / D).open(encoding="utf-8", newline="")))
    again = list(rows[1])
    again[rows[0].index("reading")] = "2"
    _write(folder / D, [*rows, again])


case(
    "two-preferred-rows",
    two_preferred,
    "dichotomous.csv, row 2, field preferred: found “yes”, "
    "expected one preferred row only for the same arm, outcome and week.\n"
    "dichotomous.csv, row 22, field preferred: found “yes”, "
    "expected one preferred row only for the same arm, outcome and week.",
)


case(
    "day-contradicts-week",
    cell(D, 2, "day", "2"),
    "dichotomous.csv, row 2, field day: found “2”, "
    "expected 14, the day of week 2; or week 0.286, that of day 2.",
)


def day_alone(folder: Path) -> None:
    """A day where the week is left empty."""
    cell(D, 2, "day", "2")(folder)
    cell(D, 2, "week", "")(folder)


case(
    "day-without-week",
    day_alone,
    "dichotomous.csv, row 2, field week: found an empty cell, expected 0.286, the week of day 2.",
)
case(
    "week-is-a-day",
    cell(D, 2, "week", "0.29"),
    "dichotomous.csv, row 2, field day: found an empty cell, expected 2, as week 0.29 is day 2.",
)
case(
    "day-zero",
    cell(D, 2, "day", "0"),
    "dichotomous.csv, row 2, field day: found “0”, expected a whole number from 1 to 4200.",
)


def main() -> None:
    """Write the sound package and every broken one."""
    json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    shutil.rmtree(TARGET, ignore_errors=True)
    sound = TARGET / "_sound"
    write_sound(sound)
    for name, (edit, sentence) in CASES.items():
        folder = TARGET / name
        shutil.copytree(sound, folder)
        edit(folder)
        (folder / "expected.txt").write_text(sentence + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
