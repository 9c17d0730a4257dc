"""How packs leave and receipts come back: the outbox, connections, mail and sticks."""
