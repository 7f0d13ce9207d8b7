"""Records of ClinicalTrials.gov read into a folder of a trial."""
