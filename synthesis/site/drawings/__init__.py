"""Figures given their words and published on a page."""
