"""Codes and numbers as text."""
