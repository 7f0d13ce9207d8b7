"""The stored rma.mv numbers are those the R script gives today, on today's networks."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from network_references import FOLDER, RESULTS, TABLES, assert_agrees, name_of
from r_software import need_metafor
from references.export_networks import PREFIX, find_networks, table_name, write_table

from synthesis.models.network.contrasts import make_network
from synthesis.models.network.pool import pool_network
from synthesis.package.dataset import Dataset


def close(found: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        return found.keys() == expected.keys() and all(close(found[k], expected[k]) for k in found)
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(close, found, expected))
    if isinstance(expected, float | int) and isinstance(found, float | int):
        return bool(np.isclose(found, expected, rtol=1e-6, atol=1e-6))
    return found == expected


@pytest.mark.slow
def test_the_script_still_gives_the_stored_numbers(tmp_path: Path) -> None:
    on_record = os.environ.get("CI") == "true"
    need_metafor()
    # Everything takes half a minute; the odds ratio of the public networks and of one of the
    # book's is enough between the runs that count.
    measures = "OR,RR,RD" if on_record else "OR"
    ours = sorted(TABLES.glob(f"{PREFIX}*.csv"))[: None if on_record else 1]
    (tmp_path / "network_tables").mkdir()
    for table in ours:
        shutil.copy(table, tmp_path / "network_tables")
    script = FOLDER / "make_network_references.R"
    done = subprocess.run(
        ["Rscript", str(script), str(tmp_path), measures],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = {path.stem for path in (tmp_path / "network_tables").iterdir()}
    public = {path.stem for path in TABLES.glob("*.csv") if not path.stem.startswith(PREFIX)}
    assert made == public | {path.stem for path in ours}
    for name in made:
        table = f"{name}.csv"
        fresh_table = (tmp_path / "network_tables" / table).read_bytes()
        assert fresh_table == (TABLES / table).read_bytes(), table
    fresh = json.loads((tmp_path / "network.json").read_text())["results"]
    stored = [r for r in RESULTS if r["measure"] in measures.split(",") and r["table"] in made]
    assert [name_of(r) for r in fresh] == [name_of(r) for r in stored]
    for new, old in zip(fresh, stored, strict=True):
        assert new.keys() == old.keys()
        different = [key for key in old if not close(new[key], old[key])]
        assert not different, f"{name_of(old)}: {different}"


def test_every_table_has_results_with_their_r_call() -> None:
    assert {r["table"] for r in RESULTS} == {path.stem for path in TABLES.glob("*.csv")}
    assert all(r["call"].startswith("rma.mv(") for r in RESULTS)


def test_reference_tables_are_todays_networks(dataset: Dataset) -> None:
    advice = "run `make r-references`"
    fresh = {table_name(s.analysis.id): write_table(s) for s in find_networks(dataset)}
    assert {path.stem for path in TABLES.glob(f"{PREFIX}*.csv")} == fresh.keys(), advice
    for name, text in fresh.items():
        stored = (TABLES / f"{name}.csv").read_text(encoding="utf-8")
        assert stored == text, f"{name}: {advice}"


def test_the_networks_of_the_book_are_those_of_rma_mv(dataset: Dataset) -> None:
    # From the data package, not from the stored tables.
    for selection in find_networks(dataset):
        analysis = selection.analysis
        result = pool_network(make_network(selection.frame(), analysis.measure))
        method = "REML" if result.q_total.df else "FE"
        key = table_name(analysis.id), analysis.measure, method
        [reference] = [r for r in RESULTS if (r["table"], r["measure"], r["method"]) == key]
        assert list(result.treatments) == reference["treatments"]
        for kind in ("estimate", "se"):
            assert_agrees(kind, getattr(result, kind), reference[kind], reference)
        assert_agrees("tau2", result.tau2 or 0.0, reference["tau2"], reference)
        assert_agrees("q", result.q_total.q, reference["q"], reference)
