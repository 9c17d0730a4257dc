"""What the operating system tells and does: sessions, networks, the clipboard."""
