"""All treatments at once: contrast-based network meta-analysis."""
