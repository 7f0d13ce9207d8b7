"""Arm-level tables as others publish them: what is read of them, and each refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthesis.living.start.arm_counts import (
    StartError,
    Treatment,
    make_id,
    read_arm_lines,
    read_treatment,
)

HEADER = "trial,treatment,responders,n\n"
SOUND = HEADER + "ONE,placebo,2,50\nONE,Madeupinib 5 mg QD,20,51\n"


def write(folder: Path, text: str | bytes, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


@pytest.mark.parametrize(
    ("name", "drug", "dose", "unit", "frequency", "regimen"),
    [
        ("Madeupinib 5 mg QD", "madeupinib", 5.0, "mg", "QD", "madeupinib-5-qd"),
        ("madeupinib 5mg", "madeupinib", 5.0, "mg", "not stated", "madeupinib-5"),
        ("IMB 0.5 mg/kg Q12W", "IMB", 0.5, "mg/kg", "Q12W", "imb-0.5-q12w"),
        ("cream 1.5%", "cream", 1.5, "percent", "not stated", "cream-1.5"),
        ("Madeupinib 5 mg NA", "madeupinib", 5.0, "mg", "not stated", "madeupinib-5"),
        ("Made Up 10 mg BIW", "made up", 10.0, "mg", "BIW", "made-up-10-biw"),
        ("usual care", "usual care", None, "", "not stated", "usual-care"),
        ("type 2 drug", "type 2 drug", None, "", "not stated", "type-2-drug"),
        ("placebo", "placebo", 0.0, "", "not stated", "placebo"),
        ("Vehicle", "vehicle", 0.0, "", "not stated", "vehicle"),
        ("Placebo 0 mg QD", "placebo", 0.0, "", "not stated", "placebo"),
    ],
)
def test_a_treatment_is_taken_apart(
    name: str, drug: str, dose: float | None, unit: str, frequency: str, regimen: str
) -> None:
    found = read_treatment(name, "placebo", "")
    assert (found.drug, found.dose, found.unit, found.frequency) == (drug, dose, unit, frequency)
    assert found.regimen == regimen


def test_what_a_table_calls_placebo_is_placebo() -> None:
    assert read_treatment("PBO", "pbo", "") == Treatment(
        "placebo", "placebo", 0.0, "", "not stated"
    )


def test_a_dose_without_a_unit_has_the_one_that_is_named() -> None:
    assert read_treatment("madeupinib 0.5", "placebo", "relative").unit == "relative"
    assert read_treatment("madeupinib 0.5 mg", "placebo", "relative").unit == "mg"
    with pytest.raises(StartError, match="The dose of “madeupinib 5” has no unit; say with"):
        read_treatment("madeupinib 5", "placebo", "")


@pytest.mark.parametrize(
    ("text", "identifier"),
    [("Trial A_1", "trial-a-1"), ("  (x) ", "x"), ("Ångström", "ngstr-m"), ("…", "unnamed")],
)
def test_a_name_becomes_an_identifier(text: str, identifier: str) -> None:
    assert make_id(text) == identifier


def test_lines_are_read_with_their_rows(tmp_path: Path) -> None:
    one, two = read_arm_lines(write(tmp_path, SOUND))
    assert (one.trial, one.treatment.drug, one.count, one.n, one.row) == (
        "ONE",
        "placebo",
        2,
        50,
        2,
    )
    assert (two.treatment.regimen, two.count, two.n, two.row) == ("madeupinib-5-qd", 20, 51, 3)
    assert (one.year, one.risk) == (None, "")


def test_year_and_risk_of_bias_are_taken_where_they_are_known(tmp_path: Path) -> None:
    text = "trial,treatment,r,total,year,risk_of_bias\nA,placebo,1,9,2019,L\nB,placebo,1,9,?,odd\n"
    one, two = read_arm_lines(write(tmp_path, text))
    assert (one.year, one.risk) == (2019, "low")
    assert (two.year, two.risk) == (None, "")


def test_columns_may_have_names_of_their_own(tmp_path: Path) -> None:
    text = "trial,treatment,pasi90,pasi90_n,sae,sae_n\nA,placebo,1,9,0,8\nA,x,3,9,,\n"
    path = write(tmp_path, text)
    assert [line.count for line in read_arm_lines(path, "pasi90", "pasi90_n")] == [1, 3]
    # An arm without such a count has no line.
    assert [line.count for line in read_arm_lines(path, "sae", "sae_n")] == [0]


@pytest.mark.parametrize("empty", ["", "NA"])
def test_an_outcome_that_an_arm_does_not_report_is_left_out(tmp_path: Path, empty: str) -> None:
    text = f"trial,treatment,resp,remi,n\nA,placebo,{empty},2,9\nA,x,3,4,8\n"
    path = write(tmp_path, text)
    assert [line.count for line in read_arm_lines(path, "resp", "n")] == [3]
    assert [line.count for line in read_arm_lines(path, "remi", "n")] == [2, 4]


def test_a_byte_order_mark_and_spaces_do_no_harm(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf" + SOUND.replace(",n\n", ", n\n").encode()
    assert len(read_arm_lines(write(tmp_path, text))) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + "A,placebo,x,9\n", "x.csv, row 2: responders is “x”; expected a whole number"),
        (HEADER + "A,placebo,1.0,9\n", "x.csv, row 2: responders is “1.0”; expected a whole"),
        (HEADER + "A,placebo,-1,9\n", "x.csv, row 2: responders is “-1”; expected a whole"),
        (HEADER + "A,placebo,,9\n", "x.csv, row 2: responders is “”; expected a whole number"),
        (HEADER + "A,placebo,1,\n", "x.csv, row 2: n is “”; expected a whole number of patients."),
        (HEADER + "A,placebo,10,9\n", "x.csv, row 2: responders is 10 and n is 9; expected at"),
        (HEADER + "A,placebo,0,0\n", "x.csv, row 2: responders is 0 and n is 0; expected at most"),
        (HEADER + ",placebo,1,9\n", "x.csv, row 2: trial is empty; expected its name."),
        (HEADER + "A,,1,9\n", "x.csv, row 2: treatment is empty; expected its name."),
        (HEADER + "A,x 5,1,9\n", "The dose of “x 5” has no unit; say with --dose-unit what doses"),
        (
            HEADER + "A,x 5 mg,1,9\nA,X 5mg,1,9\n",
            "x.csv, row 3: A has X 5mg in row 2 already; expected one line for each arm.",
        ),
        ("trial,treatment,n\n", "x.csv has no column of counts by a usual name (responders, "),
        ("trial,treatment,count\n", "x.csv has no column of numbers of patients by a usual name"),
        ("study,treatment,count,n\n", "x.csv has no column “trial”; it has study, treatment,"),
        ("trial,arm,count,n\n", "x.csv has no column “treatment”; it has trial, arm, count, n."),
        ("", "x.csv has no column of counts by a usual name"),
        (b"trial,treatment,count,n\nA,\xe9,1,2\n", "x.csv is not CSV text in UTF-8."),
    ],
)
def test_every_refusal_is_one_sentence(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(StartError) as raised:
        read_arm_lines(write(tmp_path, text))
    message = str(raised.value)
    assert message.startswith(said)
    assert message.endswith(".")
    assert "\n" not in message


def test_a_column_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"x\.csv has no column “pasi”; it has trial"):
        read_arm_lines(write(tmp_path, SOUND), "pasi")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"nowhere\.csv cannot be read; expected a CSV file\."):
        read_arm_lines(tmp_path / "nowhere.csv")
