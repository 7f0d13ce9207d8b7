"""Harms beside one another."""
