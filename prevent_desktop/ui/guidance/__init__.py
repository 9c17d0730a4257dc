"""The guidance pages: a list, a search, and the page."""
