"""Proves an after-sales service management manual and its records against each other."""

__version__ = "0.2.0"
