"""Start a data package from arm-level tables."""
