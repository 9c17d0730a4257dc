"""A record that a team keeps: who belongs to it, what is shared, and how the copies stay the same."""
