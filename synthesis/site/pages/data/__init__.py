"""The plan, the trials and every number as it was read."""
