"""Where one can be in the window, what leads there, and back there after a lock. It knows no page: `ui/page_registry/registry.py` does."""
