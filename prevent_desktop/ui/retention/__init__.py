"""Keeping and disposing: how long each case is kept, holds and extensions, and disposal with its certificate."""
