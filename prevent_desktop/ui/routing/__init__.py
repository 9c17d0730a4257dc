"""How pages lead to each other: the routes, their sections of the side bar, and the navigator that opens them."""
