"""Which tests pass through which function, and how long they take: measured, then looked up."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Generator, Mapping
from types import FrameType
from typing import Any

import pytest

Place = tuple[str, int]


class TestReach:
    """A pytest plugin that notes the functions of a folder that each test and fixture calls.

    What a fixture calls counts for every test that uses it: one of a session is made for the
    first of them alone.
    """

    __test__ = False

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.calls: dict[str, set[Place]] = defaultdict(set)
        self.seconds: dict[str, float] = defaultdict(float)
        self.uses: dict[str, list[str]] = {}
        self.stack: list[str] = []

    def record(self) -> dict[str, Any]:
        """Everything as plain values."""
        return {
            "calls": {name: sorted(places) for name, places in self.calls.items()},
            "seconds": dict(self.seconds),
            "uses": self.uses,
        }

    def _note(self, frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(self.folder) and self.stack:
            place = (frame.f_code.co_filename, frame.f_code.co_firstlineno)
            self.calls[self.stack[-1]].add(place)

    def _within(self, name: str) -> Generator[None, Any, Any]:
        self.stack.append(name)
        start = time.perf_counter()
        sys.setprofile(self._note)
        try:
            return (yield)
        finally:
            sys.setprofile(None)
            took = time.perf_counter() - start
            self.stack.pop()
            self.seconds[name] += took
            if self.stack:  # a fixture is made inside of what asks for it
                self.seconds[self.stack[-1]] -= took
                sys.setprofile(self._note)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self.uses[item.nodeid] = [
            f"fixture {name}" for name in getattr(item, "fixturenames", ()) if name != "request"
        ]
        return (yield from self._within(item.nodeid))

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        return (yield from self._within(f"fixture {fixturedef.argname}"))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:  # a test that fails without a mutant, or is skipped, tells nothing
            self.uses.pop(report.nodeid, None)


class Reach:
    """What was measured, looked up by the function that a mutant is in."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.seconds: Mapping[str, float] = record["seconds"]
        self.uses: Mapping[str, list[str]] = record["uses"]
        self.by_place: dict[Place, set[str]] = defaultdict(set)
        self.by_file: dict[str, set[str]] = defaultdict(set)
        reached: dict[str, set[str]] = defaultdict(set)
        for test, fixtures in self.uses.items():
            for fixture in fixtures:
                reached[fixture].add(test)
        for name, places in record["calls"].items():
            tests = reached.get(name, set()) if name.startswith("fixture ") else {name}
            for file, line in places:
                self.by_place[file, line] |= tests & self.uses.keys()
                self.by_file[file] |= tests & self.uses.keys()

    def tests_of(self, file: str, function: int, seconds: float) -> list[str]:
        """The tests that pass through a function, the quickest first, up to so many seconds.

        Outside of any function (0) those that pass through the file at all.
        """
        tests = self.by_place[file, function] if function else self.by_file[file]
        chosen: list[str] = []
        made: set[str] = set()
        left = seconds
        for test in sorted(tests, key=lambda name: (self._cost(name, set()), name)):
            cost = self._cost(test, made)
            if chosen and cost > left:
                break
            chosen.append(test)
            made.update(self.uses[test])
            left -= cost
        return chosen

    def _cost(self, test: str, made: set[str]) -> float:
        fixtures = sum(self.seconds.get(each, 0.0) for each in self.uses[test] if each not in made)
        return self.seconds.get(test, 0.0) + fixtures
