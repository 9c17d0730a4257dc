"""The windows: the only room that sees Qt. One folder a screen; `theme`, `widgets` and `tasks` are what they share."""

from __future__ import annotations

from prevent_desktop.ui.counted_singletons import hold_singletons

hold_singletons()
