"""The outbox: sealed packs, where each is, and what happens next."""
