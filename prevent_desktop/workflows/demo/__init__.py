"""Example cases and an example organisation, for trying the program out."""
