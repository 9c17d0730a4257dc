"""What receivers say to packs, from both ends: given, taken, and asked for again."""
