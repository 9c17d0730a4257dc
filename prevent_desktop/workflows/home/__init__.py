"""My work: what is to finish, on its way, or due."""
