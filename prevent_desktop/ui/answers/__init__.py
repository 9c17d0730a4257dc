"""Calls about packs, and the answers of a desk that go out."""
