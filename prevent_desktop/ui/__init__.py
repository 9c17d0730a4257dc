"""The windows: the only layer that sees Qt. One folder a screen; `theme`, `widgets` and `tasks` are what they share."""
