"""Records that are open for reading only: the line that says so, what is missing, and what to do next."""
