"""The palette: one field over people, actions, settings and guidance."""
