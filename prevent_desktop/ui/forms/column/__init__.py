"""The column that a form stands in: it builds only the rows in sight, and Tab goes through them as they are read."""
