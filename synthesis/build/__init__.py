"""Chapters to site: run, number, stage, swap."""
