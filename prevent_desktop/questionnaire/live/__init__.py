"""What stands under a `Response`: its tree, what depends on what, and how a change is worked out to its end."""
