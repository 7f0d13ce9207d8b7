"""The plan of analysis: every kind of declared entry, read and checked."""
