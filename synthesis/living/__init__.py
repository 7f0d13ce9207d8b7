"""Trials added, removed and verified; versions compared."""
