"""Slides, PowerPoint and the deck of all figures."""
