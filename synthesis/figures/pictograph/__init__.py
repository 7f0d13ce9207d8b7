"""A thousand patients as symbols."""
