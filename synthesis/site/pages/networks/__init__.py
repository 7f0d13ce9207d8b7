"""Pieces of the chapters that compare all treatments at once."""
