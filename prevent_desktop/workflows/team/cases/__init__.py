"""Shared cases: with whom, whose they are, what was said of them at once, how they move, and how they go."""
