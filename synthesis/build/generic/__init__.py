"""Chapters made from what a data package declares, for one that has none of its own."""
