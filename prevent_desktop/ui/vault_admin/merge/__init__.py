"""Joining the copy from another laptop: looking at it, taking it in, and settling what the two say differently."""
