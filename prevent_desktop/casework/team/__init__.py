"""A record that a team keeps: who belongs to it, what one of them changed, and how all changes make one record.

Pure: signing, sealing, the store and the database stand elsewhere. The format is told in `resources/specification/team-changes.md`.
"""
