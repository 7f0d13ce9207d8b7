"""Courses over time: how soon an effect shows, and what comes after a response."""
