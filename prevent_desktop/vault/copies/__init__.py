"""Copies of a vault: each is encrypted as the vault is, and checked after it was written."""
