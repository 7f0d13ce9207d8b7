"""The pools of the book, computed a second time by other software."""
