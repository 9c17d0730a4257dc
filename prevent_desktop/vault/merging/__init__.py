"""Joining two copies of one vault: nothing is lost, and what both changed is settled by a person."""
