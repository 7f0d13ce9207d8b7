"""Means: their standard errors, differences of them, and networks of them."""
