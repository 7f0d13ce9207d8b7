"""Change the program in small ways and see whether a test fails: `python tests/mutation/run.py`.

A sample of all mutants of some wings is taken. For each, the tests run that pass through the
changed function, the quickest first, up to some seconds; a mutant that no test fails on has
survived and is listed. Ends with code 1 when fewer than 90% were killed.

mutmut and cosmic-ray start Python anew for each mutant, which here costs seconds of imports; this
runs each in a fork of a process that has the libraries in memory, and loads the program anew.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import CodeType

# The tree that this file stands in, whatever is installed.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import pytest
from mutation.mutants import Mutant, find_mutants
from mutation.reach import Reach, TestReach

ROOT = Path(__file__).resolve().parents[2]
WINGS = ("selection", "claims", "package", "living")
TESTS = ("selection", "claims", "package", "living", "analyses", "commands")
QUIET = ["-q", "-n0", "-m", "not slow", "-W", "ignore"]
ENOUGH = 0.9
# What pytest ends with; 9 is a process that took too long or died.
OUTCOMES = {0: "survived", 1: "killed", 2: "killed", 3: "killed", 9: "killed", -9: "killed"}


def main() -> int:
    """Run a sample of mutants; the code to end with."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wings", nargs="*", default=WINGS)
    parser.add_argument("--module", default="", help="only modules whose path holds this")
    parser.add_argument("--tests", nargs="*", default=TESTS, help="folders of tests")
    parser.add_argument("--seconds", type=float, default=15.0, help="of tests for one mutant")
    asked = parser.parse_args()
    os.chdir(ROOT)
    paths = sorted(
        path for wing in asked.wings for path in (ROOT / "synthesis" / wing).rglob("*.py")
    )
    mutants = [m for path in paths if asked.module in str(path) for m in find_mutants(path)]
    random.Random(asked.seed).shuffle(mutants)
    print(
        f"{len(mutants)} mutants, of which {min(asked.count, len(mutants))} are tried", flush=True
    )
    folders = [str(ROOT / "tests" / name) for name in asked.tests]
    reach = _reach_of(folders)
    pytest.main([*QUIET, "--collect-only", "-qq", *folders])
    # Without a change the tests pass; else a kill would mean nothing.
    for function in {(str(m.path), m.function) for m in mutants[:10]}:
        chosen = reach.tests_of(*function, asked.seconds)
        if chosen and _forked(partial(_run_tests, chosen), 600.0):
            print(f"without any change a test of {function[0]} fails: {', '.join(chosen)}")
            return 2
    found: Counter[str] = Counter()
    for mutant in mutants[: asked.count]:
        start = time.monotonic()
        outcome = _try(mutant, reach, asked.seconds)
        if outcome == "survived":  # the slower tests may notice
            outcome = _try(mutant, reach, 8 * asked.seconds)
        found[outcome] += 1
        if outcome != "killed":
            place = mutant.path.relative_to(ROOT)
            took = time.monotonic() - start
            print(f"{outcome}: {place}:{mutant.line}: {mutant.words} ({took:.1f} s)", flush=True)
    tried = sum(found.values())
    print(f"{found['killed']} of {tried} killed; {dict(found)}")
    return 0 if found["killed"] >= ENOUGH * tried else 1


def _reach_of(folders: list[str]) -> Reach:
    """Which test passes through which function; kept until a module or a test changes."""
    digest = hashlib.sha256(repr(sorted(folders)).encode())
    for path in sorted([*ROOT.glob("synthesis/**/*.py"), *ROOT.glob("tests/**/*.py")]):
        digest.update(path.read_bytes())
    kept = ROOT / "_build" / "mutation" / f"{digest.hexdigest()[:16]}.json"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)

        def measure() -> int:
            plugin = TestReach(str(ROOT / "synthesis"))
            pytest.main([*QUIET, *folders], plugins=[plugin])
            kept.write_text(json.dumps(plugin.record()), encoding="utf-8")
            return 0

        _forked(measure, 3600.0)
    return Reach(json.loads(kept.read_text(encoding="utf-8")))


def _try(mutant: Mutant, reach: Reach, seconds: float) -> str:
    chosen = reach.tests_of(str(mutant.path), mutant.function, seconds)
    if not chosen:
        return "no test"

    def run() -> int:
        _load_anew(mutant)
        return _run_tests(chosen)

    outcome = OUTCOMES.get(_forked(run, 20.0 + 10 * seconds))
    if outcome:
        return outcome
    # A change can keep pytest from finding a test that it finds without.
    sound = _forked(partial(_run_tests, chosen), 600.0) == 0
    return "killed" if sound else "broken"


def _run_tests(chosen: list[str]) -> int:
    return int(pytest.main([*QUIET, "-x", *chosen]))


def _load_anew(mutant: Mutant) -> None:
    """Forget the program and its tests, so that the changed module is what they are made from."""
    tests = str(ROOT / "tests")
    for name, module in list(sys.modules.items()):
        place = getattr(module, "__file__", None) or ""
        own = name == "synthesis" or name.startswith("synthesis.")
        if own or (place.startswith(tests) and "mutation" not in name):
            del sys.modules[name]
    from importlib.machinery import SourceFileLoader

    plain: Callable[..., CodeType] = SourceFileLoader.get_code  # type: ignore[assignment]

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType:
        if self.path == str(mutant.path):
            return compile(mutant.tree(), self.path, "exec", dont_inherit=True)
        return plain(self, fullname)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign,assignment]


def _forked(work: Callable[[], int], limit: float) -> int:
    """What work gives in a process of its own; 9 where it takes too long or dies."""
    child = os.fork()
    if child == 0:
        os.setsid()
        code = 9
        try:
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nothing, stream)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_AS, (6 * 2**30, 6 * 2**30))
            code = work()
        finally:
            os._exit(code)
    end = time.monotonic() + limit
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 9


if __name__ == "__main__":
    sys.exit(main())
