"""The team in the window: who belongs to it, what it shares, what its laptops say differently."""
