"""Templates, tables, search, publishing: what every page is made with."""
