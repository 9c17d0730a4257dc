"""A child's file moves to the new school: word ahead, the whole file, and asking a wrong school to delete it."""
