"""The inbox: what came in, one pack in full, and where it belongs."""
