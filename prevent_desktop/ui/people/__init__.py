"""People: find somebody as one types, by name or by what was written; add somebody new."""
