"""How many said so."""
