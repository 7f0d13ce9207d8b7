"""What clinicians say, and what the evidence says of it."""
