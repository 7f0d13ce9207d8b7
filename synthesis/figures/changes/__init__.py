"""What moved between two versions."""
