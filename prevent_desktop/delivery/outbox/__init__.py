"""The outbox on disk: sealed packs that wait, what a person decided about them, and who may send one now."""
