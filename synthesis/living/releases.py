"""The results of released versions: small files that later versions are compared with."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from synthesis.analyses.estimates import ClaimVerdict, Estimate, Estimates
from synthesis.analyses.evidence.entering import Entering, PlaceKey, RowWords
from synthesis.files.project import RELEASES

DIGITS = 10  # significant digits kept: more than any page shows
ROWS = ".rows.json"  # of the file beside results that has the rows behind them
VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")


class ReleaseError(Exception):
    """A file is not one of released results; the message is one sentence."""


@dataclass(frozen=True)
class Release:
    """The results of one version; `version` such as “0.1.0”.

    `entering` has its rows, as the code that wrote them down chose them; None where they were not
    kept.
    """

    version: str
    results: Estimates
    entering: Entering | None = None


def write_release(version: str, results: Estimates) -> str:
    """Results as JSON text, keys sorted, numbers to ten significant digits.

    Raises
    ------
    ReleaseError
        The version is not numbers with points between them.
    """
    if not VERSION.fullmatch(version):
        raise ReleaseError(f"“{version}” is not a version such as 0.1.0.")
    content = {
        "version": version,
        "digest": results.digest,
        "estimates": {e.id: _without_id(e) for e in results.estimates.values()},
        "claims": {c.id: _without_id(c) for c in results.claims.values()},
    }
    text = json.dumps(content, indent=0, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return text + "\n"


def write_rows(version: str, digest: str, entering: Entering) -> str:
    """The rows behind the results of a version as JSON text, in the order of the tables."""
    places = {place: number for number, place in enumerate(entering.rows)}
    head = {
        "version": version,
        "digest": digest,
        "last_entry": entering.last_entry,
        "units": {
            name: sorted(places[place] for place in own)
            for name, own in sorted(entering.units.items())
        },
    }
    # A row a line, so that two files can be set against each other.
    rows = ",\n".join(
        json.dumps([*place, words.says, words.state], ensure_ascii=False)
        for place, words in entering.rows.items()
    )
    return json.dumps(head, ensure_ascii=False)[:-1] + f', "rows": [\n{rows}\n]}}\n'


def read_rows(path: Path, digest: str) -> Entering | None:
    """The rows kept beside the results of a release; None where there are none of its data.

    Raises
    ------
    ReleaseError
        The file is not one that :func:`write_rows` made.
    """
    beside = path.with_suffix(ROWS)
    if not beside.exists():
        return None
    try:
        content = json.loads(beside.read_text(encoding="utf-8"))
        if content["digest"] != digest:
            return None
        rows: dict[PlaceKey, RowWords] = {
            (table, trial, arm, code, week): RowWords(says, state)
            for table, trial, arm, code, week, says, state in content["rows"]
        }
        places = tuple(rows)
        units = {n: frozenset(places[i] for i in own) for n, own in content["units"].items()}
        return Entering(rows, units, int(content["last_entry"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise ReleaseError(f"{beside.name} does not hold the rows of a release.") from None


def read_release(path: Path) -> Release:
    """Read a file of released results.

    Raises
    ------
    ReleaseError
        The file cannot be read or is not one that :func:`write_release` made.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        estimates = {i: Estimate(id=i, **line) for i, line in content["estimates"].items()}
        claims = {i: ClaimVerdict(id=i, **line) for i, line in content["claims"].items()}
        version, digest = content["version"], content["digest"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ReleaseError(f"{path.name} does not hold the results of a release.") from None
    results = Estimates(str(digest), estimates, claims)
    return Release(str(version), results, read_rows(path, str(digest)))


def list_releases(folder: Path = RELEASES) -> Iterator[Release]:
    """Every release of a folder, the latest first."""
    found = [path for path in folder.glob("*.json") if VERSION.fullmatch(path.stem)]
    for path in sorted(found, key=lambda p: [int(n) for n in p.stem.split(".")], reverse=True):
        yield read_release(path)


def _without_id(line: Estimate | ClaimVerdict) -> dict[str, Any]:
    return {name: _round(value) for name, value in asdict(line).items() if name != "id"}


def _round(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    # JSON knows no infinity: such a limit is none.
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
