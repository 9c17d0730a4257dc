"""Packs: who gets what, what is missing, and how one is signed, sealed, shown and withheld."""
