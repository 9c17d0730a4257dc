"""Forms: begin, fill, finish, correct and copy them, and what they tell the record."""
