"""Statistics: tables of arms in, frozen results out. Knows no medicine, files or plots."""
