"""The windows: the only room that sees Qt. One folder a screen; `theme`, `widgets` and `tasks` are what they share."""

from __future__ import annotations

from prevent_desktop.ui.true_references import hold_true

hold_true()
