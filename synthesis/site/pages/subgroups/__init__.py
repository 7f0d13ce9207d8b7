"""For whom effects differ, on a page: regressions, settings, earlier treatment, age."""
