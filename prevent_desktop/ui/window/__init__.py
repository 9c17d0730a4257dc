"""The frame around every screen: emergency line, side bar, status line; blank, lock, idle and sleep."""
