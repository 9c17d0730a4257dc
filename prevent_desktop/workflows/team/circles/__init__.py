"""Circles of a team: who is in one, by which keys, what its statements say, and what its vaults tell each other."""
