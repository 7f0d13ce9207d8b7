"""Chapters to site: run, number, stage, swap."""

import sys

# Notebooks are checked by jsonschema, which makes a parser of internationalised addresses when it
# is imported, in a second or two, for a format of text that neither notebooks nor tables have.
# Without this package it leaves out the check.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
