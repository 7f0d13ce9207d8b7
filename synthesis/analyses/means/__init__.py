"""Analyses of means: run, and their results."""
