"""A small sound plan, claims, exceptions and codebook, to be broken in one place at a time."""

from __future__ import annotations

from synthesis.files.project import DATA_FOLDER
from synthesis.package.codebook import read_codebook
from synthesis.package.defects import Defect
from synthesis.package.exceptions import read_exceptions
from synthesis.package.plan.read_plan import read_plan
from synthesis.package.plan.whole_plan import Plan
from synthesis.package.schema import Schema, read_schema

ANALYSES = """[[analysis]]
id = "pool"
title = "A pool"
question = "How often?"
outcome = "EASI75"
week = "primary"
population = "all ages"
route = "oral"
background = ["none"]
comparator = "placebo"
treatments = ["madeupinib-5-qd"]
unit = "drug-dose"
measure = "OR"
verification = ["source"]

[[network]]
id = "net"
title = "A network"
question = "Which?"
outcome = "EASI75"
weeks = [12, 16]
population = "all ages"
routes = ["oral"]
background = ["none"]
reference = "placebo"
active_reference = "otherinib-5-qd"
measure = "OR"
verification = ["source"]

[[dose]]
id = "dose"
title = "A curve"
question = "How much?"
drug = "madeupinib"
frequency = "QD"
outcome = "EASI75"
weeks = [12, 16]
population = "all ages"
background = ["none"]
verification = ["source"]

[[harm]]
id = "harm-{event}-h"
title = "{event}: t"
question = "How often {event}?"
events = ["ACNE", "SERIOUS_AE"]
population = "all ages"
route = "oral"
background = ["none"]
comparator = "placebo"
verification = ["source"]
"""
CLAIMS = """[[topic]]
id = 'effect'
title = 'How well they work'

[[claim]]
id = "better"
claim = "It is better."
topic = "effect"
opinions = ["jak-highly-effective"]
limits = "Little."

[[claim.test]]
kind = "pool"
analysis = "pool"
expects = "more"
regimens = ["madeupinib-5-qd"]
points = 20

[[claim.test]]
kind = "network"
analysis = "net"
expects = "similar"
treatment = "madeupinib-5-qd"
comparator = "placebo"
margin = 1.5

[[claim.test]]
kind = "share"
analysis = "pool"
regimens = ["madeupinib-5-qd"]
at_least = 0.1

[[claim.test]]
kind = "harm"
analysis = "harm-acne-h"
expects = "no more"

[[claim.test]]
kind = "rate"
drug = "madeupinib"
events = ["MACE"]

[[claim.test]]
kind = "reported"
outcome = "ITCH4"
at_least = 0.5
week = 2

[[claim.test]]
kind = "record"
fact = "fact-1"

[[claim.test]]
kind = "none"
reason = "Nobody asked."
"""
EXCEPTIONS = """[[exception]]
rule = "n_within_arm"
table = "adverse_events"
trial_id = "made-up-1"
event = "ACNE"
reason = "The safety set is larger."
"""
CODEBOOK = """[[code]]
id = "a"
question = "q"
definition = "D."
counts = "C."
does_not_count = "N."
choice = "line"
"""
ARMS = (
    {"drug": "madeupinib", "regimen": "madeupinib-5-qd"},
    {"drug": "otherinib", "regimen": "otherinib-5-qd"},
    {"drug": "placebo", "regimen": "placebo"},
    {"drug": "vehicle", "regimen": "vehicle"},
    {"drug": "", "regimen": ""},
)
TABLES = {
    "arms": ARMS,
    "trials": ({"trial_id": "made-up-1"},),
    "regulatory": ({"fact_id": "fact-1"},),
}
FILES = {
    "analyses.toml": ANALYSES,
    "claims.toml": CLAIMS,
    "exceptions.toml": EXCEPTIONS,
    "codebook.toml": CODEBOOK,
}


def book_schema() -> Schema:
    """The description of the book's own data."""
    return read_schema(DATA_FOLDER)


def read(schema: Schema, analyses: str = ANALYSES, claims: str = CLAIMS) -> Plan:
    """The plan of two sound texts."""
    plan, defects = read_plan(analyses, claims, schema, TABLES)
    assert plan is not None, [str(defect) for defect in defects]
    return plan


def sentences_of(schema: Schema, file: str, text: str) -> list[str]:
    """What is said of a file when it has another text than the sound one."""
    found: list[Defect]
    if file == "exceptions.toml":
        _, found = read_exceptions(text)
    elif file == "codebook.toml":
        _, found = read_codebook(text, {"a": "A"}, ["q"])
    else:
        changed = {**FILES, file: text}
        _, found = read_plan(changed["analyses.toml"], changed["claims.toml"], schema, TABLES)
    return [str(defect) for defect in found]
