"""A form that is frozen: its answers to read, nothing to change."""
