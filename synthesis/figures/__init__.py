"""Figures of the book: results in, matplotlib figures, SVG, PNG and alt text out."""
