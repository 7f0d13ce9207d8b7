"""Evidence synthesis from arm-level tables of randomised trials."""

__version__ = "0.2.0"
