"""Which version of which data this is, how to cite it, and the names that stay."""
