"""What a form shows, what is answered in it and what becomes of an answer, in plain Python: no Qt here."""
