"""Responders over time, a small panel for each drug or trial."""
