"""Backups: made by hand and by themselves, beside whatever else is being done."""
