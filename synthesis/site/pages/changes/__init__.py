"""What moved since a release."""
