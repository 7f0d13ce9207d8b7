"""For whom effects differ: covariates of trials, settings, earlier treatment, groups by age."""
