"""``vault …``: one module for each group of commands. The passphrase is asked for, or read from standard input."""
