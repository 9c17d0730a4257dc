"""A copy of the whole record for the person: looked through for other people, then saved as PDF and JSON."""
