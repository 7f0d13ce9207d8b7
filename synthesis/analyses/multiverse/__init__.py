"""One question under every reasonable specification."""
