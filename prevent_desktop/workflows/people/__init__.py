"""People: add them, find them, and say what is known of them."""
