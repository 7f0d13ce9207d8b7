"""Which rows of the data enter a declared analysis, and why the others do not."""
