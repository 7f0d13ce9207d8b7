"""Tables of arms, read and checked."""
