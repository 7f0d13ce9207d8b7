"""Figures as SVG, PNG and PDF, with fonts and facts embedded."""
