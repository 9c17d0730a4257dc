"""What is wrong with one answer: its type and form, the form's limits and offered answers, and the checks of the domain."""
