"""How sure a result is: suggested by fixed rules, or judged by people."""
