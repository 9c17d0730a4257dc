"""Change-sets: whether one counts, what is sealed, kept, cleared away, and handed on as a snapshot."""
