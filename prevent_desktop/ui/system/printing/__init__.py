"""Printing in a process of its own: it alone speaks with the system's print service, and with what a printer's maker wrote.

`process` starts it and hands it the pages, `child` is what it runs, `messages` what the two say to each other. Qt waits for a
silent service with Python's lock held, so that in the window's own process everything would stand still, the lock too.
"""

PRINT_PROCESS = "print-process"
"""How the program is told to be that process."""
