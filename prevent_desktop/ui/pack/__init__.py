"""Prepare a pack: who receives what, why it may be shared, what is missing, its real pages; then sign and queue."""
