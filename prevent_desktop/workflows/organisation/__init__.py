"""What the organisation sets: its profile, settings, receivers, and the keys that it certifies."""
