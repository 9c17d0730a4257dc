"""The first screen: create a vault, unlock it, or get in with the recovery code."""
