"""Specification curves."""
