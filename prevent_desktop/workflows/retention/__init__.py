"""How long cases are kept, and how they are disposed of."""
