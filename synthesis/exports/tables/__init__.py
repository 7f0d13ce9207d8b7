"""Tables and data as files."""
