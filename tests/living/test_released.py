"""Released results: small, stable, and read back as they were written."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from synthesis.analyses.estimates import ClaimVerdict, Estimate, Estimates
from synthesis.files.project import RELEASES
from synthesis.living.compare_results import compare_results
from synthesis.living.releases import ReleaseError, list_releases, read_release, write_release

LARGEST = 300_000  # bytes
LINE = Estimate(
    **{"id": "made-up.drug", "kind": "harm", "title": "Made up", "comparison": "a against b"},
    **{"measure": "RD", "estimate": 1 / 3, "se": None, "ci_low": -math.inf, "ci_high": 2 / 3},
    **{"k": 2, "patients": 100, "verdict": "open"},
)
RESULTS = Estimates("abc", {LINE.id: LINE}, {"c": ClaimVerdict("c", "“C” <b>é</b>.", "supported")})


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "1.2.json"
    path.write_text(write_release("1.2", RESULTS), encoding="utf-8")
    release = read_release(path)
    assert release.version == "1.2"
    assert release.results.digest == "abc"
    assert release.results.claims == RESULTS.claims
    assert release.results.estimates[LINE.id].estimate == 0.3333333333
    assert not compare_results(release.results, RESULTS).any
    assert not compare_results(RESULTS, release.results).any


def test_keys_are_sorted_and_the_text_is_the_same_twice() -> None:
    text = write_release("1.2", RESULTS)
    assert text == write_release("1.2", RESULTS)
    assert text == json.dumps(json.loads(text), indent=0, sort_keys=True, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("version", ["", "v1", "1.", "../1", "1.0\n"])
def test_a_version_that_is_none_is_refused(version: str) -> None:
    with pytest.raises(ReleaseError, match="is not a version"):
        write_release(version, RESULTS)


def test_the_latest_comes_first_by_number_and_other_files_are_passed_over(tmp_path: Path) -> None:
    for version in ("0.9.0", "0.10.0", "0.2"):
        path = tmp_path / f"{version}.json"
        path.write_text(write_release(version, RESULTS), encoding="utf-8")
    (tmp_path / "notes.json").write_text("{}", encoding="utf-8")
    assert [r.version for r in list_releases(tmp_path)] == ["0.10.0", "0.9.0", "0.2"]
    assert list(list_releases(tmp_path / "nowhere")) == []


def test_the_kept_releases_are_small_sound_and_named_by_their_version() -> None:
    paths = [path for path in sorted(RELEASES.glob("*.json")) if not path.match("*.rows.json")]
    assert paths
    for path in paths:
        assert path.stat().st_size < LARGEST
        release = read_release(path)
        assert release.version == path.stem
        assert path.read_text(encoding="utf-8") == write_release(path.stem, release.results)
        assert release.results.estimates
