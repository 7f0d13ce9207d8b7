"""The claims of clinicians and how each is tested: data/claims.toml, fixed before it is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, ValidationInfo

from synthesis.package.entries import FieldBreach, Steps, find_repeated, list_entries
from synthesis.package.fields import (
    NO_OTHER_FIELDS,
    ChoiceField,
    Choices,
    Entries,
    Id,
    Listed,
    ListedOrNone,
    Number,
    OutcomeField,
    RateEventField,
    Text,
    Week,
    check_choice,
    known,
    list_of_entries,
    one_of,
    other_than,
    says,
)
from synthesis.words.terms import OutcomeTerm

CLAIMS = "claims.toml"
TestKind = Literal["pool", "network", "share", "harm", "rate", "reported", "record", "none"]
Expectation = Literal["more", "less", "similar", "no more"]

# Fields of a test by its kind; those in the second tuple may be left out.
FIELDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "pool": (("analysis", "expects"), ("regimens", "points", "margin")),
    "network": (("analysis", "expects", "treatment", "comparator"), ("margin",)),
    "share": (("analysis", "regimens", "at_least"), ()),
    "harm": (("analysis", "expects"), ("regimens",)),
    "rate": (("drug", "events"), ()),
    "reported": (("outcome", "at_least"), ("week",)),
    "record": (("fact",), ("but",)),
    "none": (("reason",), ()),
}
EXPECTS: Mapping[str, tuple[Expectation, ...]] = {
    "pool": ("more", "less", "similar"),
    "network": ("more", "less", "similar"),
    "harm": ("more", "no more"),
}


def _check_analysis(value: Any, info: ValidationInfo) -> Any:
    # The ids of a kind have its name; a test “share” is one of a pool.
    kind = info.data.get("kind", "")
    choices = (info.context or {}).get(f"id of {'pool' if kind == 'share' else kind}")
    return check_choice(value, choices) if choices else value


def _check_expects(value: Any, info: ValidationInfo) -> Any:
    allowed = EXPECTS.get(info.data.get("kind", ""), get_args(Expectation))
    return check_choice(value, Choices(allowed))


Share = Annotated[Number, Field(ge=0, le=1), says("a share from 0 to 1")]
Points = Annotated[Number, Field(ge=0, le=100), says("a number of percentage points from 0 to 100")]
Margin = Annotated[Number, Field(gt=1), says("an odds ratio above 1")]
NO_OUTCOME = OutcomeTerm("")
RegimenField = Annotated[ChoiceField, known("regimen")]


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
        For "pool": the risk difference, in percentage points, that counts as enough in the
        direction expected; for "similar" the one within which two treatments count as similar.
    margin
        For "similar" without points: the ratio, above 1, within which they count as similar.
    at_least
        For "share" and "reported": the least share, 0 to 1, that supports the claim.
    but
        For "record": what the record says otherwise or leaves out, so that the claim stays open.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    kind: Annotated[TestKind, one_of(*get_args(TestKind))]
    analysis: Annotated[ChoiceField, BeforeValidator(_check_analysis)] = ""
    expects: Annotated[Expectation, BeforeValidator(_check_expects)] = "more"
    regimens: Listed[RegimenField] = ()
    points: Points | None = None
    treatment: RegimenField = ""
    comparator: Annotated[RegimenField, other_than("treatment")] = ""
    margin: Margin = 1.0
    at_least: Share = 0.0
    drug: Annotated[ChoiceField, known("rate drug")] = ""
    events: Listed[RateEventField] = ()
    outcome: OutcomeField = NO_OUTCOME
    week: Week | None = None
    fact: Annotated[ChoiceField, known("fact")] = ""
    but: Text = ""
    reason: Text = ""


Positions = ListedOrNone[Annotated[ChoiceField, known("position")]]
Tests = Annotated[tuple[ClaimTest, ...], list_of_entries("at least one test with its kind")]


@dataclass(frozen=True)
class Claim:
    """A claim in neutral words, the opinions that state it, and its tests.

    Parameters
    ----------
    codes
        Position codes of opinions.csv, which the file calls `opinions`: each of them states the
        claim by itself, so whoever takes one is for it.
    related
        Codes that belong to the matter and do not state the claim; nobody is counted by them.
    tested_as
        The book's own sentence, where the tests judge something near the claim.
    limits
        What the tests cannot show.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    claim: Text
    topic: Text
    codes: Annotated[Positions, Field(validation_alias="opinions")]
    tests: Annotated[Tests, Field(validation_alias="test")]
    limits: Text = ""
    related: ListedOrNone[Annotated[ChoiceField, known("position")]] = ()
    tested_as: Text = ""

    @property
    def tested(self) -> str:
        """The sentence that the verdict is on."""
        return self.tested_as or self.claim


@dataclass(frozen=True)
class Topic:
    """`[[topic]]`: what some claims are about; pages list them in this order."""

    __pydantic_config__ = NO_OTHER_FIELDS

    id: Id
    title: Text


@dataclass(frozen=True)
class ClaimsFile:
    """What claims.toml may hold."""

    __pydantic_config__ = NO_OTHER_FIELDS

    topic: Entries[Topic] = ()
    claim: Entries[Claim] = ()


def claim_rules(content: Any) -> Iterator[FieldBreach]:
    """What joins the fields of a claim: ids used once, and the fields that its tests need."""
    claims = list(list_entries(content, "claim"))
    ids = ((("claim", number, "id"), claim.get("id")) for number, claim in claims)
    yield from find_repeated(ids, "an id used only once")
    topics = [each.get("id") for _, each in list_entries(content, "topic")]
    places = (((("topic", n, "id")), each.get("id")) for n, each in list_entries(content, "topic"))
    yield from find_repeated(places, "an id used only once")
    for number, claim in claims:
        if isinstance(claim.get("topic"), str) and claim["topic"] not in topics:
            yield ("claim", number, "topic"), claim["topic"], "the id of a [[topic]]"
        for position, test in list_entries(claim, "test"):
            yield from _test_rules(("claim", number, "test", position), test)


def _test_rules(steps: Steps, test: Mapping[str, Any]) -> Iterator[FieldBreach]:
    kind = test.get("kind")
    if not isinstance(kind, str) or kind not in FIELDS:
        return
    required, optional = FIELDS[kind]
    for field in required:
        if field not in test:
            yield (*steps, field), None, "this field"
    for field in sorted(
        ClaimTest.__annotations__.keys() & test.keys() - {"kind", *required, *optional}
    ):
        yield (*steps, field), None, f"no field of a test “{kind}”"
    if test.get("expects") == "similar" and "margin" not in test and "points" not in test:
        yield (*steps, "margin"), None, "an odds ratio above 1"
    if "margin" in test and "points" in test:
        yield (*steps, "points"), None, "no points beside a margin"
    elif "margin" in test and test.get("expects") != "similar":
        unused = "no margin where a test does not expect “similar”"
        yield (*steps, "margin"), None, unused
