"""My work: what is to finish, what is on its way, and what is due."""
