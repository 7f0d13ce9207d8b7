"""The stored metafor numbers are those the R script gives today."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from r_software import close, need_metafor
from reference_tables import FOLDER, RESULTS, name_of


@pytest.mark.slow
def test_the_script_still_gives_the_stored_numbers(tmp_path: Path) -> None:
    need_metafor()
    shutil.copytree(FOLDER / "tables", tmp_path / "tables")
    for generated in ("bcg.csv", "nielweise2007.csv"):
        (tmp_path / "tables" / generated).unlink()
    script = FOLDER / "make_references.R"
    done = subprocess.run(
        ["Rscript", str(script), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for table in (FOLDER / "tables").glob("*.csv"):
        assert (tmp_path / "tables" / table.name).read_bytes() == table.read_bytes(), table.name
    fresh = json.loads((tmp_path / "metafor.json").read_text())["results"]
    assert [name_of(r) for r in fresh] == [name_of(r) for r in RESULTS]
    for new, old in zip(fresh, RESULTS, strict=True):
        assert new.keys() == old.keys()
        different = [key for key in old if not close(new[key], old[key])]
        assert not different, f"{name_of(old)}: {different}"


def test_every_table_has_a_pair_and_a_result() -> None:
    files = {path.name for path in (FOLDER / "tables").glob("*.csv")} - {"pairs.csv"}
    assert {result["table"] for result in RESULTS} == files
    assert all(result["call"].startswith("rma") for result in RESULTS)
