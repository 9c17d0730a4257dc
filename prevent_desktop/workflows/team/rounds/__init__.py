"""The round that keeps the copies of a team equal: what goes out, what comes in, and what it asks of the store."""
