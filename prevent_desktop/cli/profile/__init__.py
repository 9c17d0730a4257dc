"""``profile``: an administrator makes, changes, checks and signs the organisation's profile."""
