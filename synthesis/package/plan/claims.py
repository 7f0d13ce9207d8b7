"""The claims of clinicians and how each is tested: data/claims.toml, fixed before it is run."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from synthesis.package.defects import Defect

CLAIMS = "claims.toml"
Kind = Literal["pool", "network", "share", "harm", "rate", "reported", "record", "none"]
Expectation = Literal["more", "less", "similar", "no more"]
TOPICS = {
    "effect": "How well they work",
    "line": "For whom, and before or after what",
    "dose": "Dose",
    "safety": "Safety",
    "topical": "Creams and ointments",
    "endpoints": "Which results matter",
    "other": "Beyond the trials",
}

# Fields of a test by its kind; those in the second tuple may be left out.
FIELDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "pool": (("analysis", "expects"), ("regimens", "points")),
    "network": (("analysis", "expects", "treatment", "comparator"), ("margin",)),
    "share": (("analysis", "regimens", "at_least"), ()),
    "harm": (("analysis", "expects"), ("regimens",)),
    "rate": (("drug", "events"), ()),
    "reported": (("outcome", "at_least"), ("week",)),
    "record": (("fact",), ()),
    "none": (("reason",), ()),
}


@dataclass(frozen=True)
class ClaimTest:
    """One test of a claim.

    Parameters
    ----------
    kind
        "pool": pooled results of a declared analysis; "network": one comparison of a declared
        network; "share": responders of one arm; "harm": pooled harms; "rate": long-term rates on
        a higher and a lower dose, which can contradict that there is no more harm but never
        support it; "reported": how many trials report an outcome; "record": a regulatory fact;
        "none": why no test is possible.
    analysis
        Id of the declared analysis, network or harm.
    expects
        What the claim says: "more" or "less" often than the comparator, "similar" within the
        margin, or "no more" harm, which a test can contradict but never support.
    regimens
        The pools meant; empty for all of the analysis.
    points
        For "pool": the risk difference, in percentage points, that counts as enough.
    margin
        For "similar": the odds ratio, above 1, within which two treatments count as similar.
    at_least
        For "share" and "reported": the least share, 0 to 1, that supports the claim.
    """

    kind: Kind
    analysis: str = ""
    expects: Expectation = "more"
    regimens: tuple[str, ...] = ()
    points: float | None = None
    treatment: str = ""
    comparator: str = ""
    margin: float = 1.0
    at_least: float = 0.0
    drug: str = ""
    events: tuple[str, ...] = ()
    outcome: str = ""
    week: float | None = None
    fact: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Claim:
    """A claim in neutral words, the opinions that make it, and its tests.

    `codes` are position codes of opinions.csv; `limits` says what the tests cannot show.
    """

    id: str
    claim: str
    topic: str
    codes: tuple[str, ...]
    tests: tuple[ClaimTest, ...]
    limits: str


def read_claims(text: str) -> tuple[tuple[Claim, ...], list[Defect]]:
    """Parse claims.toml.

    Returns
    -------
    claims, defects
        The claims without a defect, in the order of the file, and the defects.
    """
    try:
        entries = tomllib.loads(text).get("claim", [])
    except tomllib.TOMLDecodeError as error:
        return (), [Defect(CLAIMS, None, None, None, f"valid TOML ({error})")]
    claims: list[Claim] = []
    defects: list[Defect] = []
    for number, entry in enumerate(entries, start=1):
        name = f"claim {entry.get('id', number)}"
        found = list(_entry_defects(name, entry))
        if entry.get("id") in {claim.id for claim in claims}:
            found.append(Defect(CLAIMS, None, name, str(entry["id"]), "an id used only once"))
        defects += found
        if not found:
            claims.append(_build(entry))
    return tuple(claims), defects


def claim_defects(
    claims: Iterable[Claim],
    analyses: Collection[str],
    networks: Collection[str],
    harms: Collection[str],
    codes: Iterable[str],
    regimens: Collection[str],
    outcomes: Collection[str],
    facts: Collection[str],
) -> list[Defect]:
    """Names in the claims that lead nowhere: analyses, regimens, codes, outcomes, facts.

    The arguments are the names that exist.
    """
    codes = set(codes)
    known: Mapping[str, tuple[Collection[str], str]] = {
        "pool": (analyses, "an id of a declared analysis"),
        "share": (analyses, "an id of a declared analysis"),
        "network": (networks, "an id of a declared network"),
        "harm": (harms, "an id of a declared harm"),
    }
    defects = []
    for claim in claims:
        name = f"claim {claim.id}"
        for code in claim.codes:
            if code not in codes:
                expected = "a position code of opinions.csv"
                defects.append(Defect(CLAIMS, None, f"{name}, opinions", code, expected))
        for test in claim.tests:
            checks = [(regimen, regimens, "a regimen of arms.csv") for regimen in test.regimens]
            if test.kind in known:
                checks.append((test.analysis, *known[test.kind]))
            if test.kind == "network":
                arm = "a regimen of arms.csv"
                checks += [(test.treatment, regimens, arm), (test.comparator, regimens, arm)]
            if test.kind == "reported":
                checks.append((test.outcome, outcomes, "an outcome code"))
            if test.kind == "record":
                checks.append((test.fact, facts, "a fact_id of regulatory.csv"))
            for value, allowed, expected in checks:
                if value not in allowed:
                    defects.append(Defect(CLAIMS, None, f"{name}, test", value, expected))
    return defects


def _build(entry: Mapping[str, Any]) -> Claim:
    tests = []
    for given in entry["test"]:
        values = dict(given)
        for field in ("regimens", "events"):
            values[field] = tuple(values.get(field, ()))
        tests.append(ClaimTest(**values))
    return Claim(
        id=entry["id"],
        claim=entry["claim"],
        topic=entry["topic"],
        codes=tuple(entry["opinions"]),
        tests=tuple(tests),
        limits=entry.get("limits", ""),
    )


def _entry_defects(name: str, entry: Mapping[str, Any]) -> Iterable[Defect]:
    required, optional = {"id", "claim", "topic", "opinions", "test"}, {"limits"}
    for field in sorted(required - entry.keys()):
        yield Defect(CLAIMS, None, f"{name}, {field}", None, "this field")
    for field in sorted(entry.keys() - required - optional):
        yield Defect(CLAIMS, None, f"{name}, {field}", None, "no field of this name")
    if "topic" in entry and entry["topic"] not in TOPICS:
        expected = f"one of {', '.join(TOPICS)}"
        yield Defect(CLAIMS, None, f"{name}, topic", str(entry["topic"]), expected)
    tests = entry.get("test", [{"kind": "none", "reason": ""}])
    if not tests:
        yield Defect(CLAIMS, None, f"{name}, test", None, "at least one test")
    for number, test in enumerate(tests, start=1):
        yield from _test_defects(f"{name}, test {number}", test)


def _test_defects(name: str, test: Mapping[str, Any]) -> Iterable[Defect]:
    kind = str(test.get("kind"))
    if kind not in FIELDS:
        expected = f"one of {', '.join(FIELDS)}"
        yield Defect(CLAIMS, None, f"{name}, kind", kind, expected)
        return
    required, optional = FIELDS[kind]
    for field in required:
        if field not in test:
            yield Defect(CLAIMS, None, f"{name}, {field}", None, "this field")
    for field in sorted(test.keys() - {"kind", *required, *optional}):
        yield Defect(CLAIMS, None, f"{name}, {field}", None, f"no field of a test “{kind}”")
    expects = test.get("expects")
    if "expects" in required and expects is not None:
        allowed = ("more", "no more") if kind == "harm" else ("more", "less", "similar")
        if expects not in allowed or expects not in get_args(Expectation):
            expected = f"one of {', '.join(allowed)}"
            yield Defect(CLAIMS, None, f"{name}, expects", str(expects), expected)
        if expects == "similar" and not test.get("margin", 0) > 1:
            expected = "an odds ratio above 1"
            yield Defect(CLAIMS, None, f"{name}, margin", str(test.get("margin")), expected)
