"""Agreement with other software: what was compared, how closely, and what does not agree."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.numbers import format_power

FACTS = Path(__file__).with_name("agreement.toml")
CHECKED = {"tests": "", "once": ", compared once and outside the tests"}


@dataclass(frozen=True)
class SoftwareComparison:
    """Results of this package beside those of other software.

    Parameters
    ----------
    id
        Name by which a test finds it.
    what, software
        In words.
    results
        Number of results of the other software.
    tolerance
        Largest difference allowed, on the model scale (log for ratios); a share of the value
        where `relative` is true.
    checked
        "tests" or "once".
    """

    id: str
    what: str
    software: str
    results: int
    tolerance: float
    checked: str
    relative: bool = False
    unit: str = ""

    @property
    def closeness(self) -> str:
        """The tolerance in words, and whether no test repeats it."""
        power = format_power(self.tolerance)
        unit = f" {self.unit}" if self.unit else ""
        size = f"{power} of the value" if self.relative else f"{power}{unit}"
        return size + CHECKED[self.checked]


@dataclass(frozen=True)
class Difference:
    """Something that does not agree, and why; `test` names the test that reproduces it."""

    id: str
    software: str
    what: str
    why: str
    test: str


def read_comparisons(path: Path = FACTS) -> tuple[SoftwareComparison, ...]:
    """The comparisons, in the order of the file.

    Raises
    ------
    TypeError
        If an entry lacks a field or has an unknown one.
    """
    return tuple(SoftwareComparison(**entry) for entry in _read(path)["comparison"])


def read_differences(path: Path = FACTS) -> tuple[Difference, ...]:
    """The differences, in the order of the file; raises as `read_comparisons`."""
    return tuple(Difference(**entry) for entry in _read(path)["difference"])


def show_agreement() -> Html:
    """What was compared with which software, and a table of what does not agree."""
    comparisons = read_comparisons()
    return (
        render("plain.html", text=_summary(comparisons))
        + show_table(
            "What was compared with which software",
            ["What", "Software", "Results", "Agree to within"],
            [Row([c.what, c.software, f"{c.results:,}", c.closeness]) for c in comparisons],
            identifier="agreement",
            slug="software-agreement",
        )
        + show_table(
            "What does not agree, and why",
            ["Software", "What differs", "Why"],
            [Row([d.software, d.what, d.why]) for d in read_differences()],
            identifier="differences",
            slug="software-differences",
        )
    )


def _summary(comparisons: Iterable[SoftwareComparison]) -> str:
    tested = [c for c in comparisons if c.checked == "tests"]
    return (
        f"Every run of the tests compares the package with other software in {len(tested)} ways. "
        "Differences are on the model scale (the logarithm for ratios) unless a unit is given."
    )


def _read(path: Path) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
