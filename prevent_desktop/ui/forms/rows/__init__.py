"""A section as rows: its questions and tables, what stands around them, and what each row may ask of the screen."""
