"""Dose and response: one-stage binomial models."""
