"""Dose and response."""
