"""Absolute risks, rare events, rates."""
