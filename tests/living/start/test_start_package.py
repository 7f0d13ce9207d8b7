"""A data package from arm-level tables: it loads, and every count of the tables stands in it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.analyses.run import Results
from synthesis.living.start.arm_counts import ArmLine, StartError, read_treatment
from synthesis.living.start.start_package import CountedTable, start_package
from synthesis.package.dataset import Dataset, load

SOURCE = "https://example.org/made-up"


def line(
    trial: str, treatment: str, count: int, n: int, row: int = 2, year: int | None = None,
    risk: str = "",
) -> ArmLine:  # fmt: skip
    return ArmLine(trial, read_treatment(treatment, "placebo", "mg"), count, n, row, year, risk)


TRIALS = ("FIRST_1", "SECOND 2", "third")
BETTER = CountedTable(
    "BETTER-50",
    "better.csv",
    tuple(
        line(trial, treatment, count + place, 50 + place, 2 + 4 * place + number, 2020, "low")
        for place, trial in enumerate(TRIALS)
        for number, (treatment, count) in enumerate(
            [("placebo", 5), ("madeupinib 5 QD", 15), ("madeupinib 10 QD", 20), ("inventimab", 25)]
        )
    ),
)
HICCUP = CountedTable(
    "HICCUP",
    "harms.csv",
    (line("FIRST 1", "placebo", 1, 50, 2), line("FIRST 1", "madeupinib 5 QD", 3, 50, 3)),
    harm=True,
)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("new") / "data"
    start_package(folder, "A made-up book", (BETTER, HICCUP), SOURCE)
    return load(folder)


def test_what_it_writes_it_counts(tmp_path: Path) -> None:
    written = start_package(tmp_path / "data", "A made-up book", (BETTER, HICCUP), SOURCE)
    found = load(tmp_path / "data")
    assert written == {table: len(found.table(table)) for table in found.schema.tables}
    assert written == {
        "trials": 3, "arms": 12, "dichotomous": 12, "adverse_events": 2, "risk_of_bias": 3,
    }  # fmt: skip


def test_a_trial_of_one_name_in_two_tables_is_one_trial(started: Dataset) -> None:
    trials = started.table("trials")
    assert trials["trial_id"].tolist() == ["first-1", "second-2", "third"]
    assert trials["trial_name"].tolist() == ["FIRST 1", "SECOND 2", "third"]
    assert set(started.table("adverse_events")["trial_id"]) == {"first-1"}


def test_what_the_tables_say_stands_in_the_package(started: Dataset) -> None:
    assert started.vocabulary.subject.title == "A made-up book"
    assert started.labels["madeupinib-5-qd"] == "madeupinib 5 mg"
    assert started.labels["inventimab"].focus
    assert started.labels["placebo"].sign == "inactive"
    assert set(started.table("trials")["year"]) == {2020}
    assert set(started.table("risk_of_bias")["judgement"]) == {"low"}
    row = started.table("dichotomous").iloc[0]
    assert (row["source_url"], row["source_locator"]) == (SOURCE, "better.csv, row 2")
    assert set(started.table("trials")["comparison_type"]) == {"placebo+active"}


def test_names_stand_in_the_package_as_they_were_given(tmp_path: Path) -> None:
    """A file for others to open would put an apostrophe before them; these are the data."""
    names = ("=first", "+second", "@third")
    lines = tuple(
        line(name, treatment, 5, 50, row)
        for row, (name, treatment) in enumerate(
            [(name, treatment) for name in names for treatment in ("placebo", "madeupinib 5 QD")], 2
        )
    )
    start_package(tmp_path / "data", "Odd", (CountedTable("GOOD", "odd.csv", lines),), SOURCE)
    assert load(tmp_path / "data").table("trials")["trial_name"].tolist() == list(names)


def test_all_that_can_be_asked_is_declared_and_answered(started: Dataset) -> None:
    results = Results(started)
    assert [analysis.id for analysis in started.analyses] == ["better-50-against-placebo"]
    assert [network.id for network in started.networks] == ["network-better-50"]
    assert [dose.id for dose in started.doses] == ["dose-better-50-madeupinib-qd"]
    assert [harm.id for harm in started.harms] == ["harm-hiccup-against-placebo"]
    (pools,) = results.pools.values()
    assert {pool.pool.regimen for pool in pools.pools} == set(started.labels) - {"placebo"}
    assert {pool.primary.k for pool in pools.pools} == {3}
    (network,) = results.formed_networks
    assert len(network.treatments) == 4


def test_without_placebo_there_is_a_network_and_no_pool(tmp_path: Path) -> None:
    table = CountedTable("QUIT", "quit.csv", (
        line("A", "advice", 1, 9), line("A", "groups", 2, 9, 3),
        line("B", "advice", 1, 9, 4), line("B", "no contact", 2, 9, 5),
    ))  # fmt: skip
    start_package(tmp_path / "data", "Quitting", (table,), "metadat")
    found = load(tmp_path / "data")
    assert found.analyses == ()
    assert found.network("network-quit").reference == "advice"
    assert "adverse_events" not in found.schema.tables
    assert len(found.table("adverse_events")) == 0


def test_placebo_and_vehicle_are_one_reference(tmp_path: Path) -> None:
    treatments = ("placebo", "vehicle", "x", "y")
    lines = tuple(line("A", each, 1, 9, row) for row, each in enumerate(treatments, 2))
    start_package(tmp_path / "data", "t", (CountedTable("X", "x.csv", lines),), SOURCE)
    (network,) = load(tmp_path / "data").networks
    assert (network.reference, network.active_reference) == ("placebo", "x")


def test_words_with_quotation_marks_stay_words(tmp_path: Path) -> None:
    table = CountedTable("X", 'a "b".csv', (line("A", "placebo", 1, 9), line("A", 'x "y"', 2, 9)))
    start_package(tmp_path / "data", 'A "book" \\ of ☃', (table,), SOURCE)
    found = load(tmp_path / "data")
    assert found.vocabulary.subject.title == 'A "book" \\ of ☃'


@pytest.mark.parametrize(
    ("counted", "said"),
    [((HICCUP,), "No table counts responders"), ((), "No table counts responders")],
)
def test_nothing_is_written_on_refusal(
    tmp_path: Path, counted: tuple[CountedTable, ...], said: str
) -> None:
    with pytest.raises(StartError, match=said):
        start_package(tmp_path / "data", "t", counted, SOURCE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            (line("Δ", "x", 1, 9), line("Λ", "x", 1, 9, 3)),
            "a.csv, row 3: trial “Λ” would be called unnamed, and so would “Δ”; expected names "
            "that differ in letters or digits.",
        ),
        (
            (line("A 1", "x", 1, 9), line("A-1", "x", 1, 9, 3)),
            "a.csv, row 3: trial “A-1” would be called a-1, and so would “A 1”; expected names "
            "that differ in letters or digits.",
        ),
        (
            (line("A", "x 5 mg", 1, 9), line("B", "x 5 mg/kg", 1, 9, 3)),
            "a.csv, row 3: treatment “x 5 mg/kg” would be called x-5, and so would “x 5 mg”; "
            "expected names that differ in letters or digits.",
        ),
        (
            (line("A", "α", 1, 9), line("B", "β", 1, 9, 3)),
            "a.csv, row 3: treatment “β” would be called unnamed, and so would “α”; expected "
            "names that differ in letters or digits.",
        ),
    ],
)
def test_two_things_never_become_one(tmp_path: Path, lines: tuple[ArmLine, ...], said: str) -> None:
    with pytest.raises(StartError) as raised:
        start_package(tmp_path / "data", "t", (CountedTable("X", "a.csv", lines),), SOURCE)
    assert str(raised.value) == said
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    for folder in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(StartError, match=r"holds something already; name a new folder\."):
            start_package(folder, "t", (BETTER,), SOURCE)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    assert start_package(tmp_path, "t", (BETTER,), SOURCE)["trials"] == 3
    assert load(tmp_path).analyses


NAMES = st.sampled_from(["A", "b 2", "C_3", "Δ", "trial “x”", "A, B"])
TREATMENTS = st.sampled_from(
    ["placebo", "vehicle", "x", "x 5 QD", "x 5 BID", "x 10 QD", "Y 2 mg/kg Q4W", "usual care", "β"]
)


@st.composite
def counted_tables(draw: st.DrawFn, code: str, harm: bool) -> CountedTable:
    """A table with some arms of some trials, none twice."""
    arms = draw(st.lists(st.tuples(NAMES, TREATMENTS), min_size=1, max_size=10, unique=True))
    lines = []
    for row, (trial, treatment) in enumerate(arms, start=2):
        n = draw(st.integers(1, 500))
        lines.append(line(trial, treatment, draw(st.integers(0, n)), n, row))
    return CountedTable(code, f"{code.lower()}.csv", tuple(lines), harm)


@given(counted_tables("BETTER", False), counted_tables("WELL_90", False), counted_tables("H", True))
@settings(max_examples=25, deadline=None)
def test_every_count_of_the_tables_stands_in_the_package(
    first: CountedTable, second: CountedTable, harm: CountedTable
) -> None:
    counted = (first, second, harm)
    with tempfile.TemporaryDirectory() as place:
        start_package(Path(place), "t", counted, SOURCE)
        found = load(Path(place))
    responders, events = found.table("dichotomous"), found.table("adverse_events")
    stands = [
        *zip(responders["outcome"], responders["arm_id"], responders["responders"],
             responders["n"], responders["source_locator"], strict=True),
        *zip(events["event"], events["arm_id"], events["patients"], events["n"],
             events["source_locator"], strict=True),
    ]  # fmt: skip
    given_counts = [
        (table.code, line.treatment.regimen, line.count, line.n, f"{table.file}, row {line.row}")
        for table in counted
        for line in table.lines
    ]
    assert sorted(stands) == sorted(given_counts)
