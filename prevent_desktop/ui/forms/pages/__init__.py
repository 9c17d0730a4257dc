"""The pages before and after a form is filled in: choosing one, reading a finished one, and what follows a concern."""
