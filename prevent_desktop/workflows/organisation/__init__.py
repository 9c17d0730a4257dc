"""What the organisation sets: its profile, settings, recipients, and the keys that it certifies."""
