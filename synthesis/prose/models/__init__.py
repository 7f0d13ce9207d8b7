"""What a model found, in plain language, as the command line prints it."""
