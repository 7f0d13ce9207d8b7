"""Pieces of the chapters on harms."""
