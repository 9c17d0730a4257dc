"""Where one is in the window, and back there after a lock. It knows no page: `ui/page_registry` does."""
