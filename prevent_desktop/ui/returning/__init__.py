"""Coming back, after a lock or a crash, to where the person was: page, field, cursor, scroll."""
