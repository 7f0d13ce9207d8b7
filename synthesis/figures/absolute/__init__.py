"""Patients of 100: absolute effects."""
