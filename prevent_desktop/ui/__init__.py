"""The windows: the only room that sees Qt. One folder a screen; `theme`, `widgets` and `tasks` are what they share."""
