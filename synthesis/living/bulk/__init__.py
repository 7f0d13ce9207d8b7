"""Readings handed in as a file: judged against the rows, written at once, undone at once."""
