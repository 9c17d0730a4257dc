"""Where an answer stands in a response."""

from __future__ import annotations

Path = tuple[tuple[str, int], ...]
"""From the top: link id and occurrence of each group or question, and in between the answer that it lies under."""
