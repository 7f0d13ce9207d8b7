"""Pieces of the chapters on what clinicians say and whether the evidence agrees."""
