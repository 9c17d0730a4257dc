"""A person's record: what is written, attached and read in it."""
