"""What people, spreadsheets and disks do to tables: one function for each kind of damage.

Each takes a source of chance and the files of a folder by name, and gives the files back changed.
The verdict says what must come of it: “same” (accepted, every value as before), “refused”,
“same or refused”, “said” (refused, or accepted with every cell as it stands or told how it was
read) or “honest” (refused, or accepted with exactly what the cells say).
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Mapping

from openpyxl import Workbook

from synthesis.package.older import ADDED

Files = dict[str, bytes]
Rows = list[list[str]]
Mutation = Callable[[random.Random, Files], Files]

NUMBERS = (
    *("dose", "week", "reading", "responders", "n", "percent_reported", "patients", "n_randomised"),
    *("period_weeks", "mean", "sd", "se", "value", "spread", "primary_week", "min_age_years"),
    "year",
)
WHOLE = ("reading", "responders", "n", "patients", "n_randomised", "year")
CODES = ("drug", "route", "outcome", "event", "verification", "preferred", "conflict", "role")
TEXTS = ("trial_name", "arm_label", "notes", "source_locator", "journal", "imputation_detail")
IDS = ("trial_id", "arm_id", "regimen")
LOOK_ALIKES = {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "i": "і", "A": "А", "E": "Е"}


def table_rows(content: bytes) -> Rows:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_bytes(rows: Rows, **dialect: object) -> bytes:
    text = io.StringIO(newline="")
    # Python's writer would leave a carriage return bare, which is another kind of damage.
    bare = any("\r" in cell for row in rows for cell in row)
    quoting = {"quoting": csv.QUOTE_ALL} if bare else {}
    csv.writer(text, **{"lineterminator": "\n", **quoting, **dialect}).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue().encode()


def _any_table(chance: random.Random, files: Files) -> str:
    names = [name for name in sorted(files) if name.endswith(".csv")]
    filled = [name for name in names if len(table_rows(files[name])) > 1]
    return chance.choice(filled)


def _cells(files: Files, fields: tuple[str, ...]) -> list[tuple[str, int, int]]:
    found = []
    for name in sorted(files):
        if name.endswith(".csv"):
            rows = table_rows(files[name])
            for column, field in enumerate(rows[0]):
                if field in fields:
                    found += [(name, r, column) for r in range(1, len(rows)) if rows[r][column]]
    return found


def _edit(
    chance: random.Random, files: Files, fields: tuple[str, ...], change: Callable[[str], str]
) -> Files:
    name, row, column = chance.choice(_cells(files, fields))
    rows = table_rows(files[name])
    rows[row][column] = change(rows[row][column])
    return {**files, name: as_bytes(rows)}


def _editor(fields: tuple[str, ...], *values: str) -> Mutation:
    def mutate(chance: random.Random, files: Files) -> Files:
        value = chance.choice(values)
        return _edit(chance, files, fields, lambda old: value.replace("{}", old))

    return mutate


def _recode(change: Callable[[bytes], bytes]) -> Mutation:
    def mutate(chance: random.Random, files: Files) -> Files:
        name = _any_table(chance, files)
        return {**files, name: change(files[name])}

    return mutate


def _with_rows(change: Callable[[random.Random, Rows], Rows], **dialect: object) -> Mutation:
    def mutate(chance: random.Random, files: Files) -> Files:
        name = _any_table(chance, files)
        rows = change(chance, table_rows(files[name]))
        return {**files, name: as_bytes(rows, **dialect)}

    return mutate


def swap_cells(chance: random.Random, rows: Rows) -> Rows:
    (a, b), (c, d) = (
        (chance.randrange(1, len(rows)), chance.randrange(len(rows[0]))) for _ in range(2)
    )
    rows[a][b], rows[c][d] = rows[c][d], rows[a][b]
    return rows


def swap_in_row(chance: random.Random, rows: Rows) -> Rows:
    row = rows[chance.randrange(1, len(rows))]
    a, b = chance.sample(range(len(row)), 2)
    row[a], row[b] = row[b], row[a]
    return rows


def empty_cell(chance: random.Random, rows: Rows) -> Rows:
    rows[chance.randrange(1, len(rows))][chance.randrange(len(rows[0]))] = ""
    return rows


def drop_column(chance: random.Random, rows: Rows) -> Rows:
    # Columns that tables have got since may be left out.
    newer = {name for columns in ADDED.values() for name in columns}
    column = chance.choice([n for n, name in enumerate(rows[0]) if name not in newer])
    return [row[:column] + row[column + 1 :] for row in rows]


def add_column(chance: random.Random, rows: Rows) -> Rows:
    name = chance.choice(["Spalte1", "", rows[0][0], "<b>x</b>", "comment"])
    return [[*row, name if i == 0 else "x"] for i, row in enumerate(rows)]


def swap_columns(chance: random.Random, rows: Rows) -> Rows:
    a, b = chance.sample(range(len(rows[0])), 2)
    for row in rows:
        row[a], row[b] = row[b], row[a]
    return rows


def rename_column(chance: random.Random, rows: Rows) -> Rows:
    column = chance.randrange(len(rows[0]))
    rows[0][column] = chance.choice(["Trial", rows[0][column].upper(), rows[0][column] + " ", "?"])
    return rows


def repeat_row(chance: random.Random, rows: Rows) -> Rows:
    return [*rows, list(chance.choice(rows[1:]))]


def short_row(chance: random.Random, rows: Rows) -> Rows:
    row = chance.randrange(1, len(rows))
    rows[row] = rows[row][: chance.randrange(1, len(rows[row]))]
    return rows


def long_row(chance: random.Random, rows: Rows) -> Rows:
    rows[chance.randrange(1, len(rows))].append("more")
    return rows


def blank_row(chance: random.Random, rows: Rows) -> Rows:
    width = chance.choice([0, len(rows[0])])
    rows.insert(chance.randrange(1, len(rows) + 1), [""] * width)
    return rows


def second_header(chance: random.Random, rows: Rows) -> Rows:
    rows.insert(chance.randrange(1, len(rows) + 1), list(rows[0]))
    return rows


def unchanged(_: random.Random, rows: Rows) -> Rows:
    return rows


def exceed_patients(chance: random.Random, files: Files) -> Files:
    cells = _cells(files, ("responders", "patients"))
    name, row, column = chance.choice([cell for cell in cells if _beside(files, cell, "n")])
    rows = table_rows(files[name])
    rows[row][column] = str(int(rows[row][column]) + 100_000)
    return {**files, name: as_bytes(rows)}


def contradict_percentage(chance: random.Random, files: Files) -> Files:
    # At more than a whole patient and a whole point away no rounding explains it.
    def move(old: str) -> str:
        return f"{(float(old) + 50) % 100:.1f}"

    cells = [
        cell
        for cell in _cells(files, ("percent_reported",))
        if _beside(files, cell, "responders", "patients")
        and _beside(files, cell, "n")
        # A row that is not preferred may be a declared exception to this very rule.
        and _says(files, cell, "preferred", "yes")
    ]
    name, row, column = chance.choice(cells)
    rows = table_rows(files[name])
    rows[row][column] = move(rows[row][column])
    return {**files, name: as_bytes(rows)}


def _beside(files: Files, cell: tuple[str, int, int], *fields: str) -> bool:
    rows = table_rows(files[cell[0]])
    return any(f in rows[0] and rows[cell[1]][rows[0].index(f)] for f in fields)


def _says(files: Files, cell: tuple[str, int, int], field: str, value: str) -> bool:
    rows = table_rows(files[cell[0]])
    return rows[cell[1]][rows[0].index(field)] == value


def exceed_arm(chance: random.Random, files: Files) -> Files:
    return _edit(chance, files, ("n",), lambda old: str(int(old) + 100_000))


def look_alike(chance: random.Random, files: Files) -> Files:
    cells = [
        cell
        for cell in _cells(files, (*IDS, *CODES))
        if set(table_rows(files[cell[0]])[cell[1]][cell[2]]) & set(LOOK_ALIKES)
    ]
    name, row, column = chance.choice(cells)
    rows = table_rows(files[name])
    old = rows[row][column]
    letter = chance.choice([c for c in old if c in LOOK_ALIKES])
    rows[row][column] = old.replace(letter, LOOK_ALIKES[letter], 1)
    return {**files, name: as_bytes(rows)}


def full_width(chance: random.Random, files: Files) -> Files:
    def widen(old: str) -> str:
        return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in old)

    return _edit(chance, files, NUMBERS, widen)


def other_digits(chance: random.Random, files: Files) -> Files:
    def arabic(old: str) -> str:
        return "".join(chr(0x0660 + int(c)) if c.isdigit() else c for c in old)

    return _edit(chance, files, ("nct_id", "doi", "pmid"), arabic)


def other_trial(chance: random.Random, files: Files) -> Files:
    tables = {name: content for name, content in files.items() if name != "trials.csv"}
    return {**files, **_edit(chance, tables, ("trial_id",), lambda old: old + "-b")}


def unknown_arm(chance: random.Random, files: Files) -> Files:
    tables = {n: c for n, c in files.items() if n not in ("trials.csv", "arms.csv")}
    return {**files, **_edit(chance, tables, ("arm_id",), lambda old: old + "-b")}


def second_trial(_: random.Random, files: Files) -> Files:
    rows = table_rows(files["trials.csv"])
    return {**files, "trials.csv": as_bytes([*rows, ["made-up-2", *rows[1][1:]]])}


def lose_table(chance: random.Random, files: Files) -> Files:
    lost = chance.choice(["trials.csv", "arms.csv"])
    return {name: content for name, content in files.items() if name != lost}


def rename_table(chance: random.Random, files: Files) -> Files:
    name = chance.choice([name for name in sorted(files) if name.endswith(".csv")])
    new = chance.choice([name.upper().replace("CSV", "csv"), name[:-5] + ".csv", f"copy of {name}"])
    return {new if n == name else n: content for n, content in files.items()}


def truncate(chance: random.Random, files: Files) -> Files:
    name = _any_table(chance, files)
    return {**files, name: files[name][: chance.randrange(len(files[name]))]}


def flip_byte(chance: random.Random, files: Files) -> Files:
    name = _any_table(chance, files)
    content = bytearray(files[name])
    content[chance.randrange(len(content))] = chance.randrange(256)
    return {**files, name: bytes(content)}


def drop_bytes(chance: random.Random, files: Files) -> Files:
    name = _any_table(chance, files)
    start = chance.randrange(len(files[name]))
    return {**files, name: files[name][:start] + files[name][start + chance.randrange(1, 40) :]}


def _large_cell(size: int) -> Mutation:
    return _editor(TEXTS, "x" * size)


def latin_1(chance: random.Random, files: Files) -> Files:
    accented = _edit(chance, files, TEXTS, lambda old: f"{old} José")
    return {
        name: content.decode().encode("latin-1", "replace") if content != files[name] else content
        for name, content in accented.items()
    }


def open_quote(chance: random.Random, files: Files) -> Files:
    name = _any_table(chance, files)
    lines = files[name].split(b"\n")
    row = chance.randrange(1, len(lines) - 1)
    lines[row] = b'"' + lines[row]
    return {**files, name: b"\n".join(lines)}


def bad_exceptions(chance: random.Random, files: Files) -> Files:
    text = chance.choice(
        [
            b"[[exception",
            b"\xff\xfe",
            b'[[exception]]\nrule = "n_within_arm"\n',
            b'[[exception]]\nrule = "n_within_arm"\ntable = "arms"\ntrial_id = "x"\nreason = "r"\n',
            b"exception = 3\n",
            b'exception = ["a"]\n',
        ]
    )
    return {**files, "exceptions.toml": text}


def make_workbook(files: Files, spoil: tuple[str, int, int] | None, how: str) -> Files:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name in sorted(files):
        if not name.endswith(".csv"):
            continue
        sheet = book.create_sheet(name.removesuffix(".csv"))
        for r, row in enumerate(table_rows(files[name])):
            for c, text in enumerate(row):
                cell = sheet.cell(r + 1, c + 1)
                cell.value = text or None
                cell.data_type = "s" if text else "n"
                if spoil == (name, r, c):
                    if how == "percent":
                        cell.value, cell.number_format = float(text) / 100, "0.0%"
                    elif how == "date":
                        cell.value, cell.number_format = 44197, "dd-mmm"
                    elif how == "formula":
                        cell.value = "=1+1"
                    elif how == "true":
                        cell.value = True
                    else:
                        cell.value, cell.data_type = "#N/A", "e"
    stream = io.BytesIO()
    book.save(stream)
    rest = {name: content for name, content in files.items() if not name.endswith(".csv")}
    return {**rest, "trial.xlsx": stream.getvalue()}


def workbook(_: random.Random, files: Files) -> Files:
    return make_workbook(files, None, "")


def spoilt_workbook(chance: random.Random, files: Files) -> Files:
    spoil = chance.choice(_cells(files, NUMBERS))
    how = chance.choice(["percent", "date", "formula", "true", "error"])
    return make_workbook(files, spoil, how)


def damaged_workbook(chance: random.Random, files: Files) -> Files:
    files = make_workbook(files, None, "")
    content = files["trial.xlsx"]
    return {**files, "trial.xlsx": content[: chance.randrange(len(content) // 2)]}


HTML = ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>{}", "{}&lt;b&gt;", "</td>{}")
FORMULAS = ('=HYPERLINK("http://example.org")', "+1+1", "@SUM(A1)", "-2+3", "=cmd|' /C calc'!A0")

MUTATIONS: Mapping[str, tuple[str, Mutation]] = {
    "byte order mark": ("same", _recode(lambda c: b"\xef\xbb\xbf" + c)),
    "CRLF": ("same", _recode(lambda c: c.replace(b"\n", b"\r\n"))),
    "no final line break": ("same", _recode(lambda c: c.rstrip(b"\n"))),
    "every cell quoted": ("same", _with_rows(unchanged, quoting=csv.QUOTE_ALL)),
    "workbook": ("same", workbook),
    "UTF-16": ("same or refused", _recode(lambda c: c.decode().encode("utf-16"))),
    "Latin-1": ("refused", latin_1),
    "semicolons": ("same or refused", _with_rows(unchanged, delimiter=";")),
    "tabs": ("same or refused", _with_rows(unchanged, delimiter="\t")),
    "cells swapped": ("honest", _with_rows(swap_cells)),
    "cells swapped in a row": ("honest", _with_rows(swap_in_row)),
    "cell emptied": ("honest", _with_rows(empty_cell)),
    "decimal comma": ("said", _editor(NUMBERS, "12,5", "{},0")),
    "thousands separator": ("refused", _editor(NUMBERS, "1,234", "1 234", "1'234", "1\u202f234")),
    "Excel date": ("refused", _editor(NUMBERS, "16-Jan", "2021-03-04", "01/02/2021", "Mar 21")),
    "not a number": ("said", _editor(NUMBERS, "NaN", "inf", "-inf", "NA", "-", "?", "null")),
    "exponent": ("refused", _editor(NUMBERS, "1e3", "1E3", "1.0e1", "0x10", "1_000")),
    "negative": ("refused", _editor((*WHOLE, "week", "percent_reported"), "-1", "-12")),
    "huge": ("honest", _editor(NUMBERS, "99999999", "9" * 14, "1" + "0" * 15, "9" * 400)),
    "fraction of a patient": ("said", _editor(WHOLE, "12.5", "{}.5", "{}.0")),
    "percent sign": ("said", _editor(NUMBERS, "{}%", "{} %", "~{}", "<{}", "{}*", "n={}")),
    "blank around a number": ("said", _editor(NUMBERS, " {}", "{} ", "\u00a0{}", "\t{}")),
    "blank around text": ("said", _editor(TEXTS, " {}", "{} ", "{}\n", "\u2003{}")),
    "invisible character": ("refused", _editor((*TEXTS, *IDS), "{}\u200b", "\u202e{}", "{}\x07")),
    "line break in a cell": ("refused", _editor(TEXTS, "{}\n{}", "{}\r{}", "{}\u2028{}")),
    "look-alike letter": ("refused", look_alike),
    "look-alike in a name": ("refused", _editor(TEXTS, "{} TrіaI", "JАDE {}")),
    "full-width digits": ("refused", full_width),
    "digits of another script": ("refused", other_digits),
    "missing column": ("refused", _with_rows(drop_column)),
    "extra column": ("refused", _with_rows(add_column)),
    "columns swapped": ("same or refused", _with_rows(swap_columns)),
    "column renamed": ("same or refused", _with_rows(rename_column)),
    "row twice": ("refused", _with_rows(repeat_row)),
    "short row": ("refused", _with_rows(short_row)),
    "long row": ("refused", _with_rows(long_row)),
    "blank row": ("same or refused", _with_rows(blank_row)),
    "second header": ("refused", _with_rows(second_header)),
    "open quote": ("refused", open_quote),
    "NUL": ("refused", _editor(TEXTS, "{}\x00")),
    "cell too large": ("refused", _large_cell(20_001)),
    "cell of 50 MB": ("refused", _large_cell(50_000_000)),
    "HTML in text": ("honest", _editor(TEXTS, *HTML)),
    "HTML in a code": ("refused", _editor((*IDS, *CODES), *HTML)),
    "formula in text": ("honest", _editor(TEXTS, *FORMULAS)),
    "formula in a number": ("refused", _editor(NUMBERS, *FORMULAS)),
    "unknown code": ("said", _editor(CODES, "{}x", "EASI-75", "Abrocitinib", "Yes", "unknown")),
    "more responders than patients": ("refused", exceed_patients),
    "percentage contradicts count": ("refused", contradict_percentage),
    "more patients than randomised": ("honest", exceed_arm),
    "row of another trial": ("refused", other_trial),
    "row of an unknown arm": ("refused", unknown_arm),
    "two trials": ("refused", second_trial),
    "table lost": ("refused", lose_table),
    "table renamed": ("same or refused", rename_table),
    "file cut off": ("honest", truncate),
    "byte changed": ("honest", flip_byte),
    "bytes lost": ("honest", drop_bytes),
    "broken exceptions": ("refused", bad_exceptions),
    "workbook with spoilt cell": ("refused", spoilt_workbook),
    "workbook damaged": ("refused", damaged_workbook),
}
RARE = ("cell of 50 MB",)  # slow; one in five hundred
