"""Prevent Desktop: notice, check, share, with no connection."""

__version__ = "0.1.0"
