"""All pools at a glance."""
